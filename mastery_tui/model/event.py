"""Events go up: what happened, for the reducer. Each is a value; none knows who made it."""

import msgspec

from mastery_tui.model.finding import Result
from mastery_tui.model.learning import Learning
from mastery_tui.model.proof import Proof
from mastery_tui.model.state import (
    CheckState,
    Dismissal,
    Explanation,
    FailOn,
    Interpreter,
    Repo,
    Review,
    Sample,
    Setting,
    SourceView,
    Status,
)
from mastery_tui.model.tests import TestOutcome
from mastery_tui.model.theme import Theme


class Seen(msgspec.Struct, frozen=True, gc=False):
    """One file as listed: `blob` is the git blob id of its content."""

    path: str
    blob: str
    size: int


class TreeChanged(msgspec.Struct, frozen=True):
    """A new generation: files that are new or have new content, files that went, files that are not checked."""

    generation: int
    seen: tuple[Seen, ...]
    gone: tuple[str, ...]
    skipped: dict[str, str]
    at: float


class ChecksKnown(msgspec.Struct, frozen=True):
    """The checks of this session; replaces the list, keeps the results of those that stay and are not disabled."""

    checks: tuple[CheckState, ...]
    disabled: frozenset[str] = frozenset()


class CheckStarted(msgspec.Struct, frozen=True):
    check: str
    generation: int
    total: int


class CheckProgress(msgspec.Struct, frozen=True):
    check: str
    generation: int
    done: int
    total: int


class Checked(msgspec.Struct, frozen=True, gc=False):
    """One check's result on one file, computed on the content `blob`."""

    path: str
    blob: str
    check: str
    result: Result


class FilesChecked(msgspec.Struct, frozen=True):
    """Results of file checks, many at a time: the reducer copies the map of files once per event."""

    results: tuple[Checked, ...]
    done: dict[str, int]


class ResultsVoid(msgspec.Struct, frozen=True):
    """What these checks last said of the files holds no longer (options, tool or configuration changed)."""

    checks: tuple[str, ...]


class TreeChecked(msgspec.Struct, frozen=True):
    """The result of a tree check on a generation."""

    check: str
    generation: int
    result: Result


class TestsReported(msgspec.Struct, frozen=True):
    __test__ = False

    check: str
    generation: int
    outcomes: tuple[TestOutcome, ...]
    done: int
    total: int
    known: tuple[str, ...] | None = None  # all collected ids, once known: others are forgotten


class CheckFinished(msgspec.Struct, frozen=True):
    """A check is done on a generation; `status` None: passed or findings, by what was found."""

    check: str
    generation: int
    duration_s: float
    status: Status | None = None
    reason: str = ""
    at: float = 0.0
    log: tuple[str, ...] | None = None  # None: what it said before still stands


class Settled(msgspec.Struct, frozen=True):
    generation: int
    latency_ms: float
    at: float
    changed: tuple[str, ...]


class RepoChanged(msgspec.Struct, frozen=True):
    repo: Repo
    at: float


class PythonFound(msgspec.Struct, frozen=True):
    python: Interpreter


class SettingsRead(msgspec.Struct, frozen=True):
    """What front ends need of the settings; `keys` of every action, `trend_metrics` those to show."""

    fail_on: FailOn
    theme: str
    keys: dict[str, str]
    settings: tuple[Setting, ...] = ()
    trend_metrics: tuple[str, ...] = ()
    require: tuple[str, ...] = ()


class TrustChanged(msgspec.Struct, frozen=True):
    trusted: bool
    reason: str
    hint: str
    runs: tuple[str, ...] = ()


class WatchChanged(msgspec.Struct, frozen=True):
    kind: str
    reason: str


class WatchEvent(msgspec.Struct, frozen=True):
    """The watcher saw something: for the "last event" display."""

    at: float
    path: str


class Paused(msgspec.Struct, frozen=True):
    paused: bool


class Missed(msgspec.Struct, frozen=True):
    """These were saved while paused."""

    paths: tuple[str, ...]


class Problems(msgspec.Struct, frozen=True):
    """What is wrong with the set-up now (settings, content, cache): one clear line each; replaces the former lines."""

    source: str
    lines: tuple[str, ...]
    at: float


class SourceShown(msgspec.Struct, frozen=True):
    source: SourceView


class Noted(msgspec.Struct, frozen=True):
    """A line for Activity."""

    at: float
    kind: str
    text: str
    duration_s: float | None = None


class Told(msgspec.Struct, frozen=True):
    """The answer to an intent: shown once, and kept in Activity under `kind`."""

    at: float
    text: str
    kind: str = "info"
    failed: bool = False


class ThemesRead(msgspec.Struct, frozen=True):
    """All themes that there are, and the one that is chosen (None: as it was)."""

    themes: tuple[Theme, ...]
    theme: str | None = None


class Explained(msgspec.Struct, frozen=True):
    explanation: Explanation


class DismissalsRead(msgspec.Struct, frozen=True):
    dismissals: tuple[Dismissal, ...]


class Sampled(msgspec.Struct, frozen=True):
    """The trend as it is now, oldest first."""

    samples: tuple[Sample, ...]


class FirstRun(msgspec.Struct, frozen=True):
    """Whether this folder was never open before."""

    first: bool


class ReviewKnown(msgspec.Struct, frozen=True):
    review: Review


class LearningKnown(msgspec.Struct, frozen=True):
    """Where learning stands: all of it."""

    learning: Learning


class Proven(msgspec.Struct, frozen=True):
    """What is proven now: all of it."""

    proof: Proof


Event = (
    TreeChanged
    | ChecksKnown
    | CheckStarted
    | CheckProgress
    | FilesChecked
    | ResultsVoid
    | TreeChecked
    | TestsReported
    | CheckFinished
    | Settled
    | RepoChanged
    | PythonFound
    | SettingsRead
    | TrustChanged
    | WatchChanged
    | WatchEvent
    | Paused
    | Problems
    | SourceShown
    | Noted
    | Missed
    | Told
    | ThemesRead
    | Explained
    | DismissalsRead
    | Sampled
    | FirstRun
    | ReviewKnown
    | LearningKnown
    | Proven
)
