"""Help: every key of the pane and of everywhere, made from the registry."""

import sys
from textwrap import wrap
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.intent import REGISTRY
from mastery_tui.ui.cells import Line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import labels
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.signs import SKIPPED
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

_SIGNS = (
    "✓ passed   ! warning   ✗ error or failed   · info   ● running",
    f"○ unknown   ~ stale   {SKIPPED} skipped   + new since the merge base",
)


_INDENT, _LEAST = 26, 12


class HelpLines(LinesPane):
    """The lines of the help."""

    title = "Help"
    has_cursor = False

    def __init__(self, scope: str, ink: Ink) -> None:
        super().__init__(ink, id="help")
        self.scope = scope
        self.lines = help_lines(scope)
        self.resize(len(self.lines))
        self.say("esc closes")

    def on_resize(self) -> None:
        """Where there is less room, what a key does takes more lines."""
        self.lines = help_lines(self.scope, self.scrollable_content_region.width or None)
        self.resize(len(self.lines))

    def line(self, index: int, width: int) -> Line:
        """One line."""
        return self.lines[index]


class HelpScreen(Sheet):
    """Keys of the pane `scope`, then those that work everywhere."""

    CSS_PATH = "../styles/help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark,enter", "dismiss", show=False),
        Binding("j,down", "move('down')", show=False),
        Binding("k,up", "move('up')", show=False),
        Binding("g,home", "move('top')", show=False),
        Binding("G,end", "move('bottom')", show=False),
    ]

    def __init__(self, desk: Desk, scope: str) -> None:
        super().__init__(desk)
        self.pane = HelpLines(scope, desk.ink)

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    def action_move(self, how: str) -> None:
        """Scroll."""
        self.pane.move(how)


def help_lines(scope: str, width: int | None = None) -> list[Line]:
    """All keys that work in a pane, its own first, and what the signs mean; wrapped where the width is given."""
    room = max(_LEAST, width - _INDENT) if width else sys.maxsize
    lines: list[Line] = []
    for name, heading in ((scope, scope.capitalize()), ("everywhere", "Everywhere")):
        actions = [a for a in REGISTRY if name in a.scopes and a.key]
        if actions:
            lines += [[(f" {heading}", "accent+bold")]]
            for action in actions:
                first, *rest = wrap(action.help, room)
                lines.append([(f"  {labels(action):<10}", "strong"), (f"{action.title:<14}", "text"), (first, "muted")])
                lines += [[(" " * _INDENT, ""), (part, "muted")] for part in rest]
            lines.append([])
    lines.append([(" Signs", "accent+bold")])
    for text in _SIGNS:
        lines += [[(f"  {part}", "text")] for part in wrap(text, room + _INDENT - 2, break_on_hyphens=False)]
    return lines
