"""Backups: what a learner wrote is kept here before anything of it is overwritten or removed.

`.mastery/backups/0007-reset-softmax-3f2a/` has the bytes in `files/`, under their own paths, and `operation.json`,
which says what was done. The bytes come first, all of them on the disk, and operation.json last: whatever ends us in
between leaves a folder that no undo believes, with all the bytes that it got.
"""

import fcntl
import os
import re
import secrets
import time
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import msgspec

from mastery_tui.learning import guarded
from mastery_tui.model.blob import blob_id
from mastery_tui.model.text import printable

FOLDER = "backups"
FILES = "files"
OPERATION = "operation.json"
_PART = f"{OPERATION}.part"
_NAME = re.compile(r"(\d{4,})-[A-Za-z0-9._-]+")


class BackupError(Exception):
    """Nothing could be kept, or brought back: one clear line. What was to be kept is where it was."""


class Kept(msgspec.Struct, frozen=True):
    """One file: its path in the tree and the git blob ids of what it held and will hold; after "": it is removed."""

    path: str
    before: str
    after: str = ""


class Operation(msgspec.Struct, frozen=True):
    """What was done: `id` is the name of its folder, `at` in seconds, `module` as a person names it."""

    id: str
    at: float
    action: str
    module: str
    files: tuple[Kept, ...]


class Backups:
    """The backups in a store. Safe for several processes: every operation has a folder of its own, made once."""

    def __init__(self, store: Path) -> None:
        self.folder = store / FOLDER

    def keep(
        self,
        action: str,
        module: str,
        files: Mapping[str, bytes],
        after: Mapping[str, bytes] | None = None,
        *,
        at: float | None = None,
    ) -> str:
        """Keep these files, by their paths in the tree, and return the id of the operation: then they are on the disk.

        `after` is what will stand there instead. Raises BackupError: then nothing may be overwritten.
        """
        for path in files:
            if not guarded.is_plain(path):
                raise BackupError(f"{printable(path)} is no path of a file in the tree: nothing was kept or changed")
        told = tuple(
            Kept(path, blob_id(data), blob_id(after[path]) if after and path in after else "")
            for path, data in sorted(files.items())
        )
        try:
            with self._made(action, module) as (id, top):
                for path, data in files.items():
                    guarded.write(top, (FILES, *path.split("/")), data)
                when = time.time() if at is None else at
                operation = Operation(id, when, printable(action), printable(module), told)
                guarded.write(top, (_PART,), msgspec.json.format(msgspec.json.encode(operation), indent=1))
                os.rename(_PART, OPERATION, src_dir_fd=top, dst_dir_fd=top)
                os.fsync(top)
        except OSError as error:
            where = printable(str(self.folder))
            why = os.strerror(error.errno or 0)
            raise BackupError(f"{where} cannot be written ({why}): nothing was overwritten or removed") from error
        return id

    def list(self) -> tuple[Operation, ...]:
        """All operations that were kept whole, oldest first."""
        found = (self._operation(name) for _, name in self._names())
        return tuple(operation for operation in found if operation is not None)

    def newest(self, undone: Collection[str] = (), *, but: Collection[str] = ("undo",)) -> Operation | None:
        """The last operation that was not undone, leaving out actions in `but`: an undo is not what comes back next."""
        for operation in reversed(self.list()):
            if operation.id not in undone and operation.action not in but:
                return operation
        return None

    def restore(self, id: str) -> dict[str, bytes]:
        """What the operation kept, by paths in the tree. Raises BackupError where it is not what was kept."""
        operation = self._operation(id)
        if operation is None:
            raise BackupError(f"there is no whole backup {printable(id)} in {printable(str(self.folder))}")
        found: dict[str, bytes] = {}
        for kept in operation.files:
            data = guarded.read(self.folder, (id, FILES, *kept.path.split("/")))
            if data is None or blob_id(data) != kept.before:
                where = printable(f"{self.shown(id)}/{kept.path}")
                raise BackupError(f"{where} is not what was kept any more: nothing was brought back")
            found[kept.path] = data
        return found

    def shown(self, id: str) -> str:
        """Where a person finds the files of an operation."""
        return str(self.folder / id / FILES) if id else str(self.folder)

    def _operation(self, name: str) -> Operation | None:
        if not _NAME.fullmatch(name):
            return None
        data = guarded.read(self.folder, (name, OPERATION))
        try:
            operation = msgspec.json.decode(data or b"", type=Operation)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None  # half-written, or somebody's own: its bytes stay
        whole = operation.id == name and all(guarded.is_plain(kept.path) for kept in operation.files)
        return operation if whole else None

    def _names(self) -> tuple[tuple[int, str], ...]:
        """Number and name of every folder here, also of those that were not finished."""
        try:
            names = [place.name for place in self.folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        found = ((_NAME.fullmatch(name), name) for name in names)
        return tuple(sorted((int(match[1]), name) for match, name in found if match))

    @contextmanager
    def _made(self, action: str, module: str) -> Iterator[tuple[str, int]]:
        """A fresh folder: its name, and it opened. The folder itself is on the disk before anything is in it."""
        tail = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{action}-{module}")[:60].strip("-.")
        self.folder.mkdir(parents=True, exist_ok=True)
        with guarded.folder(self.folder) as top:
            fcntl.flock(top, fcntl.LOCK_EX)  # one after the other: numbers tell the order
            number = 1 + max((number for number, _ in self._names()), default=0)
            id = f"{number:04}-{tail or 'backup'}-{secrets.token_hex(2)}"  # numbers begin anew in an emptied folder
            os.mkdir(id, dir_fd=top)
            fcntl.flock(top, fcntl.LOCK_UN)
            os.fsync(top)
            with guarded.folder(self.folder.parent) as store:
                os.fsync(store)
            opened = os.open(id, guarded.FOLDER_FLAGS, dir_fd=top)
            try:
                yield id, opened
            finally:
                os.close(opened)
