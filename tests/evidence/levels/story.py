"""What one person did in one tree, written to a real ledger, read back and folded into levels."""

from collections.abc import Mapping
from pathlib import Path

from msgspec.structs import replace

from mastery_tui.config import goals
from mastery_tui.evidence import record
from mastery_tui.evidence.history import History
from mastery_tui.evidence.ledger import Ledger
from mastery_tui.evidence.levels import Known, Sustained, criteria, levels
from mastery_tui.evidence.objectives import Evidence, judge
from mastery_tui.learning import events as did
from mastery_tui.learning.curriculum import About, Curriculum, Head, Listed, Module, Question
from mastery_tui.learning.outcomes import Outcomes
from mastery_tui.learning.progress import progress
from mastery_tui.learning.skills import skills
from mastery_tui.model.learning import STAGES, StageName
from mastery_tui.model.metric import GRADES, Metric
from mastery_tui.model.proof import LevelState

DAY = 86_400.0
BEGIN = 1_750_000_000.0
AUTHOR, REVIEWER = "Ada <ada@example.org>", "Grace <grace@example.org>"
QUESTIONS = ("why", "how")
PROJECTS = (
    goals.Project(
        "site",
        "The site",
        (
            goals.Objective("covered", "Tests reach it", "coverage.line >= 85", domain="Numerics"),
            goals.Objective(
                "told",
                "Others can work on it",
                domain="Numerics",
                kind="transfer",
                attestation=goals.Attestation(over=("docs/**",)),
            ),
        ),
    ),
)

_COVERED, _TOLD = PROJECTS[0].objective
FASTER = (goals.Project("site", "The site", (
    _COVERED, _TOLD, goals.Objective("fast", "It is quick", "speed.ms <= 90", domain="Numerics", kind="practical"),
)),)  # fmt: skip
"""With a practical objective beside them."""
TESTED = (goals.Project("site", "The site", (_COVERED, replace(_TOLD, target="tests.total >= 9"))),)
"""The transfer objective has a target beside the attestation."""
NEVER = (goals.Project("site", "The site", (replace(_COVERED, when="false"), _TOLD)),)
"""The technical objective is n/a."""
NEITHER = (goals.Project("site", "The site", ()),)


def module(id: str, stages: tuple[StageName, ...] = STAGES, domain: str = "Numerics") -> Module:
    about = About(id, domain, (), 30, stages=stages, files=(f"{id}.py",) if "build" in stages else ())
    questions = tuple(Question(one, "?", "m", (), (), ()) for one in QUESTIONS) if "justify" in stages else ()
    return Module("c", id, about, (), Path(), "", (), questions, (), {}, {}, {}, {})


def curriculum(*modules: Module) -> Curriculum:
    head = Head("c", "1", "C", "A person", "MIT", tuple(Listed(one.id) for one in modules))
    return Curriculum(head, {one.id: one for one in modules}, Path())


SHELF = (curriculum(module("softmax"), module("norm")),)


class Story:
    """Every step is a row of the ledger, an hour after the one before."""

    def __init__(self, folder: Path | None = None) -> None:
        self.ledger = Ledger(folder)
        self.now = BEGIN
        self.blobs = {"docs/guide.md": "1"}
        self.author = frozenset({"ada@example.org"})
        self.projects = PROJECTS
        self.shelf: tuple[Curriculum, ...] = SHELF
        self.made: int | None = 0
        self.own: Mapping[str, tuple[goals.Criterion, ...]] = {}
        self.declared: Mapping[str, goals.Domain] = {"Numerics": goals.Domain()}

    def _of(self, id: str) -> dict[str, str]:
        return {"curriculum": "c", "version": "1", "module": id}

    def does(self, *events: did.Event | record.Event) -> None:
        for event in events:
            self.now += 3600
            learned = isinstance(event, did.Event)
            entry = did.to_entry(event, self.now) if learned else record.to_entry(event, record.Stamp(), self.now)
            self.ledger.append_many([entry])

    def later(self, days: float) -> None:
        self.now += days * DAY

    def build(self, id: str, *, hints: int = 0, fails: int = 0) -> None:
        self.fails(id, fails)
        self.does(*(did.Hinted(**self._of(id), stage="build", number=one + 1) for one in range(hints)))
        self.does(
            did.Validated(**self._of(id), stage="build", verdict="pass", files={f"{id}.py": "good"}),
            did.Held(**self._of(id), stage="build", grade="validated"),
        )

    def fails(self, id: str, times: int = 1) -> None:
        self.does(*[did.Validated(**self._of(id), stage="build", verdict="fail", files={f"{id}.py": "bad"})] * times)

    def justify(self, id: str, *, alone: bool = False, held: bool = True) -> None:
        grader = "self" if alone else "reviewer"
        self.does(
            *(
                did.Answered(**self._of(id), question=one, grader=grader, self_assessed=alone, held=held)
                for one in QUESTIONS
            )
        )
        if held:
            self.does(did.Held(**self._of(id), stage="justify", grade="self-assessed" if alone else "graded"))

    def bug(self, id: str, *, practice: bool = False) -> None:
        self.does(did.Injected(**self._of(id), bug="axis", practice=practice))

    def misses(self, id: str, times: int, *, practice: bool = False) -> None:
        missed = did.Diagnosed(**self._of(id), bug="axis", line=1, why="so", hit=False, practice=practice)
        self.does(*[missed] * times)

    def harden(self, id: str, *, misses: int = 0, hints: int = 0) -> None:
        self.bug(id)
        self.misses(id, misses)
        self.does(*(did.Hinted(**self._of(id), stage="harden", number=one + 1) for one in range(hints)))
        self.does(
            did.Diagnosed(**self._of(id), bug="axis", line=2, why="so", hit=True),
            did.Validated(**self._of(id), stage="harden", verdict="pass"),
            did.Held(**self._of(id), stage="harden", grade="validated", bug="axis"),
        )

    def gives_up(self, id: str) -> None:
        self.does(did.Forgot(**self._of(id), bug="axis"))

    def resets(self, id: str, backup: str = "0001-reset") -> None:
        self.does(did.Reset("c", "1", id, backup))

    def undoes(self, what: str = "0001-reset") -> None:
        self.does(did.Undone(what))

    def measures(self, *, grade: str = "E2", **values: float | None) -> None:
        told = {name.replace("_", "."): None if one is None else (one, grade) for name, one in values.items()}
        self.does(record.Measured(told))

    def good_code(self) -> None:
        self.measures(quality_score=95, coverage_line=90, findings_critical=0)

    def attests(self, who: str = REVIEWER, days: float = 60) -> None:
        self.does(record.Attested("site", "told", who, self.now + days * DAY, dict(self.blobs)))

    def level(self, domain: str = "Numerics") -> LevelState:
        """As the ledger says it, read from its first row on."""
        outcomes, sustained, history = Outcomes(), Sustained(), History()
        learned: list[tuple[did.Event, float]] = []
        for row in self.ledger.rows():
            sustained.take(row.at, history.take(row))
            event = did.from_row(row)
            if event is not None:
                outcomes.take(event, row.at)
                learned.append((event, row.at))
        metrics = {
            name: Metric(value, "", next(one for one in GRADES if one == grade), 1)
            for name, (value, grade) in history.metrics.items()
        }
        evidence = Evidence(
            metrics, history.baseline, tuple(history.attestations), self.blobs, self.now, author=self.author
        )
        known = Known(self.projects, judge(self.projects, evidence), evidence, sustained, self.made)
        skill = skills(self.shelf, progress(learned), outcomes, self.now)
        found = levels(self.declared, skill, known, criteria(self.own))
        return next(one for one in found if one.domain == domain)
