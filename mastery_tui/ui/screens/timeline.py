"""Timeline: every row of the ledger, newest first, by kind and by words; and the lessons learned."""

from datetime import datetime
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.proof import Moment, Proof
from mastery_tui.model.state import State
from mastery_tui.ui import times
from mastery_tui.ui.cells import Line, cut, folded, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import DEFAULT, Item, bindings, fitting
from mastery_tui.ui.screens.details import own
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.screens.timeline_rows import (
    LESSON,
    Shown,
    called,
    chosen,
    day_line,
    kinds,
    moment_line,
    with_days,
)
from mastery_tui.ui.widgets.filter import FilterLine
from mastery_tui.ui.widgets.lines import LinesPane

VERIFY = "mastery ledger verify"
_MOST = 3


class TimelineRows(LinesPane):
    """A line per row of the ledger; above them, what is wrong with it."""

    title = "Timeline"

    def __init__(self, desk: Desk, kind: str = "") -> None:
        super().__init__(desk.ink, id="timeline")
        self.keys = desk.keys
        self.proof = Proof()
        self.kind = kind
        self.words = ""
        self.warned: list[Line] = []
        self.shown: list[Shown] = []
        self.show(desk.state)

    @property
    def chosen(self) -> Moment | None:
        """The row under the cursor."""
        at = self.cursor - len(self.warned)
        return self.shown[at].moment if 0 <= at < len(self.shown) else None

    def show(self, state: State) -> None:
        """Follow a new State; the cursor stays on its row, or on the newest."""
        if state.proof is not self.proof:
            self.proof = state.proof
            self.build()

    def filter(self, text: str) -> None:
        """Only rows that contain all words."""
        self.words = text
        self.build()

    def clear_filter(self) -> bool:
        """All rows again; False when all are shown."""
        if not self.words and not self.kind:
            return False
        self.words = self.kind = ""
        self.build()
        return True

    def cycle(self) -> None:
        """All, then one kind after the other, of those that there are."""
        every = kinds(self.proof)
        at = every.index(self.kind) if self.kind in every else 0
        self.kind = every[(at + 1) % len(every)]
        self.cursor = 0
        self.build()
        self.put(0)

    def build(self) -> None:
        """Choose the rows anew."""
        held = self.chosen
        led = held is not None and any(row.moment for row in self.shown[: self.cursor - len(self.warned)])
        moments = chosen(self.proof, self.kind, self.words)
        today = datetime.fromtimestamp(times.now()).date()
        self.shown = with_days(moments, today)
        self._warn()
        seq = held.seq if held is not None and led else None
        places = (n for n, row in enumerate(self.shown) if row.moment and seq in (None, row.moment.seq))
        self.cursor = len(self.warned) + next(places, next((n for n, r in enumerate(self.shown) if r.moment), 0))
        self._say(len(moments))
        self.resize(len(self.warned) + len(self.shown))

    def _warn(self) -> None:
        """A chain that is broken comes before all that hangs on it."""
        self.warned = []
        if not self.proof.trouble:
            return
        room = max(8, (self.scrollable_content_region.width or 80) - 4)
        for part in folded(one_line(self.proof.trouble), room, room, _MOST):
            self.warned.append([("   " if self.warned else " ✗ ", "error"), (part, "text")])
        self.warned += [[("   ", ""), (VERIFY, "accent"), (" names the first bad row", "muted")], []]

    def _say(self, number: int) -> None:
        total = len(self.proof.lessons) if self.kind == LESSON else len(self.proof.timeline)
        parts = [f"{number:,} of {total:,}" if number != total else f"{total:,}"] if total else []
        parts += [called(self.kind)] if self.kind else []
        parts += [f"/{cut(one_line(self.words), 24)}"] if self.words else []
        self.say(" · ".join(parts))
        if self.words and total:
            self.empty = [
                [("○ ", "muted"), (f"nothing contains “{cut(one_line(self.words), 30)}”", "text")],
                [("  esc", "accent"), (" shows all", "muted")],
            ]
        elif self.kind == LESSON:
            key = self.keys["capture"]
            self.empty = [
                [("○ ", "muted"), ("no lesson is noted yet", "text")],
                [(f"  {key}", "accent"), (" notes one, about what you are at", "muted")],
            ]
        else:
            self.empty = [
                [("○ ", "muted"), ("nothing is recorded yet", "text")],
                [("  every run, verdict, level and lesson is a row here,", "muted")],
                [("  once a tree has settled", "muted")],
            ]

    def on_resize(self) -> None:
        """What is wrong is told in lines of the width there is."""
        before = len(self.warned)
        self._warn()
        if len(self.warned) != before:
            self.cursor += len(self.warned) - before
            self.resize(len(self.warned) + len(self.shown))
        super().on_resize()

    def go(self, index: int) -> None:
        """Move the cursor, over days and what is wrong."""
        step = -1 if index < self.cursor else 1
        index = max(0, min(index, self.count - 1))
        first = len(self.warned)
        while first <= index < self.count and self.shown[index - first].moment is None:
            index += step
        if first <= index < self.count and self.shown[index - first].moment is not None:
            super().go(index)
        if index <= first or not any(row.moment for row in self.shown[: index - first]):
            self.put(0)

    def line(self, index: int, width: int) -> Line:
        """One row."""
        if index < len(self.warned):
            return self.warned[index]
        row = self.shown[index - len(self.warned)]
        return day_line(row.day, width) if row.moment is None else moment_line(row.moment, width)


class TimelineScreen(Sheet):
    """The rows; `kind` is the one to begin with."""

    CSS_PATH = "../styles/proof.tcss"
    scope: ClassVar[str] = "timeline"
    AUTO_FOCUS = "#timeline"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("timeline"),
        Binding("escape", "leave", "Back", show=False),
        Binding("enter", "enter", "Read"),
        Binding("slash", "filter", "Filter"),
        own("capture", "lesson"),
        Binding("q", "dismiss", "Close", show=False),
        Binding(DEFAULT["timeline"], "dismiss", "", show=False, id="timeline"),
    ]

    def __init__(self, desk: Desk, kind: str = "") -> None:
        super().__init__(desk)
        self.pane = TimelineRows(desk, kind)
        self.filtering: FilterLine | None = None

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    def show(self, state: State) -> None:
        """Follow a new State."""
        self.pane.show(state)

    def action_leave(self) -> None:
        """Show all rows again, then back to the board."""
        if not self.pane.clear_filter():
            self.dismiss()

    async def action_enter(self) -> None:
        """The whole row."""
        if self.pane.chosen is not None:
            from mastery_tui.ui.screens.moment import MomentScreen

            await self.app.push_screen(MomentScreen(self.desk, self.pane.chosen))

    async def on_lines_pane_opened(self, event: LinesPane.Opened) -> None:
        """A row that is clicked twice is read."""
        event.stop()
        await self.action_enter()

    async def action_lesson(self) -> None:
        """Note a lesson about the commit of the row under the cursor."""
        from mastery_tui.ui.screens.lesson import LessonScreen, links

        moment = self.pane.chosen
        commit = moment.commit if moment else ""
        await self.app.push_screen(LessonScreen(self.desk, links(self.desk, None, commit)))

    # -- the filter ----------------------------------------------------------------------------------------------

    async def action_filter(self) -> None:
        """A line to type words into."""
        if self.filtering is None:
            self.filtering = FilterLine(self.pane.words, "words to look for", self.pane.filter, self._left)
            await self.mount(self.filtering)
            self.set_focus(self.filtering)

    def _left(self, line: FilterLine) -> None:
        self.filtering = None
        self.set_focus(self.pane)
        line.remove()

    def take(self, event: events.Key) -> bool:
        """Letters that were typed before the line had the focus belong into it."""
        line = self.filtering
        if line is None or line.seen is event:
            return False
        line.take(event)
        return True

    def _items(self, width: int) -> list[Item]:
        """The kinds as well: they are an action of the registry."""
        key = self.desk.keys["timeline-kind"]
        kind: Item = (key, [(key, "accent"), (" Kind  ", "muted")])
        items = super()._items(width)
        return fitting([*items[:2], kind, *items[2:]], width)
