"""Settings, trust, content and stores."""

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from mastery_tui.checking.discovery import discover
from mastery_tui.cli.diagnosis.line import Line
from mastery_tui.config import content, paths, trust
from mastery_tui.config.settings import Settings, SettingsError, defaults, load


def settings(root: Path, trusted: bool) -> tuple[Settings, list[Line]]:
    """The settings (the defaults where they are broken), and what is to say of them and of the checks."""
    places = content.folders("checks", root, trusted)
    found = discover(place.path for place in places)
    types = {name: check.options for name, check in found.checks.items()}
    lines = [Line("✗", "checks", problem, "mend the file or remove it") for problem in found.problems]
    lines.append(Line("✓" if found.checks else "✗", "checks", ", ".join(sorted(found.checks)) or "none found"))
    try:
        read = load(root, types)
    except SettingsError as error:
        return defaults(types), [*lines, Line("✗", "settings", str(error), "mend that line: defaults hold meanwhile")]
    lines += [Line("!", "settings", problem, "remove one of the two") for problem in read.problems]
    none = "none: defaults hold; mastery init writes a commented mastery.toml"
    return read, [*lines, Line("✓", "settings", read.file or none)]


def trusted(root: Path) -> tuple[bool, list[Line]]:
    """Whether the folder is trusted."""
    now = trust.status(root)
    return now.trusted, [Line("✓" if now.trusted else "!", "trust", now.reason, now.hint)]


def places(root: Path, is_trusted: bool) -> Iterator[Line]:
    """Where content is found."""
    for kind in get_args(content.Kind):
        for place in content.folders(kind, root, is_trusted):
            yield Line("✓", kind, f"{place.origin}: {place.path}")
        for problem in content.problems(kind):
            yield Line("!", kind, problem, "reinstall or remove that package")
    yield Line("✓", "own content", f"put checks/, curricula/ or themes/ into {paths.user_config()}")


def stores(root: Path) -> Iterator[Line]:
    """The tree's store and its cache, and the file of what is trusted."""
    store = paths.store(root)
    if store is None:
        yield Line("!", "store", "nothing can be written: every start is a cold one", f"make {root} writable")
    elif store != paths.project_dir(root):
        yield Line(
            "!", "store", f"{store}, since .mastery/ in the tree cannot be used", f"make {root}/.mastery a folder"
        )
    else:
        yield Line("✓", "store", str(store))
    if store is not None:
        yield _cache(store / "cache.db")
    yield _writable(trust.store_path())


def _cache(place: Path) -> Line:
    if not place.exists():
        return Line("✓", "cache", "empty: the first check fills it")
    mend = f"delete {place}: it only costs time"
    try:
        connection = sqlite3.connect(f"{place.absolute().as_uri()}?mode=ro", uri=True, timeout=1)
        try:
            (answer,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        finally:
            connection.close()
    except sqlite3.Error as error:
        return Line("!", "cache", f"{place}: {error}", mend)
    size = f"{place.stat().st_size / 1024:,.0f} KiB"
    return Line("✓", "cache", f"{place}, {size}") if answer == "ok" else Line("!", "cache", f"{place}: {answer}", mend)


def _writable(place: Path) -> Line:
    """Whether trust could be written, without writing."""
    there = next(folder for folder in (place, *place.parents) if folder.exists())
    if os.access(there, os.W_OK) and (there.is_dir() or there == place):
        return Line("✓", "trust store", str(place))
    return Line(
        "!", "trust store", f"{place} cannot be written", f"make {there} a writable folder, or set MASTERY_HOME"
    )
