"""A child process that is killed (SIGKILL): before its n-th call that changes the disk, or at any moment."""

import gc
import os
import pickle
import select
import signal
import sqlite3
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from typing import Any

MOST_S = 60.0
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_EVENTS = frozenset({"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.chmod", "os.truncate"})


class Died(AssertionError):
    """The child ended with an error of its own."""


def run(work: Callable[[], Any], *, at: int = 0, after_s: float = 0.0) -> tuple[Any, int] | None:
    """What `work` returns in a fork of this process, and how many calls it made; None where it was killed before.

    `at` counts calls from 1, 0 is never; `after_s` seconds later it is killed wherever it is, 0.0 is never.
    """
    heard, say = os.pipe()
    gc.freeze()  # what is there by now is not touched in the child, and so not copied
    child = os.fork()
    if not child:
        os.close(heard)
        _child(work, at, say)
    os.close(say)
    try:
        said = _listen(heard, child, after_s)
    finally:
        os.close(heard)
        ended = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL:
        return None
    error, value, calls = pickle.loads(said)  # noqa: S301 (from our own fork)
    if error:
        raise Died(error)
    return value, calls


def _listen(heard: int, child: int, after_s: float) -> bytes:
    until = time.monotonic() + (after_s or MOST_S)
    said = b""
    while True:
        ready, _, _ = select.select([heard], [], [], max(0.0, until - time.monotonic()))
        more = os.read(heard, 1 << 16) if ready else b""
        if not ready:
            os.kill(child, signal.SIGKILL)
            if not after_s:
                raise Died(f"it took more than {MOST_S:.0f} s")
            until = time.monotonic() + MOST_S  # it may have been faster
        elif not more:
            return said
        said += more


def _child(work: Callable[[], Any], at: int, say: int) -> None:
    try:
        gc.disable()
        calls = _Calls(at)
        calls.watch()
        try:
            value, error = work(), ""
        except BaseException:  # told to the parent
            value, error = None, traceback.format_exc()
        calls.one()
        calls.at = 0
        data = pickle.dumps((error, value, calls.count))
        while data:
            data = data[os.write(say, data) :]
    finally:
        os._exit(0)


class _Calls:
    """Counts calls that change something on the disk, in the process that is to be killed."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.count = 0

    def one(self) -> None:
        self.count += 1
        if self.count == self.at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """From now on: files made, written, moved and removed; commits of the database."""
        sys.addaudithook(self._hear)
        for name in ("fsync", "fdopen", "pwrite"):
            setattr(os, name, self._counted(getattr(os, name)))
        calls = self

        class Counted(sqlite3.Connection):
            def execute(self, sql: str, *args: Any) -> sqlite3.Cursor:  # type: ignore[override]
                if not sql.startswith("SELECT"):
                    calls.one()
                return super().execute(sql, *args)

            def executemany(self, *args: Any) -> sqlite3.Cursor:  # type: ignore[override]
                calls.one()
                return super().executemany(*args)

        sqlite3.connect = partial(sqlite3.connect, factory=Counted)  # type: ignore[assignment]

    def _counted(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            if "rb" not in args:
                self.one()
            return real(*args, **kwargs)

        return call

    def _hear(self, event: str, args: tuple[Any, ...]) -> None:
        opened = event == "open" and isinstance(args[2], int) and args[2] & _WRITES
        if opened or event in _EVENTS:
            self.one()
