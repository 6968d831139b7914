"""The ledger: how many events it takes, and how long it is to verify and to read 100,000 of them.

Beside it stands what one would do without: a line of JSON per event, synced to the disk as often.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.table import Row
from mastery_tui.evidence.ledger import Entry, Ledger
from mastery_tui.learning.events import Validated, from_row, to_entry
from mastery_tui.learning.progress import progress

ROWS = 100_000
BATCH = 20
"""Events of one save: some metrics, a verdict, a run."""


def entry(number: int) -> Entry:
    event = Validated(
        curriculum="cs336_a1",
        version="1.0.0",
        module=f"module{number % 7}",
        stage="build",
        verdict="pass" if number % 3 else "fail",
        passed=number % 20,
        duration_ms=84.5,
        files={"softmax.py": f"{number:064x}"},
        reason="all 12 tests pass",
    )
    return to_entry(event, 1.7e9 + number)


def timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def lines(file: Path, batches: list[list[Entry]]) -> None:
    with file.open("ab") as out:
        for batch in batches:
            out.write(b"".join(json.dumps([each.kind, each.at, each.data]).encode() + b"\n" for each in batch))
            out.flush()
            os.fsync(out.fileno())


def run() -> list[Row]:
    home = os.environ.get("MASTERY_HOME")
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["MASTERY_HOME"] = f"{temporary}/home"
        try:
            return measured(Path(temporary))
        finally:
            del os.environ["MASTERY_HOME"]
            if home is not None:
                os.environ["MASTERY_HOME"] = home


def measured(folder: Path) -> list[Row]:
    entries = [entry(number) for number in range(ROWS)]
    ledger = Ledger(folder)
    singly = timed(lambda: [ledger.append_many([each]) for each in entries[:500]]) / 500
    batches = [entries[at : at + BATCH] for at in range(0, 10_000, BATCH)]
    batched = timed(lambda: [ledger.append_many(batch) for batch in batches]) / 10_000
    plain = timed(lambda: lines(folder / "lines", batches)) / 10_000
    while (last := ledger.last()) < ROWS:
        ledger.append_many(entries[last : min(last + 5_000, ROWS)])
    ledger.close()

    def opened() -> None:
        with Ledger(folder) as found:
            found.last()

    opening = min(timed(opened) for _ in range(5))
    whole = min(timed(lambda: Ledger(folder).verify()) for _ in range(3))
    ledger.verify()
    ledger.append_many(batches[0])
    further = timed(lambda: ledger.verify(after=ledger.verified))
    reading = min(timed(lambda: sum(1 for row in ledger.rows() if row.data)) for _ in range(3))
    events = [(from_row(row), row.at) for row in ledger.rows("learn")]
    folding = timed(lambda: progress((event, at) for event, at in events if event is not None))
    ledger.close()
    a_second = f"{1 / batched:,.0f} a second; lines of JSON, synced as often: {1 / plain:,.0f}"
    return [
        Row(f"ledger: events taken, {BATCH} at a time", a_second, ">= 1,000", batched <= 0.001),
        Row("ledger: one event, acknowledged", f"{singly * 1000:.2f} ms", "", None),
        Row(f"ledger: open {ROWS:,} rows", f"{opening * 1000:.1f} ms", "<= 10 ms", opening <= 0.010),
        Row(f"ledger: verify {ROWS:,} rows", f"{whole:.2f} s", "<= 2 s", whole <= 2),
        Row(f"ledger: verify {BATCH} more", f"{further * 1000:.2f} ms", "<= 5 ms", further <= 0.005),
        Row(f"ledger: read {ROWS:,} rows", f"{reading:.2f} s", "<= 1 s", reading <= 1),
        Row(f"progress: fold {ROWS:,} events", f"{folding:.2f} s", "", None),
    ]


if __name__ == "__main__":
    from benchmarks.table import show

    show(run())
