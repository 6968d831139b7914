"""`mastery init`: write a commented mastery.toml that changes nothing until a line is uncommented."""

import argparse
import os
from pathlib import Path

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, write_json, write_line
from mastery_tui.cli.target import add_path, folder


def arguments(parser: argparse.ArgumentParser) -> None:
    add_path(parser)
    add_format(parser, "text", "json")


def run(options: argparse.Namespace) -> int:
    from mastery_tui.checking.discovery import discover
    from mastery_tui.config import content, settings_file, trust
    from mastery_tui.config.template import template

    root = folder(options.path)
    place = root / settings_file.OWN
    if os.path.lexists(place):
        raise CliError(f"{place} exists already and is left as it is")
    try:
        if settings_file.read(root).file:
            raise CliError(f"{root / settings_file.SHARED} has a [tool.mastery] table already: settings go there")
    except settings_file.SettingsError as error:
        raise CliError(str(error)) from error
    places = content.folders("checks", root, trust.status(root).trusted)
    checks = discover(place.path for place in places).checks
    _write(place, template({name: (check.title, check.options) for name, check in sorted(checks.items())}))
    found = _found(root)
    if options.format == "json":
        write_json({"written": str(place), "found": found, "checks": sorted(checks)})
        return 0
    write_line(f"✓ wrote {place}: every line is a default, commented out")
    for line in found:
        write_line(f"  found {line}")
    write_line(f"  checks: {', '.join(sorted(checks)) or 'none'}")
    return 0


def _write(place: Path, text: str) -> None:
    try:
        with place.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        raise CliError(f"{place} exists already and is left as it is") from error
    except OSError as error:
        raise CliError(f"cannot write {place}: {os.strerror(error.errno or 0)}") from error


def _found(root: Path) -> list[str]:
    """What in the top folder is of interest, one line each."""
    marks = {
        ".git": "a git repository",
        "pyproject.toml": "pyproject.toml",
        "ruff.toml": "a ruff configuration",
        ".ruff.toml": "a ruff configuration",
        ".bandit": "a bandit configuration",
        "pytest.ini": "a pytest configuration",
        "tests": "a folder of tests",
        "test": "a folder of tests",
        ".venv": "a virtual environment",
        "src": "a src layout",
    }
    return [f"{words} ({name})" for name, words in marks.items() if (root / name).exists()]
