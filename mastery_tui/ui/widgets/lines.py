"""The base of all panes: a list of lines with a cursor, of which only the visible ones are ever drawn."""

from collections.abc import Callable, Sequence

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip

from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, Piece, between, clip, highlighted, strip
from mastery_tui.ui.keys import Keys
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.selectable import Selectable


class LinesPane(Selectable, can_focus=True, inherit_bindings=False):
    """A pane that shows lines.

    A subclass says how many there are (`resize`) and draws one (`line`); `followed` is called when a person moved the
    cursor. A frame costs what its visible rows cost, whatever the number of lines. `title` is what the border shows at
    its top, `note` at its bottom; `subject` names what the lines are of.
    `lit`: the cursor looks as with the focus, also without it. `keys` are those of the actions now.
    """

    title = ""
    has_cursor = True
    lit = False
    can_filter = False
    filter_hint = "words that the lines must contain"

    class Opened(Message):
        """The line under the cursor was clicked twice."""

        def __init__(self, pane: "LinesPane") -> None:
            super().__init__()
            self.pane = pane

    def __init__(self, ink: Ink, id: str) -> None:
        super().__init__(id=id)
        self.ink = ink
        self.count = 0
        self.cursor = 0
        self.note = ""
        self.subject = ""
        self.shift = 0
        self.followed: Callable[[], None] = lambda: None
        self.empty: Sequence[Line] = ()
        self.keys = Keys()
        self.border_title = Content(self.title) if self.title else None

    def line(self, index: int, width: int) -> Line:
        """The pieces of one line, for a pane of `width` cells."""
        raise NotImplementedError

    def show(self, state: State) -> None:
        """Follow a new State."""

    def wanted(self) -> int:
        """The rows that show all there is, border included."""
        return (self.count or len(self.empty) + 2) + 2

    def rewrap(self) -> None:
        """The lines have another width now: for panes whose lines are made for it."""

    def filter_text(self) -> str:
        """The words that the lines are filtered by."""
        return ""

    def filter(self, text: str) -> None:
        """Show only lines that contain all words of the text; for a pane that `can_filter`."""

    def clear_filter(self) -> bool:
        """Show all lines again; False when all are shown."""
        return False

    def resize(self, count: int) -> None:
        """Say how many lines there are now; the cursor stays where it is, or goes to the last line."""
        self.count = count
        self.cursor = max(0, min(self.cursor, count - 1))
        size = Size(0, count)
        if size != self.virtual_size:
            room = self.container_size.height
            if room and self.show_vertical_scrollbar is (count > room) and not self.styles.auto_dimensions:
                # Nothing on the screen gets another place by it: what setting it would lay out anew.
                self.set_reactive(LinesPane.virtual_size, size)
                self._scroll_update(size)
            else:
                self.virtual_size = size
        self.refresh()

    def say(self, note: str) -> None:
        """Put a line into the bottom border."""
        if note != self.note:
            self.note = note
            self.border_subtitle = Content(note) if note else None

    def go(self, index: int) -> None:
        """Move the cursor, and scroll as little as shows it."""
        index = max(0, min(index, self.count - 1))
        if not self.has_cursor:
            self.put(index)
            return
        if index != self.cursor:
            for row in (self.cursor, index):
                self.refresh(Region(0, row - self.scroll_offset.y, self.size.width, 1))
            self.cursor = index
            self.followed()
        self.show_cursor()

    def put(self, top: int) -> None:
        """Make `top` the first visible line, at once: also where the scroll bar is not there yet."""
        self.scroll_to(y=top, animate=False, force=True)

    def show_cursor(self) -> None:
        """Scroll as little as shows the cursor."""
        top, height = self.scroll_offset.y, self.size.height
        if self.cursor < top:
            self.put(self.cursor)
        elif height and self.cursor >= top + height:
            self.put(self.cursor - height + 1)

    def move(self, how: str) -> None:
        """Move as a key says: up, down, top, bottom, page-up, page-down, left, right."""
        here = self.cursor if self.has_cursor else self.scroll_offset.y
        page = max(1, self.size.height - 1)
        to = {
            "up": here - 1,
            "down": here + 1,
            "top": 0,
            "bottom": self.count - 1,
            "page-up": here - page,
            "page-down": here + page,
        }
        if how in to:
            self.go(to[how])

    def on_click(self, event: events.Click) -> None:
        """Select the clicked line; a second click opens it."""
        where = event.get_content_offset(self)
        if where is None or not self.has_cursor:
            return
        index = where.y + self.scroll_offset.y
        if index < self.count:
            self.go(index)
            if event.chain == 2:
                self.post_message(self.Opened(self))

    def on_resize(self) -> None:
        """What a person was at stays in sight."""
        if self.has_cursor and self.count:
            self.show_cursor()

    def watch_has_focus(self, _has_focus: bool) -> None:
        """The cursor's line looks different in the focused pane."""
        super().watch_has_focus(_has_focus)
        self.refresh(Region(0, self.cursor - self.scroll_offset.y, self.size.width, 1))

    def watch_show_vertical_scrollbar(self) -> None:
        """A scroll bar that comes or goes changes the width of every line; a new one starts where the lines are."""
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = self.scroll_y
        self.refresh()
        self.call_after_refresh(self.rewrap)

    def render_line(self, y: int) -> Strip:
        """One visible row."""
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        back = "background"
        if self.has_cursor and index == self.cursor < self.count:
            back = "cursor" if self.has_focus or self.lit else "cursor-idle"
        drawn = strip(self._pieces(index, width), width, self.ink, back)
        span = self.span_of(self.selection, index) if self.selection else None
        return highlighted(drawn, *span, self.ink) if span else drawn

    def _pieces(self, index: int, width: int) -> list[Piece]:
        if index < self.count:
            return clip(self.line(index, width), width)
        shown = not self.count and 0 < index <= len(self.empty)
        return clip([("  ", ""), *(self.empty[index - 1] if shown else ())], width)

    def text_in(self, index: int, start: int, end: int | None) -> str:
        """The text that is shown of a line between two cells."""
        pieces = self._pieces(index, self.scrollable_content_region.width)
        return between("".join(text for text, _ in pieces), start, end)

    def last_line(self) -> int:
        """The last line, or the last of those that say why there are none."""
        return self.count - 1 if self.count else len(self.empty)
