"""Activity: what happened, newest first; filtered by words and by kind, whole where the cursor is."""

from datetime import date, datetime
from typing import NamedTuple

from mastery_tui.model.state import Activity, State
from mastery_tui.ui.cells import Line, Piece, cut, folded, one_line, two_ends, width_of
from mastery_tui.ui.keys import bindings
from mastery_tui.ui.signs import PARTLY, duration
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

SIGNS = {
    "save": (">", "accent"),
    "check": ("✓", "ok"),
    "tests": ("✓", "ok"),
    "git": ("◆", "accent"),
    "settings": ("=", "warning"),
    "trust": ("*", "warning"),
    "error": ("✗", "error"),
    "fix": ("+", "ok"),
    "dismiss": ("–", "muted"),
    "verdict": (PARTLY, "accent"),
    "level": ("▲", "ok"),
    "cycle": ("●", "accent"),
    "lesson": ("¶", "info"),
}
"""A glyph and a role for each kind; of others, those of an info."""

OTHER = ("·", "info")
_WIDE = 48
_KIND = 8
_MOST_LINES = 6


class Row(NamedTuple):
    """One line of the pane: an event (`part` 0), a further part of its text, or the day that events below are of."""

    event: Activity | None
    text: str
    part: int = 0


class ActivityPane(LinesPane):
    """Time, kind, text and duration of each event."""

    BINDINGS = bindings("activity")
    title = "8 Activity"
    can_filter = True

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, id="activity")
        self.events: tuple[Activity, ...] = ()
        self.rows: list[Row] = []
        self.kind = ""
        self.words = ""
        self.total = 0
        self._selected: Activity | None = None
        self._led = False
        self._width = 0
        self.empty = [[("nothing happened yet", "muted")]]
        self.show(state)

    def show(self, state: State) -> None:
        """Follow a new State; the cursor stays on its event, or on the newest until a person has moved it."""
        if state.activity is self.events:
            return
        self.events = state.activity
        self._build()

    # -- what is shown -------------------------------------------------------------------------------------------

    def filter_text(self) -> str:
        """The words of the filter."""
        return self.words

    def filter(self, text: str) -> None:
        """Only events that contain all words of the text."""
        self.words = text
        self._build()

    def clear_filter(self) -> bool:
        """Show all events again; False when all are shown."""
        if not self.words and not self.kind:
            return False
        self.words = self.kind = ""
        self._build()
        return True

    def cycle_kind(self) -> None:
        """All events, then one kind after the other, of those that there are."""
        kinds = ["", *dict.fromkeys(event.kind for event in self.events)]
        at = kinds.index(self.kind) if self.kind in kinds else 0
        self.kind = kinds[(at + 1) % len(kinds)]
        self._led = False
        self._build()
        self.followed()

    def _chosen(self) -> list[Activity]:
        words = self.words.casefold().split()
        newest_first = sorted(self.events, key=lambda event: event.at, reverse=True)
        return [
            event
            for event in newest_first
            if (not self.kind or event.kind == self.kind)
            and all(word in f"{event.kind} {event.text}".casefold() for word in words)
        ]

    def _build(self) -> None:
        chosen = self._chosen()
        if not self._led or self._selected not in chosen:
            self._selected = chosen[0] if chosen else None
        self._lay(chosen)
        self._say(len(chosen))

    def _lay(self, chosen: list[Activity]) -> None:
        """Make the rows; the selected event has as many as its text takes."""
        width = self._width = self.scrollable_content_region.width
        rows: list[Row] = []
        today = datetime.now().date()
        day = today
        cursor = 0
        for event in chosen:
            if (of := datetime.fromtimestamp(event.at).date()) != day:
                day = of
                rows.append(Row(None, _day(of, today)))
            text = one_line(event.text)
            if event is self._selected:
                cursor = len(rows)
            if event is not self._selected or not self.has_focus:
                rows.append(Row(event, text))
                continue
            room = width - width_of(_front(event, width))
            took = width_of(_took(event, width, text))
            first = room - took - 1 if took else room
            parts = folded(text, first, room, _MOST_LINES) if width else [text]
            rows += [Row(event, part, number) for number, part in enumerate(parts)]
        self.rows = rows
        self.cursor = cursor
        self.resize(len(rows))

    def _say(self, number: int) -> None:
        total = len(self.events)
        parts = [f"{number} of {total}" if number != total else f"{total}"] if total else []
        if self.kind:
            parts.append(one_line(self.kind))
        if self.words:
            parts.append(f"/{cut(one_line(self.words), 24)}")
        self.say(" · ".join(parts))
        if not number and total:
            what = f"Nothing contains “{one_line(self.words)}”." if self.words else "Nothing of this kind."
            self.empty = [[(what, "text")], [("esc", "accent"), (f" shows all {total}", "muted")]]

    # -- the cursor ----------------------------------------------------------------------------------------------

    def on_resize(self) -> None:
        """The selected event's text takes the lines that it needs now."""
        self._lay(self._chosen())
        super().on_resize()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """Only where a person reads does the selected event take more than its line."""
        super().watch_has_focus(_has_focus)
        self._again()

    def _again(self) -> None:
        """Lay the rows for the width and the focus of now."""
        if self.is_mounted:
            self._lay(self._chosen())

    def go(self, index: int) -> None:
        """Move the cursor to the nearest event that way; its text is shown whole."""
        starts = [number for number, row in enumerate(self.rows) if row.event is not None and not row.part]
        if not starts:
            return
        if index > self.cursor:
            target = next((start for start in starts if start >= index), starts[-1])
        else:
            target = next((start for start in reversed(starts) if start <= index), starts[0])
        self._selected = self.rows[target].event
        self._led = target != starts[0]
        self._lay(self._chosen())
        if not self._led:
            self.put(0)  # with the day above it
        last = self.cursor + sum(row.event is self._selected for row in self.rows) - 1
        if self.size.height and last >= self.scroll_offset.y + self.size.height:
            self.put(last - self.size.height + 1)
        self.show_cursor()
        self.followed()

    # -- drawing -------------------------------------------------------------------------------------------------

    def line(self, index: int, width: int) -> Line:
        """One row; the clock loses its seconds, and the kind its name, where the pane is a narrow rail."""
        if width != self._width:  # a scroll bar came or went
            self._width = width
            self.call_later(self._again)
        event, text, part = self.rows[index]
        if event is None:
            return [(f" {text} ", "muted"), ("╌" * max(0, width - len(text) - 3), "border")]
        front = _front(event, width)
        role = "error" if event.kind == "error" else "text"
        if part:
            return [(" " * width_of(front), ""), (text, role)]
        return two_ends([*front, (text, role)], _took(event, width, text), width)


def _front(event: Activity, width: int) -> list[Piece]:
    sign, role = SIGNS.get(event.kind, OTHER)
    clock = datetime.fromtimestamp(event.at).strftime("%H:%M:%S" if width >= _WIDE else "%H:%M")
    pieces: list[Piece] = [(f" {clock} ", "muted"), (f"{sign} ", role)]
    if width >= _WIDE:
        pieces.append((f"{cut(one_line(event.kind), _KIND):{_KIND}} ", role))
    return pieces


def _took(event: Activity, width: int, text: str) -> list[Piece]:
    """How long it took; a narrow rail has room for it where the text leaves some."""
    if event.duration_s is None:
        return []
    took: list[Piece] = [(f" {duration(event.duration_s)} ", "muted")]
    tight = width < _WIDE and width_of(_front(event, width)) + width_of([(text, "")]) + width_of(took) > width
    return [] if tight else took


def _day(day: date, today: date) -> str:
    if (today - day).days == 1:
        return "yesterday"
    return day.strftime("%A %d %B" if day.year == today.year else "%d %B %Y")
