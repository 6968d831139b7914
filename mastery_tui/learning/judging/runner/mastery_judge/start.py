"""What each process of the judge does at its beginning."""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import tempfile
import time

from . import below, sandbox
from .frames import receive, send

_SLACK_S = 1.0
_BASELINE_S = 5.0
_SETTLE_S = 0.2


def main(arguments: list[str]) -> None:
    what, rest = arguments[0], arguments[1:]
    if what == "keep":
        from .keeper import keep

        channel, printed, tell, plain = map(int, rest)
        keep(channel, printed, tell, bool(plain))
    elif what == "warm":
        warm(int(rest[0]), json.loads(rest[1]))
    else:
        once(int(rest[0]), json.loads(rest[1]))


def _load(channel: int, imports: list[str], preload: bool) -> bool:
    """Import what every run needs, and tell what is missing."""
    os.set_inheritable(channel, False)
    found = {name: _problem(name) for name in ["pytest", *imports]}
    missing = [[name, why] for name, why in found.items() if why]
    if preload and not missing:
        _preload(imports)
    send(channel, {"hello": os.getpid(), "missing": missing}, [])
    return not missing


def _problem(name: str) -> str:
    try:
        importlib.import_module(name)
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:300]
    return ""


def once(channel: int, imports: list[str]) -> None:
    """One run in this very process: for where processes cannot be forked safely."""
    from .judge import Ahead, judge

    if _load(channel, imports, preload=False) and receive(channel) is not None:
        judge(Ahead(fork=False), channel, None)
    os._exit(0)


def warm(channel: int, imports: list[str]) -> None:
    """Have a judge forked for each job, one ahead, until nobody asks any more."""
    if sandbox.LINUX:
        from . import kernel

        kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
        kernel.prctl(kernel.PR_SET_DUMPABLE, 0)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGCHLD, signal.SIGUSR1})
    if not _load(channel, imports, preload=True):
        return
    gc.collect()
    gc.freeze()
    from .rewrites import rewrites
    from .spare import Spare

    kept = rewrites()
    while True:
        spare = Spare(channel, kept)
        message = receive(channel)
        if message is None:
            spare.end()
            os._exit(0)
        head = message[0]
        while signal.sigtimedwait({signal.SIGUSR1}, 0):
            pass  # meant for a run that is over
        if not spare.go():
            spare.end()
            spare = Spare(channel, kept)
            if not spare.go():
                os._exit(70)
        send(channel, {"end": _wait(spare.pid, head["wall_s"] + _SLACK_S + _BASELINE_S * head["timed"])}, [])


def _preload(imports: list[str]) -> None:
    """What tests and pytest are going to import is imported once, here."""
    for name in ("numpy.testing", "numpy.random", "numpy.linalg") if "numpy" in imports else ():
        importlib.import_module(name)
    from .session import warm_up

    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "test_it.py"), "w") as file:
            file.write(_WARM_UP)
        warm_up(folder)


_WARM_UP = """
import json, math, random, re, string, itertools, functools, collections, dataclasses, typing
from pathlib import Path
import pytest

@pytest.mark.parametrize("value", [1, "two"])
def test_a(value):
    assert [value] == [1]

def test_b():
    with pytest.raises(ValueError):
        raise ValueError("x")

def test_c():
    assert 1.0 == pytest.approx(1.1)
"""


def _wait(pid: int, seconds: float) -> str:
    """Until the judge has ended, or until it has to: "" or why it did not end by itself. Nothing below is left."""
    deadline = time.monotonic() + seconds
    why = ""
    while not why:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            why = "" if status == 0 else f"broke down ({status})"
            break
        left = deadline - time.monotonic()
        if left <= 0:
            why = "time"
        else:
            came = signal.sigtimedwait({signal.SIGCHLD, signal.SIGUSR1}, left)
            if came is not None and came.si_signo == signal.SIGUSR1:
                why = "cancelled"
    if sandbox.LINUX:
        if not why:
            _settle(_SETTLE_S)
        below.none_left()
    elif why:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return why


def _settle(seconds: float) -> None:
    """Collect what is about to end by itself: it is quicker than to look for it and to end it."""
    until = time.monotonic() + seconds
    while True:
        try:
            found, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        left = until - time.monotonic()
        if not found and (left <= 0 or signal.sigtimedwait({signal.SIGCHLD}, left) is None):
            return
