"""Processes that write at the same time, and processes that are killed: what was acknowledged is there."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mastery_tui.evidence.ledger import Ledger
from tests.evidence.book import verdict
from tests.processes import wait_for

ROOT = Path(__file__).parents[2]
Acknowledged = dict[int, str]


def begun(folder: Path, batch: int, out: Path) -> subprocess.Popen[bytes]:
    with out.open("wb") as file:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.evidence.book", str(folder), str(batch)], stdout=file, cwd=ROOT
        )


def said(out: Path) -> Acknowledged:
    """Rows and hashes; a last line that was torn off is none."""
    lines = out.read_text().split("\n")[:-1]
    return {int(seq): digest for seq, digest in (line.split() for line in lines)}


def holds(folder: Path, acknowledged: Acknowledged) -> None:
    assert verdict(folder) is None
    with Ledger(folder) as ledger:
        there = {row.seq: row.hash.hex() for row in ledger.rows()}
    assert acknowledged.items() <= there.items()


def killed(top: Path, times: int, seed: int) -> None:
    folder = top / "store"
    folder.mkdir(parents=True)
    chosen = random.Random(seed)  # noqa: S311
    acknowledged: Acknowledged = {}
    for number in range(times):
        out = top / f"out{number}"
        writers = [begun(folder, chosen.choice((1, 1, 7)), out)]
        second = top / f"second{number}"
        if chosen.random() < 0.3:
            writers.append(begun(folder, 1, second))
        wanted = chosen.choice((0, 0, 1, 40, 2000))  # also while it opens, or makes, the database
        moments = iter(range(chosen.randrange(9)))
        wait_for(lambda: out.stat().st_size >= wanted and next(moments, None) is None, "rows")  # noqa: B023
        for writer in writers:
            os.kill(writer.pid, signal.SIGKILL)
            writer.wait()
        for place in (out, second):
            if place.exists():
                acknowledged.update(said(place))
        holds(folder, acknowledged)
    assert acknowledged


def test_nothing_that_was_acknowledged_is_lost_to_kill_9(tmp_path: Path) -> None:
    killed(tmp_path, 20, 1)


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_500_times_killed(tmp_path: Path) -> None:
    for seed in range(20):
        killed(tmp_path / str(seed), 25, seed)


def test_two_processes_append_to_one_chain(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    outs = [tmp_path / f"out{number}" for number in range(3)]
    writers = [begun(folder, number + 1, out) for number, out in enumerate(outs)]
    wait_for(lambda: all(out.stat().st_size > 4000 for out in outs), "rows of all")
    with Ledger(folder) as ledger:
        for _ in range(10):
            assert ledger.verify(after=ledger.verified) is None  # also while they write
    for writer in writers:
        os.kill(writer.pid, signal.SIGKILL)
        writer.wait()
    told = [said(out) for out in outs]
    assert sum(map(len, told)) == len({seq for rows in told for seq in rows})
    for rows in told:
        holds(folder, rows)
