"""Saves of the buggy copies: they lie in `.mastery/`, which the session's own watcher leaves out."""

from collections.abc import Callable, Iterable
from pathlib import Path, PurePosixPath
from typing import Literal

from mastery_tui.learning.bugs.record import Slot
from mastery_tui.learning.opened import WORKTREE
from mastery_tui.workspace.watch import Batch, Watcher

Saved = Callable[[Slot, str, str], None]
"""Is told which copy was saved: slot, curriculum, module. From a thread of the watcher's own."""


class WatchedCopies:
    """Watches the folders of the copies that wait; nothing runs while there is none."""

    def __init__(self, store: Path | None, saved: Saved) -> None:
        self.folder = store / WORKTREE if store else None
        self.saved = saved
        self.watcher: Watcher | None = None

    def follow(self, folders: Iterable[str], kind: str) -> None:
        """Watch exactly these, relative to the worktree. `kind` is how the tree itself is watched. Blocks."""
        if self.folder is None:
            return
        wanted = [folder for folder in folders if (self.folder / folder).is_dir()]
        if self.watcher is not None:
            self.watcher.follow(wanted)
        elif wanted and kind != "off":
            mode: Literal["native", "polling"] = "polling" if kind == "polling" else "native"
            self.watcher = Watcher(self.folder, self._batch, mode=mode)
            self.watcher.start(wanted)

    def stop(self) -> None:
        """End it."""
        if self.watcher is not None:
            self.watcher.stop()
            self.watcher = None

    def _batch(self, batch: Batch) -> None:
        told: set[tuple[Slot, str, str]] = set()
        for path in batch.paths:
            parts = PurePosixPath(path).parts
            if len(parts) > 3 and parts[0] in ("harden", "practice") and path.endswith(".py"):
                told.add((parts[0], parts[1], parts[2]))  # type: ignore[arg-type]
        for copy in told:
            self.saved(*copy)
