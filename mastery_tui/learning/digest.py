"""The digest of a curriculum's files: another one once anything in it is."""

import hashlib
import os
from pathlib import Path

_CACHES = frozenset({"__pycache__", ".pytest_cache"})


def digest(folder: Path) -> str:
    """SHA-256 over names and contents of all files below, without caches; a link is where it points. Raises OSError."""
    made = hashlib.sha256()
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _CACHES)
        for name in sorted(names):
            file = Path(place) / name
            content = os.fsencode(file.readlink()) if file.is_symlink() else file.read_bytes()
            made.update(b"%s\0%d\0" % (os.fsencode(file.relative_to(folder)), len(content)))
            made.update(content)
    return made.hexdigest()
