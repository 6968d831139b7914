"""Look at single paths of a tree in which anything may change, be linked or be a trap."""

import errno
import os
import stat
from collections.abc import Collection
from pathlib import Path

from mastery_tui.workspace.entry import ancestors

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FLAGS = os.O_RDONLY | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class NotRegular(Exception):
    """Not a regular file: a FIFO would block, a device may do anything."""


def read_file(path: Path | str, limit: int) -> tuple[os.stat_result, bytes]:
    """What a regular file was like when opened, and at most `limit` + 1 bytes of it. Raises OSError or NotRegular."""
    if not _NOFOLLOW and stat.S_ISLNK(os.lstat(path).st_mode):
        raise NotRegular(path)
    try:
        opened = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):  # a link, a socket
            raise NotRegular(path) from error
        raise
    with os.fdopen(opened, "rb", buffering=0) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise NotRegular(path)
        parts: list[bytes] = []
        left = limit + 1
        while left > 0 and (part := file.read(min(left, found.st_size + 1))):
            parts.append(part)
            left -= len(part)
    return found, b"".join(parts)


def content(path: Path, limit: int) -> bytes | None:
    """What a regular file of at most `limit` bytes holds; None for anything else, and for what cannot be read."""
    try:
        data = read_file(path, limit)[1]
    except (OSError, NotRegular):
        return None
    return data if len(data) <= limit else None


class Look:
    """What paths are now. Call `at` for each, then `settle`.

    `files`: not folders, with their lstat; `within`: folders to list, outermost only; `gone`: paths that are no more,
    or are no folder any more. What lies in a folder that is not in `folders` comes with the outermost such folder.
    """

    def __init__(self, root: Path, folders: Collection[str]) -> None:
        self._root = os.fspath(root)
        self._folders = folders
        self._real: dict[str, bool] = {"": True}
        self.files: dict[str, os.stat_result] = {}
        self.within: set[str] = set()
        self.gone: set[str] = set()

    def at(self, path: str) -> None:
        outermost: str | None = None
        for folder in reversed(list(ancestors(path))):
            if not self._is_folder(folder):
                self.gone.add(folder)
                return
            if outermost is None and folder not in self._folders:
                outermost = folder
        found = self._lstat(path)
        if found is None:
            self.gone.add(path)
        elif outermost is not None:
            self.within.add(outermost)
        elif stat.S_ISDIR(found.st_mode):
            self.within.add(path)
        else:
            self.files[path] = found

    def settle(self) -> None:
        self.within = {path for path in self.within if not any(folder in self.within for folder in ancestors(path))}
        self.files = {
            path: found
            for path, found in self.files.items()
            if path not in self.within and not any(folder in self.within for folder in ancestors(path))
        }

    def _is_folder(self, folder: str) -> bool:
        real = self._real.get(folder)
        if real is None:
            found = self._lstat(folder)
            real = self._real[folder] = found is not None and stat.S_ISDIR(found.st_mode)
        return real

    def _lstat(self, path: str) -> os.stat_result | None:
        try:
            return os.lstat(f"{self._root}/{path}")
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return None  # in a folder that cannot be entered nothing is listed either
