"""What pages on evidence are written with: headings, paragraphs behind a sign, names beside values."""

import sys
from collections.abc import Sequence

from rich.cells import cell_len

from mastery_tui.ui.cells import Line, column, folded, one_line

WIDEST = 100
"""Columns of running text: longer lines are hard to read."""

_NAME = 28


def heading(text: str, note: str = "") -> list[Line]:
    """A heading, with a blank line above it."""
    return [[], [(f" {text}", "accent+bold"), (f"  {one_line(note)}" if note else "", "muted")]]


def said(text: str, width: int, role: str = "text", sign: str = "", sign_role: str = "muted") -> list[Line]:
    """A paragraph from outside, whole, behind a sign of one cell where it has one."""
    room = max(8, min(width, WIDEST) - 5)
    first, *rest = folded(one_line(text), room, room, sys.maxsize)
    return [[(f" {sign or ' '} ", sign_role), (first, role)], *([("   ", ""), (part, role)] for part in rest)]


def pairs(found: Sequence[tuple[str, str]], width: int) -> list[Line]:
    """Names and their values under each other; where both have no room in a line, the value stands below."""
    label = min(_NAME, max((cell_len(one_line(name)) for name, _ in found), default=0))
    lines: list[Line] = []
    for name, value in found:
        room = width - label - 6
        if cell_len(one_line(name)) > label or room < 12:
            lines += [*said(name, width, "muted"), *said(f"  {one_line(value)}", width)]
            continue
        first, *rest = folded(one_line(value), room, room, 4)
        lines.append([("   ", ""), column(one_line(name), label, "muted"), (f"  {first}", "text")])
        lines += [[(" " * (label + 5), ""), (part, "text")] for part in rest]
    return lines
