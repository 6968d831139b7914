"""What is measured and what is waited for is not a time in which the process was stopped."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from mastery_tui.session.clock import SteadyLoop, Waits, at
from tests.processes import wait_for

WAITING = """
import asyncio, os, sys
from mastery_tui.session.clock import SteadyLoop, now, at
import time

async def main():
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    print("ready", flush=True)
    began, moment = now(), time.monotonic()
    try:
        async with asyncio.timeout(1.0):
            answer = (await reader.readline()).decode().strip()
    except TimeoutError:
        answer = "late"
    print(answer, now() - began, now() - at(moment), time.monotonic() - moment, flush=True)

with asyncio.Runner(loop_factory=SteadyLoop) as runner:
    runner.run(main())
"""


def test_an_answer_that_came_while_stopped_is_not_late() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WAITING], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdin
        assert child.stdout
        assert child.stdout.readline() == "ready\n"
        stat = Path(f"/proc/{child.pid}/stat")
        wait_for(lambda: stat.read_text().rpartition(")")[2].split()[0] == "S", "it waits for its answer")
        os.kill(child.pid, signal.SIGSTOP)
        os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WNOWAIT)
        child.stdin.write("answer\n")
        child.stdin.flush()
        stopped = time.monotonic()
        wait_for(lambda: time.monotonic() > stopped + 2.3, "it is stopped for longer than its timeout")
        os.kill(child.pid, signal.SIGCONT)
        answer, took, since, wall = child.stdout.readline().split()
        child.stdin.close()
    assert answer == "answer"
    assert float(wall) > 2.2
    assert 0 <= float(took) < 1.2
    assert 0 <= float(since) < 1.2


def test_waits_that_end_in_time_are_time() -> None:
    waits = Waits()
    waits.select(0.01)
    waits.select(0)
    waits.close()
    assert waits.lost == 0


def test_a_moment_is_the_same_on_another_loop() -> None:
    async def main() -> tuple[float, float]:
        moment = time.monotonic()
        return moment, at(moment)

    with asyncio.Runner() as runner:
        moment, there = runner.run(main())
    assert moment == there
    with asyncio.Runner(loop_factory=SteadyLoop) as runner:
        moment, there = runner.run(main())
    assert moment == there
