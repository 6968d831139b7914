"""`mastery init`: write a mastery.toml with every default commented out, and goals proposed from what is there."""

import argparse
import os
from pathlib import Path

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, write_json, write_line
from mastery_tui.cli.target import add_path, folder


def arguments(parser: argparse.ArgumentParser) -> None:
    from mastery_tui.config.proposals.sets import names

    add_path(parser)
    parser.add_argument(
        "--projects", choices=names(), default=None, help="a set of projects to begin with, in place of proposals"
    )
    parser.add_argument(
        "--append", action="store_true", help="with --projects: put them at the end of the mastery.toml that is there"
    )
    parser.add_argument("--bare", action="store_true", help="propose nothing: only the defaults, commented out")
    add_format(parser, "text", "json")


def run(options: argparse.Namespace) -> int:
    from mastery_tui.config import settings_file

    root = folder(options.path)
    if options.append and not options.projects:
        raise CliError("--append goes with --projects")
    if options.bare and options.projects:
        raise CliError("--bare proposes nothing, --projects does: give one of them")
    place = root / settings_file.OWN
    if options.append and os.path.lexists(place):
        return _append(root, place, options.projects, options.format == "json")
    if os.path.lexists(place):
        more = f"; `mastery init --projects {options.projects} --append` adds to it" if options.projects else ""
        raise CliError(f"{place} exists already and is left as it is{more}")
    try:
        if settings_file.read(root).file:
            raise CliError(f"{root / settings_file.SHARED} has a [tool.mastery] table already: settings go there")
    except settings_file.SettingsError as error:
        raise CliError(str(error)) from error
    return _begin(root, place, options)


def _begin(root: Path, place: Path, options: argparse.Namespace) -> int:
    from mastery_tui.cli.stamped import checks_of
    from mastery_tui.config.proposals import sets
    from mastery_tui.config.proposals.proposed import proposed, written
    from mastery_tui.config.proposals.seen import seen
    from mastery_tui.config.template import template
    from mastery_tui.model.text import printable

    checks = checks_of(root)
    proposals = () if options.bare or options.projects else proposed(seen(root))
    goals = (
        sets.text(options.projects)
        if options.projects
        else written(proposals, printable(root.resolve().name) or "This code")
    )
    text = template({name: (check.title, check.options) for name, check in sorted(checks.items())})
    _write(place, f"{text}\n{goals}" if goals else text)
    found = _found(root)
    if options.format == "json":
        plain = [{"id": each.objective.id, "target": each.objective.target, "why": each.why} for each in proposals]
        about = {"written": str(place), "found": found, "checks": sorted(checks)}
        write_json({**about, "proposed": plain, "projects": options.projects or ""})
        return 0
    write_line(f"✓ wrote {place}: every setting is a default, commented out")
    for line in found:
        write_line(f"  found {line}")
    write_line(f"  checks: {', '.join(sorted(checks)) or 'none'}")
    for each in proposals:
        write_line(f"  proposed {each.objective.id}: {each.objective.target}, since {each.why}")
    _next(goals)
    return 0


def _append(root: Path, place: Path, name: str, as_json: bool) -> int:
    """Put the set behind what is there; nothing of that changes. Raises CliError, and then nothing is written."""
    from mastery_tui.config import settings_file
    from mastery_tui.config.proposals import sets
    from mastery_tui.model.blob import blob_id
    from mastery_tui.workspace.write import Changed, Refused, read_inside, replace_file

    try:
        data = read_inside(root, place.name)
        if data is None:
            raise CliError(f"{place} is gone")
        before = settings_file.parsed(place.name, settings_file.decoded(place.name, data))
        twice = sets.clash(name, before)
        if twice:
            raise CliError(f"{place} has a project {twice} already: nothing was added")
        domains = before.get("domain")
        goals = sets.text(name, domains if isinstance(domains, dict) else ())
        newline = "\r\n" if b"\r\n" in data else "\n"
        gap = newline if data.endswith(b"\n") or not data else newline * 2
        added = data + (gap + goals.replace("\n", newline)).encode()
        _can_be_used(root, settings_file.decoded(place.name, added))
        replace_file(root, place.name, added, blob_id(data))
    except settings_file.SettingsError as error:
        raise CliError(f"{error}: nothing was added") from error
    except Changed as error:
        raise CliError(f"{place} was changed meanwhile: nothing was added; try again") from error
    except (Refused, OSError) as error:
        why = os.strerror(error.errno or 0) if isinstance(error, OSError) else str(error)
        raise CliError(f"{place} {why}: nothing was added") from error
    if as_json:
        write_json({"written": str(place), "found": [], "checks": [], "proposed": [], "projects": name})
        return 0
    write_line(f"✓ added the projects of {name} to {place}; what was there is as it was")
    _next(goals)
    return 0


def _can_be_used(root: Path, text: str) -> None:
    """Raises SettingsError where the text is not one that would be in use."""
    from mastery_tui.cli.stamped import checks_of
    from mastery_tui.config import settings, settings_file

    document = settings_file.Document(settings_file.OWN, text, (), settings_file.parsed(settings_file.OWN, text))
    settings.of(document, {name: check.options for name, check in checks_of(root).items()})


def _next(goals: str) -> None:
    if goals:
        write_line("  next: `mastery check` says where they stand, `mastery baseline set` what to compare with")


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
