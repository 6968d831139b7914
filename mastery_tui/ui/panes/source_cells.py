"""One line of source as terminal cells: tabs to stops, wide characters, controls as escapes, tokens as roles."""

from collections.abc import Sequence

from rich.cells import cell_len

from mastery_tui.model.text import printable
from mastery_tui.ui.cells import Piece

TAB = 4
LONGEST = 2_000
"""Columns after which a line is cut: a line of megabytes must not cost a frame."""

Span = tuple[int, int, str]


def line_width(text: str) -> int:
    """The cells that a line takes, at most `LONGEST`."""
    if text.isascii() and "\t" not in text:
        return min(len(text), LONGEST)
    return min(cell_len(text[:LONGEST].expandtabs(TAB)), LONGEST)


def source_text(text: str, left: int, right: int | None) -> str:
    """What stands in the cells `left` to `right` (None: all that follow) of a line; tabs stay, controls are escapes."""
    if text.isascii() and text.isprintable():
        return text[left:right]
    kept: list[str] = []
    column = 0
    for char in text:
        shown = " " * (TAB - column % TAB) if char == "\t" else printable(char)
        after = column + cell_len(shown)
        if after > left and (right is None or column < right):
            kept.append(char if char == "\t" else shown)
        column = after
    return "".join(kept)


def source_pieces(text: str, spans: Sequence[Span], left: int, width: int) -> list[Piece]:
    """The cells `left` to `left + width` of a source line, as pieces by token."""
    if text.isascii() and text.isprintable():
        return _plain(text, spans, left, left + width)
    return _cells(text[:LONGEST], spans, left, left + width)


def _plain(text: str, spans: Sequence[Span], left: int, right: int) -> list[Piece]:
    pieces: list[Piece] = []
    at, right = left, min(right, len(text))
    for start, end, token in spans:
        start, end = max(start, at), min(end, right)
        if start >= right:
            break
        if start < end:
            if at < start:
                pieces.append((text[at:start], "text"))
            pieces.append((text[start:end], token))
            at = end
    if at < right:
        pieces.append((text[at:right], "text"))
    return pieces


def _cells(text: str, spans: Sequence[Span], left: int, right: int) -> list[Piece]:
    pieces: list[Piece] = []
    column = at = 0
    for index, char in enumerate(text):
        while at < len(spans) and spans[at][1] <= index:
            at += 1
        role = spans[at][2] if at < len(spans) and spans[at][0] <= index else "text"
        if char == "\t":
            shown, role = "→".ljust(TAB - column % TAB), "border"
        else:
            shown = printable(char)
            if shown != char:
                role = "warning"
        size = cell_len(shown)
        if column + size > left:
            if column < left or column + size > right:
                shown = _part(shown, size, column, left, right)
            pieces.append((shown, role))
        column += size
        if column >= right:
            break
    return pieces


def _part(shown: str, size: int, column: int, left: int, right: int) -> str:
    """What is visible of a character that stands across an edge: blanks for half of a wide one."""
    if len(shown) == size:
        return shown[max(0, left - column) : right - column]
    return " " * (min(column + size, right) - max(column, left))
