"""What ruff itself says of its rules, from its own program: no network."""

import re
import subprocess
from importlib.metadata import version

import msgspec

from mastery_tui.checking.analyzers.ruff_command import WALL_S, binary
from mastery_tui.checking.interface import Rule, Skipped

_CODE = re.compile(r"[A-Z]+[0-9]+")
_SYNTAX = """\
## What is wrong
This is not Python: the parser stops here. The place is where it could not go on; the cause is often just before.

## Why it matters
The file cannot be imported, and no other rule can say anything about it.

## How to mend it
Look at the line and the one above it for a bracket or quote that is not closed, a missing colon or comma, or wrong
indentation. Syntax that is newer than `target-version` or `requires-python` says is told here too.
"""


class _Documented(msgspec.Struct):
    name: str
    code: str
    linter: str
    fix: str = ""
    explanation: str | None = None


def explain(code: str) -> Rule | None:
    """ruff's documentation of a rule; None for a code that it does not know. Raises Skipped without ruff."""
    if code == "invalid-syntax":
        return Rule("Invalid syntax", _SYNTAX, "mastery")
    if not _CODE.fullmatch(code):
        return None
    command = [binary(), "rule", code, "--output-format=json"]
    try:
        child = subprocess.run(command, capture_output=True, timeout=WALL_S)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise Skipped(f"ruff could not be asked ({error})") from error
    if child.returncode != 0:
        return None
    known = msgspec.json.decode(child.stdout, type=_Documented)
    text = (known.explanation or "").strip()
    if not text:
        return None
    fix = f"\n\n*{known.fix}*" if known.fix else ""
    return Rule(known.name.replace("-", " ").capitalize(), text + fix, f"ruff {version('ruff')}, {known.linter}")
