"""Which lines of a changed text touch the change."""

import ast
from collections.abc import Iterator

from mastery_tui.learning.bugs.fit import Edit
from mastery_tui.learning.bugs.source import Source

_PARTS = (ast.stmt, ast.excepthandler, ast.match_case)


def touched(before: Source, after: Source, edit: Edit) -> tuple[int, ...]:
    """The lines of `after` that changed, the statements that they belong to, and the neighbours of what was dropped."""
    start, end = _narrowed(before.text, edit)
    lines = set(range(after.line(start), after.line(max(start, end - 1)) + 1))
    if edit.dropped:
        lines = _neighbours(after.text, after.line(start))
    for first, last in _heads(after):
        if any(first <= line <= last for line in lines):
            lines.update(range(first, last + 1))
    return tuple(sorted(lines))


def _narrowed(text: str, edit: Edit) -> tuple[int, int]:
    """From where to where the new text differs from the old one."""
    start, new = edit.start, edit.new
    old = text[start : edit.end]
    most = min(len(old), len(new))
    left = next((at for at in range(most) if old[at] != new[at]), most)
    right = next((at for at in range(most - left) if old[-1 - at] != new[-1 - at]), most - left)
    return start + left, start + len(new) - right


def _neighbours(text: str, line: int) -> set[int]:
    """The lines around a line that begins where something was: up to the next code on both sides."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    code = [number for number, content in enumerate(lines, 1) if content.strip() and content.strip()[0] != "#"]
    above = max((number for number in code if number < line), default=line)
    below = min((number for number in code if number >= line), default=above)
    return set(range(above, below + 1))


def _heads(source: Source) -> Iterator[tuple[int, int]]:
    """The first and last lines of every simple statement, and of what stands before the bodies of others."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.stmt):
            own = [child for child in ast.iter_child_nodes(node) if not isinstance(child, _PARTS)]
            simple = not hasattr(node, "body") and not hasattr(node, "cases")
            ends = [node.end_lineno] if simple else [getattr(child, "end_lineno", 0) for child in own]
            yield node.lineno, max(node.lineno, *(end or 0 for end in ends), 0)
