"""Tables of Markdown: which rows are one, their cells, and how wide each column is."""

import re
from collections.abc import Sequence

from mastery_tui.ui.cells import Line, Piece, width_of

_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
_PARTS = re.compile(r"(`+).*?\1|\\.|\|", re.DOTALL)
_BETWEEN = "  "


def begins_table(row: str, below: str) -> bool:
    """Whether a row is the head of a table: the row below it is a rule with as many columns."""
    return "|" in row and "|" in below and bool(_RULE.match(below)) and len(cells(row)) == len(cells(below))


def cells(row: str) -> list[str]:
    """The texts between the bars of a row; a bar in code, or behind a backslash, is text."""
    parts, at = [], 0
    for match in _PARTS.finditer(row):
        if match[0] == "|":
            parts.append(row[at : match.start()])
            at = match.end()
    parts.append(row[at:])
    if len(parts) > 1 and not parts[0].strip():
        del parts[0]
    if len(parts) > 1 and not parts[-1].strip():
        del parts[-1]
    return [part.strip().replace("\\|", "|") for part in parts]


def widths(rows: Sequence[Sequence[Line]], room: int) -> list[int]:
    """The cells of each column: what its longest text needs; where that is too much, the widest are made smaller."""
    columns = max(map(len, rows))
    wanted = [max((width_of(row[n]) for row in rows if n < len(row)), default=1) or 1 for n in range(columns)]
    left = room - len(_BETWEEN) * (columns - 1)
    while sum(wanted) > left and max(wanted) > 1:
        wanted[wanted.index(max(wanted))] -= 1
    return wanted


def joined(parts: Sequence[Sequence[Line]], wanted: Sequence[int]) -> list[Line]:
    """One row of a table: the lines of its cells beside each other."""
    lines: list[Line] = []
    for number in range(max(map(len, parts), default=0)):
        line: list[Piece] = []
        for column, width in enumerate(wanted):
            own = parts[column] if column < len(parts) else []
            piece = own[number] if number < len(own) else []
            line += piece
            if column < len(wanted) - 1:
                line.append((" " * max(0, width - width_of(piece) + len(_BETWEEN)), ""))
        lines.append(line)
    return lines
