"""What a person has chosen for every tree: theme and keys, in `settings.toml` of the user's own folder."""

import os
import re
from pathlib import Path
from typing import Any

import msgspec

from mastery_tui.config import paths, settings_file, toml_file, toml_place, typed
from mastery_tui.config.nearest import suggestion
from mastery_tui.config.settings_file import Document, SettingsError

FILE = "settings.toml"
_KNOWN = ("theme", "keys")


class UserSettings(msgspec.Struct, frozen=True):
    """The user's own choices: a theme's name ("": none chosen), and keys by action. `document` is where they stand."""

    theme: str = ""
    keys: dict[str, str] = {}
    document: Document = Document()


def place() -> Path:
    """The file, whether or not it exists."""
    return paths.user_config() / FILE


def read() -> UserSettings:
    """The user's settings; none when there is no file. Raises SettingsError.

    What actions and keys there are is not looked at here: see `document` for the place of a key.
    """
    document = toml_file.read(place(), toml_file.short(place()))
    if document is None:
        return UserSettings()
    try:
        return _typed(document)
    except typed.Wrong as wrong:
        raise document.error(wrong.key, wrong.message) from wrong


def _typed(document: Document) -> UserSettings:
    table = document.table
    for name in table:
        if name not in _KNOWN:
            raise typed.Wrong((name,), f"unknown key; {suggestion(name, _KNOWN)}")
    theme, keys = table.get("theme", ""), table.get("keys", {})
    if not isinstance(theme, str):
        raise typed.Wrong(("theme",), f'must be the name of a theme such as "light", not {typed.shown(theme)}')
    if not isinstance(keys, dict):
        raise typed.Wrong(("keys",), f"must be a table, not {typed.shown(keys)}")
    for action, key in keys.items():
        if not isinstance(key, str):
            raise typed.Wrong(("keys", action), f'must be a key such as "ctrl+r", not {typed.shown(key)}')
    return UserSettings(theme, keys, document)


def keep_theme(name: str) -> None:
    """Write the chosen theme into the file; all else in it stays as it is. Raises SettingsError."""
    file, shown = place(), toml_file.short(place())
    try:
        # Its folder may be one of many that are kept elsewhere and linked here: the link stays.
        real = Path(os.path.realpath(file))
        document = toml_file.read(file, shown)
        windows = document is not None and b"\r\n" in real.read_bytes()
        text = with_theme(document or Document(shown), name)
        _write(real, text.replace("\n", "\r\n") if windows else text)
    except OSError as error:
        raise SettingsError(shown, 0, 0, "", f"cannot be written: {os.strerror(error.errno or 0)}") from error


_VALUE = re.compile(
    r"""(?P<key>theme|"theme"|'theme')(?P<is>[ \t]*=[ \t]*)"""
    r"""(?:\"{3}.*?\"{3,5}|'{3}.*?'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|[^\s#]+)""",
    re.DOTALL,
)


def with_theme(document: Document, name: str) -> str:
    """The text with `theme = "NAME"`. Raises SettingsError when that cannot be done without touching anything else."""
    text = document.text
    if "theme" in document.table:
        line, column = toml_place.place_of(text, ("theme",))
        at = sum(len(part) + 1 for part in text.split("\n")[: line - 1]) + column - 1
        found = _VALUE.match(text, at)
        changed = text if found is None else f'{text[:at]}{found["key"]}{found["is"]}"{name}"{text[found.end() :]}'
    else:
        changed = f'theme = "{name}"\n{text}'
    wanted: dict[str, Any] = {**document.table, "theme": name}
    if not _says(changed, wanted):
        raise document.error(("theme",), f'cannot be changed here: write theme = "{name}" there')
    return changed


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return settings_file.parsed(FILE, text) == wanted
    except SettingsError:
        return False


def _write(file: Path, text: str) -> None:
    """Replace the file in one step; its mode stays."""
    import tempfile

    file.parent.mkdir(parents=True, exist_ok=True)
    mode = file.stat().st_mode & 0o777 if file.exists() else 0o644
    descriptor, temporary = tempfile.mkstemp(dir=file.parent, prefix=f".{FILE}.")
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(text.encode())
            out.flush()
            os.fsync(out.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(file)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
