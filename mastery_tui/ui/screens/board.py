"""The board: header, summary, tabs, the panes and the footer, on one screen that never remounts anything."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.layout import Layout
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from mastery_tui.model.finding import Finding
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.ui import chrome
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.keys import Keys, item_at, items, line_of, taken_over
from mastery_tui.ui.layout import (
    BELOW,
    HOME,
    LEAST_HEIGHT,
    LEAST_WIDTH,
    MEDIUM,
    PANES,
    TALL,
    WIDE,
    Asked,
    PaneLayout,
    has_tabs,
    is_bare,
)
from mastery_tui.ui.panes.activity import ActivityPane
from mastery_tui.ui.panes.findings import FindingsPane
from mastery_tui.ui.panes.mastery import MasteryPane
from mastery_tui.ui.panes.modules import ModulesPane
from mastery_tui.ui.panes.objectives import ObjectivesPane
from mastery_tui.ui.panes.review import ReviewPane
from mastery_tui.ui.panes.source import SourcePane
from mastery_tui.ui.panes.trend import TrendPane
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.bar import Bar
from mastery_tui.ui.widgets.lines import LinesPane

if TYPE_CHECKING:
    from mastery_tui.ui.widgets.filter import FilterLine


FILTER_KEYS: Line = [(" enter", "accent"), (" keep the filter  ", "muted"), ("esc", "accent"), (" clear it", "muted")]
"""What the line itself takes, whatever the keys of actions are."""

OPENS = {"modules": "step", "objectives": "objective", "mastery": "levels"}
"""What a second click does in a pane."""

FLASH_S, MINUTE_S = 4.0, 60.0
"""How long a flash stays, and how often the time that has passed is told anew."""


class Body(Widget):
    """Holds the panes; they are placed by `PaneLayout`."""

    def __init__(self, board: "Board", *panes: LinesPane) -> None:
        super().__init__(*panes, id="body")
        self._places = PaneLayout(board.asked)

    @property
    def layout(self) -> Layout:
        """Our own layout: styles would only take one of Textual's."""
        return self._places


class Board(Screen[None]):
    """Shows a State; `current` is the pane that has the focus."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (MEDIUM, "-medium"), (WIDE, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-short"), (TALL, "-tall")]  # noqa: RUF012
    AUTO_FOCUS = f"#{HOME}"
    BINDINGS = taken_over()

    def __init__(self, state: State, ink: Ink, send: Callable[[Intent], bool]) -> None:
        super().__init__()
        self._send = send
        self.ink = ink
        self.keys = Keys()
        self.state = state
        self.current = HOME
        self.zoomed = False
        self.failure = ""
        self.filtering: FilterLine | None = None
        self._filtered = ""
        self._below = ""
        self._flash = ""
        self._flash_timer: Timer | None = None
        self._noticed = state.notice.at
        self._seen = ""
        self._file = ""
        self._next: Finding | None = None
        self._visible_due = False
        self.findings = FindingsPane(ink, state)
        self.source = SourcePane(ink, state)
        self.modules = ModulesPane(ink, state)
        self.objectives = ObjectivesPane(ink, state)
        self.trend = TrendPane(ink, state)
        self.activity = ActivityPane(ink, state)
        self.panes: dict[str, LinesPane] = {
            "modules": self.modules,
            "objectives": self.objectives,
            "mastery": MasteryPane(ink, state),
            "findings": self.findings,
            "source": self.source,
            "review": ReviewPane(ink, state),
            "trend": self.trend,
            "activity": self.activity,
        }
        self.findings.followed = self.follow
        self.trend.followed = self.activity.followed = self._chrome
        self.header = Bar(ink, lambda width: [chrome.header(self.state, width)], "header")
        self.tabs = Bar(ink, self._tabs, "tabs")
        self.summary = Bar(ink, self._summary, "summary")
        self.footer = Bar(ink, self._footer, "footer")
        self.small = Bar(ink, lambda _: chrome.too_small(*self.app.size, self.keys), "small")
        self.body = Body(self, *self.panes.values())

    def compose(self) -> ComposeResult:
        """All there is; what a size has no room for is not displayed."""
        yield from (self.header, self.tabs, self.body, self.summary, self.footer, self.small)

    def show(self, state: State) -> None:
        """Show a new State: each pane takes what changed."""
        self.state = state
        wanted = self.asked()
        for name, pane in self.panes.items():
            if name == "source":
                self._show_source()
            else:
                pane.show(state)
        if self.asked() != wanted:
            self._relayout()
        if state.settled == state.generation:
            self._next = chrome.next_finding(state)  # looked for once the tree is settled: it may take a while
        self._notice()
        self._chrome()

    def asked(self) -> Asked:
        """What the layout needs to know."""
        return Asked(
            rows=self.size.height,
            current=self.current,
            below=self._below or ("review" if self.panes["review"].count else "source"),
            zoomed=self.zoomed,
            wanted={name: pane.wanted() for name, pane in self.panes.items()},
            filtering=self._filtered,
        )

    @property
    def selected(self) -> Finding | None:
        """The finding under the cursor of Findings; none where a file is shown instead."""
        return None if self._file and self.current == "source" else self.findings.selected

    def send(self, intent: Intent) -> bool:
        """Hand an Intent to the session; False while there is none yet."""
        return self._send(intent)

    def take_keys(self, keys: Keys) -> None:
        """The keys of the actions are others now: every text that names one is made anew."""
        self.keys = keys
        for pane in self.panes.values():
            pane.keys = keys
        self._chrome()

    def fail(self, line: str) -> None:
        """Show a failure of our own as a line that stays."""
        self.failure = line
        self._chrome()

    def flash(self, text: str) -> None:
        """Say something in the summary, for a moment."""
        self._flash = text
        if self._flash_timer is not None:
            self._flash_timer.stop()
        self._flash_timer = self.set_timer(FLASH_S, self._unflash)
        self._say()

    def _unflash(self) -> None:
        self._flash = ""
        self._say()

    def _say(self) -> None:
        """The flash stands in the summary, and in the last row of a sheet that may cover that."""
        self._chrome()
        for screen in self.app.screen_stack:
            if isinstance(screen, Sheet) and screen.bar.size.width:
                screen.bar.redraw()

    @property
    def flashed(self) -> str:
        """What is said for a moment, "" for nothing."""
        return self._flash

    def _notice(self) -> None:
        """What the session answered: a toast for what failed and needs a person, a flash for all else."""
        notice = self.state.notice
        if notice.at == self._noticed:
            return
        self._noticed = notice.at
        if notice.failed:
            self.app.notify(one_line(notice.text), severity="error", markup=False)
        else:
            self.flash(notice.text)

    # -- moving about --------------------------------------------------------------------------------------------

    def follow(self) -> None:
        """The selected finding changed: show its source, and ask for it if it is not at hand."""
        self._file = ""
        self._show_source()
        self._chrome()

    def _show_source(self) -> None:
        finding = None if self._file else self.findings.selected
        self.source.show(self.state, finding)
        path = self._wanted_source()
        if path and path != self._seen and not self._visible_due:
            # Asked once the keys that are waiting are done: holding `j` asks for the last file only.
            self._visible_due = True
            self.call_later(self._ask_for_source)

    def _ask_for_source(self) -> None:
        self._visible_due = False
        path = self._wanted_source()
        if path and path != self._seen and self._send(Intent("visible", path)):
            self._seen = path

    def _wanted_source(self) -> str:
        """The file to show: the one that was asked for by name, else that of the selected finding."""
        finding = self.findings.selected
        return self._file or (finding.path if finding else "")

    def show_file(self, path: str) -> None:
        """Show a file in Source, until another finding is selected."""
        self._file = path
        self._show_source()
        self.go_to("source")

    def show_finding(self, finding: Finding) -> None:
        """Go to a finding in Findings; what hides it there is cleared."""
        self.findings.reveal(finding)
        self.go_to(HOME)

    def go_to(self, pane: str) -> None:
        """Give a pane the focus, and the screen where only one has room."""
        self.set_focus(self.panes[pane], scroll_visible=False)

    def step_pane(self, by: int) -> None:
        """The next or the last pane, in the order of their numbers."""
        self.go_to(PANES[(PANES.index(self.current) + by) % len(PANES)])

    def step_finding(self, by: int) -> None:
        """The next or the last finding, from any pane."""
        self.findings.step(by)

    def zoom(self, zoomed: bool) -> None:
        """Give the current pane the whole body, or take it back."""
        self.zoomed = zoomed
        self._place()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """The pane with the focus is the current one."""
        pane = event.widget.id or ""
        if pane in self.panes and pane != self.current:
            self.current = pane
            if pane in BELOW:
                self._below = pane
            self._place()

    def on_lines_pane_opened(self, event: LinesPane.Opened) -> None:
        """A finding that is clicked twice opens in Source, a module in Learn, others on a page of their own."""
        if event.pane is self.findings:
            self.go_to("source")
        elif event.pane.id in OPENS:
            self.call_later(self.run_action, f"app.act('{OPENS[event.pane.id]}')")

    def on_click(self, event: events.Click) -> None:
        """A click on a tab goes to its pane, one on a key of the footer does what the key does."""
        if event.widget is self.tabs:
            pane = chrome.tab_at(event.x, self.current, self.tabs.size.width)
            if pane:
                self.go_to(pane)
        elif event.widget is self.footer and not self.filtering:
            width = self.footer.size.width
            id = item_at(event.x, items(self.current, width, self.keys))
            if id:
                self.call_later(self.run_action, f"app.act('{id}')")
        elif event.widget is self.header:
            check = chrome.chip_at(event.x, self.state, self.header.size.width)
            if check:
                self.show_check(check)

    def show_check(self, check: str) -> None:
        """Open Checks on one check."""
        from mastery_tui.ui.screens.checks import ChecksScreen

        self.app.push_screen(ChecksScreen(self, check=check))

    # -- the frame around the panes ------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Place what the new size has room for."""
        self._place()

    def on_mount(self) -> None:
        """The first size is known before the first frame; how long a phase has been goes on."""
        self._place()
        self.set_interval(MINUTE_S, self._chrome)

    def _place(self) -> None:
        width, height = self.app.size
        small = width < LEAST_WIDTH or height < LEAST_HEIGHT
        for widget in (self.header, self.summary, self.body, self.footer):
            widget.display = not small
        self.small.display = small
        if small:
            self.small.styles.height = height
        self.summary.styles.height = self._summary_rows()
        self.tabs.display = has_tabs(width, height, self.zoomed) and not small
        self.body.set_class(is_bare(width, self.zoomed), "-bare")
        self._relayout()
        self._chrome()

    def _relayout(self) -> None:
        # Asked of a pane, not of the body: Textual forgets the arrangements of the ancestors of who asks.
        self.findings.refresh(layout=True)

    def _chrome(self) -> None:
        for bar in (self.header, self.summary, self.tabs, self.footer):
            if bar.display and bar.size.width:
                bar.redraw()
            else:
                bar.forget()

    def _summary_rows(self) -> int:
        return 1 if self.app.size.height < 12 else 2

    def _summary(self, width: int) -> list[Line]:
        rows = self._summary_rows()
        return chrome.summary(self.state, width, rows, self._next, self._flash, self.failure, keys=self.keys)

    def _tabs(self, width: int) -> list[Line]:
        pane = self.panes[self.current]
        bare = is_bare(self.app.size.width, self.zoomed)
        notes = [part for part in (pane.subject, *pane.note.split(" · ")) if part] if bare else []
        return [chrome.tabs(self.current, notes, width)]

    def _footer(self, width: int) -> list[Line]:
        return [FILTER_KEYS if self.filtering else line_of(items(self.current, width, self.keys))]

    # -- the filter line -----------------------------------------------------------------------------------------

    async def open_filter(self) -> None:
        """A line to type a filter into, in the last row of the pane, or of Findings where the pane has no filter."""
        from mastery_tui.ui.widgets.filter import FilterLine

        if self.filtering:
            return
        name = self.current if self.panes[self.current].can_filter else HOME
        pane = self.panes[name]
        self.go_to(name)
        self._filtered = name
        self.filtering = FilterLine(pane.filter_text(), pane.filter_hint, pane.filter, self._filter_left)
        pane.add_class("-filtering")
        await self.body.mount(self.filtering)
        self.set_focus(self.filtering, scroll_visible=False)
        self._chrome()

    def _filter_left(self, line: "FilterLine") -> None:
        name, self._filtered, self.filtering = self._filtered, "", None
        self.panes[name].remove_class("-filtering")
        self.go_to(name)
        line.remove()
        self._chrome()

    def back(self) -> bool:
        """One step back: drop a selection, the zoom or the filter, or go back to Findings. False: nothing to leave."""
        if self.selections:
            self.clear_selection()
        elif self.zoomed:
            self.zoom(False)
        elif self.panes[self.current].clear_filter():
            self._chrome()
        elif self.current != HOME:
            self.go_to(HOME)
        else:
            return False
        return True
