"""A theme: named colours, as read from a file in `themes/`."""

import msgspec


class Theme(msgspec.Struct, frozen=True):
    """One theme: `colours` maps every name of `COLOURS` to `#rrggbb`, in an `ansi` theme to one of the terminal's own.

    `origin` says whose it is: built-in, user, project or package NAME; `file` is where it was read from.
    """

    name: str
    title: str
    dark: bool
    colours: dict[str, str]
    ansi: bool = False
    origin: str = "built-in"
    file: str = ""


COLOURS = (
    "background",
    "cursor",
    "cursor-idle",
    "border",
    "border-focus",
    "text",
    "strong",
    "muted",
    "accent",
    "error",
    "warning",
    "info",
    "ok",
    "keyword",
    "name",
    "function",
    "class",
    "string",
    "number",
    "comment",
    "operator",
    "decorator",
    "builtin",
)
"""Every colour that a theme names: backgrounds and borders first, then what is drawn on them."""

BACKGROUNDS = ("background", "cursor", "cursor-idle")
"""The colours that text is drawn on."""

LINES = ("border", "border-focus")
"""Colours of lines; all others but the backgrounds are of text."""

TEXTS = tuple(name for name in COLOURS if name not in BACKGROUNDS and name not in LINES)

TERMINAL = (
    "default",
    *("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"),
    *("bright_black", "bright_red", "bright_green", "bright_yellow"),
    *("bright_blue", "bright_magenta", "bright_cyan", "bright_white"),
)
"""The terminal's own colours, which an ansi theme names; what each looks like is the terminal's business."""

READABLE = 4.5
"""The least contrast of text and what it is drawn on (WCAG 2.2, level AA)."""

SEEN = 3.0
"""The least contrast of a line that carries meaning, here the border of the pane with the focus (WCAG 2.2, 1.4.11)."""


def contrast(foreground: str, background: str) -> float:
    """The contrast ratio of two `#rrggbb` colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    light, dark = sorted((luminance(foreground), luminance(background)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """The relative luminance of a `#rrggbb` colour, 0 (black) to 1 (white), as in WCAG 2.2."""
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
