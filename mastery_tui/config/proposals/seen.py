"""What is in a folder, as far as proposals go by it: a few known places, never the whole tree."""

import os
import tomllib
from pathlib import Path

from mastery_tui.config.proposals.proposed import MARKS, PYTHON, RUFF
from mastery_tui.config.settings_file import SHARED, SettingsError, content

_MOST = 2_000
"""Entries of one folder that are looked at."""


def seen(root: Path) -> frozenset[str]:
    """The marks that are there."""
    found = {mark for mark in MARKS if mark not in (PYTHON, RUFF) and _is_there(root, mark)}
    if _has_python(root):
        found.add(PYTHON)
    if _configures_ruff(root):
        found.add(RUFF)
    return frozenset(found)


def _is_there(root: Path, mark: str) -> bool:
    place = root / mark
    return place.is_dir() and any(_entries(place)) if mark.endswith("/") else place.is_file()


def _has_python(root: Path) -> bool:
    """In the folder itself, in one below it, or in one of src/."""
    folders = [
        root,
        *(root / name for name in _entries(root)),
        *(root / "src" / name for name in _entries(root / "src")),
    ]
    return any(name.endswith(".py") for folder in folders[:_MOST] for name in _entries(folder))


def _entries(folder: Path) -> list[str]:
    """Names in a folder, hidden ones left out; none where it is no folder, or behind a link."""
    try:
        if folder.is_symlink():
            return []
        with os.scandir(folder) as found:
            return [entry.name for entry, _ in zip(found, range(_MOST), strict=False) if not entry.name.startswith(".")]
    except OSError:
        return []


def _configures_ruff(root: Path) -> bool:
    try:
        table = tomllib.loads((content(root, SHARED) or b"").decode("utf-8"))
    except (SettingsError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return False
    tool = table.get("tool")
    return isinstance(tool, dict) and "ruff" in tool
