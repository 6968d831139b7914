"""A fix as the lines that it changes: read from the source on screen, which must be what the finding speaks of."""

import re
from collections.abc import Iterator

from rich.cells import cell_len

from mastery_tui.model.edits import apply_edits, diff_lines
from mastery_tui.model.finding import Edit, Finding
from mastery_tui.model.state import State
from mastery_tui.model.text import printable
from mastery_tui.ui.cells import Line, Piece, cut_at
from mastery_tui.ui.panes.source_cells import TAB

WAITING = "reading the file…"
_AROUND = 4
_HUNK = re.compile(r"@@ -(\d+)(?:,\d+)? \+(\d+)")
_BLANKS = re.compile(r"\s+$")
_SIGNS = {"-": "error", "+": "ok"}

Diff = tuple[str, ...]
"""Lines of a unified diff, its numbers those of the file."""


def diff_of(state: State, finding: Finding) -> Diff | str:
    """What the finding's fix changes, or why that cannot be told now; `WAITING` when the file is being read."""
    file, fix = state.files.get(finding.path), finding.fix
    if fix is None:
        return "it has no fix"
    if file is None:
        return "the file is gone"
    if finding.path in state.watch.missed:
        return "the file was saved while paused: it has to be checked first"
    if file.blobs.get(finding.check) != file.blob:
        return "the file changed: it is being checked again"
    source = state.source
    if source.path != finding.path or (source.blob != file.blob and source.blob):
        return WAITING
    if not source.lines:
        return source.note or WAITING
    if source.note and _is_cut(source.lines, fix.edits):
        return f"{source.note}: this fix cannot be shown"
    try:
        return tuple(_changes(source.lines, fix.edits))
    except ValueError as error:
        return f"this fix does not fit the file: {error}"


def _is_cut(lines: tuple[str, ...], edits: tuple[Edit, ...]) -> bool:
    """Whether the edits touch what a source of which not all is shown lacks: its end, or the end of a long line."""
    longest = max(map(len, lines))
    touched = [line for edit in edits for line in lines[edit.line - 1 : edit.end_line]]
    return any(edit.end_line >= len(lines) for edit in edits) or any(len(line) == longest for line in touched)


def _changes(lines: tuple[str, ...], edits: tuple[Edit, ...]) -> Iterator[str]:
    """The diff of the part of the file that the edits are in: its cost does not grow with the file."""
    low = max(1, min((edit.line for edit in edits), default=1) - _AROUND)
    high = max((edit.end_line for edit in edits), default=0) + _AROUND
    part = lines[low - 1 : high]
    before = "\n".join(part)
    if low == 1:
        before = before.removeprefix("\ufeff")  # columns do not count a byte order mark
    moved = [
        Edit(edit.line - low + 1, edit.column, edit.end_line - low + 1, edit.end_column, edit.text) for edit in edits
    ]
    after = apply_edits(before, moved)
    found = False
    for line in diff_lines(before, after):
        found = True
        hunk = _HUNK.match(line)
        yield f"@@ -{int(hunk[1]) + low - 1} +{int(hunk[2]) + low - 1} @@" if hunk else line
    if not found and before != after:
        yield "@@ only the end of the last line changes @@"


def diff_cells(diff: Diff, width: int) -> list[Line]:
    """The diff with line numbers, every character of it: long lines are folded, blanks at a line's end are shown."""
    made: list[Line] = []
    old = new = 0
    digits = 1 + max((len(hunk[1]) for line in diff if (hunk := _HUNK.match(line))), default=3)
    for number, line in enumerate(diff):
        if line.startswith("@@"):
            hunk = _HUNK.match(line)
            if hunk is None:
                made.append([(f"  {line.strip('@ ')}", "muted")])
                continue
            old, new = int(hunk[1]), int(hunk[2])
            if number:
                made.append([(" " * digits + "  …", "muted")])
            continue
        sign, text = line[:1], line[1:]
        gutter = f"{new if sign == '+' else old:>{digits}} "
        old += sign in (" ", "-")
        new += sign in (" ", "+")
        made += _folded(text, gutter, sign, width)
    return made


def _folded(text: str, gutter: str, sign: str, width: int) -> Iterator[Line]:
    role = _SIGNS.get(sign, "text")
    room = max(8, width - len(gutter) - 3)
    shown = text.expandtabs(TAB)
    if role != "text":
        shown = _BLANKS.sub(lambda blanks: "·" * len(blanks[0]), shown)
    left = printable(shown)
    front: list[Piece] = [(gutter, "muted"), (f"{sign} ", f"{role}+bold" if role != "text" else role)]
    while True:
        fits = len(left) if cell_len(left) <= room else cut_at(left, room)
        yield [*front, (left[:fits], role if role != "text" else "muted")]
        left = left[fits:]
        if not left:
            return
        front = [(" " * (len(gutter) + 2), "")]
