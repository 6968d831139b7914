"""Checks: the list of all checks and the set-up, and beside it, or behind it, all there is to say of the chosen one."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.intent import Intent
from mastery_tui.model.state import CheckState, State
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import Item
from mastery_tui.ui.screens.check_detail import detail_lines, install_line
from mastery_tui.ui.screens.checks_lines import check_line, setup_line, setup_lines
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

BESIDE = 92
"""Columns from which the list and a check have room beside each other."""

ABOVE = 20
"""Rows from which they have room above each other."""


class CheckList(LinesPane):
    """A line per check, the set-up last."""

    title = "Checks"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, id="checks")
        self.state = state
        self.names: tuple[str, ...] = ()
        self.show(state)

    @property
    def chosen(self) -> CheckState | None:
        """The check under the cursor; None for the set-up."""
        return self.state.checks.get(self.names[self.cursor]) if self.cursor < len(self.names) else None

    def choose(self, name: str) -> None:
        """Put the cursor on a check."""
        if name in self.names:
            self.cursor = self.names.index(name)

    def show(self, state: State) -> None:
        """Follow a new State; the cursor stays on its check."""
        held = self.chosen.name if self.chosen else ""
        at_setup = self.count and self.cursor >= len(self.names)
        self.state = state
        self.names = tuple(state.checks)
        self.choose(held)
        if at_setup:
            self.cursor = len(self.names)
        self.resize(len(self.names) + 1)
        checks = state.checks.values()
        done = sum(c.generation == state.generation and c.status in ("passed", "findings") for c in checks)
        self.say(f"{done} of {len(self.names)} up to date" if self.names else "no checks known yet")

    def line(self, index: int, width: int) -> Line:
        """One check, or the set-up."""
        check = self.state.checks.get(self.names[index]) if index < len(self.names) else None
        return check_line(check, width) if check else setup_line(self.state, width)


class CheckDetail(LinesPane):
    """The lines of one check, or of the set-up."""

    has_cursor = False

    def __init__(self, ink: Ink) -> None:
        super().__init__(ink, id="check")
        self.lines: list[Line] = []
        self.state: State | None = None
        self.check: CheckState | None = None
        self._about: tuple[object, ...] = ()
        self._width = 0

    def fill(self, state: State, check: CheckState | None) -> None:
        """Show this check as it is now; another one from its first line."""
        about = (
            check,
            state.activity,
            state.tests,
            state.generation,
            state.problems_by,
            state.watch,
            state.python,
            state.proof.trouble,
        )
        if len(about) == len(self._about) and all(a is b for a, b in zip(about, self._about, strict=True)):
            return
        other = (check.name if check else "") != (self.check.name if self.check else "")
        self._about = about
        self.state, self.check = state, check
        self.build()
        if other:
            self.put(0)

    def build(self) -> None:
        """Make the lines for the width of now."""
        width = self._width = self.scrollable_content_region.width
        if self.state is None or not width:
            return
        check = self.check
        self.lines = detail_lines(self.state, check, width) if check else setup_lines(self.state, width)
        self.say(one_line(check.name) if check else "set-up")
        self.resize(len(self.lines))

    def on_resize(self) -> None:
        """Texts wrap at the width of the pane."""
        self.build()

    def line(self, index: int, width: int) -> Line:
        """One line."""
        if width != self._width:  # a scroll bar came or went
            self._width = width
            self.call_later(self.build)
        return self.lines[index]


class ChecksScreen(Sheet):
    """All checks; `check` names the one to begin with."""

    CSS_PATH = "../styles/checks.tcss"
    scope: ClassVar[str] = "checks"
    AUTO_FOCUS = "#checks"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Close", show=False),
        Binding("enter,right", "enter", "Read"),
        Binding("tab,shift+tab,left", "other", "The list, or the check beside it", show=False),
        Binding("r", "run", "Run"),
        Binding("i", "install", "Copy install line"),
        Binding("q,c", "dismiss", "Close", show=False),
    ]

    def __init__(self, desk: Desk, check: str = "") -> None:
        super().__init__(desk)
        self.list = CheckList(desk.ink, desk.state)
        self.detail = CheckDetail(desk.ink)
        self.list.choose(check)
        self.list.followed = self._fill
        self._begin = check

    def compose(self) -> ComposeResult:
        """The list and the check."""
        yield self.list
        yield self.detail

    async def on_mount(self) -> None:
        """Place them for the size of now; a check that was asked for is read at once."""
        await super().on_mount()
        self._place()
        self._fill()
        if self._begin and self.has_class("-one"):
            self.action_enter()

    def on_resize(self) -> None:
        """Where both have no room, one of them has all of it."""
        self._place()

    def _place(self) -> None:
        width, height = self.app.size
        self.set_class(width < BESIDE and height < ABOVE, "-one")
        self.set_class(width < BESIDE and height >= ABOVE, "-above")
        self.list.styles.height = self.list.count + 2 if self.has_class("-above") else "100%"

    def show(self, state: State) -> None:
        """Follow a new State."""
        if state is not self.list.state:
            self.list.show(state)
            self._place()
            self._fill()

    def _items(self, width: int) -> list[Item]:
        """Only what can be asked for now stands in the footer."""
        missing = self.list.chosen is not None and install_line(self.list.chosen)
        return [item for item in super()._items(width) if item[0] != "i" or missing]

    def _fill(self) -> None:
        self.detail.fill(self.list.state, self.list.chosen)
        if self.bar.size.width:
            self.bar.redraw()

    def on_lines_pane_opened(self, event: LinesPane.Opened) -> None:
        """A check that is clicked twice is read."""
        if event.pane is self.list:
            self.action_enter()

    def action_enter(self) -> None:
        """Read the chosen check."""
        self.add_class("-detail")
        self.set_focus(self.detail, scroll_visible=False)

    def action_other(self) -> None:
        """From the list to the check, or back."""
        if self.focused is self.detail:
            self._to_list()
        else:
            self.action_enter()

    def action_leave(self) -> None:
        """Back to the list, then to the board."""
        if self.focused is self.detail and self.has_class("-one"):
            self._to_list()
        else:
            self.dismiss()

    def _to_list(self) -> None:
        self.remove_class("-detail")
        self.set_focus(self.list, scroll_visible=False)

    def action_run(self) -> None:
        """Check the whole tree now."""
        if not self.desk.send(Intent("run")):
            self.detail.say("the session is not open yet")

    def action_install(self) -> None:
        """Copy the line that installs what the check misses."""
        from mastery_tui.ui.clipboard import copy_text

        check = self.list.chosen
        line = install_line(check) if check else ""
        if line:
            copy_text(self.app, self.desk, line)
            self.detail.say("the install line is copied")
        else:
            self.detail.say("nothing is missing here")
