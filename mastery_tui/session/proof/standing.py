"""How far the person has come: what was learned here, against the criteria of the levels."""

from pathlib import Path

from mastery_tui.config.goals import Goals
from mastery_tui.evidence.levels.criteria import criteria
from mastery_tui.evidence.levels.domains import levels
from mastery_tui.evidence.levels.known import Known as KnownOfDomains
from mastery_tui.evidence.objectives.evidence import Evidence
from mastery_tui.learning.shelf import Shelf, shelf
from mastery_tui.learning.skills import skills
from mastery_tui.model.proof import LevelState, ProjectState
from mastery_tui.model.state import State
from mastery_tui.session.proof.known import Known

OWN = ("project", "user")
"""Whose content counts as made by the person: not ours, nor that of packages."""


class Standing:
    """Keeps the curricula of a tree; they are read again when trust changes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._shelf: Shelf | None = None
        self._trusted = False

    def levels(
        self, state: State, goals: Goals, projects: tuple[ProjectState, ...], evidence: Evidence, known: Known
    ) -> tuple[LevelState, ...]:
        """One per domain."""
        if self._shelf is None or self._trusted != state.trusted:
            self._shelf, self._trusted = shelf(self.root, state.trusted), state.trusted
        learned = skills(self._shelf.curricula.values(), known.progress, known.outcomes, evidence.now)
        beside = KnownOfDomains(goals.projects, projects, evidence, known.sustained, made(state))
        return levels(goals.domains, learned, beside, criteria(goals.levels))


def made(state: State) -> int:
    """How many checks of their own the person has that run on this tree."""
    return sum(
        check.about.origin in OWN and check.status in ("passed", "findings") and check.generation >= state.generation
        for check in state.checks.values()
    )
