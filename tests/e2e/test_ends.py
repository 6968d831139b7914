"""However the dashboard ends, it leaves the terminal as it was and no process behind."""

import os
import signal
from pathlib import Path

import pytest

from mastery_tui.config import trust
from tests.e2e.conftest import Open
from tests.processes import Process, alive, descendants, started, wait_for

HANGING = """
import os, subprocess, sys, time
from pathlib import Path

def test_hangs():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    Path("pids.part").write_text(f"{os.getpid()} {child.pid}")
    os.replace("pids.part", "pids")
    time.sleep(600)
"""


def hanging(tree: Path, board_is_up: Open) -> tuple[object, list[Process]]:
    (tree / "test_hang.py").write_text(HANGING)
    trust.grant(tree)
    board = board_is_up(tree)
    pids = tree / "pids"
    board.until(pids.exists)
    running = descendants(board.pid) + [started(int(pid)) for pid in pids.read_text().split()]
    assert len(set(running)) >= 4, "workers, the run, the test, and what it started"
    return board, running


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_is_a_way_to_leave(tree: Path, dashboard: Open, number: signal.Signals) -> None:
    board, running = hanging(tree, dashboard)
    os.kill(board.pid, number)
    assert board.ended() == 128 + number
    board.restored()
    wait_for(lambda: not alive(running), "no process is left", 15)


def test_q_ends_all_that_runs(tree: Path, dashboard: Open) -> None:
    board, running = hanging(tree, dashboard)
    board.keys("q")
    assert board.ended() == 0
    board.restored()
    wait_for(lambda: not alive(running), "no process is left", 15)


def test_killed_it_takes_everything_along(tree: Path, dashboard: Open) -> None:
    board, running = hanging(tree, dashboard)
    os.kill(board.pid, signal.SIGKILL)
    assert board.ended() == -signal.SIGKILL
    wait_for(lambda: not alive(running), "no process is left", 15)
    (tree / "test_hang.py").unlink()
    again = dashboard(tree)
    again.settled()
    again.keys("q")
    assert again.ended() == 0


def test_a_signal_before_the_session_is_up(tree: Path, dashboard: Open) -> None:
    board = dashboard(tree)
    board.until(lambda: "mastery" in board.text)
    os.kill(board.pid, signal.SIGTERM)
    assert board.ended() == 128 + signal.SIGTERM
    board.restored()


def test_suspended_and_gone_on_with(tree: Path, dashboard: Open) -> None:
    board = dashboard(tree)
    board.settled()
    os.kill(board.pid, signal.SIGSTOP)
    (tree / "clean.py").write_text("import os\n")
    board.resize(100, 30)
    os.kill(board.pid, signal.SIGCONT)
    board.shows("F401")
