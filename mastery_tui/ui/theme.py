"""Every style on the screen, made from a theme: a table of named colours that was read from a file."""

import os
from functools import lru_cache
from typing import Any

from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.filter import LineFilter
from textual.theme import Theme as TextualTheme

from mastery_tui.config.theme_choice import among
from mastery_tui.model.state import State
from mastery_tui.model.theme import BACKGROUNDS, Theme
from mastery_tui.ui.terminal_colour import Terminal

BOLD = "+bold"
_STRESSED = frozenset({"strong", "accent"})
"""What is bold where there are no colours."""
_FAINT = frozenset({"muted", "comment"})
"""What is dim where it has no colour of its own."""
_DEFAULT = "default"


class Ink:
    """The styles of a theme by role; a role is a colour's name, or one with `+bold` behind it.

    All widgets hold the same Ink: `use` changes what they draw with. `colourless` draws without any colour, by bold,
    dim and reverse alone.
    """

    def __init__(self, theme: Theme, colourless: bool = False) -> None:
        self.colourless = colourless
        self.use(theme)

    def use(self, theme: Theme) -> None:
        """Draw with this theme from now on; what is on screen has to be drawn again."""
        self.theme = theme
        self._styles: dict[str, Style] = {}
        self._over: dict[tuple[str, str], Style] = {}
        for name, value in theme.colours.items():
            if name in BACKGROUNDS:
                self._styles[name] = self._back(name, value)
            else:
                self._styles[name] = style = self._text(name, value)
                self._styles[f"{name}{BOLD}"] = style + Style(bold=True)
        self._styles[""] = self._styles["text"]

    def __getitem__(self, role: str) -> Style:
        return self._styles[role]

    def over(self, role: str, back: str) -> Style:
        """The style of text in a role on one of the backgrounds."""
        style = self._over.get((role, back))
        if style is None:
            under, text = self[back], self[role]
            if under.reverse:  # one even bar: what is reversed must not change its background from word to word
                text = Style(bold=text.bold)
            style = self._over[role, back] = under + text
        return style

    def _back(self, name: str, value: str) -> Style:
        if not self.colourless and (value != _DEFAULT or name == "background"):
            return Style(bgcolor=value)
        return {"cursor": Style(reverse=True), "cursor-idle": Style(bold=True)}.get(name, Style())

    def _text(self, name: str, value: str) -> Style:
        plain = self.colourless or value == _DEFAULT
        faint = name in _FAINT and (self.colourless or value == self.theme.colours["text"])
        return Style(
            color=None if self.colourless else value,
            dim=True if plain and faint else None,
            bold=True if plain and name in _STRESSED else None,
        )


def textual_theme(name: str, theme: Theme) -> TextualTheme:
    """The theme as Textual knows it; each colour is also a CSS variable `$m-NAME`."""
    css = {key: f"ansi_{value}" if theme.ansi else value for key, value in theme.colours.items()}
    return TextualTheme(
        name=name,
        primary=css["accent"],
        accent=css["accent"],
        error=css["error"],
        warning=css["warning"],
        success=css["ok"],
        foreground=css["text"],
        background=css["background"],
        surface=css["background"],
        panel=css["cursor-idle"],
        dark=theme.dark,
        ansi=theme.ansi,
        variables={**{f"m-{key}": value for key, value in css.items()}, **(_ansi(theme) if theme.ansi else {})},
    )


def _ansi(theme: Theme) -> dict[str, str]:
    """What Textual leaves open in themes of the terminal's own colours, or fills in with a fixed colour."""
    paper, ink = ("ansi_black", "ansi_white") if theme.dark else ("ansi_white", "ansi_black")
    accent = f"ansi_{theme.colours['accent']}"
    return {
        "ansi-background": paper,
        "ansi-foreground": ink,
        "block-cursor-foreground": paper,
        "block-cursor-background": accent,
        "border": accent,
        "footer-key-foreground": accent,
        "input-selection-background": accent,
        "input-selection-foreground": paper,
        "screen-selection-background": accent,
        "screen-selection-foreground": paper,
    }


class Colourless(LineFilter):
    """Takes every colour out of what is written: NO_COLOR is set. Bold, dim and reverse stay."""

    def apply(self, segments: list[Segment], background: object) -> list[Segment]:
        """The segments without colours."""
        return [Segment(text, style and _plain(style), control) for text, style, control in segments]


@lru_cache(1024)
def _plain(style: Style) -> Style:
    return style.without_color


def no_color() -> bool:
    """Whether the user wants no colours at all: NO_COLOR is there and not empty (no-color.org)."""
    return bool(os.environ.get("NO_COLOR"))


_OURS = "mastery-"


def set_theme(app: App[Any], theme: Theme) -> None:
    """Make it the app's theme, for what is drawn from now on.

    Without Textual's watcher of the name: that parses and applies the style sheet a second time, a moment later.
    """
    old = app.theme
    number = int(old.removeprefix(_OURS)) + 1 if old.startswith(_OURS) else 1
    new = f"{_OURS}{number}"  # a file that was read anew has the same name and other colours
    app.register_theme(textual_theme(new, theme))
    app.set_reactive(App.theme, new)
    if old.startswith(_OURS):
        app.unregister_theme(old)
    app.set_class(theme.dark, "-dark-mode", update=False)
    app.set_class(not theme.dark, "-light-mode", update=False)


def apply_theme(app: App[Any], ink: "Ink", theme: Theme) -> None:
    """Draw everything on screen with this theme, in one go: no frame shows half of it."""
    if theme == ink.theme:
        return
    ink.use(theme)
    set_theme(app, theme)
    with app.batch_update():
        app.refresh_css(animate=False)
        for screen in app.screen_stack:
            for widget in (screen, *screen.walk_children()):
                widget.refresh()


class Appearance:
    """Which theme the app has: that of the State, unless one is tried out."""

    def __init__(self, app: App[Any], ink: "Ink", terminal: Terminal) -> None:
        self._app = app
        self._ink = ink
        self._terminal = terminal
        self._followed: tuple[object, ...] = ()
        self._tried = False

    def follow(self, state: State) -> None:
        """The choice, the themes or what is known of the terminal may have changed."""
        now = (state.theme, state.themes, self._terminal.dark)
        if now != self._followed and not self._tried:
            self._followed = now
            chosen = self.chosen(state)
            if chosen is not None:
                apply_theme(self._app, self._ink, chosen)

    def chosen(self, state: State) -> Theme | None:
        """The theme that holds; None while it is not known, or is not there."""
        return among(state.themes, state.theme, self._terminal.dark, self._terminal.few)

    def meant(self, state: State, choice: str) -> Theme | None:
        """The theme that this choice would mean."""
        return among(state.themes, choice, self._terminal.dark, self._terminal.few)

    def try_out(self, theme: Theme) -> None:
        """Show a theme until `settle`."""
        self._tried = True
        apply_theme(self._app, self._ink, theme)

    def settle(self, theme: Theme | None) -> None:
        """Show this theme (None: leave it as it is) until the State says otherwise."""
        self._tried = False
        if theme is not None:
            apply_theme(self._app, self._ink, theme)
