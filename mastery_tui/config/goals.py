"""What a tree is meant to reach, as mastery.toml says it: projects with objectives, metrics, scenarios, domains."""

from typing import Annotated, Literal

import msgspec

Duration = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{1,6}[smhdw]$")]
"""90s, 15m, 12h, 7d, 2w."""
Id = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Path = Annotated[str, msgspec.Meta(pattern=r"^[^/\x00][^\x00]*$")]


class Attestation(msgspec.Struct, frozen=True):
    """An objective that a person vouches for.

    by: who may attest, names or addresses as git knows them; empty: anybody.
    over: patterns of the files that are vouched for; a change of any of them makes it void.
    days: how long it holds.
    """

    by: tuple[str, ...] = ()
    over: tuple[str, ...] = ()
    days: Annotated[int, msgspec.Meta(ge=1, le=3650)] = 90


class Objective(msgspec.Struct, frozen=True):
    """A target over metrics.

    id: its name within the project.
    title: one line.
    target: the expression that has to hold, such as coverage.line >= 100 and coverage.branch >= 100.
    warn: an expression; while the target fails and this holds, the verdict is warn.
    progress: an expression from 0 to 1, how far it is; without it, made from the target.
    guard: an expression; while it does not hold, the objective fails whatever the target says.
    when: an expression; while it is false, the objective is n/a.
    weight: how much it counts in the project's score.
    domain: the domain that it counts for.
    kind: technical (excellence), practical (impact) or transfer (of knowledge).
    evidence: the least grade of evidence that counts: E0 configured, E1 ran, E2 ran on this tree.
    stale_after: evidence that is older counts as stale.
    min_samples: fewer measurements than that prove nothing.
    attestation: a person vouches for it; with a target, both have to hold.
    """

    id: Id
    title: str
    target: str = ""
    warn: str = ""
    progress: str = ""
    guard: str = ""
    when: str = ""
    weight: Annotated[float, msgspec.Meta(gt=0, le=1000)] = 1.0
    domain: str = ""
    kind: Literal["technical", "practical", "transfer"] = "technical"
    evidence: Literal["E0", "E1", "E2"] = "E2"
    stale_after: Duration | None = None
    min_samples: Annotated[int, msgspec.Meta(ge=1, le=1_000_000)] = 1
    attestation: Attestation | None = None


class Project(msgspec.Struct, frozen=True):
    """A project: objectives that belong together.

    id: its name.
    title: one line.
    objective: its objectives.
    """

    id: Id
    title: str
    objective: tuple[Objective, ...] = ()


class CustomMetric(msgspec.Struct, frozen=True):
    """A metric of your own: from a command, or from a file.

    command: what to run, as a list of words; needs trust. The number is all that it prints, or what json or regex find.
    file: a file of the tree to read instead.
    json: a path into JSON, such as totals.percent or runs.0.time.
    regex: a regular expression; the number is its first group, or all of it.
    unit: for display.
    better: which way is an improvement.
    timeout_s: the most seconds for the command.
    """

    command: tuple[str, ...] = ()
    file: str = ""
    json: str = ""
    regex: str = ""
    unit: str = ""
    better: Literal["more", "less", "neither"] = "neither"
    timeout_s: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 30


class Scenario(msgspec.Struct, frozen=True):
    """A real command that is measured: `mastery scenario run`. Needs trust.

    id: its name; its metrics are scenario.ID.p95_ms and so on.
    title: one line.
    command: what to run, as a list of words.
    runs: how often.
    concurrency: how many at the same time.
    warmup: how many runs come before that do not count.
    timeout_s: the most seconds for one run.
    exit_code: what a run has to end with.
    stdout: a regular expression that what it prints has to match.
    cwd: the folder to run in, relative to the tree.
    memory_mib: the most memory of one run, in MiB; 0 is no limit.
    recovery: a command that is run until it succeeds after the runs; how long that takes is recovery_s.
    """

    id: Id
    command: tuple[str, ...]
    title: str = ""
    runs: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 20
    concurrency: Annotated[int, msgspec.Meta(ge=1, le=512)] = 1
    warmup: Annotated[int, msgspec.Meta(ge=0, le=1000)] = 1
    timeout_s: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 30
    exit_code: int = 0
    stdout: str = ""
    cwd: str = ""
    memory_mib: Annotated[int, msgspec.Meta(ge=0, le=1_048_576)] = 0
    recovery: tuple[str, ...] = ()


class Domain(msgspec.Struct, frozen=True):
    """A skill area with a level.

    title: how it is called.
    target: the level to reach.
    """

    title: str = ""
    target: Literal["Beginner", "Intermediate", "Advanced", "Expert", "Master"] = "Intermediate"


class Criterion(msgspec.Struct, frozen=True):
    """One condition of a level.

    need: what is missing while it does not hold, one line; {name} stands for the value of a fact.
    target: the expression over the domain's facts that has to hold.
    """

    need: str
    target: str


class KpiTarget(msgspec.Struct, frozen=True):
    """What a key figure has to reach.

    target: the value.
    """

    target: float


class Goals(msgspec.Struct, frozen=True):
    """All of it. `levels` maps a level to the criteria that replace the package's own."""

    projects: tuple[Project, ...] = ()
    metrics: dict[str, CustomMetric] = {}
    scenarios: tuple[Scenario, ...] = ()
    domains: dict[str, Domain] = {}
    levels: dict[str, tuple[Criterion, ...]] = {}
    kpis: dict[str, KpiTarget] = {}
