"""Findings: every finding of all checks, sortable and filterable, the selection kept through updates."""

from typing import get_args

import msgspec

from mastery_tui.model.finding import Finding
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, Piece, column, cut, one_line, place
from mastery_tui.ui.keys import bindings
from mastery_tui.ui.panes.findings_empty import why_empty
from mastery_tui.ui.panes.findings_view import SEVERITY_LIMITS, FindingsView, Query, Sort
from mastery_tui.ui.signs import SEVERITY, count
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

SORTS: tuple[Sort, ...] = get_args(Sort)


class FindingsPane(LinesPane):
    """Rows of severity, check, place, rule and message."""

    BINDINGS = bindings("findings")
    can_filter = True
    title = "4 Findings"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, id="findings")
        self.view = FindingsView()
        self.state = state
        self.check_width = 0
        self._led = False
        self.show(state)

    @property
    def selected(self) -> Finding | None:
        """The finding under the cursor."""
        return self.view.rows[self.cursor].finding if self.cursor < len(self.view.rows) else None

    def show(self, state: State) -> None:
        """Follow a new State, with the cursor on the finding that it was on.

        Until a person has moved it, it waits at the top while the first findings come in, in whatever order.
        """
        rows = self.view.rows
        arriving = not self._led and (not self.state.settled or self.view.behind)
        held = rows[self.cursor].place if self.cursor < len(rows) and not arriving else None
        self.state = state
        self.check_width = min(10, max((len(name) for name in state.checks), default=0))
        if self.view.update(state):
            self._settle(held)
        else:
            self._say()

    def go(self, index: int) -> None:
        """Move the cursor; from now on it belongs to a person."""
        self._led = True
        super().go(index)

    def ask(self, query: Query) -> None:
        """Show what a person asked for; the cursor stays on its finding, or goes to the first row."""
        rows = self.view.rows
        held = rows[self.cursor].place if self.cursor < len(rows) else None
        self.view.ask(query)
        self._settle(held, lost=0)
        self.followed()

    def cycle_sort(self) -> None:
        """The next order."""
        query = self.view.query
        self.ask(msgspec.structs.replace(query, sort=SORTS[(SORTS.index(query.sort) + 1) % len(SORTS)]))

    def cycle_severity(self) -> None:
        """All, errors only, errors and warnings."""
        limits, query = SEVERITY_LIMITS, self.view.query
        self.ask(msgspec.structs.replace(query, least=limits[(limits.index(query.least) + 1) % len(limits)]))

    def toggle_new(self) -> None:
        """Only what came since the merge base, or all."""
        self.ask(msgspec.structs.replace(self.view.query, new_only=not self.view.query.new_only))

    def filter_text(self) -> str:
        """The words of the filter."""
        return self.view.query.text

    def filter(self, text: str) -> None:
        """Only findings that contain all words of the text."""
        self.ask(msgspec.structs.replace(self.view.query, text=text))

    def clear_filter(self) -> bool:
        """Show all findings again, in the same order; False when all are shown."""
        query = self.view.query
        if query == Query(sort=query.sort):
            return False
        self.ask(Query(sort=query.sort))
        return True

    def _settle(self, held: tuple[str, str, int] | None, lost: int | None = None) -> None:
        at = self.view.index(held) if held else None
        before = self.cursor
        self.cursor = at if at is not None else before if lost is None else lost
        self._say()
        self.resize(len(self.view.rows))
        if self.cursor != before:
            # The row keeps its distance to the top of the pane: what a person reads does not jump. Only at the very top
            # of the list does new trouble show itself above it.
            self.keep(self.cursor - before)

    def keep(self, moved: int) -> None:
        """Scroll with a cursor whose line was moved by an update."""
        if self.scroll_offset.y or self.cursor >= self.size.height:
            self.put(self.scroll_offset.y + moved)
        self.show_cursor()

    def _say(self) -> None:
        view, query = self.view, self.view.query
        shown, total = len(view.rows), view.total
        parts = [count(total, "finding") if shown == total else f"{shown:,} of {total:,}"] if total else []
        parts += [f"{word} {view.counts[s]}" for s, word in (("error", "errors"), ("warning", "warnings")) if total]
        if query.sort != "severity":
            parts.append(f"by {query.sort}" if query.sort != "newest" else "newest first")
        if query.least != "info":
            parts.append("errors only" if query.least == "error" else "no infos")
        if query.new_only:
            parts.append("new only")
        if query.text:
            parts.append(f"/{cut(one_line(query.text), 24)}")
        self.say(" · ".join(parts))
        if not shown:
            empty = why_empty(self.state, view)
            if empty != self.empty:
                self.empty = empty
                self.refresh()

    def line(self, index: int, width: int) -> Line:
        """One finding; narrow panes leave the check out, the rule says it as well."""
        row = self.view.rows[index]
        finding = row.finding
        glyph, role = SEVERITY[finding.severity]
        text, soft = ("muted", "muted") if row.stale else ("text", "muted")
        pieces: list[Piece] = [
            ("+" if finding.new else " ", "accent"),
            ("~" if row.stale else glyph, "muted" if row.stale else role),
            (" ", ""),
        ]
        room = width - 3
        if width >= 72 and self.check_width:
            pieces += [column(one_line(finding.check), self.check_width, soft), ("  ", "")]
            room -= self.check_width + 2
        rule_width = min(self.view.longest_rule, 8 if width < 72 else 11 if width < 110 else 14)
        place_width = min(self.view.longest_place, room // 3)
        where = place(finding.path, finding.line, place_width) if finding.path else "the tree"
        pieces += [column(where, place_width, text), ("  ", "")]
        pieces += [column(one_line(finding.rule), rule_width, soft), ("  ", "")]
        room -= place_width + rule_width + 4
        pieces.append((cut(one_line(finding.message), room), text))
        return pieces
