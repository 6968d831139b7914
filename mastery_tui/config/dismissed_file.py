"""`mastery-dismissed.toml`: which findings were set aside, and why. Text in, text out; the session reads and writes.

An entry is edited as a block of lines, so that comments and what was written by hand stay as they are. Entries are
kept in order of path, check, rule and fingerprint: two people who dismiss different findings seldom meet in one place.
"""

import datetime
import io
import re
from collections.abc import Sequence
from typing import Any

import msgspec

from mastery_tui.config import toml_place, typed
from mastery_tui.config.settings_file import SettingsError, decoded, dotted, parsed
from mastery_tui.model.state import Dismissal
from mastery_tui.model.text import printable

FILE = "mastery-dismissed.toml"
_LIST = "dismissed"
_HEADER = """\
# Findings that somebody looked at and set aside, each with a reason. Commit this file: it is part of the review.
# mastery writes it; it may be edited by hand as well. What matches no finding any more can go.
"""
_CONFLICT = re.compile(r"^(?:<{7}|>{7}|\|{7})(?: |$)|^={7}$", re.MULTILINE)
_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    dismissed: tuple[Dismissal, ...] = ()


def read(data: bytes) -> tuple[Dismissal, ...]:
    """The entries in the order of the file. Raises SettingsError: file, line, what is wrong."""
    return _entries(decoded(FILE, data))


def with_entry(text: str, entry: Dismissal) -> str:
    """The file's text with one more entry, or with another reason where there is one for the finding already.

    Raises SettingsError where the text is none that `read` takes, or is not made of `[[dismissed]]` tables.
    """
    entries = _entries(text)
    entry = Dismissal(**{name: printable(value) for name, value in msgspec.structs.asdict(entry).items()})
    if any(one.fingerprint == entry.fingerprint for one in entries):
        text = without(text, entry.fingerprint)
        entries = _entries(text)
    text = text if text.strip() else _HEADER
    lines = _lines(text)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    starts = _starts(text, lines, len(entries))
    later = [start for start, other in zip(starts, entries, strict=True) if _order(other) > _order(entry)]
    block = _block(entry)
    if later:
        lines[min(later) : min(later)] = [*block, "\n"]
    else:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += ["\n", *block] if lines else block
    return _proved("".join(lines), {*entries, entry})


def without(text: str, fingerprint: str) -> str:
    """The file's text without the entries of this finding, and without the comments right above them.

    Raises SettingsError as `with_entry` does.
    """
    entries = _entries(text)
    if all(entry.fingerprint != fingerprint for entry in entries):
        return text
    lines = _lines(text)
    starts = [*_starts(text, lines, len(entries)), len(lines)]
    for number in reversed(range(len(entries))):
        if entries[number].fingerprint == fingerprint:
            del lines[starts[number] : starts[number + 1]]
    while lines and not lines[-1].strip():
        lines.pop()
    return _proved("".join(lines), {entry for entry in entries if entry.fingerprint != fingerprint})


def _entries(text: str) -> tuple[Dismissal, ...]:
    conflict = _CONFLICT.search(text)
    if conflict is not None:
        line = text.count("\n", 0, conflict.start()) + 1
        both = "has merge conflict markers: keep the entries of both sides and take the markers out"
        raise SettingsError(FILE, line, 1, "", both)
    table = parsed(FILE, text)
    listed = table.get(_LIST)
    if isinstance(listed, list):
        table = {**table, _LIST: [_dated(entry) for entry in listed]}
    try:
        entries = _plain(table) or typed.table(_File, table).dismissed
        for number, entry in enumerate(entries):
            _sensible(number, entry)
    except typed.Wrong as wrong:
        raise _error(text, wrong.key, wrong.message) from wrong
    return entries


def _plain(table: dict[str, Any]) -> tuple[Dismissal, ...]:
    """The entries, if nothing is wrong with them: what is wrong takes longer to find."""
    try:
        return msgspec.convert(table, _File).dismissed
    except msgspec.ValidationError:
        return ()


def _dated(entry: object) -> object:
    """A date may stand without quotes, as TOML's own."""
    if isinstance(entry, dict) and isinstance(entry.get("on"), datetime.date):
        return {**entry, "on": entry["on"].isoformat()}
    return entry


def _sensible(number: int, entry: Dismissal) -> None:
    key: tuple[str | int, ...] = (_LIST, number)
    if not entry.reason.strip():
        raise typed.Wrong((*key, "reason"), "is empty: say why the finding may stay")
    if not _FINGERPRINT.fullmatch(entry.fingerprint):
        told = 'must be the 16 hex digits of a finding, as in "mastery check --format json"'
        raise typed.Wrong((*key, "fingerprint"), told)


def _error(text: str, key: tuple[str | int, ...], message: str) -> SettingsError:
    line, column = toml_place.place_of(text, key)
    return SettingsError(FILE, line, column, dotted(key), message)


def _lines(text: str) -> list[str]:
    """The lines with their ends, as TOML counts them: nothing but a line feed ends one."""
    return io.StringIO(text, newline="\n").readlines()


def _starts(text: str, lines: Sequence[str], entries: int) -> list[int]:
    """The index of each entry's first line, with the comments right above it."""
    starts: list[int] = []
    for path, (line, _) in toml_place.places(text):
        if len(path) == 2 and path[0] == _LIST and isinstance(path[1], int):
            start = line - 1
            if not lines[start].lstrip().startswith("[["):
                raise SettingsError(FILE, line, 1, "", "only entries that are [[dismissed]] tables can be changed here")
            while start > 0 and lines[start - 1].lstrip().startswith("#"):
                start -= 1
            starts.append(start)
    if len(starts) != entries:
        raise SettingsError(FILE, 1, 1, "", "its entries could not be told apart; edit it by hand")
    return starts


def _proved(text: str, wanted: set[Dismissal]) -> str:
    """The text, if it says what it should and nothing else."""
    if set(_entries(text)) != wanted:
        raise SettingsError(FILE, 1, 1, "", "could not be changed without losing an entry; edit it by hand")
    return text


def _order(entry: Dismissal) -> tuple[str, str, str, str]:
    return entry.path, entry.check, entry.rule, entry.fingerprint


def _block(entry: Dismissal) -> list[str]:
    values: dict[str, str] = msgspec.structs.asdict(entry)
    shown = ("path", "check", "rule", "fingerprint", "reason", *(name for name in ("by", "on") if values[name]))
    return [f"[[{_LIST}]]\n", *(f"{name} = {_quoted(values[name])}\n" for name in shown)]


def _quoted(text: str) -> str:
    """A TOML basic string of a text without control characters, which TOML forbids."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
