"""One TOML file outside of a tree: read within limits, every mistake told with the place a person looks for it."""

from pathlib import Path

from mastery_tui.config import settings_file
from mastery_tui.config.settings_file import Document, SettingsError


def read(place: Path, shown: str) -> Document | None:
    """The file, None when there is none. Raises SettingsError, which names the file `shown`."""
    try:
        data = settings_file.content(place.parent, place.name)
    except SettingsError as error:
        raise SettingsError(shown, 0, 0, "", error.message) from error
    if data is None:
        return None
    text = settings_file.decoded(shown, data)
    return Document(shown, text, (), settings_file.parsed(shown, text))


def short(place: Path) -> str:
    """The path as a person writes it: `~` for the own home."""
    try:
        return f"~/{place.relative_to(Path.home()).as_posix()}"
    except (ValueError, RuntimeError):
        return str(place)
