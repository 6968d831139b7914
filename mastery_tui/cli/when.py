"""A moment as it is written on the command line: a date, a time, how long ago, or a commit."""

import re
from pathlib import Path

from mastery_tui.cli.errors import CliError

FORMS = "a date or time (2026-11-21, 2026-11-21T09:30), or 90m, 12h, 7d"
_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}


def since(text: str | None) -> float | None:
    """The moment in seconds; local time, where it names no zone. Raises CliError."""
    if text is None:
        return None
    moment = _moment(text)
    if moment is None:
        raise CliError(f"--since {text}: give a date like 2026-11-21, a time like 2026-11-21T09:30, or 7d")
    return moment


def since_in(text: str, root: Path) -> float:
    """The same, or the time of a commit, tag or branch of the repository around `root`. Raises CliError."""
    moment = _moment(text)
    if moment is None:
        moment = _of_commit(text, root)
    if moment is None:
        raise CliError(f"--since {text}: give a date like 2026-11-21, how long ago like 7d, or a commit or tag of here")
    return moment


def commit_id(text: str, root: Path) -> str:
    """The whole id of a commit, tag or branch of the repository around `root`, "" where there is none such."""
    return _asked(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}")


def _moment(text: str) -> float | None:
    import time
    from datetime import datetime

    if span := re.fullmatch(r"(\d{1,9})([smhdw])", text, re.ASCII):
        return time.time() - int(span[1]) * _UNITS[span[2]]
    try:
        return datetime.fromisoformat(text).timestamp()
    except (ValueError, OverflowError, OSError):
        return None


def _of_commit(text: str, root: Path) -> float | None:
    found = commit_id(text, root)
    if not found:
        return None
    line = _asked(
        root, "rev-list", "--timestamp", "--max-count=1", found, "--"
    )  # of plumbing: it verifies no signature
    seconds = line.partition(" ")[0]
    return float(seconds) if seconds.isdigit() else None


def _asked(root: Path, *words: str) -> str:
    from mastery_tui.workspace.git_command import Command, GitError

    try:
        status, output = Command(str(root)).run(*words, ok=(0, 1, 128))
    except (GitError, ValueError):  # a null byte
        return ""
    return output.decode("ascii", "replace").strip() if status == 0 else ""
