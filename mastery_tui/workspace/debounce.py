"""Many events made into few batches, late by as little as possible, with none lost."""

import sys
import threading
import time
from collections.abc import Callable, Iterable

import msgspec

_MOST_PATHS = 5_000


class Batch(msgspec.Struct, frozen=True):
    """What changed since the batch before.

    `paths` are relative, "/" between names. `everything`: paths do not tell it all (overflow, too many, the folder was
    replaced, or watching has just begun): look at the whole tree. `git`: HEAD, the index or a ref may have changed.
    `first` is time.monotonic() of the first event, `last_path` the newest path.
    """

    paths: frozenset[str]
    everything: bool
    git: bool
    first: float
    last_path: str


class Debounce:
    """Calls `on_batch` from one thread, `debounce_s` after the last event and at most `max_wait_s` after the first.

    The thread sleeps without a timeout while nothing happens. What is added during `on_batch` goes to the next batch.
    If `on_batch` raises, `threading.excepthook` is told and later batches still come.
    """

    def __init__(self, on_batch: Callable[[Batch], None], debounce_s: float, max_wait_s: float) -> None:
        self._on_batch = on_batch
        self._debounce_s = debounce_s
        self._max_wait_s = max_wait_s
        self._changed = threading.Condition()
        self._paths: set[str] = set()
        self._everything = False
        self._git = False
        self._first = 0.0
        self._last = 0.0
        self._last_path = ""
        self._pending = False
        self._stopped = False
        self._thread = threading.Thread(target=self._run, name="mastery-debounce", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what is pending is not delivered. May be called from `on_batch`."""
        with self._changed:
            self._stopped = True
            self._changed.notify()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    def add(self, paths: Iterable[str] = (), *, everything: bool = False, git: bool = False) -> None:
        now = time.monotonic()
        with self._changed:
            for path in paths:
                self._paths.add(path)
                self._last_path = path
            if len(self._paths) > _MOST_PATHS:
                self._paths.clear()
                everything = True
            self._everything |= everything
            self._git |= git
            self._last = now
            if not self._pending:
                self._pending = True
                self._first = now
                self._changed.notify()

    def _run(self) -> None:
        while (batch := self._next()) is not None:
            try:
                self._on_batch(batch)
            except Exception:
                threading.excepthook(threading.ExceptHookArgs((*sys.exc_info(), self._thread)))

    def _next(self) -> Batch | None:
        with self._changed:
            while not self._stopped:
                if not self._pending:
                    self._changed.wait()
                    continue
                due = min(self._last + self._debounce_s, self._first + self._max_wait_s)
                left = due - time.monotonic()
                if left > 0:
                    self._changed.wait(left)
                    continue
                batch = Batch(frozenset(self._paths), self._everything, self._git, self._first, self._last_path)
                self._paths.clear()
                self._everything = self._git = self._pending = False
                self._last_path = ""
                return batch
        return None
