"""The sets of projects that ship."""

import re
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any

_HERE = Path(__file__).parent
_DOMAIN = re.compile(r"^\[domain\.([a-z0-9_-]+)\]\n(?:[a-z_]+ = .*\n)*\n?", re.MULTILINE)


def names() -> tuple[str, ...]:
    """What there is."""
    return tuple(sorted(file.stem for file in _HERE.glob("*.toml")))


def text(name: str, without: Collection[str] = ()) -> str:
    """The tables of a set as TOML, but for the domains in `without`: those that a file has already."""
    whole = (_HERE / f"{name}.toml").read_text("utf-8")
    return _DOMAIN.sub(lambda found: "" if found[1] in without else found[0], whole)


def clash(name: str, table: dict[str, Any]) -> str:
    """The first project of the set that the settings `table` has already; "" when there is none."""
    projects = table.get("project", [])
    had = {one.get("id") for one in projects if isinstance(one, dict)} if isinstance(projects, list) else set()
    return next((one["id"] for one in tomllib.loads(text(name))["project"] if one["id"] in had), "")
