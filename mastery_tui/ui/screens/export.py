"""Export: what the dashboard shows, written to a file; where to is told, and can be copied."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.intent import Intent
from mastery_tui.model.state import Notice, State
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.screens.palette_entries import EXPORTS
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.widgets.lines import LinesPane

_WRITTEN = "written to "
_NAMES = {"sarif": "SARIF", "json": "JSON", "markdown": "Markdown", "github": "GitHub"}


class ExportPane(LinesPane):
    """A line per format, and below them what came of the last one."""

    title = "Export"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.ink, id="export")
        self.forms = list(EXPORTS)
        self.answer: Line = [(" into .mastery/exports/, which git ignores", "muted")]
        self.resize(len(self.forms) + 2)

    def go(self, index: int) -> None:
        """The cursor stays on the formats."""
        super().go(max(0, min(index, len(self.forms) - 1)))

    def say_line(self, answer: Line) -> None:
        """What came of it."""
        self.answer = answer
        self.refresh()

    def line(self, index: int, width: int) -> Line:
        """A format, or the answer."""
        if index < len(self.forms):
            form = self.forms[index]
            return [(f" {_NAMES[form]:<10}", "strong"), (EXPORTS[form], "text")]
        return self.answer if index == len(self.forms) + 1 else []


class ExportScreen(Sheet):
    """Chooses a format; the session writes it."""

    scope = "export"
    CSS_PATH = "../styles/export.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "write", "Write"),
        Binding("y", "copy", "Copy the path"),
        Binding("q,e", "dismiss", "Close", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pane = ExportPane(desk)
        self.waiting = False
        self.path = ""
        self._seen: Notice = desk.state.notice

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    def show(self, state: State) -> None:
        """What the session answers is shown here as well: it holds the path."""
        if state.notice == self._seen or not self.waiting:
            return
        self._seen, self.waiting = state.notice, False
        text = one_line(state.notice.text)
        sign = ("✗ ", "error") if state.notice.failed else ("✓ ", "ok")
        self.path = text.removeprefix(_WRITTEN) if text.startswith(_WRITTEN) else ""
        more = [("  y copies the path", "muted")] if self.path else []
        self.pane.say_line([(" ", ""), sign, (text, "text"), *more])

    def action_write(self) -> None:
        """Have it written."""
        form = self.pane.forms[self.pane.cursor]
        self.waiting = self.desk.send(Intent("write", form))
        if self.waiting:
            self.pane.say_line([(" ● ", "accent"), (f"writing {_NAMES[form]}…", "text")])
        else:
            self.pane.say_line(
                [(" ○ ", "muted"), ("nothing can be written yet: the session is still starting", "text")]
            )

    def action_copy(self) -> None:
        """Copy where the last export is."""
        from mastery_tui.ui.clipboard import copy_text

        if self.path:
            copy_text(self.app, self.desk, self.path)

    def on_lines_pane_opened(self, event: LinesPane.Opened) -> None:
        """A format that is clicked twice is written."""
        self.action_write()
