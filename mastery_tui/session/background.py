"""Work that nobody waits for: what goes wrong in it is told in the State, never printed over the screen."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from mastery_tui.model import event as ev


class Background:
    """Tasks of the engine's loop."""

    def __init__(self, emit: Callable[[ev.Event], None]) -> None:
        self.emit = emit
        self.tasks: set[asyncio.Task[None]] = set()

    def start(self, work: "asyncio._CoroutineLike[None]") -> None:
        """Run it; called in the loop."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._done)

    def on_error(self, about: Mapping[str, Any]) -> None:
        """Tell of a fault, as the loop's exception handler gets it."""
        error = about.get("exception")
        line = f"{type(error).__name__}: {error}" if error is not None else str(about.get("message", ""))
        self.emit(ev.Problems("engine", (f"a fault of mastery itself: {line}",), time.time()))

    async def close(self) -> None:
        """End all that still runs."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    def _done(self, task: "asyncio.Task[None]") -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self.on_error({"exception": error})
