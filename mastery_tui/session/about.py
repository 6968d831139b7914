"""What a check is, as a person reads it: what does not change from run to run."""

import json
import shlex
import sys
from importlib.metadata import PackageNotFoundError
from typing import Any

import msgspec

from mastery_tui.checking.interface import Check
from mastery_tui.checking.keys import tool_of
from mastery_tui.model.state import CheckAbout


def about_of(check: Check, options: msgspec.Struct | None, origin: str) -> CheckAbout:
    """The check with its tool's version, its options as the settings would say them, and how to get a missing tool."""
    return CheckAbout(
        shape=check.shape,
        origin=origin,
        version=check.version,
        tool=tool_of(check),
        files=check.files,
        options=tuple((name, _written(value)) for name, value in _items(options)),
        needs_trust=check.needs_trust,
        install=_install(check),
    )


def _items(options: msgspec.Struct | None) -> list[tuple[str, Any]]:
    return [] if options is None else list(msgspec.to_builtins(options).items())


def _written(value: Any) -> str:
    """A value as TOML has it; TOML has no word for what is not set."""
    return "not set" if value is None else json.dumps(value, ensure_ascii=False)


def _install(check: Check) -> str:
    """The command that brings the package behind the check; "" when it is there, or when there is none."""
    if check.tool is None:
        return ""
    try:
        check.tool()
    except PackageNotFoundError as missing:
        return f"{shlex.quote(sys.executable)} -m pip install {missing.name}"
    return ""
