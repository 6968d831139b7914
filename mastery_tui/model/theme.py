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
