"""Sparklines and small charts: pure functions from numbers to text; what is not known is a gap, never a zero."""

from collections.abc import Sequence
from math import floor

BLOCKS = "▁▂▃▄▅▆▇█"
GAP = "·"
_WIDEST = 8
_EIGHTHS = " " + BLOCKS

Values = Sequence[float | None]


def levels(values: Values, steps: int) -> list[int | None]:
    """Each value as a level from 0 to `steps` - 1: the least is the lowest, the greatest the highest.

    The scale is that of the values, so whoever shows levels must say which range they span. Values that are all the
    same lie in the middle: neither high nor low.
    """
    there = [value for value in values if value is not None]
    if not there:
        return [None] * len(values)
    low, high = min(there), max(there)
    if low == high:
        return [None if value is None else (steps - 1) // 2 for value in values]
    span = high - low
    return [None if value is None else min(steps - 1, floor((value - low) / span * steps)) for value in values]


def sparkline(values: Values) -> str:
    """One block a value."""
    return "".join(GAP if level is None else BLOCKS[level] for level in levels(values, len(BLOCKS)))


def chart(values: Values, width: int, height: int) -> list[str]:
    """Columns of blocks in `height` rows of `width` cells, the top row first; few values get wide columns."""
    wide = column_cells(len(values), width)
    bar = wide if wide == 1 else wide - 1
    found = levels(values, height * 8)
    rows = []
    for row in range(height - 1, -1, -1):
        line = ""
        for level in found:
            line += _cell(level, row) * bar + " " * (wide - bar)
        rows.append(line[:width].ljust(width))
    return rows


def column_cells(columns: int, width: int) -> int:
    """The cells of one column of a chart, the space behind it included."""
    return max(1, min(_WIDEST, width // max(1, columns)))


def _cell(level: int | None, row: int) -> str:
    """What a column of this level shows in a row, counted from the bottom."""
    if level is None:
        return GAP if row == 0 else " "
    return _EIGHTHS[max(0, min(8, level + 1 - row * 8))]
