"""A part: one thing that the session does beside checking. It takes some intents and hears of every event."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, ClassVar

import msgspec

from mastery_tui.checking.pool import Pool
from mastery_tui.checking.scheduler import Scheduler
from mastery_tui.model import event as ev
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.session.setup import Setup


class Desk(msgspec.Struct, frozen=True):
    """What the engine lends to its parts. `store` is a writable folder of the tree's own, None where there is none.

    `emit` may be called from the engine's loop only; `background` runs a coroutine there, and tells what it raises.
    `look` has the given paths (relative, posix) looked at now, as after a save: for what the session wrote itself.
    `user_changed` has the user's own settings read anew.
    `listed` are all files of the tree as git lists them, also those that no check reads.
    `watch`: saves are followed; False where one pass is all that is wanted. `partial`: only some checks or files are
    looked at, so nothing can be said of the whole.
    """

    root: Path
    store: Path | None
    pool: Pool
    scheduler: Scheduler
    state: Callable[[], State]
    setup: Callable[[], Setup]
    emit: Callable[[ev.Event], None]
    background: Callable[[Coroutine[Any, Any, None]], None]
    look: Callable[[tuple[str, ...]], None]
    user_changed: Callable[[], None]
    listed: Callable[[], tuple[str, ...]]
    watch: bool
    partial: bool = False


class Part:
    """The base: does nothing. All methods run in the engine's loop and must not block it: disk goes to a thread."""

    takes: ClassVar[frozenset[str]] = frozenset()
    """The intents that it carries out."""

    reads: ClassVar[frozenset[str]] = frozenset()
    """The names of files in the tree's root that it reads; a new one makes a new generation, but no check run."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    async def open(self) -> None:
        """Called once, before the first scan."""

    async def on_intent(self, intent: Intent) -> None:
        """Carry out an intent of `takes`."""

    async def on_files(self) -> bool:
        """Files of `reads` may have changed: read them again. Whether that changed the State."""
        return False

    def on_event(self, event: ev.Event) -> None:
        """Hear of an event; the State already holds what it says."""

    async def close(self) -> None:
        """The session ends: keep what must be kept."""
