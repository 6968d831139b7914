"""The comments of a Python text, and the notes to oneself in them."""

import io
import re
import sys
import tokenize
from collections.abc import Iterator
from typing import NamedTuple

from mastery_tui.checking.analyzers.raw import OPAQUE

_NOTE = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")


class Comment(NamedTuple):
    """A comment from `start` (counted in characters from 0) to the end of its line; lines count from 1."""

    line: int
    start: int
    text: str


def comments(text: str) -> list[Comment]:
    """All comments. Raises tokenize.TokenError or SyntaxError for a text that is no Python; not for every such text."""
    if "#" not in text:
        return []
    return list(_matched(text) if sys.version_info < (3, 12) else _tokenised(text))


def notes(found: list[Comment]) -> tuple[int, ...]:
    """The lines of comments that hold TODO, FIXME, XXX or HACK, written like that."""
    return tuple(comment.line for comment in found if _NOTE.search(comment.text))


def _matched(text: str) -> Iterator[Comment]:
    line, seen = 1, 0
    for found in OPAQUE.finditer(text):
        if text[found.start()] == "#":
            line += text.count("\n", seen, found.start())
            seen = found.start()
            yield Comment(line, seen - (text.rfind("\n", 0, seen) + 1), found.group())


def _tokenised(text: str) -> Iterator[Comment]:
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield Comment(*token.start, token.string)
