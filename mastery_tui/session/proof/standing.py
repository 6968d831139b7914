"""How far the person has come: what was learned here, against the criteria of the levels."""

from collections.abc import Mapping
from pathlib import Path

from mastery_tui.config.goals import Goals
from mastery_tui.evidence.levels.criteria import criteria
from mastery_tui.evidence.levels.domains import levels
from mastery_tui.evidence.levels.known import Known as KnownOfDomains
from mastery_tui.evidence.objectives.evidence import Evidence
from mastery_tui.learning.digest import digest
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
        self._digests: dict[str, str] = {}  # of the curricula as they were read

    def levels(
        self, state: State, goals: Goals, projects: tuple[ProjectState, ...], evidence: Evidence, known: Known
    ) -> tuple[LevelState, ...]:
        """One per domain."""
        if self._shelf is None or self._trusted != state.trusted:
            self._shelf, self._trusted, self._digests = shelf(self.root, state.trusted), state.trusted, {}
        learned = skills(self._shelf.curricula.values(), known.progress, known.outcomes, evidence.now)
        own = checks_made(state) + self._curricula_made(known.history.accepted)
        beside = KnownOfDomains(goals.projects, projects, evidence, known.sustained, own)
        return levels(goals.domains, learned, beside, criteria(goals.levels))

    def _curricula_made(self, accepted: Mapping[tuple[str, str], str]) -> int:
        """How many curricula of their own passed `mastery curriculum check` as they are now."""
        if self._shelf is None or not accepted:
            return 0
        made = 0
        for one in self._shelf.curricula.values():
            sha = accepted.get(("curriculum", one.id))
            if sha is not None and one.origin in OWN:
                if one.id not in self._digests:
                    self._digests[one.id] = _digest(one.folder)
                made += self._digests[one.id] == sha
        return made


def _digest(folder: Path) -> str:
    try:
        return digest(folder)
    except OSError:  # what cannot be read is not what was accepted
        return ""


def checks_made(state: State) -> int:
    """How many checks of their own the person has that run on this tree."""
    return sum(
        check.about.origin in OWN and check.status in ("passed", "findings") and check.generation >= state.generation
        for check in state.checks.values()
    )
