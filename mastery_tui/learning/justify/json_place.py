"""Where each value of a JSON text stands: json tells what a text says, not where."""

import json
import re
from collections.abc import Iterator

Path = tuple[str | int, ...]

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[{}\[\],:]|[^\s{}\[\],:"]+')


def line_of(text: str, path: Path) -> int:
    """The line (from 1) of a value, or of the closest one around it. The text must be valid JSON."""
    best, depth = 1, 0
    for found, offset in _places(text):
        if len(found) > depth and path[: len(found)] == found:
            best, depth = text.count("\n", 0, offset) + 1, len(found)
    return best


def _places(text: str) -> Iterator[tuple[Path, int]]:
    """Each value with its path and offset; a value of an object stands where its key does."""
    path: list[str | int] = []
    key: tuple[str, int] | None = None
    before = ""
    for match in _TOKEN.finditer(text):
        sign = match.group()
        if sign in ("]", "}"):
            path.pop()
        elif sign == ",":
            last = path.pop()
            path.append(last + 1 if isinstance(last, int) else "")
        elif sign != ":":
            in_object = bool(path) and isinstance(path[-1], str)
            if in_object and before != ":":
                key = (json.loads(sign), match.start())
                path[-1] = key[0]
            else:
                if path:
                    yield tuple(path), key[1] if in_object and key else match.start()
                if sign in ("[", "{"):
                    path.append(0 if sign == "[" else "")
        before = sign
