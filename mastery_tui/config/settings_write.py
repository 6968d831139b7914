"""One setting written into a settings file: everything else in it stays as it is. Pure."""

import re
import tomllib
from collections.abc import Callable
from typing import Any

from mastery_tui.config import settings_file, toml_place
from mastery_tui.config.settings_file import OWN, Document, SettingsError, dotted

Key = tuple[str, ...]
_Attempt = Callable[[str, Key, str], str | None]


def changed(document: Document, key: Key, value: str) -> str:
    """The text of the file with the setting at `value` (TOML), or without it when `value` is "".

    Comments, order and layout stay. Raises SettingsError when the value is no TOML, or cannot be put there.
    """
    path = (*document.prefix, *key)
    wanted = _parsed(document.text)
    if value:
        _put(wanted, path, _value(document, key, value))
        tries: tuple[_Attempt, ...] = (_over_comment, _below_table, _by_library, _at_end)
    elif document.text and _take(wanted, path):
        tries = (_by_library,)
    else:
        return document.text
    for attempt in tries:
        text = attempt(document.text, path, value)
        if text is not None and _says(text, wanted):
            return text
    file = document.file or OWN
    line, column = toml_place.place_of(document.text, path)
    way = f"write {key[-1]} = {value} there" if value else "remove the line there"
    raise SettingsError(file, line, column, dotted(key), f"cannot be changed from here: {way}")


def key_of(text: str) -> Key | None:
    """A dotted key as its parts; None when it is none."""
    try:
        table: Any = tomllib.loads(f"{text} = 0")
    except tomllib.TOMLDecodeError:
        return None
    parts: list[str] = []
    while isinstance(table, dict):
        if len(table) != 1:
            return None
        name, table = next(iter(table.items()))
        parts.append(name)
    return tuple(parts)


def _value(document: Document, key: Key, value: str) -> Any:
    try:
        table = tomllib.loads(f"value = {value}\n")
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(document.file or OWN, 0, 0, dotted(key), f"{value} is no TOML value") from error
    if list(table) != ["value"]:
        raise SettingsError(document.file or OWN, 0, 0, dotted(key), f"{value} is more than one value")
    return table["value"]


def _put(table: dict[str, Any], path: Key, value: Any) -> None:
    for name in path[:-1]:
        inner = table.setdefault(name, {})
        table = inner if isinstance(inner, dict) else {}
    table[path[-1]] = value


def _take(table: dict[str, Any], path: Key) -> bool:
    """Take the value out; False when there is none."""
    inner: Any = table
    for name in path[:-1]:
        inner = inner.get(name) if isinstance(inner, dict) else None
    if not isinstance(inner, dict) or path[-1] not in inner:
        return False
    del inner[path[-1]]
    return True


def _says(text: str, wanted: dict[str, Any]) -> bool:
    try:
        return _full(_parsed(text)) == _full(wanted)
    except (tomllib.TOMLDecodeError, SettingsError):
        return False


def _full(table: dict[str, Any]) -> dict[str, Any]:
    """The table without tables that hold nothing: they say nothing."""
    inner = {name: _full(value) if isinstance(value, dict) else value for name, value in table.items()}
    return {name: value for name, value in inner.items() if value != {}}


def _parsed(text: str) -> dict[str, Any]:
    return settings_file.parsed(OWN, text)


def _range(text: str, table: Key) -> tuple[int, int] | None:
    """The lines of a table, its header's included: (first, behind the last); None when it has no header."""
    headers = [(path, line - 1) for path, (line, _) in toml_place.places(text) if _is_header(text, line)]
    for at, (path, line) in enumerate(headers):
        if path == table:
            end = headers[at + 1][1] if at + 1 < len(headers) else len(text.split("\n"))
            return line, end
    return None


def _is_header(text: str, line: int) -> bool:
    return text.split("\n")[line - 1].lstrip().startswith("[")


def _set_already(text: str, path: Key) -> bool:
    return any(found == path for found, _ in toml_place.places(text))


def _over_comment(text: str, path: Key, value: str) -> str | None:
    """Below the line of the table that shows the setting commented out, as `mastery init` writes it."""
    found = _range(text, path[:-1])
    if found is None or _set_already(text, path):
        return None
    lines = text.split("\n")
    hint = re.compile(rf"\s*#\s*{re.escape(dotted((path[-1],)))}\s*(=|:)")
    for number in range(found[0] + 1, found[1]):
        if hint.match(lines[number]):
            lines.insert(number + 1, f"{dotted((path[-1],))} = {value}")
            return "\n".join(lines)
    return None


def _below_table(text: str, path: Key, value: str) -> str | None:
    """Behind the last key of its table; at the top of the file for a setting that is in no table."""
    if _set_already(text, path):
        return None
    lines = text.split("\n")
    entry = f"{dotted((path[-1],))} = {value}"
    if len(path) == 1:
        if not text.strip():
            return f"{entry}\n"
        first = next((number for number, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
        comments = first
        while comments and lines[comments - 1].lstrip().startswith("#"):
            comments -= 1  # they speak of the table below them
        at = comments if comments and lines[:comments] else first
        lines[at:at] = [entry, ""] if at < len(lines) else [entry]
        return "\n".join(lines)
    found = _range(text, path[:-1])
    if found is None:
        return None
    at = found[1]
    while at > found[0] + 1 and (not lines[at - 1].strip() or lines[at - 1].lstrip().startswith("#")):
        at -= 1  # comments and blanks before the next table belong to that
    lines.insert(at, entry)
    return "\n".join(lines)


def _at_end(text: str, path: Key, value: str) -> str | None:
    """In a new table at the end of the file."""
    if len(path) == 1 or _set_already(text, path):
        return None
    table = f"[{dotted(path[:-1])}]\n{dotted((path[-1],))} = {value}\n"
    kept = text.rstrip("\n")
    return f"{kept}\n\n{table}" if kept else table


def _by_library(text: str, path: Key, value: str) -> str | None:
    """A value that is set already, or stands in an inline table or behind dots."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    try:
        document = tomlkit.parse(text)
        table: Any = document
        for name in path[:-1]:
            if name not in table:
                return None
            table = table[name]
        if not value:
            del table[path[-1]]
        else:
            item = tomlkit.value(value)
            if path[-1] in table and hasattr(table[path[-1]], "trivia"):
                former = table[path[-1]].trivia
                item.trivia.comment, item.trivia.comment_ws = former.comment, former.comment_ws
            table[path[-1]] = item
        return tomlkit.dumps(document)
    except (TOMLKitError, KeyError, TypeError, AttributeError):
        return None
