"""Is the ledger as it was written? The rows against their hashes, and the end of them against the anchor."""

import sqlite3
from collections.abc import Callable
from typing import Any

import msgspec

from mastery_tui.evidence.anchor import Anchor, Mark, Spoilt
from mastery_tui.evidence.database import DATABASE_ERRORS, GUARDS
from mastery_tui.evidence.row import GENESIS, LedgerError, fault, seal

Select = Callable[..., list[tuple[Any, ...]]]
_PAGE = 2_000
_LEAST, _MOST = -(2**63), 2**63
_LINK = "SELECT hash, seal FROM event WHERE seq = ?"
_ROWS = "SELECT * FROM event WHERE seq >= ? ORDER BY seq LIMIT ?"


class Broken(msgspec.Struct, frozen=True):
    """The first row that is not as it was written, and why it is not. 0: no row can be named."""

    seq: int
    why: str

    def __str__(self) -> str:
        return f"row {self.seq}: {self.why}" if self.seq else self.why


def verify(
    select: Select, anchor: Anchor | None, secret: bytes, after: int, before: bytes | None
) -> tuple[int, bytes, Broken | None]:
    """The number and link of the last row up to which all is right, and what is wrong behind it.

    Of the rows up to `after`, whose last one had the link `before`, only that one is looked at. Raises LedgerError
    where it cannot be told.
    """
    try:
        mark = anchor.read() if anchor else None  # before the rows: they may only become more
    except Spoilt as error:
        return 0, GENESIS, Broken(0, f"whether rows are missing cannot be told: {error}")
    walk = _Walk(select, secret, mark.since if mark else 0)
    broken = walk.go(after, before) or walk.against(mark)
    if mark and walk.foreign:
        seq, right = walk.foreign
        why = "it was written anew" if seq <= mark.count else "it was not recorded by this user, or not here"
        return seq - 1, right, Broken(seq, f"{why}: it does not bear this user's seal")
    return walk.last, walk.head, broken or _guarded(select)


def whole(select: Select) -> tuple[int, bytes, Broken | None]:
    """The number and link of the last row up to which the chain holds, whoever wrote it, and what is wrong behind."""
    walk = _Walk(select, b"", _MOST)
    broken = walk.go(0, None)
    return walk.last, walk.head, broken or _guarded(select)


def link(select: Select, seq: int) -> bytes | None:
    """What ties the row after this one to it; None where there is no such row."""
    found = select(_LINK, (seq,))
    if not found or not all(isinstance(part, bytes) for part in found[0]):
        return None
    return b"".join(found[0])


def notes(anchor: Anchor | None, last: int) -> tuple[str, ...]:
    """What the anchor cannot speak of, in a ledger of `last` rows."""
    unseen = foreign(anchor, last) if anchor else last
    if not unseen:
        return ()
    rows = "1 row was" if unseen == 1 else f"{unseen:,} rows were"
    return (f"{rows} not recorded by this user in this place: their chain holds, who wrote them is not known",)


def foreign(anchor: Anchor, last: int) -> int:
    """Up to which row nobody knows who wrote it, in a ledger of `last` rows."""
    try:
        mark = anchor.read()
    except Spoilt:
        return 0  # `verify` says it
    return last if mark is None else min(mark.since, last)


class _Walk:
    """From row to row. `foreign` is the first row behind `since` without the seal, with the link before it."""

    def __init__(self, select: Select, secret: bytes, since: int) -> None:
        self.select = select
        self.secret = secret
        self.since = since
        self.last = 0
        self.head = GENESIS
        self.foreign: tuple[int, bytes] | None = None

    def go(self, after: int, before: bytes | None) -> Broken | None:
        """Every row from the one after `after` on; with 0 from the first of the table, whatever its number."""
        if after:
            found = link(self.select, after)
            if found is None or before not in (None, found):
                return Broken(after, "it is not the one that was verified before")
            self.last, self.head = after, found
        size = _PAGE
        while True:
            try:
                page = self.select(_ROWS, (self.last + 1 if self.last else _LEAST, size))
            except LedgerError as error:
                if not _is_damage(error):
                    raise
                if size == 1:
                    return Broken(self.last + 1, "it cannot be read: the file is damaged")
                size = 1  # find the row
                continue
            for row in page:
                if why := fault(row, self.last + 1, self.head):
                    return Broken(self.last + 1, why)
                self._step(row)
            if len(page) < size:
                return None

    def _step(self, row: tuple[Any, ...]) -> None:
        if self.foreign is None and row[0] > self.since and seal(self.secret, row[8]) != row[9]:
            self.foreign = (row[0], self.head)
        self.last, self.head = row[0], row[8] + row[9]

    def against(self, mark: Mark | None) -> Broken | None:
        """What the anchor says of rows that are in a row and whole."""
        if mark is None or not mark.count:
            return None
        if self.last < mark.count:
            first = self.last + 1
            gone = f"rows {first:,} to {mark.count:,} are missing" if first < mark.count else "it is missing"
            return Broken(first, f"{gone}: the end was cut off, or all of it was replaced")
        if link(self.select, mark.count) != bytes.fromhex(mark.head):
            return Broken(mark.count, "it is not the one that was recorded: it, or rows before it, were written anew")
        return None


def _is_damage(error: LedgerError) -> bool:
    """Whether the file does not hold what can be read, rather than that it cannot be reached now."""
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", None)  # text that is no UTF-8 has none
    return isinstance(cause, DATABASE_ERRORS) and code in (None, sqlite3.SQLITE_CORRUPT)


def _guarded(select: Select) -> Broken | None:
    found: dict[str, str] = dict(select("SELECT name, sql FROM sqlite_master"))
    for name, sql in GUARDS.items():
        if found and found.get(name) != sql:
            return Broken(0, f"the guard against changes was removed ({name}): the rows are whole")
    return None
