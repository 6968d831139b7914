"""A bar: a few fixed lines across the screen, drawn without layout or markup."""

from collections.abc import Callable

from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from mastery_tui.ui.cells import Line, strip
from mastery_tui.ui.theme import Ink

Draw = Callable[[int], list[Line]]


class Bar(Widget):
    """Shows what `draw(width)` returns, a line per row; drawn again on `refresh()`."""

    ALLOW_SELECT = False

    def __init__(self, ink: Ink, draw: Draw, id: str) -> None:
        super().__init__(id=id)
        self._ink = ink
        self._draw = draw
        self._lines: list[Line] = []
        self._width = -1

    def redraw(self) -> None:
        """Show what `draw` says now, if it differs from what is on screen."""
        lines = self._draw(self.size.width)
        if lines != self._lines or self._width != self.size.width:
            self._lines, self._width = lines, self.size.width
            self.refresh()

    def forget(self) -> None:
        """It is not on screen now: when it is again, it is drawn anew."""
        self._width = -1

    def get_selection(self, selection: Selection) -> None:
        """The frame around the panes is nothing to copy."""
        return

    def render_line(self, y: int) -> Strip:
        """One row of the bar."""
        width = self.size.width
        if self._width != width:
            self._lines, self._width = self._draw(width), width
        return strip(self._lines[y] if y < len(self._lines) else (), width, self._ink)
