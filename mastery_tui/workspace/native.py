"""The system's own way to tell of changes."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from mastery_tui.workspace.debounce import Debounce


class Exhausted(Exception):
    """The system gives no more watches; the text says which limit and how to raise it."""


class Source(Protocol):
    """Reports what changes in some folders to a Debounce. `start` and `follow` raise Exhausted."""

    def start(self, folders: Iterable[str]) -> None: ...

    def follow(self, folders: Iterable[str]) -> None: ...

    def renew(self) -> None:
        """Called before each batch is told of: find out whether the root has become another folder."""

    def stop(self) -> None: ...


def native(root: str, debounce: Debounce, git_dir: Path | None) -> Source:
    """inotify on Linux, elsewhere what watchdog finds. Raises Exhausted."""
    if sys.platform == "linux":
        from mastery_tui.workspace.inotify import Inotify

        return Inotify(root, debounce, git_dir)
    from mastery_tui.workspace.observer import Observed

    return Observed(root, debounce, git_dir)
