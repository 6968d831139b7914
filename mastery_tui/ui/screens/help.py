"""Help: every key of the pane and of everywhere, made from the registry."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from mastery_tui.model.intent import REGISTRY
from mastery_tui.ui.cells import Line
from mastery_tui.ui.keys import labels
from mastery_tui.ui.signs import SKIPPED
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

_SIGNS = (
    "✓ passed   ! warning   ✗ error or failed   · info   ● running",
    f"○ unknown   ~ stale   {SKIPPED} skipped   + new since the merge base",
)


class HelpLines(LinesPane):
    """The lines of the help."""

    title = "Help"
    has_cursor = False

    def __init__(self, scope: str, ink: Ink) -> None:
        super().__init__(ink, id="help")
        self.lines = help_lines(scope)
        self.resize(len(self.lines))
        self.say("esc closes")

    def line(self, index: int, width: int) -> Line:
        """One line."""
        return self.lines[index]


class HelpScreen(ModalScreen[None]):
    """Keys of the pane `scope`, then those that work everywhere."""

    CSS_PATH = "../styles/help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", show=False),
        Binding("j,down", "move('down')", show=False),
        Binding("k,up", "move('up')", show=False),
        Binding("g,home", "move('top')", show=False),
        Binding("G,end", "move('bottom')", show=False),
    ]

    def __init__(self, scope: str, ink: Ink) -> None:
        super().__init__()
        self.pane = HelpLines(scope, ink)

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    def action_move(self, how: str) -> None:
        """Scroll."""
        self.pane.move(how)


def help_lines(scope: str) -> list[Line]:
    """All keys that work in a pane, its own first, and what the signs mean."""
    lines: list[Line] = []
    for name, heading in ((scope, scope.capitalize()), ("everywhere", "Everywhere")):
        actions = [a for a in REGISTRY if a.scope == name and a.key]
        if actions:
            lines += [[(f" {heading}", "accent+bold")]]
            lines += [
                [(f"  {labels(a):<10}", "strong"), (f"{a.title:<14}", "text"), (a.help, "muted")] for a in actions
            ]
            lines.append([])
    lines.append([(" Signs", "accent+bold")])
    lines += [[(f"  {text}", "text")] for text in _SIGNS]
    return lines
