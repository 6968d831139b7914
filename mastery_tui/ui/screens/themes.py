"""Themes: a list to choose from; the whole dashboard shows the one under the cursor."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.strip import Strip
from textual.widget import Widget

from mastery_tui.config.theme_file import AUTO
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.model.theme import Theme
from mastery_tui.ui.cells import Line, clip, one_line, strip, two_ends
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.theme import Appearance, Ink
from mastery_tui.ui.widgets.lines import LinesPane

SAMPLE: tuple[tuple[Line, str], ...] = (
    ([("strong", "strong"), (" text", "text"), (" muted", "muted"), (" accent", "accent")], ""),
    ([("✗ error  ", "error"), ("! warning  ", "warning"), ("· info", "info")], ""),
    ([("✓ ok  ", "ok"), ("● running  ", "accent"), ("━━━━", "accent"), ("╌╌╌", "border")], ""),
    ([("✗ ", "error"), ("app.py:41 ", "muted"), ("under the cursor", "text")], "cursor"),
    ([("! ", "warning"), ("app.py:9  ", "muted"), ("the same, idle", "text")], "cursor-idle"),
    ((), ""),
    ([("@cached", "decorator"), ("  # a comment", "comment")], ""),
    ([("class ", "keyword"), ("Store", "class"), (":", "operator")], ""),
    (
        [
            ("    def ", "keyword"),
            ("put", "function"),
            ("(", "operator"),
            ("n", "name"),
            ("=", "operator"),
            ("42", "number"),
            ("):", "operator"),
        ],
        "",
    ),
    (
        [
            ("        return ", "keyword"),
            ("len", "builtin"),
            ("(", "operator"),
            ('"text"', "string"),
            (")", "operator"),
        ],
        "",
    ),
)
"""Every role that a theme has a colour for, and the background under it."""


class SamplePane(LinesPane):
    """What the theme's colours look like, each as it is used."""

    title = "Sample"
    has_cursor = False

    def __init__(self, ink: Ink) -> None:
        super().__init__(ink, id="sample")
        self.can_focus = False
        self.resize(len(SAMPLE))

    def line(self, index: int, width: int) -> Line:
        """One line."""
        return [(" ", ""), *SAMPLE[index][0]]

    def render_line(self, y: int) -> Strip:
        """Lines on their own background."""
        index, width = y + self.scroll_offset.y, self.scrollable_content_region.width
        back = SAMPLE[index][1] if index < len(SAMPLE) else ""
        return strip(clip(self.line(index, width), width), width, self.ink, back) if back else super().render_line(y)


class ThemesPane(LinesPane):
    """A line per theme: its title, and whose it is; `auto` is the first."""

    title = "Theme"

    def __init__(self, ink: Ink, state: State, appearance: Appearance) -> None:
        super().__init__(ink, id="themes")
        self.appearance = appearance
        self.empty = ([("themes are being read", "muted")],)
        self.state = state
        self.names: list[str] = []
        self.themes: dict[str, Theme] = {}
        self.show(state)
        if self.names:
            self.cursor = self.names.index(state.theme) if state.theme in self.names else 0

    @property
    def name_there(self) -> str:
        """The choice under the cursor, "" when there is none."""
        return self.names[self.cursor] if self.names else ""

    def show(self, state: State) -> None:
        """Follow a new State; the cursor stays on its theme."""
        there, self.state = self.name_there, state
        self.themes = {theme.name: theme for theme in state.themes}
        self.names = (
            [AUTO, *sorted(self.themes, key=lambda name: self.themes[name].title.casefold())] if self.themes else []
        )
        self.resize(len(self.names))
        if there in self.names:
            self.cursor = self.names.index(there)

    def line(self, index: int, width: int) -> Line:
        """One theme."""
        name = self.names[index]
        chosen = name == (self.state.theme or AUTO)
        mark = ("✓ ", "ok") if chosen else ("  ", "")
        if name == AUTO:
            meant = self.appearance.meant(self.state, AUTO)
            title, whose = "Auto", one_line(meant.title) if meant else ""
        else:
            title, whose = one_line(self.themes[name].title), one_line(self.themes[name].origin)
        return two_ends(
            [(" ", ""), mark, (title, "strong" if chosen else "text")], [(whose, "muted"), (" ", "")], width
        )


class ThemesScreen(Sheet):
    """The list and a sample; the dashboard around them shows the theme at once. Esc brings the former one back."""

    scope = "themes"
    CSS_PATH = "../styles/themes.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep", show=True),
        Binding("escape", "leave", "Back", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        appearance: Appearance = self.app.appearance  # type: ignore[attr-defined]
        self.appearance = appearance
        self.former: Theme | None = desk.ink.theme
        self.pane = ThemesPane(desk.ink, desk.state, appearance)
        self.sample = SamplePane(desk.ink)
        self._due = False
        self.pane.followed = self.moved

    def compose(self) -> ComposeResult:
        """The list, and beside it the sample."""
        yield Widget(self.pane, self.sample, id="choose")

    def show(self, state: State) -> None:
        """Themes may have changed on disk: the one under the cursor is shown as it is now."""
        if state.themes != self.pane.state.themes or state.theme != self.pane.state.theme:
            self.pane.show(state)
            self.former = self.appearance.chosen(state) or self.former
            self.moved()

    def moved(self) -> None:
        """Show the theme under the cursor once the keys that wait are done: holding `j` stays quick."""
        if not self._due:
            self._due = True
            self.call_later(self._try_out)

    def _try_out(self) -> None:
        self._due = False
        theme = self.appearance.meant(self.pane.state, self.pane.name_there)
        if theme is not None and self.is_attached:
            self.appearance.try_out(theme)

    def on_lines_pane_opened(self) -> None:
        """A theme that is clicked twice is kept."""
        self.action_keep()

    def action_keep(self) -> None:
        """Make it the user's own choice."""
        name = self.pane.name_there
        if name and self.desk.send(Intent("use-theme", name)):
            self.appearance.settle(self.appearance.meant(self.pane.state, name))
            self.dismiss()
        else:
            self.action_leave()

    def action_leave(self) -> None:
        """Back to the theme that was there before."""
        self.appearance.settle(self.former)
        self.dismiss()
