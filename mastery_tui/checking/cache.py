"""Results by content, in .mastery/cache.db. Deleting it only costs time; so does anything that goes wrong with it.

One row per (path, check, blob): the path belongs to the key because ruff's per-file rules, bandit's skips and
fingerprints depend on it. `key` names everything else that decides a result: the check's version, its tool, its
options and configuration files.
"""

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

SCHEMA = 2
KEEP_DAYS = 60
TABLES = """
CREATE TABLE IF NOT EXISTS stat(path TEXT PRIMARY KEY, size INT, mtime_ns INT, inode INT, blob TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS result(path TEXT, check_name TEXT, blob TEXT, key TEXT, payload BLOB, used INT,
  PRIMARY KEY(path, check_name, blob)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memory(name TEXT PRIMARY KEY, payload BLOB) WITHOUT ROWID;
"""

Stat = tuple[int, int, int, str]
"""Size in bytes, mtime in nanoseconds, inode, blob id."""


class Cache:
    """The cache of one tree. Never raises: a cache that cannot be used is an empty one, and `trouble` hears why.

    `owner` marks it as made by this user for this tree. One that is marked otherwise came from elsewhere, with a cloned
    repository perhaps: it could claim anything, so it is thrown away unread.
    """

    def __init__(self, file: Path | None, trouble: Callable[[str], None], owner: str = "") -> None:
        self.file = file
        self.trouble = trouble
        self.owner = owner
        self.connection = self._open() if file else None
        self.empty = not self._rows("SELECT 1 FROM result LIMIT 1")

    def _open(self) -> sqlite3.Connection | None:
        try:
            return self._connect()
        except sqlite3.DatabaseError as error:
            if _is_passing(error):
                self._off(error)
                return None
        except OSError as error:
            self._off(error)
            return None
        return self._replace()

    def _replace(self) -> sqlite3.Connection | None:
        """A new file in place of one that is damaged."""
        try:
            self._set_aside()
            connection = self._connect()
        except (sqlite3.Error, OSError) as error:
            self._off(error)
            return None
        self.trouble(f"{self.file} was not a usable cache: set aside as cache.db.broken and made anew; nothing is lost")
        return connection

    def _connect(self) -> sqlite3.Connection:
        if self.file is None:
            raise OSError("there is no folder for the cache")
        self._disown(self.file)
        connection = sqlite3.connect(self.file, timeout=0.2, isolation_level=None, check_same_thread=False)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, SCHEMA):
                connection.execute("BEGIN IMMEDIATE")
                for table in ("stat", "result", "memory"):
                    connection.execute(f"DROP TABLE IF EXISTS {table}")  # from an older release: only a cache
                connection.execute("COMMIT")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(TABLES)
            connection.execute(f"PRAGMA user_version={SCHEMA}")
        except BaseException:
            connection.close()
            raise
        return connection

    def _disown(self, file: Path) -> None:
        """Throw away a cache that is not ours."""
        mark = file.with_suffix(".owner")
        try:
            if not mark.is_symlink() and mark.read_text("ascii", "replace") == self.owner:
                return
        except OSError:
            pass  # there is no mark
        for suffix in ("", "-wal", "-shm"):
            file.with_name(file.name + suffix).unlink(missing_ok=True)
        mark.unlink(missing_ok=True)
        descriptor = os.open(mark, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
        with os.fdopen(descriptor, "w") as fresh:
            fresh.write(self.owner)

    def _set_aside(self) -> None:
        if self.file is None:
            return
        for suffix in ("-wal", "-shm"):
            self.file.with_name(self.file.name + suffix).unlink(missing_ok=True)
        self.file.replace(self.file.with_name(self.file.name + ".broken"))

    def _off(self, error: Exception) -> None:
        self.trouble(f"the cache {self.file} cannot be used ({error}): results are kept in memory for this session")

    def _failed(self, error: sqlite3.Error) -> None:
        """Go on without, or with a new one when the file is damaged."""
        connection, self.connection = self.connection, None
        if connection is not None:
            connection.close()
        if isinstance(error, sqlite3.OperationalError) and "no such" not in str(error):
            self._off(error)
        else:
            self.connection = self._replace()

    def stats(self) -> dict[str, Stat]:
        """What each path was when last hashed."""
        return {row[0]: row[1:] for row in self._rows("SELECT path, size, mtime_ns, inode, blob FROM stat")}

    def load(self, keys: Mapping[str, str]) -> Iterator[tuple[str, str, str, bytes]]:
        """(path, blob, check, payload) of every result that fits the last known content and `keys`, check -> key."""
        for check, key in keys.items():
            yield from self._rows(
                "SELECT r.path, r.blob, r.check_name, r.payload FROM stat s JOIN result r"
                " ON r.path = s.path AND r.check_name = ? AND r.blob = s.blob WHERE r.key = ?",
                (check, key),
            )

    def get(self, path: str, blob: str, check: str, key: str) -> bytes | None:
        """The payload of one result."""
        if self.empty:
            return None
        for row in self._rows(
            "SELECT payload FROM result WHERE path = ? AND check_name = ? AND blob = ? AND key = ?",
            (path, check, blob, key),
        ):
            payload: bytes = row[0]
            return payload
        return None

    def put(self, results: Iterable[tuple[str, str, str, str, bytes]], stats: Mapping[str, Stat]) -> None:
        """Keep results (path, check, blob, key, payload) and what was seen of files, in one transaction."""
        today = int(time.time() // 86400)
        self.empty = False
        self._write(
            ("INSERT OR REPLACE INTO result VALUES (?, ?, ?, ?, ?, ?)", [(*row, today) for row in results]),
            ("INSERT OR REPLACE INTO stat VALUES (?, ?, ?, ?, ?)", [(path, *stat) for path, stat in stats.items()]),
        )

    def recall(self, name: str) -> bytes | None:
        """What `remember` kept under this name."""
        for row in self._rows("SELECT payload FROM memory WHERE name = ?", (name,)):
            payload: bytes = row[0]
            return payload
        return None

    def remember(self, name: str, payload: bytes) -> None:
        self._write(("INSERT OR REPLACE INTO memory VALUES (?, ?)", [(name, payload)]))

    def close(self, alive: Iterable[str]) -> None:
        """Forget what has not been used for long, then close. `alive`: the paths of the tree now."""
        if self.connection is None:
            return
        today = int(time.time() // 86400)
        marked = [(today, path, today - 7) for path in alive]
        self._write(
            ("UPDATE result SET used = ? WHERE path = ? AND used < ?", marked),
            ("DELETE FROM result WHERE used < ?", [(today - KEEP_DAYS,)]),
        )
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _rows(self, sql: str, parameters: tuple[str, ...] = ()) -> list[Any]:
        if self.connection is None:
            return []
        try:
            return self.connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            self._failed(error)
            return []

    def _write(self, *statements: tuple[str, Sequence[tuple[object, ...]]]) -> None:
        if self.connection is None:
            return
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            for sql, rows in statements:
                self.connection.executemany(sql, rows)
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            if self.connection.in_transaction:
                with suppress(sqlite3.Error):  # the first error is the one to tell
                    self.connection.execute("ROLLBACK")
            if not _is_passing(error):
                self._failed(error)


def _is_passing(error: sqlite3.Error) -> bool:
    """Whether another dashboard merely holds the lock."""
    return "locked" in str(error) or "busy" in str(error)
