"""What is proven now: objectives, levels, the cycle, KPIs, and what happened."""

from typing import Literal

import msgspec

from mastery_tui.model.finding import Finding
from mastery_tui.model.metric import Grade, Metric

VerdictName = Literal["pass", "warn", "fail", "stale", "unknown", "n/a", "error"]
Kind = Literal["technical", "practical", "transfer"]
"""Technical excellence, practical impact, knowledge transfer."""

LevelName = Literal["none", "Beginner", "Intermediate", "Advanced", "Expert", "Master"]
LEVELS: tuple[LevelName, ...] = ("none", "Beginner", "Intermediate", "Advanced", "Expert", "Master")
"""Lowest first: the index is how far one has come."""

Phase = Literal["test", "validate", "fix", "pass"]
Importance = Literal["Critical", "High", "Medium", "Low"]


class ObjectiveState(msgspec.Struct, frozen=True, gc=False):
    """An objective and what is proven of it. `progress` is 0 to 1, None where nothing is known.

    `grade` is that of the weakest evidence in use, E3 when the target is met on this tree, "" without evidence.
    `reason` is one line: what decided the verdict, or what is missing. `values` are the metrics in use as text.
    `since`: when the verdict became what it is, in seconds (0.0: not known). `next` is what would prove it.
    `guard` is the expression that has to hold as well, "" for none.
    """

    project: str
    id: str
    title: str
    domain: str
    kind: Kind
    verdict: VerdictName
    grade: Grade | Literal[""] = ""
    progress: float | None = None
    reason: str = ""
    weight: float = 1.0
    expression: str = ""
    values: tuple[tuple[str, str], ...] = ()
    attested: str = ""
    since: float = 0.0
    next: str = ""
    guard: str = ""


class ProjectState(msgspec.Struct, frozen=True):
    """A project: `score` is 0 to 1 over what has evidence, None where nothing has; `evidence` is the share of weight,
    0 to 1, that has. So an unknown objective is never averaged away."""

    id: str
    title: str
    score: float | None
    evidence: float
    objectives: tuple[ObjectiveState, ...] = ()


class LevelState(msgspec.Struct, frozen=True):
    """How far a person has come in a domain.

    `estimate` is the probability that its skill is known, `lower` and `upper` are the bounds of its 90 % interval; None
    without any observation. `missing` says exactly what is missing for the next level; `due` names modules that are to
    be practised again.
    """

    domain: str
    title: str
    current: LevelName
    target: LevelName
    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    missing: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    observations: int = 0


class Issue(msgspec.Struct, frozen=True, gc=False):
    """One of the most important findings: severity x impact x churn; `reason` says how it comes to its place."""

    importance: Importance
    score: float
    fingerprint: str
    check: str
    rule: str
    path: str
    line: int
    message: str
    reason: str


class CycleState(msgspec.Struct, frozen=True):
    """Where the cycle Test, Validate, Fix, Test, Pass stands. `since` is when this phase began, in seconds.

    `number` counts cycles from 1; 0: none began. `regressed` are lines on what is worse than the baseline,
    `fixed_by` on what mended the last one: files and commits.
    """

    phase: Phase = "test"
    since: float = 0.0
    number: int = 0
    issues: tuple[Issue, ...] = ()
    regressed: tuple[str, ...] = ()
    fixed_by: tuple[str, ...] = ()


class Kpi(msgspec.Struct, frozen=True, gc=False):
    """A key figure. `better`: +1 where more is better, -1 where less is. `trail`: former values, oldest first."""

    id: str
    title: str
    unit: str
    better: int
    value: float | None = None
    target: float | None = None
    baseline: float | None = None
    verdict: VerdictName = "unknown"
    reason: str = ""
    trail: tuple[float, ...] = ()


class Lesson(msgspec.Struct, frozen=True, gc=False):
    """A lesson learned. `link` is a finding's fingerprint, a module, a commit or a place, "" for none; `about` says
    which: finding, module, commit, place or ""."""

    seq: int
    at: float
    text: str
    about: str = ""
    link: str = ""


class Moment(msgspec.Struct, frozen=True, gc=False):
    """A row of the ledger as the timeline shows it: `sign` is a glyph, `text` one line."""

    seq: int
    at: float
    kind: str
    sign: str
    text: str
    generation: int = 0
    commit: str = ""


class Condition(msgspec.Struct, frozen=True, gc=False):
    """An expression that the gate requires; `holds` None: not decided. `reason` is one line."""

    text: str
    holds: bool | None
    reason: str = ""


class Proof(msgspec.Struct, frozen=True):
    """All of it, for one `generation` (0: nothing was looked at yet).

    `metrics` are those that do not come from checks: evidence files, custom metrics, scenarios, scores. `regressions`
    are findings: what is worse than the baseline. `trouble` is the broken chain, or why nothing can be
    recorded, one line. `conditions` are those of the gate.
    """

    generation: int = 0
    metrics: dict[str, Metric] = {}
    conditions: tuple[Condition, ...] = ()
    projects: tuple[ProjectState, ...] = ()
    levels: tuple[LevelState, ...] = ()
    cycle: CycleState = CycleState()
    kpis: tuple[Kpi, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    timeline: tuple[Moment, ...] = ()
    regressions: tuple[Finding, ...] = ()
    trouble: str = ""
