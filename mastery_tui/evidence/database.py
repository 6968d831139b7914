"""The file of the ledger: an SQLite database in WAL mode, found as it should be or refused in one line."""

import os
import sqlite3
import stat
import time
from pathlib import Path
from urllib.parse import quote

from mastery_tui.evidence.row import LedgerError
from mastery_tui.model.text import printable

BUSY_S = 10.0
"""How long to wait for another dashboard that writes."""

TABLE = """CREATE TABLE event(
  seq INTEGER PRIMARY KEY, at REAL NOT NULL, kind TEXT NOT NULL, data TEXT NOT NULL, generation INTEGER NOT NULL,
  commit_id TEXT NOT NULL, tree_id TEXT NOT NULL, tools TEXT NOT NULL, hash BLOB NOT NULL,
  seal BLOB NOT NULL
)"""
GUARDS = {
    "event_is_last": """CREATE TRIGGER event_is_last BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    "event_stays": """CREATE TRIGGER event_stays BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    "event_is_kept": """CREATE TRIGGER event_is_kept BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
}
MIGRATIONS: tuple[tuple[str, ...], ...] = ((TABLE, *GUARDS.values()),)
"""What makes schema n + 1 of schema n. A row, once written, is never touched by any."""

DATABASE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""What comes of a file that is damaged, or out of reach."""
_PASSING = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def connect(file: Path) -> sqlite3.Connection:
    """The ledger for reading and writing, made where there is none. Raises LedgerError."""
    _regular(file)
    try:
        connection = sqlite3.connect(file, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
    except DATABASE_ERRORS as error:
        raise told(file, error) from error
    return _ready(connection, file, write=True)


def connect_to_read(file: Path) -> sqlite3.Connection | None:
    """The ledger for reading alone: nothing of it is changed, also where nothing can be. None when there is nothing in
    the file yet. Raises LedgerError."""
    _regular(file)
    write_ahead = file.with_name(f"{file.name}-wal")
    where = f"file:{quote(os.fsencode(file.absolute()))}?mode=ro"
    alone = not os.access(file.parent, os.W_OK) and not (write_ahead.exists() and write_ahead.stat().st_size)
    try:  # in a folder that cannot be written SQLite finds no place for its index of the write-ahead log
        where += "&immutable=1" if alone else ""
        connection = sqlite3.connect(where, uri=True, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        if not _schema(connection) and not _names(connection):  # whoever made it was ended then
            connection.close()
            return None
    except DATABASE_ERRORS as error:
        raise told(file, error) from error
    return _ready(connection, file, write=False)


def connect_to_memory() -> sqlite3.Connection:
    """A ledger that is forgotten when it is closed."""
    connection = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    return _ready(connection, Path(":memory:"), write=True)


def told(file: Path, error: Exception) -> LedgerError:
    """What SQLite says, as one line: what, where, how to mend it."""
    where = printable(str(file))
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _PASSING:
        return LedgerError(f"{where} is held by another program for more than {BUSY_S:.0f} s: end that one, try again")
    if code == sqlite3.SQLITE_NOTADB:
        return LedgerError(f"{where} is no ledger: bring it back from a backup, or move it away to begin anew")
    if code == sqlite3.SQLITE_CORRUPT or isinstance(error, UnicodeDecodeError):
        return LedgerError(f"{where} is damaged: bring it back from a backup, or move it away to begin anew")
    if code == sqlite3.SQLITE_FULL:
        return LedgerError(f"{where} cannot be written: the disk is full; what could not be recorded does not count")
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CANTOPEN):
        return LedgerError(f"{where} cannot be opened or written: see to the permissions of the file and its folder")
    return LedgerError(f"{where} cannot be used: {printable(str(error))}")


def _regular(file: Path) -> None:
    """Raises LedgerError for what could lead elsewhere, or block."""
    try:
        mode = file.lstat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise LedgerError(f"{printable(str(file))} cannot be opened: {os.strerror(error.errno or 0)}") from error
    if not stat.S_ISREG(mode):
        raise LedgerError(f"{printable(str(file))} is no ledger: it is not a regular file; move it away to begin anew")


def _ready(connection: sqlite3.Connection, file: Path, *, write: bool) -> sqlite3.Connection:
    try:
        connection.execute("PRAGMA trusted_schema=OFF")  # it may have come with somebody else's repository
        _ours(connection, file)
        if write:
            _write_ahead(connection)
            connection.execute("PRAGMA synchronous=FULL")  # what is acknowledged also survives a loss of power
            _migrate(connection)
        _known(connection, file)
    except DATABASE_ERRORS as error:
        connection.close()
        raise told(file, error) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _write_ahead(connection: sqlite3.Connection) -> None:
    """SQLite does not wait by itself when two make a database at the same time."""
    deadline = time.monotonic() + BUSY_S
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF not in _PASSING or time.monotonic() > deadline:
                raise
            time.sleep(0.005)


def _migrate(connection: sqlite3.Connection) -> None:
    if _schema(connection) >= len(MIGRATIONS):
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        for statements in MIGRATIONS[_schema(connection) :]:
            for statement in statements:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version={len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _ours(connection: sqlite3.Connection, file: Path) -> None:
    """Raises LedgerError for what must not even be opened to be written."""
    where = printable(str(file))
    names = _names(connection)  # before the version: another may just be making it
    schema = _schema(connection)
    if schema > (known := len(MIGRATIONS)):
        raise LedgerError(f"{where} is of a newer mastery (schema {schema}, this one knows {known}): update mastery")
    if schema < 1 and names:
        raise LedgerError(f"{where} is no ledger: it is the database of something else; move it away to begin anew")


def _known(connection: sqlite3.Connection, file: Path) -> None:
    """Raises LedgerError for a schema that is not ours: what stands in it could hide rows, or run."""
    where = printable(str(file))
    table = connection.execute("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'event'").fetchone()
    if table is None or table[0] != TABLE:
        raise LedgerError(f"{where} is no ledger: its table is another one; move it away to begin anew")
    foreign = _names(connection) - {"event", *GUARDS}
    if foreign:
        raise LedgerError(f"{where} holds what no ledger has ({printable(min(foreign))}): it was changed from outside")


def _schema(connection: sqlite3.Connection) -> int:
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def _names(connection: sqlite3.Connection) -> set[str]:
    return {str(name) for (name,) in connection.execute("SELECT name FROM sqlite_master")}
