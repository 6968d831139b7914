"""The hashes by which repeated lines are found across files.

A line counts when it holds a letter or a digit outside comments; imports and docstrings are left out, since equal ones
are no sign of copied code. What is compared is its text without comment, with every run of white space as one space;
names and literals are not made equal. Six such lines in a row (`WINDOW`) make one hash: fewer are an accident.
"""

import ast
from array import array
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from mastery_tui.checking.upkeep.comments import Comment
from mastery_tui.checking.upkeep.docstrings import blocks
from mastery_tui.model.facts import WINDOW, Windows

_HASH_BYTES = 8


def windows(text: str, tree: ast.Module, found: Iterable[Comment]) -> Windows:
    """The windows of a module's `text`; `found` are its comments."""
    rows = text.split("\n")
    for comment in found:
        rows[comment.line - 1] = rows[comment.line - 1][: comment.start]
    for first, last in _left_out(tree.body, docstring=True):
        for number in range(first - 1, last):
            rows[number] = ""
    numbers, lines = array("I"), []
    for number, row in enumerate(rows, 1):
        if row and any(map(str.isalnum, row)):
            numbers.append(number)
            lines.append(" ".join(row.split()).encode("utf-8", "surrogatepass"))
    hashes = b"".join(
        blake2b(b"\n".join(lines[at : at + WINDOW]), digest_size=_HASH_BYTES).digest()
        for at in range(len(lines) - WINDOW + 1)
    )
    return Windows(numbers.tobytes(), hashes)


def _left_out(body: list[ast.stmt], *, docstring: bool) -> Iterator[tuple[int, int]]:
    """First and last lines of imports and docstrings, at any depth."""
    for number, node in enumerate(body):
        if isinstance(node, ast.Import | ast.ImportFrom) or (docstring and not number and _is_text(node)):
            yield node.lineno, node.end_lineno or node.lineno
        else:
            holds_docstring = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            for inner in blocks(node):
                yield from _left_out(inner, docstring=holds_docstring)


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
