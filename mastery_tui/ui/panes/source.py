"""Source: the file of the selected finding, at its line, with marks on every line that has a finding."""

from rich.cells import cell_len
from textual.content import Content
from textual.style import Style

from mastery_tui.model.finding import SEVERITIES, Finding
from mastery_tui.model.state import SourceView, State, file_findings
from mastery_tui.ui.cells import Line, Piece, folded, one_line, place
from mastery_tui.ui.keys import bindings
from mastery_tui.ui.links import address
from mastery_tui.ui.panes.findings_filter import fixable
from mastery_tui.ui.panes.source_cells import line_width, source_pieces, source_text
from mastery_tui.ui.signs import SEVERITY, SKIPPED
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

_STEP = 8
_LEAST, _MOST = 24, 8
"""Columns that a message needs beside its rule, and the most lines that it takes."""


class SourcePane(LinesPane):
    """Lines with a gutter; the selected finding's message stands under its line."""

    BINDINGS = bindings("source")
    title = "5 Source"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, id="source")
        self.source = SourceView()
        self.finding: Finding | None = None
        self.marks: dict[int, str] = {}
        self.widest = 0
        self._file: object = None
        self._root = state.root
        self.message: list[Line] = []
        self._wanted = False
        self.show(state, None)

    def show(self, state: State, finding: Finding | None = None) -> None:
        """Follow a new State or selection; the view jumps only when the selected finding is another one."""
        source, before = state.source, self.finding
        other = (finding and (finding.path, finding.fingerprint)) != (before and (before.path, before.fingerprint))
        moved = finding is not None and before is not None and finding.line != before.line
        file = state.files.get(source.path)
        fresh = source is not self.source
        if not (fresh or other or moved or file is not self._file or finding is not before):
            return
        if fresh:
            self.widest = max(map(line_width, source.lines), default=0)
        self.source, self.finding, self._file = source, finding, file
        self.marks = _marks([f for f in file_findings(file) if f.dismissed is None] if file else [])
        self.empty = self._why_empty(state)
        self._wanted = self._wanted or other or moved
        self._count()
        if self._wanted and self._is_of_finding():
            self._jump()
        self._entitle()

    def _count(self) -> None:
        self.message = self._wrapped()
        lines = len(self.source.lines) if self.finding is None or self._is_of_finding() else 0
        self.resize(lines + len(self.message) if lines else 0)

    def _is_of_finding(self) -> bool:
        return self.finding is not None and self.finding.path == self.source.path and bool(self.source.lines)

    def _at(self) -> int:
        """The selected finding's line, as an index into the lines; -1 for none."""
        if not self._is_of_finding() or self.finding is None:
            return -1
        return max(0, min(self.finding.line, len(self.source.lines)) - 1)

    def rewrap(self) -> None:
        """A scroll bar came or went: the message is whole all the same."""
        if self.finding is not None:
            self._count()

    def on_resize(self) -> None:
        """A pane that was not on screen had no height to place the finding in."""
        self._count()
        if self._wanted and self._is_of_finding():
            self._jump()
        super().on_resize()
        self._entitle()

    def show_cursor(self) -> None:
        """On the line of the finding, its message is in sight as well."""
        super().show_cursor()
        end, height = self.cursor + len(self.message), self.size.height
        if self.cursor == self._at() and height and end >= self.scroll_offset.y + height:
            self.put(min(self.cursor, end - height + 1))

    def _jump(self) -> None:
        at = self.cursor = self._at()
        height = self.size.height
        self._wanted = not height
        top = self.scroll_offset.y
        # Two lines of context on both sides, else the finding goes to the upper third.
        if not top + 2 <= at < top + height - 2 - len(self.message):
            self.put(max(0, at - height // 3))
        self.shift = 0

    def _entitle(self) -> None:
        path = self.source.path if not self.finding or not self.finding.path else self.finding.path
        self.subject = place(path, 0, max(20, self.size.width - 16)) if path else ""
        line = self.finding.line if self.finding and self.finding.path == path else 0
        link = Style(link=address(self._root, path, line) or None)
        self.border_title = Content.assemble(f"{self.title}  ", (self.subject, link)) if path else Content(self.title)
        notes = [one_line(self.source.note)] if self.source.note and self.source.lines else []
        if self.marks:
            notes.append(f"{len(self.marks)} marked")
        if self.source.lines:
            notes.append(f"{len(self.source.lines):,} lines")
        self.say(" · ".join(notes))

    def _why_empty(self, state: State) -> list[Line]:
        if self.source.note and (self.finding is None or self.finding.path == self.source.path):
            return [[("○ ", "muted"), (one_line(self.source.note), "text")]]
        if self.finding and self.finding.path and self.finding.path != self.source.path:
            return [[("● ", "accent"), ("reading ", "muted"), (one_line(self.finding.path), "text")]]
        if self.finding and not self.finding.path:
            return [[(one_line(self.finding.message), "text")], [("this finding is about the whole tree", "muted")]]
        return [[("a selected finding shows its source here", "muted")]]

    def _wrapped(self) -> list[Line]:
        """What stands under the selected finding's line: its message whole, and where its rule is explained."""
        finding = self.finding
        if finding is None or not self._is_of_finding():
            return []
        aside = finding.dismissed is not None
        glyph, role = (SKIPPED, "muted") if aside else SEVERITY[finding.severity]
        rule = one_line(finding.rule)
        room = (self.scrollable_content_region.width or 80) - self._gutter()
        beside = cell_len(rule) + 6
        indent = beside if room - beside >= _LEAST else 4
        first, *rest = folded(one_line(finding.message), room - beside, room - indent, _MOST)
        lines: list[Line] = [[("╰ ", role), (f"{glyph} ", role), (rule, f"{role}+bold"), ("  ", ""), (first, "strong")]]
        lines += [[(" " * indent, ""), (part, "strong")] for part in rest]
        if aside:
            told = folded(f"dismissed: {one_line(finding.dismissed or '')}", room - 4, room - 4, _MOST)
            lines += [[("    ", ""), (part, "text")] for part in told]
        elif fixable(finding):
            lines.append([("    ", ""), (self.keys["fix"], "accent"), (" shows a fix that is safe", "muted")])
        if finding.url:
            lines += [
                [("    ", ""), (part, "muted")] for part in folded(one_line(finding.url), room - 4, room - 4, _MOST)
            ]
        return lines

    def _gutter(self) -> int:
        return max(3, len(str(len(self.source.lines)))) + 3

    def move(self, how: str) -> None:
        """Up and down as everywhere; left and right scroll the text sideways."""
        if how in ("left", "right"):
            step = _STEP if how == "right" else -_STEP
            self.shift = max(0, min(self.shift + step, self.widest - _STEP))
            self.refresh()
            return
        super().move(how)

    def line_at(self, index: int) -> int:
        """The number of the source line that a row shows, or that its message speaks of; from 1."""
        message, at = len(self.message), self._at()
        return 1 + (index if index <= at or not message else max(at, index - message))

    def text_in(self, index: int, start: int, end: int | None) -> str:
        """The source itself, without the gutter, also what is beyond the right edge; a message as it is shown."""
        gutter, at = self._gutter(), self._at()
        if not self.count or at < index <= at + len(self.message):
            return super().text_in(index, max(start, gutter) if self.count else start, end)
        if end is not None and end <= gutter:
            return ""
        scrolled = self.shift - gutter
        left, right = 0 if start < gutter else start + scrolled, None if end is None else end + scrolled
        return source_text(self.source.lines[self.line_at(index) - 1], left, right)

    def line(self, index: int, width: int) -> Line:
        """A source line behind its gutter, or a line of the message."""
        message, at = self.message, self._at()
        digits = self._gutter() - 3
        if message and at < index <= at + len(message):
            return [(" " * (digits + 3), ""), *message[index - at - 1]]
        number = self.line_at(index) - 1
        mark = self.marks.get(number + 1)
        glyph, role = SEVERITY[mark] if mark else (" ", "")
        own = number == at
        gutter: list[Piece] = [(f"{number + 1:>{digits}} ", "strong" if own else "muted"), (f"{glyph} ", role)]
        spans = self.source.spans[number] if number < len(self.source.spans) else ()
        return [*gutter, *source_pieces(self.source.lines[number], spans, self.shift, width - digits - 3)]


def _marks(findings: list[Finding]) -> dict[int, str]:
    """The worst severity on each line."""
    marks: dict[int, str] = {}
    for finding in findings:
        known = marks.get(finding.line)
        if known is None or SEVERITIES.index(finding.severity) < SEVERITIES.index(known):
            marks[finding.line] = finding.severity
    return marks
