"""One theme file: read and checked colour by colour. The file's name without `.toml` is the theme's name."""

import re
from collections.abc import Iterable
from pathlib import Path

import msgspec

from mastery_tui.config import content, toml_file, typed
from mastery_tui.config.nearest import suggestion
from mastery_tui.config.settings_file import Document, SettingsError
from mastery_tui.model.theme import BACKGROUNDS, COLOURS, READABLE, SEEN, TERMINAL, TEXTS, Theme, contrast

AUTO = "auto"
"""The choice that leaves it to the terminal's background."""
DARK, LIGHT, SIXTEEN = "dark", "light", "ansi"
"""What `auto` chooses from."""
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


class _File(msgspec.Struct, frozen=True):
    title: str
    dark: bool
    colours: dict[str, str]
    ansi: bool = False


def read(file: Path, origin: str = "built-in") -> Theme:
    """The theme in this file. Raises SettingsError: one line with file, line, key, what is wrong, what is allowed."""
    shown = toml_file.short(file)
    if not _NAME.fullmatch(file.stem):
        raise SettingsError(shown, 0, 0, "", "a theme's name is made of letters, digits, - and _: rename the file")
    if file.stem == AUTO:
        raise SettingsError(shown, 0, 0, "", '"auto" is the choice by the terminal\'s background: rename the file')
    document = toml_file.read(file, shown)
    if document is None:
        raise SettingsError(shown, 0, 0, "", "there is no such file")
    try:
        theme = typed.table(_File, document.table)
        for name, value in theme.colours.items():
            _colour(name, value, theme.ansi)
    except typed.Wrong as wrong:
        raise document.error(wrong.key, wrong.message) from wrong
    _complete(document, theme)
    return Theme(file.stem, theme.title, theme.dark, theme.colours, theme.ansi, origin, str(file))


def _colour(name: str, value: str, ansi: bool) -> None:
    key = ("colours", name)
    if name not in COLOURS:
        raise typed.Wrong(key, f"unknown colour; {suggestion(name, COLOURS)}")
    if ansi:
        if value not in TERMINAL:
            raise typed.Wrong(key, f'must be one of the terminal\'s own colours, not "{value}"; {_near(value)}')
    elif not _HEX.fullmatch(value):
        also = "; ansi = true takes the terminal's own colours" if value in TERMINAL else ""
        raise typed.Wrong(key, f'must be a colour such as "#1c2027", not {typed.shown(value)}{also}')


def _near(value: str) -> str:
    return suggestion(value.removeprefix("ansi_"), TERMINAL)


def _complete(document: Document, theme: _File) -> None:
    missing = [name for name in COLOURS if name not in theme.colours]
    if missing:
        more = f" and {len(missing) - 1} more: {', '.join(missing[1:])}" if len(missing) > 1 else ""
        kind = "one of the terminal's own colours" if theme.ansi else 'a colour such as "#1c2027"'
        raise document.error(("colours", missing[0]), f"is missing{more}; it must be {kind}")


def weak(theme: Theme) -> str:
    """One line about what of the theme is hard to read, or "". What the terminal's own colours are cannot be told."""
    if theme.ansi:
        return ""
    pairs = [(text, back, READABLE) for back in BACKGROUNDS for text in TEXTS]
    pairs.append(("border-focus", "background", SEEN))
    found = [
        (contrast(theme.colours[text], theme.colours[back]), text, back, least)
        for text, back, least in pairs
        if contrast(theme.colours[text], theme.colours[back]) < least
    ]
    if not found:
        return ""
    ratio, text, back, least = min(found)
    more = f" ({len(found) - 1} more)" if len(found) > 1 else ""
    shown = toml_file.short(Path(theme.file))
    # Rounded down: 4.496 is not 4.5.
    return f"{shown}: {text} is hard to read on {back}: contrast {int(ratio * 10) / 10}:1, at least {least:g}:1{more}"


def read_all(folders: Iterable[content.Place], before: Iterable[Theme] = ()) -> tuple[dict[str, Theme], list[str]]:
    """All themes by name, and a line for each file that cannot be used: what was last read from it stays (`before`),
    or the one that it would replace."""
    former = {theme.file: theme for theme in before}
    themes: dict[str, Theme] = {}
    problems: list[str] = []
    for place in folders:
        try:
            files = sorted(file for file in place.path.iterdir() if file.suffix == ".toml")
        except OSError as error:
            problems.append(f"{toml_file.short(place.path)}: cannot be read: {error.strerror}")
            continue
        for file in files:
            try:
                theme = read(file, place.origin)
            except SettingsError as error:
                problems.append(str(error))
                if str(file) in former:
                    themes[file.stem] = former[str(file)]
            else:
                themes[theme.name] = theme
                problems += [line for line in [weak(theme)] if line]
    return themes, problems
