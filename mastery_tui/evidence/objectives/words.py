"""Numbers and text from outside as parts of one line."""

from functools import lru_cache
from math import isfinite

from mastery_tui.model.text import printable

_LONGEST = 240


@lru_cache(8192)
def line(text: str) -> str:
    """One short line that is safe to show."""
    if len(text) <= _LONGEST and text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    made = printable(" ".join(text[: 4 * _LONGEST].split()))
    return made if len(made) <= _LONGEST else f"{made[: _LONGEST - 1]}…"


def is_number(value: float) -> bool:
    """Whether it is finite, and no whole number beyond all floats."""
    try:
        return isfinite(value)
    except OverflowError:
        return False


@lru_cache(4096)
def number(value: float, *others: float) -> str:
    """A value for people: few digits, and yet never on the other side of one of the others, nor equal to it.

    So 99.9996 is not shown as 100.
    """
    if not is_number(value):
        return "no finite number"
    if value == int(value) and abs(value) < 1e15:
        return f"{value:.0f}"
    others = (*others, float(round(value)))
    for digits in (4, 6, 9):
        text = f"{value:.{digits}g}"
        if "e" not in text and all(_side(float(text), other) == _side(value, other) for other in others):
            return text
    return repr(value)


COUNTED = {
    "findings": "finding",
    "comments": "comment",
    "tests": "test",
    "files": "file",
    "lines": "line",
    "paths": "path",
    "points": "point",
    "jobs": "job",
    "workflows": "workflow",
    "places": "place",
    "links": "link",
    "names": "name",
    "items": "item",
    "blocks": "block",
    "secrets": "secret",
    "packages": "package",
    "sections": "section",
    "words": "word",
    "rating": "",
}
"""Units that count, and one of them."""


_LETTERS = {str(place): letter for place, letter in enumerate("ABCDE", 1)}


@lru_cache(1024)
def with_unit(value: str, unit: str) -> str:
    shown = line(unit)[:20]
    if shown == "rating":
        return f"{value} ({_LETTERS[value]})" if value in _LETTERS else value
    if value == "1" and shown in COUNTED:
        shown = COUNTED[shown]
    return f"{value} {shown}" if shown else value


def several(parts: list[str], most: int = 3) -> str:
    """The first of the parts, and how many more there are."""
    shown = "; ".join(parts[:most])
    return f"{shown}; and {len(parts) - most} more" if len(parts) > most else shown


def _side(value: float, other: float) -> int:
    return (value > other) - (value < other)
