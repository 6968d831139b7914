"""Colours: a theme is a table of named colours, and every style on the screen is made from it here."""

from collections.abc import Mapping

from rich.style import Style
from textual.theme import Theme

DARK: dict[str, str] = {
    "background": "#14161b",
    "border": "#373d4b",
    "border-focus": "#7aa2f7",
    "cursor": "#262c3a",
    "cursor-idle": "#1c2027",
    "text": "#d3d8e2",
    "strong": "#f0f3f8",
    "muted": "#8f98a8",
    "accent": "#7aa2f7",
    "error": "#f7768e",
    "warning": "#e0af68",
    "info": "#7dcfff",
    "ok": "#9ece6a",
    "keyword": "#bb9af7",
    "name": "#d3d8e2",
    "function": "#7aa2f7",
    "class": "#e6c384",
    "string": "#9ece6a",
    "number": "#ff9e64",
    "comment": "#8a93a6",
    "operator": "#89ddff",
    "decorator": "#e0af68",
    "builtin": "#7dcfff",
}
"""The calm dark theme: grey on near-black, one accent; signal colours only where they carry meaning."""

BACKGROUNDS = ("background", "cursor", "cursor-idle")
"""The colours that text is drawn on; all others but the border are text."""

BARE = ("border",)
"""Colours of lines, not of text."""


def textual_theme(name: str, colours: Mapping[str, str], dark: bool = True) -> Theme:
    """The table as a Textual theme; each colour is also a CSS variable `$m-NAME`."""
    return Theme(
        name=name,
        primary=colours["accent"],
        accent=colours["accent"],
        error=colours["error"],
        warning=colours["warning"],
        success=colours["ok"],
        foreground=colours["text"],
        background=colours["background"],
        surface=colours["background"],
        panel=colours["cursor-idle"],
        dark=dark,
        variables={f"m-{key}": value for key, value in colours.items()},
    )


class Ink:
    """The styles of a theme by role; a role is a colour's name, or one with `+bold` behind it."""

    def __init__(self, colours: Mapping[str, str]) -> None:
        self._styles: dict[str, Style] = {}
        for name, value in colours.items():
            if name in BACKGROUNDS:
                self._styles[name] = Style(bgcolor=value)
            else:
                self._styles[name] = Style(color=value)
                self._styles[f"{name}+bold"] = Style(color=value, bold=True)
        self._styles[""] = self._styles["text"]

    def __getitem__(self, role: str) -> Style:
        return self._styles[role]


def contrast(foreground: str, background: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(foreground), _luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
