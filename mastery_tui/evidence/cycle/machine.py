"""Test, Validate, Fix, Test, Pass as a state machine over the runs of the ledger.

A run whose gate is red begins a cycle, unless one is open; the next green one ends it. A gate that is not decided does
neither.
"""

import msgspec

from mastery_tui.evidence.cycle.echo import Echo
from mastery_tui.evidence.record import Event, Settled
from mastery_tui.model.proof import CycleState, Issue, Phase

MOST_FILES = 12
"""How many files are named as what mended a cycle."""


class Closed(msgspec.Struct, frozen=True):
    """A cycle that came to its pass; times in seconds.

    `began` is when the run began that turned red, `red_at` when it was red, `green_at` when the gate held again.
    `runs` counts the runs from red to green, both included.
    """

    number: int
    began: float
    red_at: float
    green_at: float
    runs: int
    fixed_by: tuple[str, ...]

    @property
    def recovery_s(self) -> float:
        """Seconds from red to green; a clock that was set back makes none negative."""
        return max(0.0, self.green_at - self.red_at)

    @property
    def cycle_s(self) -> float:
        """Seconds from the beginning of the run that turned red to the pass."""
        return max(0.0, self.green_at - self.began)


class Live(msgspec.Struct, frozen=True):
    """What goes on now. `running`: a check runs; `judged`: the tree that settled was judged, and `holds` is the gate's
    word on it. `since` is when that began, in seconds; `regressed` are lines on what is worse than the baseline."""

    running: bool = True
    judged: bool = False
    holds: bool | None = None
    since: float = 0.0
    issues: tuple[Issue, ...] = ()
    regressed: tuple[str, ...] = ()


class Course:
    """Where the cycle stands as far as the ledger was told.

    `number` counts cycles from 1, `open` is whether the last one still is; `since` is when the gate became what it is,
    in seconds; `echoed` is whether the last run was another dashboard's word on the same save.
    """

    def __init__(self) -> None:
        self.seq = 0
        self.number = 0
        self.open = False
        self.holds: bool | None = None
        self.since = 0.0
        self.last: Closed | None = None
        self.echoed = False
        self._echo = Echo()
        self._began = self._red_at = 0.0
        self._runs = 0
        self._commit = ""
        self._touched: dict[str, None] = {}
        self._mended: dict[str, None] = {}
        self._unnamed = 0

    def take(self, at: float, event: Event, seq: int, commit: str = "") -> Closed | None:
        """One row later, in order of `seq`: those that were taken before are left out, whoever hands them in again.

        Returns the cycle that this row closes. `commit` is the commit that the run was on.
        """
        if seq <= self.seq:
            return None
        self.seq = seq
        if type(event) is not Settled:
            return None
        self.echoed = self._echo.heard(at, event)
        if self.echoed:
            return None
        if self.open:
            self._runs += 1
        if event.holds is None:
            self._remember(event)
            return None
        if event.holds is not self.holds:
            self.holds, self.since = event.holds, at
        if not event.holds:
            self._red(at, event, commit)
            return None
        return self._green(at, event, commit) if self.open else None

    def _red(self, at: float, event: Settled, commit: str) -> None:
        if not self.open:
            self.open = True
            self.number += 1
            self._began, self._red_at, self._runs = at - max(0.0, event.latency_ms) / 1000.0, at, 1
        self._commit = commit
        if self._touched or self._mended or self._unnamed:
            self._touched, self._mended, self._unnamed = {}, {}, 0

    def _green(self, at: float, event: Settled, commit: str) -> Closed:
        self._remember(event)
        self.open = False
        self.last = Closed(self.number, self._began, self._red_at, at, self._runs, self._fixed_by(commit))
        self._touched, self._mended, self._unnamed = {}, {}, 0
        return self.last

    def _remember(self, event: Settled) -> None:
        """What changed since the last red run; bounded, so that a branch that is switched to fills no memory."""
        if self.open and len(self._touched) <= 20 * MOST_FILES:
            self._touched.update(dict.fromkeys(event.changed))
            self._mended.update(dict.fromkeys(event.fixed))
            self._unnamed += max(0, event.files - len(event.changed))

    def _fixed_by(self, commit: str) -> tuple[str, ...]:
        files = list(dict.fromkeys([*(path for path in self._mended if path in self._touched), *self._touched]))
        more = max(0, len(files) - MOST_FILES) + self._unnamed
        lines = files[:MOST_FILES]
        if more:
            lines.append(f"and {more:,} more")
        if commit and self._commit and commit != self._commit:
            lines.append(f"commit {commit[:10]}")
        return tuple(lines)


def cycle(course: Course, live: Live) -> CycleState:
    """The phase that one is in now.

    test: checks run. validate: the tree settled and was not judged, or the gate could not be decided while nothing is
    red. fix: the gate is red, or undecided and was red last. pass: it is green.
    """
    phase, since, number = _phase(course, live)
    fixed_by = course.last.fixed_by if course.last is not None and phase == "pass" else ()
    return CycleState(phase, since, number, live.issues, live.regressed, fixed_by)


def _phase(course: Course, live: Live) -> tuple[Phase, float, int]:
    if live.running:
        return "test", live.since, course.number
    if not live.judged or (live.holds is None and not course.open):
        return "validate", live.since, course.number
    if live.holds:
        return "pass", course.since if course.holds and not course.open else live.since, course.number
    if course.open:
        return "fix", course.since, course.number
    return "fix", live.since, course.number + 1  # red, and the ledger was not told yet
