"""How far the person has come: what was learned here, against the criteria of the levels."""

from collections.abc import Mapping
from pathlib import Path

from mastery_tui.config.goals import Goals
from mastery_tui.evidence.levels.criteria import criteria
from mastery_tui.evidence.levels.domains import levels
from mastery_tui.evidence.levels.known import Known as KnownOfDomains
from mastery_tui.evidence.levels.skill import SkillFacts
from mastery_tui.evidence.objectives.evidence import Evidence
from mastery_tui.learning.digest import digest
from mastery_tui.learning.progress import Progress
from mastery_tui.learning.shelf import Shelf, shelf
from mastery_tui.learning.skills import skills
from mastery_tui.model.proof import LevelState, ProjectState
from mastery_tui.model.state import State
from mastery_tui.session.proof.known import Known

FORGET_S = 300.0
"""So long what was learned counts as it was last told."""
OWN = ("project", "user")
"""Whose content counts as made by the person: not ours, nor that of packages."""


class Standing:
    """Keeps the curricula of a tree; they are read again when trust changes."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._shelf: Shelf | None = None
        self._trusted = False
        self._learned: tuple[tuple[Progress, float], Mapping[str, SkillFacts]] | None = None
        self._digests: dict[str, str] = {}  # of the curricula as they were read

    def levels(
        self, state: State, goals: Goals, projects: tuple[ProjectState, ...], evidence: Evidence, known: Known
    ) -> tuple[LevelState, ...]:
        """One per domain."""
        if self._shelf is None or self._trusted != state.trusted:
            self._shelf, self._trusted, self._digests = shelf(self.root, state.trusted), state.trusted, {}
            self._learned = None
        learned = self._skills(self._shelf, known, evidence.now)
        own = checks_made(state) + self._curricula_made(known.history.accepted)
        beside = KnownOfDomains(goals.projects, projects, evidence, known.sustained, own)
        return levels(goals.domains, learned, beside, criteria(goals.levels))

    def _skills(self, shelf: Shelf, known: Known, now: float) -> Mapping[str, SkillFacts]:
        """What was learned: told anew when something was, and once in a while, since it is forgotten as well."""
        about = (known.progress, now // FORGET_S)
        if self._learned is None or self._learned[0][0] is not about[0] or self._learned[0][1] != about[1]:
            self._learned = (about, skills(shelf.curricula.values(), known.progress, known.outcomes, now))
        return self._learned[1]

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
