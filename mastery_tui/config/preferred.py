"""What is in use once the project's settings and the user's own are put together, with where each was set."""

import msgspec

from mastery_tui.config import keymap, user_settings
from mastery_tui.config.schema import described
from mastery_tui.config.settings import Options, Settings
from mastery_tui.config.settings_file import Document, SettingsError
from mastery_tui.config.typed import Wrong
from mastery_tui.config.user_settings import UserSettings
from mastery_tui.model.state import Setting


class Preferred(msgspec.Struct, frozen=True):
    """`keys` are those of every action, `settings` all there are, `problems` lines about the user's own file."""

    user: UserSettings
    keys: dict[str, str]
    settings: tuple[Setting, ...]
    problems: tuple[str, ...] = ()


def preferred(settings: Settings, document: Document, options: Options, before: Preferred | None) -> Preferred:
    """Put the project's settings, read from `document`, and the user's together.

    The user's keys and theme come first. While the user's file is broken, what it said before holds.
    """
    problems: list[str] = []
    try:
        user = _user()
    except SettingsError as error:
        which = "default" if before is None else "former"
        problems.append(f"{error} (your {which} keys and theme hold until it is mended)")
        user = UserSettings() if before is None else before.user
    keys, note = keymap.layered(settings.keys, user.keys)
    if note:
        problems.append(f"{settings.file}: {note}")
    theme = user.theme or settings.theme
    known = described(settings, options, (user.document, document), keys, theme)
    return Preferred(user, keys, known, tuple(problems))


def _user() -> UserSettings:
    """The user's own settings, keys and all. Raises SettingsError."""
    user = user_settings.read()
    try:
        keymap.resolve(user.keys)
    except Wrong as wrong:
        raise user.document.error(wrong.key, wrong.message) from wrong
    return user
