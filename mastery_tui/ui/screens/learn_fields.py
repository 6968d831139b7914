"""What one types into in the Learn screen: an answer of several lines, and single lines."""

import unicodedata

from rich.text import Text
from textual import events
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import TextArea

from mastery_tui.ui.widgets.filter import OneLine

_UNSEEN = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
LEAVING = {"escape": "screen.leave", "tab": "screen.step(1)", "shift+tab": "screen.step(-1)"}
"""Keys that leave a text, and what they do: at once, so that those behind them are no text any more."""

_PLACEHOLDER = "\N{REPLACEMENT CHARACTER}"


async def passed_on(field: Widget, event: events.Key) -> bool:
    """Whether a key is no text of this field: it leads out of it, or was on its way here when it was left."""
    if field.screen.focused is not field:
        event.prevent_default()
        return True
    if event.key in LEAVING:
        event.stop()
        event.prevent_default()
        await field.run_action(LEAVING[event.key])
        return True
    return False


class Answer(TextArea):
    """An answer as it is written. What is no printable character is kept, and shown as a sign of its own."""

    BINDINGS = [Binding("ctrl+f", "", show=False)]  # noqa: RUF012  # deletes a word elsewhere: here nothing

    def __init__(self, id: str) -> None:
        super().__init__(id=id, tab_behavior="focus", compact=True, highlight_cursor_line=False,
                         placeholder="in your own words; it is kept as you type")  # fmt: skip
        self.cursor_blink = False
        self.seen: events.Key | None = None

    async def _on_key(self, event: events.Key) -> None:
        """Keys that lead on, or came late, are no text."""
        if not await passed_on(self, event):
            self.seen = event
            await super()._on_key(event)

    def late(self, event: events.Key) -> bool:
        """Take a key that was pressed before the answer had the focus; False for one that is no text."""
        if self.seen is event:
            return False
        if event.key == "backspace":
            self.action_delete_left()
        elif event.key == "enter":
            self.insert("\n")
        elif event.is_printable and event.character:
            self.insert(event.character)
        else:
            return False
        return True

    def get_line(self, line_index: int) -> Text:
        """A line without anything that a terminal would obey."""
        return Text(shown(self.document.get_line(line_index)), end="", no_wrap=True)


class Field(OneLine):
    """A single line."""

    def __init__(self, id: str, hint: str, letters: str | None = None) -> None:
        super().__init__(placeholder=hint, compact=True, select_on_focus=False, restrict=letters, id=id)
        self.cursor_blink = False
        self.seen: events.Key | None = None

    async def _on_key(self, event: events.Key) -> None:
        """Keys that lead on, or came late, are no text."""
        if not await passed_on(self, event):
            self.seen = event
            await super()._on_key(event)

    def late(self, event: events.Key) -> bool:
        """Take a key that was pressed before the line had the focus; False for one that is no text."""
        if self.seen is event or not (event.is_printable and event.character):
            return False
        self.insert_text_at_cursor(event.character)
        return True


def shown(text: str) -> str:
    """The text, with as many characters, each of them safe to show."""
    if text.isprintable():
        return text
    return "".join(c if c == "\t" or unicodedata.category(c) not in _UNSEEN else _PLACEHOLDER for c in text)
