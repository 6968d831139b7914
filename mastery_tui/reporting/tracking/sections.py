"""The report as sections of lines, the same for every form that people read; each form makes its text safe."""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from itertools import islice
from statistics import median

import msgspec

from mastery_tui.evidence.cycle.machine import Closed
from mastery_tui.evidence.objectives.words import with_unit
from mastery_tui.model.proof import Lesson
from mastery_tui.model.text import printable
from mastery_tui.reporting.tracking.report import Cost, Moved, Objective, Report, Stage

MOST = 40
"""Lines of a section; the rest is counted, and in the JSON."""
_LONGEST = 400
_SHOWN_FILES = 4
_MOVED = {"better": ("✓", "good"), "worse": ("✗", "bad"), "gone": ("○", "unknown"), "stale": ("~", "unknown")}
_DONE = {"build": "built", "justify": "justified", "harden": "hardened"}


class Line(msgspec.Struct, frozen=True, gc=False):
    """A line: a glyph, what it says, and what explains it. `tone` is good, bad, warn, unknown or plain."""

    sign: str
    text: str
    detail: str = ""
    tone: str = "plain"


class Section(msgspec.Struct, frozen=True, gc=False):
    """A heading and its lines."""

    title: str
    lines: tuple[Line, ...]


def head(report: Report, zone: tzinfo | None = None) -> tuple[str, str]:
    """The title, and the period with what was recorded in it. Times are local, or of `zone`."""
    span = f"{when(report.since, zone)} to {when(report.until, zone)}"
    runs = _plural(report.runs.all, "run")
    title = f"{report.name}: {report.period}" if report.period else report.name
    return title, f"{span} · {_plural(report.rows, 'event')} · {runs}"


def warnings(report: Report) -> tuple[Line, ...]:
    """What has to stand above everything else."""
    lines = [Line("✗", f"the ledger is not to be believed: {report.trouble}", tone="bad")] if report.trouble else []
    if report.trouble:
        lines.append(Line("–", "nothing from there on counts here; see `mastery ledger verify`", tone="bad"))
    return (*lines, *(Line("!", note, tone="warn") for note in report.notes))


def empty(report: Report, zone: tzinfo | None = None) -> tuple[Line, ...]:
    """What to say, and to do, where nothing happened."""
    if report.rows:
        return ()
    lines = [Line("–", "nothing is recorded in this period", tone="unknown")]
    if report.last_at is None:
        lines.append(Line("–", "keep the dashboard open while you work: `mastery`", tone="unknown"))
    else:
        day = when(report.last_at, zone).partition(" ")[0]
        lines.append(Line("–", f"the last event is of {day}: `mastery report --since {day}`", tone="unknown"))
    return tuple(lines)


def sections(report: Report, zone: tzinfo | None = None) -> tuple[Section, ...]:
    """The sections that have something to say."""
    made: tuple[tuple[str, int, Iterable[Line]], ...] = (
        ("Objectives", len(report.completed) + len(report.lost), _objectives(report, zone)),
        ("Tests and gate", 0, _tests(report)),
        ("Metrics", len(report.metrics), map(_metric, sorted(report.metrics, key=lambda one: _ORDER.index(one.moved)))),
        ("Levels", len(report.levels_gained) + len(report.levels_lost), _levels(report, zone)),
        ("Cycles", len(report.cycles) + 2, _cycles(report, zone)),
        ("Learning", len(report.stages), (_stage(one, zone) for one in report.stages)),
        ("Lessons", len(report.lessons), (_lesson(one, zone) for one in reversed(report.lessons))),
        ("Attestations", len(report.attestations), _words(report, zone)),
        ("Scenarios", len(report.scenarios), _scenarios(report)),
        ("Costs", len(report.costs), map(_cost, report.costs)),
    )
    shown = ((title, _bounded(lines, number)) for title, number, lines in made)
    return tuple(Section(title, lines) for title, lines in shown if lines)


def when(at: float, zone: tzinfo | None = None) -> str:
    """A moment as date and time; local where no zone is given."""
    try:
        return datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return f"{at:g}"


def lasted(seconds: float) -> str:
    """A span of time as a person says it."""
    for unit, size in (("d", 86_400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * size:
            return f"{seconds / size:,.0f} {unit}"
    return f"{seconds:,.0f} s"


_ORDER = ("worse", "gone", "stale", "better", "changed")


def _objectives(report: Report, zone: tzinfo | None) -> Iterator[Line]:
    for one in report.lost:  # first: where the list is cut, it must not be these
        yield _objective(one, {"stale": "~", "unknown": "○", "n/a": "–"}.get(one.after, "✗"), "bad", zone)
    for one in report.completed:
        yield _objective(one, "✓", "good", zone)


def _objective(one: Objective, sign: str, tone: str, zone: tzinfo | None) -> Line:
    was = f"was {one.before}" if one.before else "new"
    return Line(sign, f"{one.title}: {one.after}", _joined(one.reason, was, when(one.at, zone)), tone)


def _tests(report: Report) -> Iterator[Line]:
    now, before = report.tests_after, report.tests_before
    if now is not None and report.rows:
        bad = now.get("failed", 0) + now.get("error", 0)
        was = f"at the beginning {_outcomes(before)}" if before is not None else ""
        yield Line("✗" if bad else "✓", _outcomes(now), was, "bad" if bad else "good")
    runs = report.runs
    if runs.all:
        undecided = f", {runs.undecided:,} not decided" if runs.undecided else ""
        yield Line("●", f"gate held in {runs.green:,} of {_plural(runs.all, 'run')}, failed in {runs.red:,}{undecided}")


def _outcomes(tests: Mapping[str, int]) -> str:
    failed = tests.get("failed", 0) + tests.get("error", 0)
    passed = tests.get("passed", 0) + tests.get("xfailed", 0) + tests.get("xpassed", 0)
    skipped = f", {tests['skipped']:,} skipped" if tests.get("skipped") else ""
    return f"{_plural(passed, 'test')} passed, {failed:,} failed{skipped}"


def _metric(one: Moved) -> Line:
    sign, tone = _MOVED.get(one.moved, ("●", "plain"))
    if one.after is None:
        return Line(sign, f"{one.label}: not known any more, was {_amount(one.before, one.unit)}", one.name, tone)
    says = f"{one.label}: {_number(one.before)} → {_amount(one.after, one.unit)}"
    return Line(sign, says + (", stale" if one.moved == "stale" else ""), one.name, tone)


def _levels(report: Report, zone: tzinfo | None) -> Iterator[Line]:
    for levels, sign, tone in ((report.levels_gained, "✓", "good"), (report.levels_lost, "✗", "bad")):
        for one in levels:
            yield Line(sign, f"{one.domain}: {one.before} → {one.after}", when(one.at, zone), tone)


def _cycles(report: Report, zone: tzinfo | None) -> Iterator[Line]:
    if report.cycles:
        middle = lasted(median(one.recovery_s for one in report.cycles))
        yield Line("●", f"{_plural(len(report.cycles), 'cycle')} came to a pass", f"median from red to green {middle}")
    if report.open_cycle:
        says = f"cycle {report.open_cycle:,} is open, red since {when(report.open_since, zone)}"
        yield Line("✗", says, tone="bad")
    for one in reversed(report.cycles):
        yield Line("✓", f"cycle {one.number:,}: {lasted(one.recovery_s)} from red to green, {_plural(one.runs, 'run')}",
                   _joined(_mended(one), when(one.green_at, zone)), "good")  # fmt: skip


def _mended(one: Closed) -> str:
    more = len(one.fixed_by) - _SHOWN_FILES
    return ", ".join(one.fixed_by[:_SHOWN_FILES]) + (f" and {more} more" if more > 0 else "")


def _stage(one: Stage, zone: tzinfo | None) -> Line:
    return Line("✓", f"{one.module} {_DONE.get(one.stage, one.stage)}", f"{one.grade}, {when(one.at, zone)}", "good")


def _lesson(one: Lesson, zone: tzinfo | None) -> Line:
    return Line("◆", one.text, _joined(f"{one.about} {one.link}".strip(), when(one.at, zone)))


def _cost(one: Cost) -> Line:
    return Line("●", f"{one.model}: {one.cost:,.4g}", f"{_plural(one.calls, 'call')}, {one.tokens:,} tokens")


def _words(report: Report, zone: tzinfo | None) -> Iterator[Line]:
    for one in report.attestations:
        what = f"{one.project}.{one.objective}"
        if one.withdrawn:
            yield Line("–", f"{one.who} no longer vouches for {what}", _joined(one.text, when(one.at, zone)), "warn")
        else:
            until = f"until {when(one.until, zone).partition(' ')[0]}"
            yield Line("✓", f"{one.who} vouches for {what} {until}", _joined(one.text, when(one.at, zone)), "good")


def _scenarios(report: Report) -> Iterator[Line]:
    for one in report.scenarios:
        p95 = one.values.get("p95_ms")
        took = f", p95 {p95:,.4g} ms" if p95 is not None else ""
        failed = f", {one.failed:,} failed" if one.failed else ""
        sign, tone = ("✗", "bad") if one.failed else ("✓", "good")
        yield Line(sign, f"{one.scenario}: {_plural(one.runs, 'run')}{failed}{took}", one.reason, tone)


def _bounded(lines: Iterable[Line], number: int) -> tuple[Line, ...]:
    """The first of them; `number` is how many there are in all: only those that are shown are put into words."""
    found = tuple(Line(one.sign, _short(one.text), _short(one.detail), one.tone) for one in islice(lines, MOST))
    more = number - MOST
    return (*found, Line("…", f"and {more:,} more, see --format json")) if more > 0 else found


def _short(text: str) -> str:
    text = printable(" ".join(text.split()))
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


def _plural(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _number(value: float | None) -> str:
    if value is None or not math.isfinite(value):
        return "unknown"
    return f"{value:,.0f}" if value == int(value) else f"{value:,.4g}"


def _amount(value: float | None, unit: str) -> str:
    return with_unit(_number(value), unit)
