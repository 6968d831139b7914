"""State: the one frozen value that every front end shows."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from mastery_tui.model.finding import Finding, Result
from mastery_tui.model.learning import Learning
from mastery_tui.model.proof import Proof
from mastery_tui.model.tests import TestOutcome
from mastery_tui.model.theme import Theme

FailOn = Literal["error", "warning", "info", "never"]
Status = Literal["passed", "findings", "failed", "skipped", "running", "stale"]


NO_FILES = "there is no file here that it reads"
"""Why a check is skipped that had nothing to look at: that proves nothing, and it is nobody's mistake."""


class CheckAbout(msgspec.Struct, frozen=True):
    """What a check is: its shape (file, batch, tree), whose it is, its tool and options as a person reads them.

    `install` is the command that brings a missing tool, "" where nothing is missing.
    """

    shape: str = ""
    origin: str = ""
    version: str = ""
    tool: str = ""
    files: tuple[str, ...] = ()
    options: tuple[tuple[str, str], ...] = ()
    needs_trust: bool = False
    install: str = ""


class CheckState(msgspec.Struct, frozen=True):
    """Where one check stands. `done` of `total` files or tests while it runs; `counts` by severity.

    `generation` is the tree that the shown result was computed on. Findings that were dismissed are counted in
    `dismissed` only. `about` is what does not change from run to run; `durations` are those of the last runs in
    seconds, oldest first; `log` is what the tool behind it said in its last run.
    """

    name: str
    title: str
    status: Status = "stale"
    reason: str = "not run yet"
    duration_s: float = 0.0
    generation: int = 0
    done: int = 0
    total: int = 0
    counts: dict[str, int] = {}
    dismissed: int = 0
    about: CheckAbout = CheckAbout()
    ran_at: float = 0.0
    durations: tuple[float, ...] = ()
    log: tuple[str, ...] = ()


class FileState(msgspec.Struct, frozen=True, gc=False):
    """One file: what it holds now (`blob`, the git blob id) and what each check last said of it.

    `blobs` maps a check to the blob that its result speaks of: where it differs from `blob`, the result is stale.
    """

    path: str
    blob: str
    size: int
    generation: int
    results: dict[str, Result] = {}
    blobs: dict[str, str] = {}


class Repo(msgspec.Struct, frozen=True):
    """What git says. `base` is the merge base with the default branch; all empty outside git."""

    inside: bool = False
    branch: str = ""
    head: str = ""
    base: str = ""
    base_name: str = ""
    dirty: int | None = None
    note: str = ""


class Watch(msgspec.Struct, frozen=True):
    """How the tree is watched: `kind` native, polling or off; `last_event` is wall-clock seconds (0: none yet).

    `missed` are the paths that were saved while paused: what is shown of them is stale.
    """

    kind: str = "off"
    reason: str = ""
    last_event: float = 0.0
    last_path: str = ""
    paused: bool = False
    missed: tuple[str, ...] = ()


class Interpreter(msgspec.Struct, frozen=True):
    """The Python that the project's tests run in, and why that one."""

    path: str = ""
    version: str = ""
    reason: str = ""


class SourceView(msgspec.Struct, frozen=True, gc=False):
    """The file that a person looks at, ready to draw.

    `lines` hold no line ends. `spans` runs parallel to `lines`: (start, end, token) in characters, where token is a
    class of `TOKENS`; empty until highlighting is done. `note` says why lines are missing (too large, vanished).
    """

    path: str = ""
    blob: str = ""
    lines: tuple[str, ...] = ()
    spans: tuple[tuple[tuple[int, int, str], ...], ...] = ()
    note: str = ""


TOKENS = ("keyword", "name", "function", "class", "string", "number", "comment", "operator", "decorator", "builtin")


class Activity(msgspec.Struct, frozen=True, gc=False):
    """One line of what happened. `at` is wall-clock seconds; kind: save, check, git, settings, trust, error, info."""

    at: float
    generation: int
    kind: str
    text: str
    duration_s: float | None = None


class Notice(msgspec.Struct, frozen=True):
    """The answer to what a person asked for: one line, shown once. `failed`: it needs a person."""

    at: float = 0.0
    text: str = ""
    failed: bool = False


class Explanation(msgspec.Struct, frozen=True):
    """What is known of a rule, offline: `text` is Markdown; `source` names where it comes from."""

    check: str
    rule: str
    title: str
    text: str
    source: str = ""


class Dismissal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding set aside: by fingerprint, with who, when (ISO date) and why."""

    fingerprint: str
    check: str
    rule: str
    path: str
    reason: str
    by: str = ""
    on: str = ""


class Sample(msgspec.Struct, frozen=True, gc=False):
    """What the metrics were when a generation settled; `commit` is the HEAD of that moment ("" outside git)."""

    at: float
    generation: int
    commit: str
    values: dict[str, float]


class Setting(msgspec.Struct, frozen=True):
    """One setting as the settings screen shows it: `value` and `default` as written in TOML.

    `kind` is choice, switch, number, text or list; `choices` those of a choice; `place` is file:line where it is set,
    "" while the default holds.
    """

    key: str
    kind: str
    value: str
    default: str
    help: str
    choices: tuple[str, ...] = ()
    place: str = ""


class Review(msgspec.Struct, frozen=True):
    """Where reviews by a language model stand: `status` is off, no-key, offline or ready, with why and what to do."""

    status: str = "off"
    reason: str = ""
    hint: str = ""


class State(msgspec.Struct, frozen=True):
    """Everything that any front end may show, as one value.

    `settled` is the newest generation for which every check is done, `settled_findings` how many were found then.
    `files` is in path order; `skipped` maps a path to the reason why it is not checked; `tree` holds the results of
    tree checks; `problems_by` groups lines about the set-up by where they come from. `keys` are the keys of every
    action, `theme` is the name that was chosen ("": none was), `themes` those that there are, `explained` what is known
    of rules by "check rule". `trust_runs` are lines that say what runs once the folder is trusted. `first_run`: this
    folder was never open before.
    """

    root: str
    name: str
    generation: int = 0
    settled: int = 0
    loading: bool = True
    trusted: bool = False
    trust_reason: str = ""
    trust_hint: str = ""
    repo: Repo = Repo()
    watch: Watch = Watch()
    python: Interpreter = Interpreter()
    checks: dict[str, CheckState] = {}
    files: dict[str, FileState] = {}
    skipped: dict[str, str] = {}
    tree: dict[str, Result] = {}
    tests: dict[str, TestOutcome] = {}
    fail_on: FailOn = "error"
    require: tuple[str, ...] = ()
    theme: str = ""
    keys: dict[str, str] = {}
    problems_by: dict[str, tuple[str, ...]] = {}
    activity: tuple[Activity, ...] = ()
    settled_findings: int = 0
    latency_ms: float = 0.0
    changed: tuple[str, ...] = ()
    source: SourceView = SourceView()
    notice: Notice = Notice()
    themes: tuple[Theme, ...] = ()
    explained: dict[str, Explanation] = {}
    dismissals: tuple[Dismissal, ...] = ()
    trend: tuple[Sample, ...] = ()
    trend_metrics: tuple[str, ...] = ()
    settings: tuple[Setting, ...] = ()
    trust_runs: tuple[str, ...] = ()
    first_run: bool = False
    review: Review = Review()
    learning: Learning = Learning()
    proof: Proof = Proof()

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong with the set-up now: one clear line each."""
        return tuple(line for lines in self.problems_by.values() for line in lines)

    def findings(self) -> Iterator[Finding]:
        """Every finding, in path order, then those of tree checks and what is worse than the baseline."""
        for file in self.files.values():
            yield from file_findings(file)
        for result in self.tree.values():
            yield from result.findings
        yield from self.proof.regressions


def file_findings(file: FileState) -> Iterator[Finding]:
    """The findings of all checks on one file."""
    for result in file.results.values():
        yield from result.findings


def is_stale(file: FileState, check: str) -> bool:
    """Whether the shown result of `check` speaks of an older content of the file."""
    return file.blobs.get(check) != file.blob
