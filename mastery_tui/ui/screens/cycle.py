"""Cycle: Test, Validate, Fix, Test, Pass: where it stands, what to mend first, and the key figures."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.state import State
from mastery_tui.ui import times
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import DEFAULT
from mastery_tui.ui.screens.cycle_lines import rows
from mastery_tui.ui.screens.details import own
from mastery_tui.ui.screens.finding_lines import GONE
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.widgets.lines import LinesPane
from mastery_tui.ui.widgets.rows import Row, RowsPane

MINUTE = 60.0


class CycleRows(RowsPane):
    """The lines; the cursor rests on issues, regressions, what fixed them and key figures."""

    title = "Cycle"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.ink, id="cycle")
        self.state = desk.state
        self.rebuild()

    def made(self, width: int) -> Sequence[Row]:
        """All rows as they are now."""
        return rows(self.state.proof, width, times.now())

    @property
    def issue(self) -> str:
        """The fingerprint of the issue under the cursor, "" for none."""
        kind, name = self.at if isinstance(self.at, tuple) else ("", "")
        return name if kind == "issue" and isinstance(name, str) else ""


class CycleScreen(Sheet):
    """All of it in one pane."""

    CSS_PATH = "../styles/proof.tcss"
    scope: ClassVar[str] = "cycle"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "enter", "Go to the finding"),
        Binding("q", "dismiss", "Close", show=False),
        Binding(DEFAULT["cycle"], "dismiss", "", show=False, id="cycle"),
        own("timeline", "timeline"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pane = CycleRows(desk)

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    async def on_mount(self) -> None:
        """How long it has been goes on."""
        await super().on_mount()
        self.set_interval(MINUTE, self.pane.rebuild)

    def show(self, state: State) -> None:
        """Follow a new State."""
        if state.proof is not self.pane.state.proof:
            self.pane.state = state
            self.pane.rebuild()

    def on_lines_pane_opened(self, event: LinesPane.Opened) -> None:
        """An issue that is clicked twice is gone to."""
        event.stop()
        self.action_enter()

    def action_enter(self) -> None:
        """Go to the finding of the issue under the cursor."""
        wanted = self.pane.issue
        if not wanted:
            return
        found = next((one for one in self.desk.state.findings() if one.fingerprint == wanted), None)
        if found is None:
            self.desk.flash(GONE)
            return
        self.dismiss()
        self.desk.show_finding(found)

    async def action_timeline(self) -> None:
        """What led here."""
        from mastery_tui.ui.screens.timeline import TimelineScreen

        await self.app.push_screen(TimelineScreen(self.desk))
