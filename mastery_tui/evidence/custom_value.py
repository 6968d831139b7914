"""The number of a custom metric, out of the text that a file holds or a command printed."""

import math
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from mastery_tui.config.goals import CustomMetric
from mastery_tui.evidence.bounded_search import search
from mastery_tui.model.text import printable

MOST_CHARACTERS = 16 << 20
"""What is longer is no number's place."""
_NUMBER = re.compile(r"[+-]?([0-9]{1,40}(\.[0-9]{0,40})?|\.[0-9]{1,40})([eE][+-]?[0-9]{1,3})?[ \t]{0,8}%?")
_SHOWN = 40
_Path = tuple[str, ...]


def number(text: str, metric: CustomMetric) -> float | str:
    """The number, else one line that says why there is none. A percent sign behind it is left out.

    With `json` it is the value at that path, with `regex` the first group (or all) of the first match, else the text
    itself. What is not finite is no number.
    """
    if len(text) > MOST_CHARACTERS:
        return f"longer than {MOST_CHARACTERS >> 20} MiB"
    if metric.json:
        return _in_json(text, metric.json)
    if metric.regex:
        found = search(metric.regex, text)
        if found.reason:
            return found.reason
        return _number(found.text) if found.matched else f"nothing matches {_short(metric.regex)}"
    return _number(text)


def _in_json(text: str, path: str) -> float | str:
    try:
        value: Any = msgspec.json.decode(text.removeprefix("\ufeff"))
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        return "is not JSON"
    parts = tuple(path.split("."))
    for found in _at(value, parts, 0):
        if isinstance(found, bool):
            return "true or false is no number"
        if isinstance(found, int | float):
            return _finite(found)
        if isinstance(found, str):
            return _number(found)
        return f"at {_short(path)} there is no number"
    return f"there is no {_short(path)}"


def _at(value: Any, parts: _Path, at: int) -> Iterator[Any]:
    """What the path leads to; a key that has dots itself (a file's name) is found as well, the shortest one first."""
    if at == len(parts):
        yield value
    elif isinstance(value, dict):
        for end in range(at + 1, len(parts) + 1):
            key = ".".join(parts[at:end])
            if key in value:
                yield from _at(value[key], parts, end)
    elif isinstance(value, list) and re.fullmatch(r"-?[0-9]{1,9}", parts[at]):
        place = int(parts[at])
        if -len(value) <= place < len(value):
            yield from _at(value[place], parts, at + 1)


def _number(text: str) -> float | str:
    bare = text.strip() if len(text) < 10_000 else text[:10_000].strip()
    if not bare:
        return "is empty"
    if _NUMBER.fullmatch(bare) is None:
        return f"{_short(bare)} is no number"
    return _finite(float(bare.rstrip("% \t")))


def _finite(value: float) -> float | str:
    try:
        made = float(value)
    except OverflowError:
        made = math.inf
    return made if math.isfinite(made) else "is too large a number"


def _short(text: str) -> str:
    shown = printable(text[: _SHOWN * 2])
    return f'"{shown}"' if len(shown) <= _SHOWN else f'"{shown[:_SHOWN]}…"'
