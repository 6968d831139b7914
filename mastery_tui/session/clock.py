"""The session's event loop, whose time stands still while the process is stopped.

Stopped by ctrl+z for an hour, no check has taken an hour and no worker is an hour late: it was never waited for.
"""

import asyncio
import selectors
import time

STOPPED_S = 1.0
"""A wait that is this much longer than it was meant to be was no wait."""


class Waits(selectors.DefaultSelector):
    """Waits for events, and notices when the process did not run meanwhile."""

    lost = 0.0
    """Seconds in which the process was stopped, in all."""
    resumed = 0.0
    """time.monotonic() of when it was last noticed to go on."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait as the default selector does. Without a timeout nothing is measured: then nothing is due."""
        began = time.monotonic()
        ready = super().select(timeout)
        if timeout is not None:
            now = time.monotonic()
            if now - began > max(0.0, timeout) + STOPPED_S:
                self.lost += now - began
                self.resumed = now
        return ready


class SteadyLoop(asyncio.SelectorEventLoop):
    """An event loop on this clock: `time()` is what timers, timeouts and durations go by."""

    def __init__(self) -> None:
        self._waits = Waits()
        super().__init__(self._waits)

    def time(self) -> float:
        """Seconds that the process has run."""
        return super().time() - self._waits.lost

    def at(self, moment: float) -> float:
        """A moment of time.monotonic(), from any thread, on this clock; one before a stop counts as its end."""
        return max(moment, self._waits.resumed) - self._waits.lost


def now() -> float:
    """The running loop's time."""
    return asyncio.get_running_loop().time()


def at(moment: float) -> float:
    """A moment of time.monotonic() on the running loop's clock."""
    loop = asyncio.get_running_loop()
    return loop.at(moment) if isinstance(loop, SteadyLoop) else moment
