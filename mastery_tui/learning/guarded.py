"""Files below a folder in which anything may be a link or a trap: none is followed, nothing is overwritten."""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

FOLDER_FLAGS = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ_FLAGS = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


def is_plain(path: str) -> bool:
    """Whether it is a relative path, with slashes, that stays where it begins, and is text."""
    try:
        path.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in path and all(part not in ("", ".", "..") for part in path.split("/"))


@contextmanager
def folder(path: Path) -> Iterator[int]:
    """The folder, opened. Raises OSError, also for a link."""
    opened = os.open(path, FOLDER_FLAGS)
    try:
        yield opened
    finally:
        os.close(opened)


def write(top: int, parts: Sequence[str], data: bytes) -> None:
    """Make a file in an opened folder, with the folders on the way. It is on the disk when this returns.

    Raises FileExistsError where there is one, and OSError.
    """
    with _below(top, parts[:-1], make=True) as at:
        opened = os.open(parts[-1], _WRITE_FLAGS, 0o666, dir_fd=at)
        with os.fdopen(opened, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.fsync(at)


def read(top: Path, parts: Sequence[str]) -> bytes | None:
    """What a regular file below the folder holds; None for anything else, and for what cannot be read."""
    with suppress(OSError), folder(top) as opened, _below(opened, parts[:-1], make=False) as at:
        descriptor = os.open(parts[-1], _READ_FLAGS, dir_fd=at)
        with os.fdopen(descriptor, "rb") as file:
            if stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return file.read()
    return None


@contextmanager
def _below(top: int, parts: Sequence[str], *, make: bool) -> Iterator[int]:
    at = os.dup(top)
    try:
        for part in parts:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=at)
                    os.fsync(at)
            inner = os.open(part, FOLDER_FLAGS, dir_fd=at)
            os.close(at)
            at = inner
        yield at
    finally:
        os.close(at)
