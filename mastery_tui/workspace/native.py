"""The system's own way to tell of changes."""

import sys
from pathlib import Path

from mastery_tui.workspace.debounce import Debounce
from mastery_tui.workspace.source import Source


def native(root: str, debounce: Debounce, git_dir: Path | None) -> Source:
    """inotify on Linux, elsewhere what watchdog finds. Raises Exhausted."""
    if sys.platform == "linux":
        from mastery_tui.workspace.inotify import Inotify

        return Inotify(root, debounce, git_dir)
    from mastery_tui.workspace.observer import Observed

    return Observed(root, debounce, git_dir)
