"""The line that a filter is typed into; imported when it is first asked for."""

from collections.abc import Callable

from textual import events
from textual.widgets import Input

from mastery_tui.ui.layout import FILTER


class FilterLine(Input):
    """Filters while it is typed; enter keeps the filter, esc clears it, both leave the line."""

    def __init__(self, text: str, changed: Callable[[str], None], left: Callable[["FilterLine"], None]) -> None:
        super().__init__(text, placeholder="words that findings must contain", compact=True, id=FILTER)
        self._changed = changed
        self._left = left
        self.cursor_blink = False

    def on_input_changed(self, event: Input.Changed) -> None:
        """Each key filters at once."""
        event.stop()
        self._changed(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Keep the filter."""
        event.stop()
        self._left(self)

    def on_key(self, event: events.Key) -> None:
        """Esc drops the filter; up and down leave the line for the list."""
        if event.key in ("escape", "down", "up", "tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            if event.key == "escape":
                self._changed("")
            self._left(self)
