"""Is the ledger as it was written? The rows against their hashes, and the end of them against the anchor."""

import sqlite3
from collections.abc import Callable
from typing import Any

import msgspec

from mastery_tui.evidence.anchor import Anchor, Mark, Spoilt
from mastery_tui.evidence.database import GUARDS
from mastery_tui.evidence.row import GENESIS, LedgerError, fault

Select = Callable[..., list[tuple[Any, ...]]]
_PAGE = 2_000
_LEAST = -(2**63)
_ROWS = "SELECT * FROM event WHERE seq >= ? ORDER BY seq LIMIT ?"


class Broken(msgspec.Struct, frozen=True):
    """The first row that is not as it was written, and why it is not. 0: no row can be named."""

    seq: int
    why: str

    def __str__(self) -> str:
        return f"row {self.seq}: {self.why}" if self.seq else self.why


def verify(select: Select, anchor: Anchor | None, after: int, before: bytes | None) -> Broken | tuple[int, bytes]:
    """The number and hash of the last row, or what is wrong. Of the rows up to `after`, whose last one had the hash
    `before`, only that one is looked at. Raises LedgerError where it cannot be told."""
    try:
        mark = anchor.read() if anchor else None  # before the rows: they may only become more
    except Spoilt as error:
        return Broken(0, f"whether rows are missing cannot be told: {error}")
    found = _walk(select, after, before)
    if isinstance(found, Broken):
        return found
    return _against(select, mark, found) or _guarded(select) or found


def notes(anchor: Anchor | None, last: int) -> tuple[str, ...]:
    """What the anchor cannot speak of, in a ledger of `last` rows."""
    try:
        mark = anchor.read() if anchor else None
    except Spoilt:
        return ()  # `verify` says it
    unseen = last if mark is None else min(mark.since, last)
    if not unseen:
        return ()
    rows = "1 row was" if unseen == 1 else f"{unseen:,} rows were"
    return (f"{rows} not recorded by this user in this place: their chain holds, who wrote them is not known",)


def _walk(select: Select, after: int, before: bytes | None) -> Broken | tuple[int, bytes]:
    """Every row from the one after `after` on; from the very first one of the table, whatever its number, where that
    is 0."""
    last, head, start = 0, GENESIS, _LEAST
    if after:
        found = select("SELECT hash FROM event WHERE seq = ?", (after,))
        if not found or not isinstance(found[0][0], bytes) or before not in (None, found[0][0]):
            return Broken(after, "it is not the one that was verified before")
        last, head, start = after, found[0][0], after + 1
    size = _PAGE
    while True:
        try:
            page = select(_ROWS, (start, size))
        except LedgerError as error:
            if not _is_damage(error):
                raise
            if size == 1:
                return Broken(last + 1, "it cannot be read: the file is damaged")
            size = 1  # find the row
            continue
        for row in page:
            if why := fault(row, last + 1, head):
                return Broken(last + 1, why)
            last, head = row[0], row[-1]
        if len(page) < size:
            return last, head
        start = last + 1


def _is_damage(error: LedgerError) -> bool:
    """Whether the file does not hold what can be read, rather than that it cannot be reached now."""
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)  # text that is no UTF-8 has none
    return isinstance(cause, sqlite3.Error) and code in (None, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _against(select: Select, mark: Mark | None, end: tuple[int, bytes]) -> Broken | None:
    """What the anchor says of rows that are in a row and whole, up to `end`."""
    if mark is None or not mark.count:
        return None
    last, head = end
    if last < mark.count:
        first = last + 1
        gone = f"rows {first:,} to {mark.count:,} are missing" if first < mark.count else "it is missing"
        return Broken(first, f"{gone}: the end was cut off, or all of it was replaced")
    there = head if last == mark.count else select("SELECT hash FROM event WHERE seq = ?", (mark.count,))[0][0]
    if there != bytes.fromhex(mark.head):
        return Broken(mark.count, "it is not the one that was recorded: it, or rows before it, were written anew")
    return None


def _guarded(select: Select) -> Broken | None:
    found: dict[str, str] = dict(select("SELECT name, sql FROM sqlite_master"))
    for name, sql in GUARDS.items():
        if found and found.get(name) != sql:
            return Broken(0, f"the guard against changes was removed ({name}): the rows are whole")
    return None
