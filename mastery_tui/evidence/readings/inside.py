"""Open a file of a tree in which names, links and contents may be traps."""

import hashlib
import os
import stat
from pathlib import Path

import msgspec

from mastery_tui.evidence.readings.reading import Unreadable
from mastery_tui.workspace.content import NotRegular, read_file
from mastery_tui.workspace.entry import too_large

MIB = 1 << 20
Identity = tuple[tuple[tuple[int, ...], ...], tuple[bool, ...]]


class Content(msgspec.Struct, frozen=True):
    """The bytes of a file, its SHA-256, and when it was written, in seconds."""

    data: bytes
    sha: str
    mtime: float


def read_inside(root: Path, path: str, limit: int) -> Content:
    """A regular file of at most `limit` bytes that lies in the tree, also behind its links. Raises Unreadable."""
    try:
        place = real_place(root, path)
        size = os.stat(place).st_size  # noqa: PTH116
        if size > limit:
            raise Unreadable(f"is {too_large(size, limit)}")
        found, data = read_file(place, limit)
    except NotRegular as error:
        raise Unreadable("is not a regular file") from error
    except OSError as error:
        raise Unreadable(f"cannot be read: {error.strerror or 'it changes'}") from error
    if len(data) > limit:
        raise Unreadable(f"is {too_large(max(found.st_size, len(data)), limit)}")
    if not data:
        raise Unreadable("is empty")
    return Content(data, hashlib.sha256(data).hexdigest(), found.st_mtime)


def read_text(root: Path, path: str, limit: int) -> str:
    """The same as text, for files that people write. Raises Unreadable for what is none."""
    data = read_inside(root, path, limit).data
    if b"\0" in data:
        raise Unreadable("is not text")
    return data.decode("utf-8-sig", "replace")


def real_place(root: Path, path: str) -> str:
    """Where a path of the tree leads. Raises Unreadable when that is elsewhere, and OSError."""
    if "\0" in path:
        raise Unreadable("has a name that cannot be")
    top = os.path.realpath(root)
    real = os.path.realpath(os.path.join(top, path))  # noqa: PTH118 (a name may be anything, "/x" too)
    if os.path.commonpath((top, real)) != top:
        raise Unreadable("leads out of the tree")
    return real


def identity(root: Path, paths: tuple[str, ...], looked: tuple[str, ...] = ()) -> Identity:
    """A value that is another one once any of the files is, or one of `looked` comes or goes."""
    return tuple(_about(f"{root}/{path}") for path in paths), tuple(exists(root, path) for path in looked)


def sizes(found: Identity) -> list[int]:
    """The sizes of the regular files of an identity."""
    return [about[2] for about in found[0] if about and stat.S_ISREG(about[4])]


def exists(root: Path, path: str) -> bool:
    """Whether there is something at a path of the tree."""
    try:
        return os.path.exists(f"{root}/{path}")  # noqa: PTH110 (thousands of times)
    except (OSError, ValueError):
        return False


def _about(place: str) -> tuple[int, ...]:
    try:
        link = os.lstat(place)
        found = os.stat(place) if stat.S_ISLNK(link.st_mode) else link  # noqa: PTH116 (thousands of times)
    except (OSError, ValueError):
        return ()
    return found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_mode, link.st_ino
