"""An event loop whose callbacks go first: the engine's threads share the interpreter, but not while a frame is made."""

import asyncio
import selectors
import sys

WAITING_S = 0.001
"""While the interface waits, how long another thread may keep the interpreter once the interface wants it."""

WORKING_S = 0.025
"""While the interface works, how long it keeps the interpreter: about a frame, so that a frame is made in one go."""


class FirstServed(selectors.DefaultSelector):
    """Switches the interpreter's thread interval around the wait for events."""

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for events as the default selector does."""
        sys.setswitchinterval(WAITING_S)
        try:
            return super().select(timeout)
        finally:
            sys.setswitchinterval(WORKING_S)


def new_loop() -> asyncio.AbstractEventLoop:
    """A loop for the thread of the interface."""
    return asyncio.SelectorEventLoop(FirstServed())
