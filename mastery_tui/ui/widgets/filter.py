"""The line that a filter is typed into; imported when it is first asked for."""

from collections.abc import Callable

from rich.cells import cell_len
from textual import events
from textual.geometry import Size
from textual.reactive import Reactive
from textual.widgets import Input

from mastery_tui.ui.layout import FILTER

BETWEEN = "  "
"""What stands between the examples of a hint."""


class OneLine(Input):
    """A line to type into whose place does not hang on what is typed: a letter lays nothing out."""

    virtual_size: Reactive[Size] = Reactive(Size(0, 0))


class FilterLine(OneLine):
    """Filters while it is typed; enter keeps the filter, esc clears it, both leave the line.

    Keys may come faster than the focus moves: those that were on their way when the line opened are handed to `take`,
    and those that reach the line when it is already left go on to the pane.
    """

    def __init__(
        self, text: str, hint: str, changed: Callable[[str], None], left: Callable[["FilterLine"], None]
    ) -> None:
        super().__init__(text, placeholder=hint, compact=True, select_on_focus=False, id=FILTER)
        self._hint = hint
        self._changed = changed
        self._left = left
        self.open = True
        self.seen: events.Key | None = None
        self.cursor_blink = False

    def on_resize(self) -> None:
        """Of the hint, the examples that have room: none is cut."""
        room = self.content_size.width - 1  # the cursor stands at its end
        words = self._hint.split(BETWEEN)
        while len(words) > 1 and cell_len(BETWEEN.join(words)) > room:
            words.pop()
        self.placeholder = BETWEEN.join(words)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Each key filters at once."""
        event.stop()
        if self.open:
            self._changed(self.value)

    def take(self, event: events.Key) -> None:
        """A key that was pressed before the line had the focus."""
        if event.is_printable and event.character:
            self.insert_text_at_cursor(event.character)
        else:
            self.on_key(event)

    def on_key(self, event: events.Key) -> None:
        """Esc drops the filter; up and down leave the line for the list."""
        self.seen = event
        if not self.open:
            event.prevent_default()
        elif event.key in ("enter", "escape", "down", "up", "tab", "shift+tab"):
            event.stop()
            event.prevent_default()
            self.open = False
            self._changed("" if event.key == "escape" else self.value)
            self._left(self)
