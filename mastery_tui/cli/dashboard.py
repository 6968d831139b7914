"""`mastery [PATH]`: the dashboard, or one pass where there is no terminal."""

import gc
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mastery_tui.cli.target import folder

Opened = Callable[[Any], None]
"""Is given the dashboard's session, before it starts."""


def run(path: str = ".") -> int:
    return show(folder(path))


def show(root: Path, opened: Opened | None = None, begin: str = "") -> int:
    """Show the folder in the terminal, or print the report where there is none, or one that cannot be drawn on.

    `begin` is an action to begin with, such as "learn"."""
    if sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") != "dumb":
        gc.disable()  # what is made while starting is no garbage; the dashboard turns it on after its first frame
        for name in ("COLUMNS", "LINES"):  # exported, they outlive the size that the terminal had then
            os.environ.pop(name, None)
        from mastery_tui.ui.terminal_colour import Terminal

        terminal = Terminal.ask()  # it answers while textual is imported
        try:
            from mastery_tui.ui.app import run_dashboard

            return int(run_dashboard(root, terminal, opened, begin) or 0)
        finally:
            terminal.restore()
    from mastery_tui.cli.check import report
    from mastery_tui.cli.running import settle

    return report(settle(root), "rich")


def show_in_browser(root: Path) -> int:
    """Show the folder to the browser at the other end of standard input and output; there is no terminal to ask."""
    gc.disable()
    from mastery_tui.ui.app import run_dashboard
    from mastery_tui.ui.terminal_colour import Terminal

    return int(run_dashboard(root, Terminal(dark=True)) or 0)
