"""Name patterns as people write them in ignore files."""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple


def matcher(patterns: Iterable[str]) -> Callable[[str], bool]:
    """A test of relative paths against patterns in the manner of gitignore.

    `*`, `?` and `[...]` stop at "/", `**` does not. A pattern without "/" (one at its end aside) matches a name at any
    depth, another one counts from the root. What matches a folder matches all that is in it. Brackets that are no set
    of characters stand for themselves.
    """
    found = tuple(pattern for pattern in patterns if pattern.strip("/"))
    if not found:
        return lambda path: False
    whole = re.compile("|".join(map(_expression, found)), re.DOTALL)
    return lambda path: whole.match(path) is not None


class _Wild(NamedTuple):
    """A wildcard of any length: as it is written where it is the last one, and where the shortest match will do."""

    last: str
    shortest: str


_STAR = _Wild("[^/]*", "[^/]*?")
_DEEP = _Wild(".*", ".*?")
_FOLDERS = _Wild("(?:.*/)?", "(?:.*?/)??")
_Part = str | _Wild
_ONE: dict[str, _Part] = {"*": _STAR, "?": "[^/]"}


@lru_cache(maxsize=1024)
def _expression(pattern: str) -> str:
    body = pattern.rstrip("/")
    parts: list[_Part] = [] if "/" in body else [_FOLDERS]
    parts += _parts(body.removeprefix("/"))
    return f"(?:{_without_going_back(parts)}(?:/.*)?\\Z)"


def _parts(body: str) -> Iterator[_Part]:
    at = 0
    while at < len(body):
        if body.startswith("**/", at) and (not at or body[at - 1] == "/"):
            yield _FOLDERS
            at += 3
        elif body.startswith("**", at):
            yield _DEEP
            at += 2
        elif body[at] == "[" and (end := body.find("]", at + 2)) > 0:
            yield _set(body[at : end + 1])
            at = end + 1
        else:
            yield _ONE[body[at]] if body[at] in _ONE else re.escape(body[at])
            at += 1


def _set(written: str) -> str:
    inside = written[1:-1].replace("\\", "\\\\").replace("[", "\\[")
    made = "(?!/)[" + ("^" + inside[1:] if inside[0] in "!^" else inside) + "]"
    try:
        re.compile(made)
    except re.error:
        return re.escape(written)
    return made


def _without_going_back(parts: list[_Part]) -> str:
    """The parts as an expression that tries no wildcard a second time, whatever follows it.

    What stands between two wildcards has to be found once only, and as early as can be: the second one takes whatever
    lies between there and where the rest begins. So the first with its text is atomic; else a pattern of many stars
    would try all ways to share a name between them. `*` ends at "/", and gives up only to a `**` before it.
    """
    deep = [at for at, part in enumerate(parts) if part in (_DEEP, _FOLDERS)]
    first, *others = [parts[begin:end] for begin, end in pairwise([0, *deep, len(parts)])]
    made = _within(first, _STAR.last) if not others else f"(?>{_within(first, _STAR.shortest)})"
    for number, (wild, *rest) in enumerate(others, 1):
        assert isinstance(wild, _Wild)  # noqa: S101 (each of these begins with one)
        if number == len(others):
            made += f"{wild.last}{_within(rest, _STAR.last)}"
        else:
            made += f"(?>{wild.shortest}{_within(rest, _STAR.shortest)})"
    return made


def _within(parts: list[_Part], last: str) -> str:
    """Texts and stars up to the next `**`; `last` is how the last star is written, and any before a "/"."""
    stars = [at for at, part in enumerate(parts) if part is _STAR]
    text = "".join(part for part in parts[: stars[0] if stars else len(parts)] if isinstance(part, str))
    for begin, end in pairwise([*stars, len(parts)]):
        block = [part for part in parts[begin + 1 : end] if isinstance(part, str)]
        free = end == len(parts) or "/" in block
        text += f"{last}{''.join(block)}" if free else f"(?>{_STAR.shortest}{''.join(block)})"
    return text
