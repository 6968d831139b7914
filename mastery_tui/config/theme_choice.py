"""Which theme: the user's own choice, else the project's, else by the terminal's colours and background."""

from collections.abc import Iterable

from mastery_tui.config import content, paths, theme_file, user_settings
from mastery_tui.config.settings_file import SettingsError
from mastery_tui.config.theme_file import AUTO, DARK, LIGHT, SIXTEEN
from mastery_tui.model.theme import Theme


def wanted(choice: str, dark: bool | None, few: bool = False) -> str:
    """The name of the theme that a choice means.

    `dark` says what is known of the terminal's background; `few` that it has no more than sixteen colours: those of
    other themes would all become nearly the same.
    """
    if choice in ("", AUTO):
        if few:
            return SIXTEEN
        return LIGHT if dark is False else DARK
    return choice


def among(themes: Iterable[Theme], choice: str, dark: bool | None, few: bool = False) -> Theme | None:
    """The theme that a choice means, None when there is no such theme."""
    name = wanted(choice, dark, few)
    return next((theme for theme in themes if theme.name == name), None)


def first(dark: bool | None, few: bool = False) -> Theme:
    """The theme to start with, from as few files as can be: the user's choice, and the theme that it names.

    What cannot be read is told by the session, which reads all of them: here it does not count. The themes of projects
    and packages are not looked for before the first frame. Raises SettingsError when our own files are not there.
    """
    try:
        choice = user_settings.read().theme
    except SettingsError:
        choice = AUTO
    built_in = content.Place(content.built_in("themes"), "built-in")
    places = [content.Place(paths.user_config() / "themes", "user"), built_in]
    for name in (wanted(choice, dark, few), wanted(AUTO, dark, few)):
        for place in places:
            file = place.path / f"{name}.toml"
            if file.exists():
                try:
                    return theme_file.read(file, place.origin)
                except SettingsError:
                    continue
    return theme_file.read(built_in.path / f"{DARK}.toml")
