"""What runs once a folder is trusted: the checks that run its code, in which Python, and what it brings of its own."""

import os
from collections.abc import Iterable
from pathlib import Path

from mastery_tui.checking.interface import Check
from mastery_tui.config.would_run import would_run
from mastery_tui.model.text import printable
from mastery_tui.workspace.python import find_python


def trust_runs(root: Path, checks: Iterable[Check]) -> tuple[str, ...]:
    """The lines, for the checks that are in use. Nothing is run to find out."""
    running = [check for check in checks if check.needs_trust]
    lines: list[str] = []
    if running:
        python = find_python(root, os.environ, run_allowed=False)
        where = printable(f"with {python.path} ({python.reason})")
        lines = [f"{printable(check.name)}: {_what(check)} {where}" for check in running]
    return (*lines, *would_run(root))


def _what(check: Check) -> str:
    return "pytest imports and runs the code in this folder" if check.name == "tests" else "runs"
