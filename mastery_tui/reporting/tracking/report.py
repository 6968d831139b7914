"""What came of a period, as one value. Times are seconds; JSON has all of it, other forms the first of each list."""

import msgspec

from mastery_tui.evidence.cycle.machine import Closed
from mastery_tui.model.proof import Lesson, LevelName, VerdictName

SCHEMA = "mastery.report/1"


class Objective(msgspec.Struct, frozen=True, gc=False):
    """An objective whose verdict at the end is not that of the beginning; "" before: it was not there."""

    project: str
    id: str
    title: str
    before: VerdictName | str
    after: VerdictName
    at: float
    reason: str = ""


class Moved(msgspec.Struct, frozen=True, gc=False):
    """A metric from the beginning to the end; None: not known. `moved` is better, worse, gone, stale or changed."""

    name: str
    label: str
    unit: str
    before: float | None
    after: float | None
    moved: str


class Level(msgspec.Struct, frozen=True, gc=False):
    """A level that is not what it was at the beginning."""

    domain: str
    before: LevelName
    after: LevelName
    at: float


class Stage(msgspec.Struct, frozen=True, gc=False):
    """A stage of a module that held in the period: built, justified or hardened."""

    curriculum: str
    module: str
    stage: str
    grade: str
    at: float


class Word(msgspec.Struct, frozen=True, gc=False):
    """A person vouched for an objective until then, or took it back."""

    project: str
    objective: str
    who: str
    at: float
    until: float = 0.0
    withdrawn: bool = False
    text: str = ""


class Scenario(msgspec.Struct, frozen=True, gc=False):
    """A scenario that ran `times` times; the values are those of the last time."""

    scenario: str
    times: int
    runs: int
    failed: int
    values: dict[str, float]
    reason: str = ""


class Cost(msgspec.Struct, frozen=True, gc=False):
    """What one model cost."""

    model: str
    calls: int
    cost: float
    tokens: int


class Runs(msgspec.Struct, frozen=True, gc=False):
    """Settled runs by what their gate said."""

    green: int = 0
    red: int = 0
    undecided: int = 0

    @property
    def all(self) -> int:
        return self.green + self.red + self.undecided


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A period from `since` to `until`. `period` is its name; `rows` how many events the ledger has of it.

    `tests_before` and `tests_after` map outcomes to numbers, None: no tests ran. `last_at` is the last event before
    `until`, None: there is none. `trouble` says why the ledger is not to be believed, "" where nothing is wrong.
    """

    schema: str = SCHEMA
    name: str
    period: str
    since: float
    until: float
    rows: int = 0
    last_at: float | None = None
    trouble: str = ""
    notes: tuple[str, ...] = ()
    runs: Runs = Runs()
    completed: tuple[Objective, ...] = ()
    lost: tuple[Objective, ...] = ()
    tests_before: dict[str, int] | None = None
    tests_after: dict[str, int] | None = None
    metrics: tuple[Moved, ...] = ()
    levels_gained: tuple[Level, ...] = ()
    levels_lost: tuple[Level, ...] = ()
    cycles: tuple[Closed, ...] = ()
    open_cycle: int = 0
    open_since: float = 0.0
    stages: tuple[Stage, ...] = ()
    lessons: tuple[Lesson, ...] = ()
    attestations: tuple[Word, ...] = ()
    scenarios: tuple[Scenario, ...] = ()
    costs: tuple[Cost, ...] = ()
