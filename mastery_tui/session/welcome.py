"""Whether this folder was ever open before: asked once at the start, remembered once the first screen was read."""

import asyncio
import os
import time
from typing import ClassVar

from mastery_tui.config import seen
from mastery_tui.model import event as ev
from mastery_tui.model.intent import Intent
from mastery_tui.model.text import printable
from mastery_tui.session.part import Part


class Welcome(Part):
    """Tells of a first run. A folder that is trusted, or was, is known already."""

    takes: ClassVar[frozenset[str]] = frozenset({"welcomed"})

    async def open(self) -> None:
        """Look whether it was open before."""
        known = self.desk.setup().trust.trusted or await asyncio.to_thread(seen.is_seen, self.desk.root)
        self.desk.emit(ev.FirstRun(not known))

    async def on_intent(self, intent: Intent) -> None:
        """The first screen was read: it comes no more."""
        try:
            await asyncio.to_thread(seen.mark, self.desk.root)
        except OSError as error:
            where = printable(str(seen.store_path()))
            line = f"the first screen will come again: cannot write {where}: {os.strerror(error.errno or 0)}"
            self.desk.emit(ev.Noted(time.time(), "error", line))
        self.desk.emit(ev.FirstRun(False))  # once it is kept: who leaves right after it is not asked again
