"""A ledger to be read, tampered with, or written by a process that is killed."""

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mastery_tui.evidence.database import GUARDS
from mastery_tui.evidence.ledger import FILE, Broken, Entry, Ledger


def made(folder: Path, rows: int) -> Ledger:
    """A ledger with so many rows, all different."""
    folder.mkdir(parents=True, exist_ok=True)
    ledger = Ledger(folder)
    ledger.append_many(
        Entry(
            "learn.validated",
            {"module": f"m{number}", "n": number},
            at=1000.0 + number,
            generation=number,
            commit_id=f"{number:040x}",
            tree_id="t",
            tools={"pytest": "9"},
        )
        for number in range(rows)
    )
    return ledger


def verdict(folder: Path) -> Broken | None:
    """What somebody says who opens the ledger anew."""
    with Ledger(folder) as ledger:
        return ledger.verify()


@contextmanager
def unguarded(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database as somebody sees it who took the triggers away, and puts them back."""
    connection = sqlite3.connect(folder / FILE, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("BEGIN")
        for name in GUARDS:
            connection.execute(f"DROP TRIGGER {name}")
        yield connection
        for sql in GUARDS.values():
            connection.execute(sql)
        connection.execute("COMMIT")
    finally:
        connection.close()


def main() -> None:
    """Append to the ledger in this folder for as long as we live, and say which rows were acknowledged."""
    folder, batch = Path(sys.argv[1]), int(sys.argv[2])
    with Ledger(folder) as ledger:
        number = 0
        while True:
            number += 1
            rows = ledger.append_many([Entry("test.row", {"pid": os.getpid(), "n": number})] * batch)
            sys.stdout.write("".join(f"{row.seq} {row.hash.hex()}\n" for row in rows))
            sys.stdout.flush()


if __name__ == "__main__":
    main()
