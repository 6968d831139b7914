"""What in a folder may run once it is trusted: named parts, each with a digest."""

import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from mastery_tui.config import paths, settings_file

_WORDS = frozenset(
    [
        "arg",
        "args",
        "argument",
        "arguments",
        "build",
        "cmd",
        "command",
        "commands",
        "cwd",
        "env",
        "environment",
        "exec",
        "executable",
        "hook",
        "hooks",
        "interpreter",
        "launch",
        "path",
        "plugin",
        "plugins",
        "program",
        "python",
        "recovery",
        "run",
        "runner",
        "script",
        "scripts",
        "server",
        "setup",
        "shell",
        "start",
        "tool",
        "url",
        "validate",
        "validator",
    ]
)
"""A key with one of these words in its name (`run`, `pre_run`, `test-command`) decides what runs."""

_RUNNING_CHECKS = frozenset({"tests"})
"""Checks that run the project's code: their whole table counts."""

SETTINGS = "settings: "
"""What the names of parts begin with that are settings; all others are files."""

RUNNING = ("checks", "curricula")
"""The folders in `.mastery/` whose content runs."""

MAX_FILES = 500
MAX_BYTES = 4 << 20


class TooMuch(Exception):
    """More project code than can be looked through: one clear line."""


def runnable(root: Path) -> dict[str, str | None]:
    """Each part that may run, by name, with its digest.

    A name that ends in a colon with None stands for all parts that begin with it: they cannot be read now, and nothing
    of them is in use. Raises TooMuch.
    """
    return {**_settings(root), **dict(_files(root))}


def _settings(root: Path) -> dict[str, str | None]:
    try:
        written = settings(settings_file.read(root).table)
    except settings_file.SettingsError:  # the session says so, and uses none of it
        return {"settings:": None}
    return {name: _digest(value.encode()) for name, value in written.items()}


def settings(table: Mapping[str, Any]) -> dict[str, str]:
    """The settings that decide what runs: the name of the part, and the value as JSON."""
    return {
        f"{SETTINGS}{settings_file.dotted(key)}": json.dumps(value, default=str, sort_keys=True)
        for key, value in _commands(table, ())
    }


def _commands(value: Any, key: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """The settings that decide what runs, as (key, value)."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            inner = (*key, name)
            whole = len(inner) == 2 and key == ("checks",) and name in _RUNNING_CHECKS
            if whole or _WORDS & set(name.lower().replace("-", "_").split("_")):
                yield inner, item
            else:
                yield from _commands(item, inner)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _commands(item, (*key, index))


def _files(root: Path) -> Iterator[tuple[str, str]]:
    """The project's own checks and curricula, whose validators run. Byte-code caches are not code: only source runs."""
    for kind in RUNNING:
        yield from _files_of(root, kind)


def _files_of(root: Path, kind: str) -> Iterator[tuple[str, str]]:
    folder = paths.project_dir(root) / kind
    left = MAX_BYTES
    for number, path in enumerate(_walk(folder)):
        name = storable(path.relative_to(root).as_posix())
        if number >= MAX_FILES:
            raise TooMuch(f"more than {MAX_FILES} files in {_shown(kind)}")
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                yield name, "not a file"
                continue
            with path.open("rb") as file:
                data = file.read(left + 1)
        except OSError as error:
            yield name, f"unreadable: {error.errno}"
            continue
        left -= len(data)
        if left < 0:
            raise TooMuch(f"more than {MAX_BYTES >> 20} MiB in {_shown(kind)}")
        yield name, _digest(data)


def _shown(kind: str) -> str:
    return f"{paths.PROJECT}/{kind}"


def _walk(folder: Path) -> Iterator[Path]:
    """Every file below, in order. A linked folder counts too; `realpath` guards against loops."""
    seen: set[str] = set()
    for place, folders, files in os.walk(folder, followlinks=True):
        real = os.path.realpath(place)
        folders[:] = sorted(name for name in folders if name != "__pycache__" and real not in seen)
        if real in seen:
            continue
        seen.add(real)
        yield from (Path(place, name) for name in sorted(files))


def storable(path: str) -> str:
    """The path itself, or its bytes in hex where it is no valid text: JSON cannot hold it as it is."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return f"bytes:{os.fsencode(path).hex()}"
    return path


def restored(text: str) -> str:
    """The path that `storable` was given."""
    return os.fsdecode(bytes.fromhex(text[6:])) if text.startswith("bytes:") else text


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
