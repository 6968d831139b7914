"""Which folders this user has opened before: kept per user, outside every tree, so that the first screen comes once.

To lose the file costs no more than to see the first screen once more.
"""

import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from mastery_tui.config import paths
from mastery_tui.config.runnable import storable

STORE = "seen.json"
MOST = 500
"""Folders that are remembered; the one that was marked longest ago is forgotten first."""


class _Store(msgspec.Struct, frozen=True):
    """Real path of a folder to when it was marked (ISO 8601, UTC), oldest first."""

    version: int = 1
    folders: dict[str, str] = {}


def is_seen(root: Path) -> bool:
    """Whether the folder was marked; False where that cannot be read."""
    return storable(os.path.realpath(root)) in _load().folders


def mark(root: Path) -> None:
    """Remember that the folder was opened. Raises OSError where that cannot be stored."""
    key = storable(os.path.realpath(root))
    folders = {name: at for name, at in _load().folders.items() if name != key}
    folders[key] = datetime.now(UTC).isoformat(timespec="seconds")
    kept = dict(list(folders.items())[-MOST:])
    _save(msgspec.json.format(msgspec.json.encode(_Store(folders=kept)), indent=1))


def store_path() -> Path:
    """The file that holds what was opened."""
    return paths.user_data() / STORE


def _load() -> _Store:
    try:
        return msgspec.json.decode(store_path().read_bytes(), type=_Store)
    except (OSError, msgspec.DecodeError, UnicodeDecodeError):  # nothing is known then, and nothing is lost by that
        return _Store()


def _save(data: bytes) -> None:
    """Replace the store in one step, readable by its owner only."""
    place = store_path()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, temporary = tempfile.mkstemp(dir=place.parent, prefix=f".{STORE}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        Path(temporary).replace(place)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
