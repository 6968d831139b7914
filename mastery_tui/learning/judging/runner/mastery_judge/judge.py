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
from .keeper import start
from .link import Link
from .standins import Standins


def judge(code: dict[str, Any], channel: int, fork: bool) -> None:
    """Run the job whose first half (`code`: the learner's) is given; read the other half, answer on `channel`."""
    gc.disable()
    signal.pthread_sigmask(signal.SIG_SETMASK, set())
    began = time.monotonic()
    kept = start({**code["plan"], "files": code["files"], "names": code["names"]}, fork)
    message = receive(channel)
    if message is None:
        return
    send(channel, {"begun": True}, [])
    work = message[0]
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
    report = session.Report(lambda case: send(channel, {"case": case}, []), link, finder)
    try:
        session.run(work, report)
        if work["baseline"] and report.all_passed(work["tests"]):
            from .speed import slower

            report.slower = slower(code, work, link, finder, fork)
    finally:
        kept.kill()
        link.listen()
        said = bytes(link.said).decode("utf-8", "replace")
        notes = kept.told("notes") or []
        done = {"ended": link.ended, "fault": finder.fault, "broken": report.broken, "collected": report.collected}
        send(
            channel, {"done": done, "said": said, "printed": link.printed, "notes": notes, "slower": report.slower}, []
        )
