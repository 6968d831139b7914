"""The rows of the ledger folded into the report of a period: what was before it is the beginning that it is held to."""

from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from mastery_tui.evidence import record
from mastery_tui.evidence.cycle.machine import Closed, Course
from mastery_tui.evidence.lessons import Lessons
from mastery_tui.learning import events as learn
from mastery_tui.model.proof import LEVELS
from mastery_tui.model.trend import known
from mastery_tui.reporting.tracking.report import Cost, Level, Moved, Objective, Report, Runs, Scenario, Stage, Word

Told = tuple[int, float, str, str, str]
"""Of a row its number, time in seconds, kind, data as JSON and commit."""

_TYPES: dict[str, type[msgspec.Struct]] = {**record.KINDS, "learn.held": learn.Held}
KINDS = tuple(kind for kind in _TYPES if kind not in ("baseline.set", "evidence.bound"))
"""The kinds of rows that a report is made of."""
_DECODE = {kind: msgspec.json.Decoder(_TYPES[kind]).decode for kind in KINDS}
_SAME = 1e-9

Value = tuple[float, str]
"""A metric's value and grade."""


def tracking(
    rows: Iterable[Told],
    since: float,
    until: float,
    *,
    name: str = "",
    period: str = "",
    trouble: str = "",
    notes: tuple[str, ...] = (),
) -> Report:
    """The report of what happened from `since` to `until` (both seconds, both included).

    `rows` are those of KINDS in the order of the ledger, from its beginning. A row that cannot be read, or bears a time
    after `until`, is left out.
    """
    fold = _Fold(since, until)
    take = fold.take
    for row in rows:
        take(row)
    return fold.report(name, period, trouble, notes)


class _Fold:
    """Everything is kept by its beginning, the state before the period, and by its end."""

    def __init__(self, since: float, until: float) -> None:
        self.since, self.until = since, until
        self.rows = 0
        self.last_at: float | None = None
        self.course = Course()
        self.cycles: list[Closed] = []
        self.open_since = 0.0
        self.counts = {True: 0, False: 0, None: 0}
        self.tests: list[dict[str, int] | None] = [None, None]
        self.metrics: tuple[dict[str, Value], dict[str, Value | None]] = ({}, {})
        self.verdicts: tuple[dict[tuple[str, str], str], dict[tuple[str, str], Objective]] = ({}, {})
        self.levels: tuple[dict[str, str], dict[str, Level]] = ({}, {})
        self.stages: dict[tuple[str, str, str], Stage] = {}
        self.lessons = Lessons()
        self.words: list[Word] = []
        self.scenarios: dict[str, Scenario] = {}
        self.costs: dict[str, Cost] = {}
        self._does: dict[str, Callable[[int, float, Any, bool, str], None]] = {
            "run.settled": self._settled,
            "metric.changed": self._measured,
            "verdict.changed": self._judged,
            "level.changed": self._levelled,
            "note.lesson": self._learned,
            "learn.held": self._held,
            "attestation.given": self._attested,
            "attestation.withdrawn": self._withdrawn,
            "scenario.ran": self._ran,
            "cost.spent": self._spent,
        }

    def take(self, row: Told) -> None:
        seq, at, kind, text, commit = row
        does = self._does.get(kind)
        if does is None or not at <= self.until:
            return
        try:
            event = _DECODE[kind](text)
        except (msgspec.DecodeError, UnicodeEncodeError):  # another release means something else by it
            return
        within = at >= self.since
        self.rows += within
        self.last_at = at
        does(seq, at, event, within, commit)

    def _settled(self, seq: int, at: float, event: record.Settled, within: bool, commit: str) -> None:
        course = self.course
        was_open = course.open
        closed = course.take(at, event, seq, commit)
        if within and not course.echoed:
            self.counts[event.holds] += 1
            if closed is not None:
                self.cycles.append(closed)
        if course.open and not was_open:
            self.open_since = at
        if event.tests:
            self.tests[within] = event.tests
            if within and self.tests[0] is None:
                self.tests[0] = event.tests  # the first that is known stands for the beginning

    def _measured(self, seq: int, at: float, event: record.Measured, within: bool, commit: str) -> None:
        before, after = self.metrics
        if within:
            after.update(event.values)
            for name in event.values.keys() - before.keys():
                if (value := event.values[name]) is not None:
                    before[name] = value  # the first that is known stands for the beginning
            return
        for name, value in event.values.items():
            if value is None:
                before.pop(name, None)
            else:
                before[name] = value

    def _judged(self, seq: int, at: float, event: record.Judged, within: bool, commit: str) -> None:
        before, after = self.verdicts
        key = (event.project, event.objective)
        if not within:
            before[key] = event.verdict
            return
        was = before.setdefault(key, event.before)
        title = event.title or event.objective
        after[key] = Objective(event.project, event.objective, title, was, event.verdict, at, event.reason)

    def _levelled(self, seq: int, at: float, event: record.Levelled, within: bool, commit: str) -> None:
        before, after = self.levels
        if not within:
            before[event.domain] = event.level
            return
        was = before.setdefault(event.domain, event.before or "none")
        after[event.domain] = Level(event.domain, was, event.level, at)  # type: ignore[arg-type]

    def _learned(self, seq: int, at: float, event: record.Learned, within: bool, commit: str) -> None:
        if within:
            self.lessons.take(seq, at, event)

    def _held(self, seq: int, at: float, event: learn.Held, within: bool, commit: str) -> None:
        if within:
            key = (event.curriculum, event.module, event.stage)
            self.stages[key] = Stage(*key, event.grade, at)

    def _attested(self, seq: int, at: float, event: record.Attested, within: bool, commit: str) -> None:
        if within:
            self.words.append(Word(event.project, event.objective, event.who, at, event.until, text=event.text))

    def _withdrawn(self, seq: int, at: float, event: record.Withdrawn, within: bool, commit: str) -> None:
        if within:
            self.words.append(Word(event.project, event.objective, event.who, at, withdrawn=True, text=event.why))

    def _ran(self, seq: int, at: float, event: record.Measurement, within: bool, commit: str) -> None:
        if within:
            had = self.scenarios.get(event.scenario)
            times, runs, failed = (had.times, had.runs, had.failed) if had else (0, 0, 0)
            self.scenarios[event.scenario] = Scenario(
                event.scenario, times + 1, runs + event.runs, failed + event.failed, event.values, event.reason
            )

    def _spent(self, seq: int, at: float, event: record.Spent, within: bool, commit: str) -> None:
        if within:
            had = self.costs.get(event.model) or Cost(event.model, 0, 0.0, 0)
            self.costs[event.model] = Cost(event.model, had.calls + 1, had.cost + event.cost, had.tokens + event.tokens)

    def report(self, name: str, period: str, trouble: str, notes: tuple[str, ...]) -> Report:
        verdicts = [one for one in self.verdicts[1].values() if one.before != one.after]
        levels = [one for one in self.levels[1].values() if one.before != one.after]
        gained = tuple(one for one in levels if _rank(one.after) > _rank(one.before))
        open_now = self.course.open
        return Report(
            name=name,
            period=period,
            since=self.since,
            until=self.until,
            rows=self.rows,
            last_at=self.last_at,
            trouble=trouble,
            notes=notes,
            runs=Runs(self.counts[True], self.counts[False], self.counts[None]),
            completed=tuple(one for one in verdicts if one.after == "pass"),
            lost=tuple(one for one in verdicts if one.before == "pass"),
            tests_before=self.tests[0],
            tests_after=self.tests[1] if self.tests[1] is not None else self.tests[0],
            metrics=_moved(*self.metrics),
            levels_gained=gained,
            levels_lost=tuple(one for one in levels if one not in gained),
            cycles=tuple(self.cycles),
            open_cycle=self.course.number if open_now else 0,
            open_since=self.open_since if open_now else 0.0,
            stages=tuple(self.stages.values()),
            lessons=self.lessons.all,
            attestations=tuple(self.words),
            scenarios=tuple(self.scenarios.values()),
            costs=tuple(self.costs[model] for model in sorted(self.costs)),
        )


def _rank(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else 0


def _moved(before: dict[str, Value], after: dict[str, Value | None]) -> tuple[Moved, ...]:
    """The metrics that a person reads, from the beginning to the end."""
    found = []
    for name in sorted(after):
        about, was, now = known(name), before.get(name), after[name]
        if about is None or was is None:
            continue
        if now is None:
            moved = "gone"
        elif abs(now[0] - was[0]) <= _SAME:
            if now[1] == was[1] or now[1] not in ("E0", "E1"):
                continue
            moved = "stale"
        elif now[1] in ("E0", "E1"):
            moved = "stale"
        elif about.better:
            moved = "better" if (now[0] - was[0]) * about.better > 0 else "worse"
        else:
            moved = "changed"
        found.append(Moved(name, about.label, about.unit, was[0], now[0] if now else None, moved))
    return tuple(found)
