"""How far a ledger had come when this user last wrote to it: kept in the user's own folder, outside of every tree.

A chain of hashes shows what was changed in it, not that its end was cut off or that all of it was written anew. The
anchor does: it holds the number of rows and the link of the last one, signed with the user's secret, and only ever
moves forward. It is written after the rows are, so after a crash it may be behind: what it knows must be a prefix.
"""

import fcntl
import hashlib
import hmac
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from mastery_tui.config import paths
from mastery_tui.evidence.row import GENESIS
from mastery_tui.model.text import printable

FOLDER = "anchors"
_SIZE = 512
"""Bytes of the file, always: one write within one page is either done or not, also when we are killed."""


class Spoilt(Exception):
    """There is an anchor, and it is not as this user wrote it: one clear line."""


class Mark(msgspec.Struct, frozen=True):
    """The ledger has `count` rows or more, and `head` (hex) is the link of that one.

    The first `since` of them were there before the anchor was: who wrote those is not known.
    """

    count: int = 0
    head: str = GENESIS.hex()
    since: int = 0


class _File(msgspec.Struct, frozen=True):
    mark: Mark
    signature: str


class Anchor:
    """The anchor of the ledger in the store `folder`."""

    def __init__(self, folder: Path) -> None:
        self.of = os.path.realpath(folder)
        name = hashlib.sha256(os.fsencode(self.of)).hexdigest()[:32]
        self.file = paths.user_data() / FOLDER / name

    def secret(self) -> bytes:
        """What this user seals the rows of this ledger with."""
        return bytes.fromhex(paths.signature(b"row", os.fsencode(self.of)))

    def read(self) -> Mark | None:
        """The mark; None where this user never wrote to the ledger. Raises Spoilt."""
        try:
            with self._locked(os.O_RDONLY, fcntl.LOCK_SH) as descriptor:
                return self._mark(descriptor)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise Spoilt(f"its anchor {self._name} cannot be read: {os.strerror(error.errno or 0)}") from error

    def begin(self, mark: Mark) -> None:
        """Make the anchor, if there is none. Raises OSError."""
        if not self.file.exists():
            with self._fresh(mark) as temporary, suppress(FileExistsError):  # another dashboard was faster
                os.link(temporary, self.file)

    def lay_anew(self, mark: Mark) -> None:
        """Put an anchor in place of whatever is there: what was proved by it is proved no more. Raises OSError."""
        with self._fresh(mark) as temporary:
            temporary.replace(self.file)

    @contextmanager
    def _fresh(self, mark: Mark) -> Iterator[Path]:
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=self.file.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(self._bytes(mark))
                file.flush()
                os.fsync(file.fileno())
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def forward(self, mark: Mark, holds: Callable[[Mark], bool]) -> None:
        """Move on to `mark`, if it is further on and the ledger still holds what the anchor knows. Raises OSError.

        Where it does not, the anchor stays: it is the proof.
        """
        with self._locked(os.O_RDWR, fcntl.LOCK_EX) as descriptor:
            try:
                now = self._mark(descriptor)
            except Spoilt:
                return
            if now.count < mark.count and holds(now):
                os.pwrite(descriptor, self._bytes(Mark(mark.count, mark.head, now.since)), 0)

    @property
    def _name(self) -> str:
        return printable(str(self.file))

    def _mark(self, descriptor: int) -> Mark:
        try:
            found = msgspec.json.decode(os.pread(descriptor, _SIZE, 0), type=_File)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Spoilt(f"its anchor {self._name} is damaged") from error
        if not hmac.compare_digest(found.signature.encode(), self._signature(found.mark).encode()):
            raise Spoilt(f"its anchor {self._name} was changed, or is of another user")
        return found.mark

    def _bytes(self, mark: Mark) -> bytes:
        return msgspec.json.encode(_File(mark, self._signature(mark))).ljust(_SIZE - 1) + b"\n"

    def _signature(self, mark: Mark) -> str:
        return paths.signature(b"ledger", os.fsencode(self.of), msgspec.json.encode(mark))

    @contextmanager
    def _locked(self, flags: int, lock: int) -> Iterator[int]:
        descriptor = os.open(self.file, flags | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            fcntl.flock(descriptor, lock)
            yield descriptor
        finally:
            os.close(descriptor)
