"""What the trend says of one metric: its course over saves or commits, what it was, what it is, and what that means."""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from mastery_tui.model.state import Sample
from mastery_tui.model.trend import FOUND, Known, known
from mastery_tui.ui.cells import Line, Piece, column, one_line, width_of
from mastery_tui.ui.signs import duration
from mastery_tui.ui.spark import chart, column_cells, sparkline

MOST_SPARK = 60
_UNKNOWN = "○"
_NEEDS = {
    "findings.new": "there is no merge base to compare with",
    "coverage.line": "the tests did not all run, or coverage is not installed where they do",
    "coverage.branch": "the tests did not all run, or branches are not measured",
}
"""What a metric needs beside its check, where that is what is mostly missing."""
_LABEL, _LABEL_WIDE = 12, 18
_RANGE_FROM = 56
_AXIS = 9


class Course(msgspec.Struct, frozen=True):
    """A metric over the samples shown, oldest first; None where it was not measured."""

    name: str
    about: Known
    values: tuple[float | None, ...]
    at: tuple[float, ...]

    def last(self, most: int) -> "Course":
        """The course of the last `most` samples."""
        return msgspec.structs.replace(self, values=self.values[-most:], at=self.at[-most:])

    @property
    def there(self) -> list[float]:
        """What was measured."""
        return [value for value in self.values if value is not None]


def by_commit(samples: Sequence[Sample]) -> tuple[Sample, ...]:
    """The last sample of each commit, oldest first."""
    last = {sample.commit: sample for sample in samples if sample.commit}
    return tuple(sorted(last.values(), key=lambda sample: sample.at))


def courses(samples: Sequence[Sample], names: Sequence[str]) -> list[Course]:
    """The metrics over these samples.

    What counts the findings of all checks compares only where the same checks ran: of other checks it is unknown.
    """
    at = tuple(sample.at for sample in samples)
    ran = _ran(samples[-1]) if samples else frozenset()
    alike = [_ran(sample) == ran for sample in samples]
    found = []
    for name in names:
        about = known(name) or Known(name, "", 0)
        there = [
            sample.values.get(name) if same or not about.all_checks else None
            for sample, same in zip(samples, alike, strict=True)
        ]
        values = tuple(None if value is None else rounded(value, about.unit) for value in there)
        found.append(Course(name, about, values, at))
    return found


def _ran(sample: Sample) -> frozenset[str]:
    return frozenset(name for name in sample.values if name.endswith(FOUND))


def number(value: float, unit: str) -> str:
    """The value as short as it can be read, with its unit where that is short."""
    if unit in ("ms", "s"):
        return duration(value / 1000 if unit == "ms" else value)
    value = rounded(value, unit)
    text = f"{value:,.{_digits(value, unit)}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return f"{text}%" if unit == "%" else text


def rounded(value: float, unit: str) -> float:
    """The value as far as `number` shows it: what no number can show, no line may show either."""
    return round(value, _digits(value, unit))


def _digits(value: float, unit: str) -> int:
    if unit == "ms":
        return 0
    return 2 if abs(value) < 10 and unit != "%" else 1 if abs(value) < 1000 else 0


def change(shown: Course, short: bool = False) -> list[Piece]:
    """How the metric moved since the first sample shown: which way, by how much, and whether that is better."""
    there = shown.there
    if len(there) < 2 or shown.values[-1] is None:
        return []
    moved = there[-1] - there[0]
    text = number(abs(moved), shown.about.unit)
    if not moved or text == number(0, shown.about.unit):
        return [("= ", "muted")]
    if short:
        text = text.rstrip("%") if abs(moved) < 10 else f"{abs(moved):,.0f}" if shown.about.unit == "%" else text
        text = text.replace(" ", "")
    arrow = f"{'▲' if moved > 0 else '▼'}{text}{'' if short else ' '}"
    if not shown.about.better:
        return [(arrow, "muted"), (" ", "")]
    role, sign = ("ok", "✓ ") if (moved > 0) == (shown.about.better > 0) else ("warning", "! ")
    return [(arrow, role), (sign, role)]


def rows(shown: Sequence[Course], width: int) -> list[list[Piece]]:
    """A line per metric, their columns under each other, in `width` cells."""
    wide = width >= _RANGE_FROM
    most = _LABEL_WIDE if wide else _LABEL
    label = min(most, max((len(one_line(c.about.label)) for c in shown), default=0))
    forms = _FORMS if wide else _FORMS[-1:]
    for form in forms:
        spark = _room([c.last(MOST_SPARK) for c in shown], form, width - label - 2)
        if spark >= form.least:
            break
    spark = max(1, min(MOST_SPARK, spark, max((len(c.values) for c in shown), default=1)))
    fitted = [c.last(spark) for c in shown]
    while (over := spark - _room(fitted, form, width - label - 2)) > 0 and spark > 1:
        spark = max(1, spark - over)  # what a shorter course begins with may take more cells
        fitted = [c.last(spark) for c in shown]
    values, moved, spans = _widths(fitted, form)
    lines = []
    for one in fitted:
        now, by = _values(one, form), change(one, form.short)
        lines.append(
            [
                (" ", ""),
                column(one_line(one.about.label), label, "text" if one.there else "muted"),
                (" " * form.gap, ""),
                (sparkline(one.values).rjust(spark), "accent" if one.there else "muted"),
                (" " * (form.gap + values - width_of(now)), ""),
                *now,
                (" " * form.gap, ""),
                *by,
                (" " * (moved - width_of(by)), ""),
                (_span(one).rjust(spans) if form.span else "", "muted"),
            ]
        )
    return lines


class _Form(msgspec.Struct, frozen=True):
    """What a line has: the first value, the range; the cells between its columns; the least cells of the sparkline."""

    first: bool
    span: bool
    gap: int
    least: int
    short: bool = False


_FORMS = (_Form(True, True, 2, 10), _Form(True, False, 2, 6), _Form(False, False, 1, 1, True))


def _room(courses: Sequence[Course], form: _Form, width: int) -> int:
    return width - sum(_widths(courses, form)) - 3 * form.gap


def _widths(courses: Sequence[Course], form: _Form) -> tuple[int, int, int]:
    """The cells that values, changes and ranges take."""
    return (
        max((width_of(_values(c, form)) for c in courses), default=0),
        max((width_of(change(c, form.short)) for c in courses), default=0),
        max((len(_span(c)) for c in courses), default=0) if form.span else 0,
    )


def _values(shown: Course, form: _Form) -> list[Piece]:
    unit = shown.about.unit
    there = shown.there
    if not there:
        return [(_UNKNOWN if form.short else f"{_UNKNOWN} unknown", "muted")]
    now: Piece = (_UNKNOWN, "muted") if shown.values[-1] is None else (number(there[-1], unit), "strong")
    before = f"{number(there[0], unit)} → " if form.first and len(there) > 1 else ""
    return [(before, "muted"), now]


def _span(shown: Course) -> str:
    there, unit = shown.there, shown.about.unit
    return f" {number(min(there), unit)}..{number(max(there), unit)} " if len(there) > 1 else ""


def large(whole: Course, width: int, height: int, over: str) -> list[Line]:
    """The metric as a chart of `height` rows, the range on its axis and the times below; empty where nothing fits."""
    plot = width - _AXIS - 3
    bars = height - 4
    if plot < 12 or bars < 3:
        return []
    shown = whole.last(plot)
    unit = shown.about.unit
    there = shown.there
    title: list[Piece] = [(" ", ""), (one_line(shown.about.label), "strong+bold")]
    if unit in ("of 100", "paths", "points"):
        title.append((f"  {unit}", "muted"))
    if not there:
        why = _NEEDS.get(whole.name, "its check was skipped, failed or did not run on these trees")
        return [title, [(f" {_UNKNOWN} ", "muted"), (f"not known: {why}", "muted")]]
    title += [("  ", ""), *_values(shown, _FORMS[0]), ("  ", ""), *change(shown)]
    low, high = number(min(there), unit), number(max(there), unit)
    drawn = chart(shown.values, plot, bars)
    lines: list[Line] = [title, []]
    for row, text in enumerate(drawn):
        mark = high if row == 0 else low if row == bars - 1 and low != high else ""
        lines.append([(f" {mark:>{_AXIS - 1}} ", "muted"), ("│", "border"), (text, "accent")])
    used = len(shown.values) * column_cells(len(shown.values), plot)
    lines.append([(" " * (_AXIS + 1), ""), *_times(shown.at, max(used, 24), plot), (f"  {over}", "muted")])
    return lines


def _times(at: Sequence[float], used: int, plot: int) -> list[Piece]:
    first, last = when(at[0], at[-1]), when(at[-1], at[0])
    gap = min(used, plot) - len(first) - len(last)
    return [(f" {first}", "muted"), (" " * max(1, gap), ""), (last if len(at) > 1 else "", "muted")]


def when(at: float, other: float) -> str:
    """A time of day; the date as well where the other time is of another day."""
    moment = datetime.fromtimestamp(at)
    same = moment.date() == datetime.fromtimestamp(other).date()
    return moment.strftime("%H:%M" if same else "%d %b %H:%M")
