"""Which file holds the settings, and what it says: `mastery.toml`, or `[tool.mastery]` of pyproject.toml."""

import os
import re
import stat
import tomllib
from pathlib import Path
from typing import Any

import msgspec

from mastery_tui.config import toml_place
from mastery_tui.model.text import printable

OWN = "mastery.toml"
SHARED = "pyproject.toml"
_MAX_BYTES = 1 << 20
_MENTIONED = re.compile(rb"""tool["']?\s*\.\s*["']?mastery["']?\s*[\].=]""")


class SettingsError(Exception):
    """The settings cannot be used: where (file, line and column from 1, dotted key), and why. One clear line."""

    def __init__(self, file: str, line: int, column: int, key: str, message: str) -> None:
        self.file, self.line, self.column, self.key, self.message = file, line, column, key, message
        place = f"{file}:{line}" if line else file
        super().__init__(printable(": ".join(part for part in (place, key, message) if part)))


class Document(msgspec.Struct, frozen=True):
    """The settings as written. `file` is "" when there are none; `prefix` is where they are inside the file."""

    file: str = ""
    text: str = ""
    prefix: tuple[str, ...] = ()
    table: dict[str, Any] = {}
    problems: tuple[str, ...] = ()

    def error(self, key: tuple[str | int, ...], message: str) -> SettingsError:
        """A mistake at a key of the table, with its place in the file."""
        line, column = toml_place.place_of(self.text, (*self.prefix, *key))
        return SettingsError(self.file, line, column, dotted(key), message)


def read(root: Path) -> Document:
    """The settings of the tree. Raises SettingsError."""
    own = content(root, OWN)
    shared = content(root, SHARED) if own is None else _content_or_none(root, SHARED)
    mentioned = shared is not None and _MENTIONED.search(shared) is not None
    if own is not None:
        both = f"{OWN} is used; the [tool.mastery] table of {SHARED} is ignored: keep one of them"
        text = decoded(OWN, own)
        return Document(OWN, text, (), parsed(OWN, text), (both,) if mentioned else ())
    if shared is None or not mentioned:
        return Document()
    text = decoded(SHARED, shared)
    tool = parsed(SHARED, text).get("tool")
    if not isinstance(tool, dict) or "mastery" not in tool:
        return Document()
    document = Document(SHARED, text, ("tool", "mastery"))
    if not isinstance(tool["mastery"], dict):
        raise document.error((), "tool.mastery must be a table")
    return msgspec.structs.replace(document, table=tool["mastery"])


def dotted(key: tuple[str | int, ...]) -> str:
    """A key as one writes it in TOML, list elements as `[0]`."""
    text = ""
    for part in key:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            plain = re.fullmatch(r"[A-Za-z0-9_-]+", part) is not None
            text += ("." if text else "") + (part if plain else f'"{part}"')
    return text


def _content_or_none(root: Path, name: str) -> bytes | None:
    """For a file that does not count when it cannot be read."""
    try:
        return content(root, name)
    except SettingsError:
        return None


def content(root: Path, name: str) -> bytes | None:
    """The file's content; None when there is no such file. A pipe or device is never opened: that could hang.

    Raises SettingsError.
    """
    path = root / name
    try:
        if not path.is_symlink() and not path.exists():
            return None
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise SettingsError(name, 0, 0, "", "is not a file: rename it or put a file in its place")
        if about.st_size > _MAX_BYTES:
            raise SettingsError(name, 0, 0, "", f"is larger than {_MAX_BYTES // 1024} KiB")
        with path.open("rb") as file:
            return file.read(_MAX_BYTES)
    except FileNotFoundError as error:
        if path.is_symlink():
            raise SettingsError(name, 0, 0, "", "is a link that leads nowhere") from error
        return None  # removed while we looked
    except OSError as error:
        raise SettingsError(name, 0, 0, "", f"cannot be read: {os.strerror(error.errno or 0)}") from error


def decoded(file: str, data: bytes) -> str:
    """The text of the file that is named `file` in messages. Raises SettingsError."""
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise SettingsError(file, line, column, "", "is not UTF-8: save it as UTF-8") from error


def parsed(file: str, text: str) -> dict[str, Any]:
    """The tables of a TOML text. Raises SettingsError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _broken(file, text, str(error)) from error
    except RecursionError as error:
        raise SettingsError(file, 1, 1, "", "is nested too deeply") from error


_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_TWICE = ("Cannot overwrite a value", "Cannot declare", "Cannot mutate", "Duplicate inline table key")


def _broken(file: str, text: str, message: str) -> SettingsError:
    if message.startswith(_TWICE):
        twice = toml_place.duplicate(text)
        if twice is not None:
            path, first, (line, column) = twice
            return SettingsError(file, line, column, dotted(path), f"is set twice; first in line {first[0]}")
    at = _AT.search(message)
    if at and at[1]:
        line, column = int(at[1]), int(at[2])
    else:
        kept = text.rstrip()
        line, column = kept.count("\n") + 1, len(kept) - kept.rfind("\n")
    return SettingsError(file, line, column, "", f"is not valid TOML: {_AT.sub('', message)}")
