"""The ledger of one tree, `.mastery/ledger.db`: append-only, every row tied by a hash to all before it.

What `append` returned is committed: it survives the end of this process and a loss of power. Nothing is ever repaired
unasked. Opening is cheap: `verify` is what looks at the rows, and it can go on from where it was.
"""

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import RLock
from typing import Any

from mastery_tui.evidence import chain
from mastery_tui.evidence.anchor import Anchor, Mark
from mastery_tui.evidence.chain import Broken
from mastery_tui.evidence.database import DATABASE_ERRORS, connect, connect_to_memory, connect_to_read, told
from mastery_tui.evidence.row import GENESIS, TYPES, Entry, LedgerError, Row, sealed
from mastery_tui.model.text import printable

__all__ = ["FILE", "Broken", "Entry", "Ledger", "LedgerError", "Row"]

FILE = "ledger.db"
_PAGE = 2_000
_INSERT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


class Ledger:
    """The ledger in the store `folder` (`config.paths.store`); None: one in memory, that is forgotten.

    Safe for several threads and processes. Every method raises LedgerError. The file is made by the first `append`;
    with `read_only` nothing is ever made or changed.
    """

    def __init__(self, folder: Path | None, *, read_only: bool = False) -> None:
        self.file = folder / FILE if folder else None
        self.read_only = read_only
        self.anchor = Anchor(folder) if folder else None
        self.anchor_trouble = ""
        self._verified = (0, GENESIS)
        self._secret: bytes | None = None
        self._connection: sqlite3.Connection | None = None
        self._inode = (0, 0)
        self._lock = RLock()

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @property
    def kept(self) -> bool:
        """Whether what is recorded outlives this process."""
        return self.file is not None

    @property
    def notes(self) -> tuple[str, ...]:
        """Lines on what cannot be shown or kept here; none of them says that the ledger is broken."""
        if self.file is None:
            return ("there is no folder that can be written: what is recorded is forgotten when this ends",)
        lines = [self.anchor_trouble] if self.anchor_trouble else []
        return (*lines, *chain.notes(self.anchor, self.last()))

    @property
    def verified(self) -> int:
        """The last row up to which all are as they were written, as far as `verify` was asked."""
        return self._verified[0]

    @property
    def foreign(self) -> int:
        """Up to which row nobody knows who wrote it: not this user in this place, as far as the anchor can tell."""
        if self.anchor is None:
            return 0
        return chain.foreign(self.anchor, self.last())

    def append(
        self,
        kind: str,
        data: Mapping[str, Any],
        *,
        at: float | None = None,
        generation: int = 0,
        commit_id: str = "",
        tree_id: str = "",
        tools: Mapping[str, str] | None = None,
    ) -> Row:
        """Record one event, see Entry; it is committed when this returns. Raises ValueError for what is none."""
        return self.append_many([Entry(kind, data, at, generation, commit_id, tree_id, tools or {})])[0]

    def append_many(self, entries: Iterable[Entry]) -> list[Row]:
        """Record all of them in one transaction, or none."""
        wanted = list(entries)
        if not wanted:
            return []
        if self.read_only:
            raise LedgerError(f"{self._name} is open to be read only")
        now = time.time()
        with self._lock:
            connection = self._writing()
            secret = self._sealing()
            try:
                connection.execute("BEGIN IMMEDIATE")
                last, before = _head(connection)
                rows = []
                for seq, entry in enumerate(wanted, last + 1):
                    columns = sealed(seq, entry, now, before, secret)
                    before = columns[8] + columns[9]
                    rows.append(columns)
                connection.executemany(_INSERT, rows)
                connection.execute("COMMIT")
            except (*DATABASE_ERRORS, OverflowError) as error:
                raise told(self._path, error) from error
            finally:
                if connection.in_transaction:
                    with suppress(sqlite3.Error):  # the first error is the one to tell
                        connection.execute("ROLLBACK")
            self._move(Mark(rows[-1][0], before.hex(), last))
        return [Row(*columns) for columns in rows]

    def rows(self, kind: str = "", *, since: float | None = None, after_seq: int = 0) -> Iterator[Row]:
        """The rows in order: those of a kind or of all below it (`learn`), at or after `since`, after `after_seq`.

        They are read as they are asked for, so also those that come meanwhile.
        """
        kind = kind.rstrip(".")
        where, values = "seq > ?", [*((kind, f"{kind}.") if kind else ()), *(() if since is None else (since,))]
        if kind:
            where += " AND (kind = ?2 OR substr(kind, 1, length(?3)) = ?3)"
        if since is not None:
            where += f" AND at >= ?{len(values) + 1}"
        sql = f"SELECT * FROM event WHERE {where} ORDER BY seq LIMIT {_PAGE}"  # noqa: S608 (no word from outside)
        while True:
            found = self._select(sql, (after_seq, *values))
            for columns in found:
                if tuple(map(type, columns)) != TYPES:
                    raise LedgerError(
                        f"{self._name} holds a row {columns[0]} that was changed: see `mastery ledger verify`"
                    )
                yield Row(*columns)
            if len(found) < _PAGE:
                return
            after_seq = found[-1][0]

    def told(self, kinds: Sequence[str], upto: int) -> Iterator[tuple[int, float, str, str, str]]:
        """Number, time, kind, data and commit of the rows of these kinds, up to the row `upto` (see `verified`).

        For what goes over all of them: it is quicker than `rows`, and looks at none twice.
        """
        marks = ", ".join("?" * len(kinds))
        sql = (
            "SELECT seq, at, kind, data, commit_id FROM event"  # noqa: S608 (no word from outside)
            f" WHERE seq > ? AND seq <= ? AND kind IN ({marks}) ORDER BY seq LIMIT {_PAGE}"
        )
        after = 0
        while found := self._select(sql, (after, upto, *kinds)):
            yield from found
            after = found[-1][0]

    def last(self) -> int:
        """The number of the last row, 0 when there is none."""
        found = self._select("SELECT max(seq) FROM event")
        return int(found[0][0] or 0) if found else 0

    def seen(self) -> tuple[object, ...]:
        """A value that is another one once anybody else has written, or another file stands there; cheap to ask."""
        with self._lock:
            found = self._select("PRAGMA data_version")
            return (self._inode, found)

    def verify(self, after: int = 0) -> Broken | None:
        """The first row that is not as it was written, from the one after `after` on; None when there is none.

        Whether the end was cut off or everything was written anew is told as far as the anchor reaches, see `notes`.
        `after=ledger.verified` goes on from where this object was. The rows up to `verified` are right also then.
        """
        before = self._verified[1] if after and after == self._verified[0] else None
        last, head, broken = chain.verify(self._select, self.anchor, self._sealing(), after, before)
        self._verified = (last, head)
        return broken

    def accept(self) -> Broken | None:
        """Go on from the ledger as it stands, though it is not the one that this user left here: it was brought back
        from a backup, or other users or machines wrote to it. Who wrote the rows up to now is not known from then on.

        Returns what was accepted, and records it; None where nothing was wrong. Raises LedgerError where a row is
        damaged: that cannot be accepted.
        """
        broken = self.verify()
        if broken is None or self.anchor is None:
            return None
        last, head, damaged = chain.whole(self._select)
        if damaged is not None:
            raise LedgerError(f"{self._name} is damaged ({damaged}): bring it back from a backup")
        try:
            self.anchor.lay_anew(Mark(last, head.hex(), last))
        except OSError as error:
            self._unanchored(error)
            raise LedgerError(self.anchor_trouble) from error
        self.append("ledger.accepted", {"rows": last, "why": str(broken)})
        return broken

    def close(self) -> None:
        """Let go of the file; the next use opens it again."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is not None and self.file is not None:
                connection.close()
            elif connection is not None:
                self._connection = connection  # in memory: there is nothing else to come back to

    @property
    def _path(self) -> Path:
        return self.file or Path(":memory:")

    @property
    def _name(self) -> str:
        return printable(str(self._path))

    def _sealing(self) -> bytes:
        """The secret of the rows, read when it is needed: the first frame waits for none of this."""
        if self._secret is None:
            self._secret = self.anchor.secret() if self.anchor else b""
        return self._secret

    def _writing(self) -> sqlite3.Connection:
        """The connection, to the file that is there now: somebody may have cleaned the tree meanwhile."""
        if self.file is None:
            self._connection = self._connection or connect_to_memory()
            return self._connection
        if self._connection is None or not self._is_there():
            self.close()
            if self.anchor is not None and not self.file.exists():
                self._begin(Mark())
            self._connection = connect(self.file)
            self._inode = _inode(self.file)
        return self._connection

    def _select(self, sql: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """What the database answers; nothing where there is no ledger yet."""
        with self._lock:
            if self.file is not None and not self._is_there():
                self.close()
                if not os.path.lexists(self.file):
                    return []
                self._connection = connect_to_read(self.file) if self.read_only else connect(self.file)
                self._inode = _inode(self.file)
            if self._connection is None:
                return []
            try:
                return self._connection.execute(sql, values).fetchall()
            except DATABASE_ERRORS as error:
                raise told(self._path, error) from error

    def _is_there(self) -> bool:
        return self._connection is not None and self.file is not None and _inode(self.file) == self._inode

    def _begin(self, mark: Mark) -> None:
        if self.anchor is None:
            return
        try:
            self.anchor.begin(mark)
        except OSError as error:
            self._unanchored(error)

    def _move(self, mark: Mark) -> None:
        """Move the anchor after what was committed; its `since` counts only where there was none.

        A failure is told, and costs no row: the anchor may always be behind.
        """
        if self.anchor is None:
            return
        try:
            self.anchor.forward(mark, self._holds)
            self.anchor_trouble = ""
        except FileNotFoundError:  # the ledger came from elsewhere, or the anchor was removed
            self._begin(mark)
        except OSError as error:
            self._unanchored(error)

    def _holds(self, mark: Mark) -> bool:
        if not mark.count:
            return mark.head == GENESIS.hex()
        return chain.link(self._select, mark.count) == bytes.fromhex(mark.head)

    def _unanchored(self, error: OSError) -> None:
        where = printable(str(self.anchor.file if self.anchor else ""))
        why = os.strerror(error.errno or 0)
        self.anchor_trouble = f"the ledger's anchor {where} cannot be written ({why}): a cut-off end would not be seen"


def _head(connection: sqlite3.Connection) -> tuple[int, bytes]:
    found = connection.execute("SELECT seq, hash, seal FROM event ORDER BY seq DESC LIMIT 1").fetchone()
    if found is None:
        return 0, GENESIS
    seq, *link = found
    return int(seq), b"".join(part for part in link if isinstance(part, bytes))  # `verify` names what is none


def _inode(file: Path) -> tuple[int, int]:
    try:
        about = file.stat()
    except OSError:
        return 0, 0
    return about.st_dev, about.st_ino
