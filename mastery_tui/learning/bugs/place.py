"""Whether a diagnosed line touches a bug, and what the bug changed."""

import difflib

from mastery_tui.learning.bugs.injected import Injected
from mastery_tui.model.edits import diff_lines

_SMALL = 6
"""A rewritten place of up to so many lines is one place; in a larger one lines are told apart by where they stand."""


def touches(bug: Injected, current: str, line: int) -> bool:
    """Whether a line (from 1) touches the defect, counted in the copy as it is now or as it was handed out."""
    return line in bug.lines or (current != bug.after and line in _moved(bug, current))


def diff(bug: Injected) -> tuple[str, ...]:
    """What the bug changed, as a unified diff without header."""
    return tuple(diff_lines(bug.before, bug.after))


def _moved(bug: Injected, current: str) -> set[int]:
    """The lines of an edited copy that stand where the lines of the defect stood."""
    then, now = _lines(bug.after), _lines(current)
    marked = {line - 1 for line in bug.lines}
    moved: set[int] = set()
    for tag, a, b, c, d in difflib.SequenceMatcher(None, then, now, autojunk=False).get_opcodes():
        if tag == "equal":
            moved.update(at - a + c for at in marked if a <= at < b)
        elif tag == "insert" and d - c <= _SMALL and marked & {a - 1, a}:
            moved.update(range(c, d))
        elif tag == "replace" and marked & set(range(a, b)):
            moved.update(_rewritten(marked, a, b, c, d))
    return {at + 1 for at in moved}


def _rewritten(marked: set[int], a: int, b: int, c: int, d: int) -> set[int]:
    if max(b - a, d - c) <= _SMALL:
        return set(range(c, d))
    scale = (d - c) / (b - a)
    near = (c + round((at - a) * scale) for at in marked if a <= at < b)
    return {line for middle in near for line in range(middle - 1, middle + 2) if c <= line < d}


def _lines(text: str) -> list[str]:
    return [line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
