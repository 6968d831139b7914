"""One calm line on standard error while checks run, on a terminal only; gone when they are done."""

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from mastery_tui.model.state import State

REDRAW_S = 0.1
_ERASE = "\r\x1b[K"


@contextmanager
def progress(stream: TextIO | None = None) -> "Iterator[Callable[[State], None] | None]":
    """What is to be called with every State, from any thread; None where the stream is no terminal that can erase."""
    stream = stream or sys.stderr
    if not stream.isatty() or os.environ.get("TERM", "dumb") == "dumb":
        yield None
        return
    line = _Line(stream)
    try:
        yield line.show
    finally:
        line.close()


def text(state: "State") -> str:
    """The checks that run now and how far each is: "tests 41/120"; "" when nothing can be said yet."""
    running = [check for check in state.checks.values() if check.status == "running" and check.total]
    return ", ".join(f"{check.name} {check.done}/{check.total}" for check in running)


class _Line:
    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._sign = "●" if os.environ.get("NO_COLOR") else "\x1b[36m●\x1b[0m"
        self._lock = threading.Lock()
        self._shown = ""
        self._next = 0.0
        self._closed = False

    def show(self, state: "State") -> None:
        now = time.monotonic()
        if now < self._next:
            return
        says = text(state)[: max(shutil.get_terminal_size().columns - 3, 0)]
        with self._lock:
            if says == self._shown or self._closed:
                return
            self._shown, self._next = says, now + REDRAW_S
            self._write(f"{_ERASE}{self._sign} {says}" if says else _ERASE)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            if self._shown:
                self._write(_ERASE)

    def _write(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:  # the terminal went away: the report, which matters, will say so
            self._closed = True
