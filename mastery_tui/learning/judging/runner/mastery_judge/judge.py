"""One run: the process of the tests. It starts the learner's code first, and only then reads what the tests are."""

from __future__ import annotations

import base64
import gc
import os
import signal
import sys
import time
from typing import Any

from . import session
from .finder import Finder
from .frames import receive, send
from .keeper import Kept, start
from .link import Link
from .rewrites import Rewrites
from .standins import Standins

_EVERY_S = 0.2


class Told:
    """Cases on their way: a few at a time, since each message has another process woken in the middle of the tests."""

    def __init__(self, channel: int) -> None:
        self._channel = channel
        self._cases: list[dict[str, Any]] = []
        signal.signal(signal.SIGALRM, lambda number, frame: self.flush())

    def tell(self, case: dict[str, Any]) -> None:
        self._cases.append(case)
        if len(self._cases) == 1:
            signal.setitimer(signal.ITIMER_REAL, _EVERY_S)

    def flush(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        cases, self._cases = self._cases, []
        if cases:
            send(self._channel, {"cases": cases}, [])


class Ahead:
    """What needs no job: the process for the learner's code, and after it, so that it holds no part of it, pytest."""

    def __init__(self, fork: bool) -> None:
        gc.disable()
        signal.pthread_sigmask(signal.SIG_SETMASK, set())
        self.fork = fork
        self.kept = start(fork)
        self.tests = session.Ahead()

    def begin(self, code: dict[str, Any]) -> Kept:
        """The process for the learner's code, at work."""
        plan = {**code["plan"], "files": code["files"], "names": code["names"]}
        if not plan.get("plain"):
            try:
                self.kept.begin(plan)
                return self.kept
            except OSError:
                pass  # it was ended while it waited
        self.kept.kill()
        self.kept = start(self.fork, plan.get("plain", False))
        self.kept.begin(plan)
        return self.kept


def judge(ahead: Ahead, channel: int, rewrites: Rewrites | None) -> None:
    """Run the job on `channel`: read its first half (the learner's), hand it over, read the other half, answer."""
    message = receive(channel)
    if message is None:
        return
    code = message[0]
    began = time.monotonic()
    kept = ahead.begin(code)
    message = receive(channel)
    if message is None:
        return
    send(channel, {"begun": True}, [])
    work = message[0]
    if rewrites is not None:
        rewrites.load()
    null = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(null, fd)
    limits = code["plan"]
    link = Link(kept, began + limits["wall_s"], f"{limits['wall_s']:g} s")
    Standins(link)
    empty = {path for path, data in code["files"].items() if not base64.b64decode(data).strip()}
    finder = Finder(link, code["names"], empty)
    sys.meta_path.insert(0, finder)
    os.environ["TMPDIR"] = work["temporary"]
    told = Told(channel)
    report = session.Report(told.tell, link, finder)
    try:
        session.run(work, report, ahead.tests)
        if work["baseline"] and report.all_passed(work["tests"]):
            from .speed import slower

            report.slower = slower(code, work, link, finder, ahead.fork)
    finally:
        kept.kill()
        link.listen()
        said = bytes(link.said).decode("utf-8", "replace")
        notes = kept.told("notes") or []
        told.flush()
        done = {"ended": link.ended, "fault": finder.fault, "broken": report.broken, "collected": report.collected}
        send(
            channel, {"done": done, "said": said, "printed": link.printed, "notes": notes, "slower": report.slower}, []
        )
        if rewrites is not None:
            rewrites.save()
