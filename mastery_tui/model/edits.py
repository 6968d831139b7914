"""What a fix makes of a text, and what that changes line by line."""

import difflib
import re
from collections.abc import Iterator, Sequence

from mastery_tui.model.finding import Edit

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")
"""A line with its end, as editors and ruff see lines; form feeds and the like end none."""


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    r"""The text with all edits made; places are those of `text` as it is, columns count characters.

    Line ends (`\n`, `\r\n`, `\r`) stay as they are; a text without `\r` gets none from an edit. Raises ValueError where
    a place is outside of the text or edits overlap.
    """
    starts = [0, *(line.end() for line in _LINE.finditer(text) if line.group().endswith(("\n", "\r")))]
    spans = sorted((_span(edit, starts, len(text)) for edit in edits), key=lambda span: span[:2])
    pieces: list[str] = []
    at = 0
    for start, end, new in spans:
        if start < at:
            raise ValueError("edits overlap")
        pieces += text[at:start], new if "\r" in text else new.replace("\r\n", "\n").replace("\r", "\n")
        at = end
    return "".join((*pieces, text[at:]))


def _span(edit: Edit, starts: list[int], size: int) -> tuple[int, int, str]:
    start = _offset(edit.line, edit.column, starts, size)
    end = _offset(edit.end_line, edit.end_column, starts, size)
    if end < start:
        raise ValueError(f"an edit ends before it begins, at line {edit.line}")
    return start, end, edit.text


def _offset(line: int, column: int, starts: list[int], size: int) -> int:
    if not 1 <= line <= len(starts) or column < 1:
        raise ValueError(f"there is no line {line}, column {column}")
    offset = starts[line - 1] + column - 1
    if offset > (starts[line] if line < len(starts) else size):
        raise ValueError(f"there is no line {line}, column {column}")
    return offset


def diff_lines(before: str, after: str, *, context: int = 3) -> Iterator[str]:
    """A unified diff without its file header, a line at a time, without line ends; nothing where nothing differs."""
    lines = difflib.unified_diff(_lines(before), _lines(after), n=context, lineterm="")
    yield from (line for number, line in enumerate(lines) if number > 1)


def _lines(text: str) -> list[str]:
    return [line.rstrip("\r\n") for line in _LINE.findall(text) if line]
