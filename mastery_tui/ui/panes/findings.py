"""Findings: every finding of all checks, sortable and filterable, the selection kept through updates."""

from typing import get_args

import msgspec
from textual import events

from mastery_tui.model.finding import Finding
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, cut, one_line
from mastery_tui.ui.keys import bindings
from mastery_tui.ui.panes.findings_cells import Columns, finding_line, header_line
from mastery_tui.ui.panes.findings_empty import suppressions, why_empty
from mastery_tui.ui.panes.findings_filter import HINT
from mastery_tui.ui.panes.findings_groups import Section
from mastery_tui.ui.panes.findings_rows import SORTS, Grouping, Row
from mastery_tui.ui.panes.findings_view import SEVERITY_LIMITS, FindingsView, Held, Query
from mastery_tui.ui.signs import count
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

GROUPS: tuple[Grouping, ...] = get_args(Grouping)
_ORDER = {"place": "ordered by place", "check": "ordered by check", "newest": "newest first"}


class FindingsPane(LinesPane):
    """Rows of severity, check, place, rule and message."""

    BINDINGS = bindings("findings")
    can_filter = True
    filter_hint = HINT
    title = "4 Findings"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, id="findings")
        self.view = FindingsView()
        self.state = state
        self.columns = Columns(0, 0, 0, "none")
        self._led = False
        self.show(state)

    @property
    def selected(self) -> Finding | None:
        """The finding under the cursor; None on the header of a group."""
        row = self.view.at(self.cursor)
        return row.finding if isinstance(row, Row) else None

    def show(self, state: State) -> None:
        """Follow a new State, with the cursor on the finding that it was on.

        Until a person has moved it, it waits at the top while the first findings come in, in whatever order.
        """
        arriving = not self._led and (not self.state.settled or self.view.behind)
        held = self.view.held(self.cursor) if not arriving else None
        known, self.state = self.state.explained, state
        if self.view.update(state):
            self._settle(held)
        else:
            self._say()
            if known is not state.explained and self.view.query.group == "rule":
                self.refresh()  # the headers name what is known of the rules

    def go(self, index: int) -> None:
        """Move the cursor; from now on it belongs to a person."""
        self._led = True
        super().go(index)

    def ask(self, query: Query) -> None:
        """Show what a person asked for; the cursor stays on its finding, or goes to the first row."""
        held = self.view.held(self.cursor)
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

    def cycle_group(self) -> None:
        """One list, by file, by rule, by check."""
        query = self.view.query
        self.ask(msgspec.structs.replace(query, group=GROUPS[(GROUPS.index(query.group) + 1) % len(GROUPS)]))

    def toggle_dismissed(self) -> None:
        """Show what was dismissed as well, or hide it."""
        self.ask(msgspec.structs.replace(self.view.query, dismissed=not self.view.query.dismissed))

    def step(self, by: int) -> None:
        """Go to the next finding (1) or the one before (-1), over headers and into folded groups."""
        count = self.view.lines
        at = self.view.step(self.cursor, by)
        if self.view.lines != count:
            self.resize(self.view.lines)
        self.go(at)

    def reveal(self, finding: Finding) -> bool:
        """Go to a finding; what hides it is cleared, a group that folds it away is opened. False when it is gone."""
        row = self._row_of(finding)
        if row is None:
            query = self.view.query
            shown = query.dismissed or finding.dismissed is not None
            self.ask(Query(sort=query.sort, group=query.group, dismissed=shown))
            row = self._row_of(finding)
        if row is None:
            return False
        at = self.view.index(row.place)
        if isinstance(section := self.view.at(at or 0), Section):
            self.view.fold(section, False)
            self.resize(self.view.lines)
            at = self.view.index(row.place)
        self.go(at or 0)
        self.followed()
        return True

    def _row_of(self, finding: Finding) -> Row | None:
        wanted = (finding.path, finding.check, finding.fingerprint)
        found = (r for r in self.view.rows if (r.finding.path, r.finding.check, r.finding.fingerprint) == wanted)
        return next(found, None)

    def fold(self) -> bool:
        """Fold the group under the cursor, or show it; False where the cursor is on no header."""
        section = self.view.at(self.cursor)
        if not isinstance(section, Section):
            return False
        self.view.fold(section, not section.folded)
        self._led = True
        self.resize(self.view.lines)
        self.show_cursor()
        return True

    def on_click(self, event: events.Click) -> None:
        """A click on a header folds its group or shows it."""
        where = event.get_content_offset(self)
        line = where.y + self.scroll_offset.y if where else -1
        if isinstance(self.view.at(line), Section):
            event.prevent_default()
            self.go(line)
            self.fold()

    def filter_text(self) -> str:
        """The words of the filter."""
        return self.view.query.text

    def filter(self, text: str) -> None:
        """Only findings that contain all words of the text."""
        self.ask(msgspec.structs.replace(self.view.query, text=text))

    def clear_filter(self) -> bool:
        """Show all findings again, in the same order and groups; False when all are shown."""
        query = self.view.query
        every = Query(sort=query.sort, group=query.group, dismissed=query.dismissed)
        if query == every:
            return False
        self.ask(every)
        return True

    def _settle(self, held: Held | None, lost: int | None = None) -> None:
        at = self.view.index(held) if held else None
        before = self.cursor
        self.cursor = at if at is not None else before if lost is None else lost
        view = self.view
        check = min(10, max((len(name) for name in self.state.checks), default=0))
        self.columns = Columns(check, view.longest_place, view.longest_rule, view.query.group, self.state.root)
        self._say()
        self.resize(view.lines)
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
        listed = total + view.dismissed * query.dismissed
        parts = [count(total, "finding") if shown == listed else f"{shown:,} of {listed:,}"] if listed else []
        if query.group != "none":
            parts.append(f"by {query.group}")
        if query.sort != "severity":
            parts.append(_ORDER[query.sort])
        if query.least != "info":
            parts.append("errors only" if query.least == "error" else "no infos")
        if query.new_only:
            parts.append("new only")
        if query.text:
            parts.append(f"/{cut(one_line(query.text), 24)}")
        # Behind what a person chose: where there is little room, the end is cut off.
        parts += [
            f"{word} {view.counts[s]:,}" for s, word in (("error", "errors"), ("warning", "warnings")) if view.counts[s]
        ]
        if view.dismissed:
            parts.append(f"{view.dismissed:,} dismissed" + (" shown" if query.dismissed else ""))
        if suppressed := suppressions(self.state):
            parts.append(f"{suppressed:,} suppressed")
        self.say(" · ".join(parts))
        if not shown:
            empty = why_empty(self.state, view, self.keys)
            if empty != self.empty:
                self.empty = empty
                self.refresh()

    def line(self, index: int, width: int) -> Line:
        """A finding, or the header of a group."""
        what = self.view.at(index)
        if isinstance(what, Section):
            return header_line(what, self.columns.group, self.state, width)
        return finding_line(what, self.columns, width) if what else []
