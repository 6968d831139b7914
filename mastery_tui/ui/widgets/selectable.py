"""Text of a pane selected with the mouse: what is dragged over, within the pane where the drag began.

The selection is published where Textual keeps selections, so ctrl+c, `y` and esc treat it as any other. Textual's own
way to make one is not used: for it every piece of every line would have to carry its place, on each frame.
"""

from textual import events
from textual.geometry import Offset
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.selection import Selection
from textual.timer import Timer

LEFT = 1
STEP_S = 0.04
"""Seconds between two lines while the mouse is held above or below the pane."""


class Selectable(ScrollView, inherit_bindings=False):
    """A pane whose lines can be selected; offsets of the selection are cells and line numbers, its end is exclusive."""

    ALLOW_SELECT = False

    selection: Selection | None = None
    _anchor: Offset | None = None
    _pointer = Offset(0, 0)
    _dragged = False
    _pulling: Timer | None = None

    def text_in(self, index: int, start: int, end: int | None) -> str:
        """The text of a line between two cells (None: to its end)."""
        raise NotImplementedError

    def last_line(self) -> int:
        """The number of the last line that has text; -1 for none."""
        raise NotImplementedError

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, without blanks at the ends of lines."""
        start, end = selection
        first, last = start.y if start else 0, end.y if end else self.last_line()
        lines = []
        for index in range(first, min(last, self.last_line()) + 1):
            left, right = self.span_of(selection, index) or (0, 0)
            lines.append(self.text_in(index, left, right).rstrip())
        text = "\n".join(lines).strip("\n")
        return (text, "\n") if text else None

    def span_of(self, selection: Selection, index: int) -> tuple[int, int | None] | None:
        """The cells of a line that are selected, None as the end for all that follow; None where nothing is."""
        span = selection.get_span(index)
        return None if span is None else (span[0], None if span[1] < 0 else span[1])

    def selection_updated(self, selection: Selection | None) -> None:
        """It was extended or cleared."""
        self.selection = selection
        self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """A drag may begin here."""
        self._dragged = False
        where = event.get_content_offset(self)
        if event.button == LEFT and where is not None:
            self._anchor = where + self.scroll_offset
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Extend the selection to where the mouse is."""
        if self._anchor is None:
            return
        if event.button != LEFT:  # it was let go where the terminal did not see it
            self._let_go()
            return
        self._pointer = event.get_content_offset_capture(self)
        if self._dragged or self._pointer + self.scroll_offset != self._anchor:
            self._dragged = True
            self._extend()
        outside = not 0 <= self._pointer.y < self.size.height
        if outside and self._pulling is None:
            self._pulling = self.set_interval(STEP_S, self._pull)
        elif not outside:
            self._stop_pulling()

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """The selection is made."""
        self._let_go()

    def check_message_enabled(self, message: Message) -> bool:
        """The end of a drag is not a click."""
        if self._dragged and isinstance(message, events.Click):
            return False
        return super().check_message_enabled(message)

    def _let_go(self) -> None:
        self._anchor = None
        self._stop_pulling()
        self.release_mouse()

    def _stop_pulling(self) -> None:
        if self._pulling is not None:
            self._pulling.stop()
            self._pulling = None

    def _pull(self) -> None:
        """Scroll on while the mouse is held above or below."""
        by = -1 if self._pointer.y < 0 else 1
        self.scroll_to(y=self.scroll_offset.y + by, animate=False, force=True)
        self._extend()

    def _extend(self) -> None:
        if self._anchor is None:
            return
        row = max(0, min(self._pointer.y, self.size.height - 1))
        column = max(0, min(self._pointer.x, self.size.width - 1))
        if self._pointer.y != row:  # above the first row or below the last one: the whole of it
            column = 0 if self._pointer.y < row else self.size.width - 1
        here = Offset(column, row) + self.scroll_offset
        start, end = sorted((self._anchor, here), key=lambda at: (at.y, at.x))
        self.screen.selections = {self: Selection(start, Offset(end.x + 1, end.y))}
