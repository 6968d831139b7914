"""`mastery curriculum`: for authors: a curriculum to start from, the proof that one holds, and which there are."""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, write_json, write_line

if TYPE_CHECKING:
    from mastery_tui.learning.authoring.check import Checked
    from mastery_tui.learning.curriculum import Head

_MOST_JOBS = 8


def arguments(parser: argparse.ArgumentParser) -> None:
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", parser_class=type(parser))
    about = "write a small, complete curriculum to start from"
    new = verbs.add_parser("new", help=about, description=about, allow_abbrev=False)
    new.add_argument("name", metavar="NAME", help="the curriculum; its folder is called like it")
    new.add_argument("path", nargs="?", default=".", metavar="PATH", help="where its folder is (default: here)")
    new.add_argument("--module", metavar="MODULE", help="add a module to the curriculum that is there")
    about = "prove that curricula hold what they promise"
    check = verbs.add_parser("check", help=about, description=about, allow_abbrev=False)
    check.add_argument("names", nargs="*", metavar="NAME or FOLDER", help="which (default: all that are built in)")
    check.add_argument("--write", action="store_true", help="fill in the lists of tests in module.toml")
    check.add_argument("--jobs", type=int, default=0, metavar="N", help="runs at a time (default: cores)")
    add_format(check, "text", "json")
    about = "every curriculum that is found, and where"
    add_format(verbs.add_parser("list", help=about, description=about, allow_abbrev=False), "text", "json")


def run(options: argparse.Namespace) -> int:
    """0 when all hold; 1 when something does not; 2 when it could not run."""
    match options.verb:
        case "new":
            return _new(options)
        case "check":
            return _check(options)
        case _:
            return _list(getattr(options, "format", "text") == "json")


def _new(options: argparse.Namespace) -> int:
    import shlex

    from mastery_tui.learning.authoring.new import CannotMake, new_curriculum, new_module

    place = Path(options.path).expanduser()
    try:
        folder = new_curriculum(options.name, place) if not options.module else place / options.name
        made = new_module(options.module, folder) if options.module else folder
    except CannotMake as error:
        raise CliError(str(error)) from error
    write_line(f"✓ {made}")
    write_line(f"next: look around in it, then `mastery curriculum check {shlex.quote(str(folder))}`")
    return 0


def _list(as_json: bool) -> int:
    from mastery_tui.config import trust
    from mastery_tui.learning.shelf import shelf

    root = Path.cwd()
    known = shelf(root, trust.status(root).trusted)
    if as_json:
        listed = [
            {"id": one.id, "title": one.head.title, "version": one.head.version, "origin": one.origin}
            | {"folder": str(one.folder), "modules": list(one.modules)}
            for one in known.curricula.values()
        ]
        write_json({"curricula": listed, "problems": list(known.problems)})
        return 1 if known.problems else 0
    for one in known.curricula.values():
        count = "1 module" if len(one.modules) == 1 else f"{len(one.modules)} modules"
        write_line(f"{one.id} {one.head.version}  {one.head.title}  {count}  {one.origin}: {one.folder}")
    for problem in known.problems:
        write_line(f"✗ {problem}")
    return 1 if known.problems else 0


def _check(options: argparse.Namespace) -> int:
    from mastery_tui.learning.authoring.places import CannotCheck, places

    jobs = options.jobs or min(_MOST_JOBS, os.cpu_count() or 1)
    if jobs < 1:
        raise CliError("--jobs must be at least 1")
    told: list[dict[str, Any]] = []
    holds = True
    try:
        for folder in places(options.names, Path.cwd()):
            about = _curriculum(folder, jobs, options.write, options.format == "json")
            if about["holds"]:
                _accepted(folder, about["id"])
            holds = holds and about["holds"]
            told.append(about)
    except CannotCheck as error:
        raise CliError(str(error)) from error
    if options.format == "json":
        write_json({"holds": holds, "curricula": told})
    return 0 if holds else 1


def _accepted(folder: Path, id: str) -> None:
    """A project's own curriculum that holds is something that the person made: its ledger keeps that."""
    from mastery_tui.config import paths
    from mastery_tui.evidence.ledger import Ledger, LedgerError
    from mastery_tui.evidence.record import Accepted, Stamp, to_entry
    from mastery_tui.learning.digest import digest

    own = folder.resolve().parent.parent
    if own.name != paths.PROJECT or folder.resolve().parent.name != "curricula":
        return
    try:
        with Ledger(paths.store(own.parent)) as ledger:
            ledger.append_many([to_entry(Accepted("curriculum", id, digest(folder)), Stamp())])
    except (LedgerError, OSError) as error:
        raise CliError(f"{folder}: it holds, and that could not be recorded: {error}") from error


def _curriculum(folder: Path, jobs: int, write: bool, silent: bool) -> dict[str, Any]:
    """Check one, telling each module as it is done; returns what JSON says of it."""
    from mastery_tui.config.settings_file import SettingsError
    from mastery_tui.learning.authoring.check import read
    from mastery_tui.learning.authoring.problem import of_error

    about: dict[str, Any] = {"id": folder.name, "folder": str(folder), "holds": True, "problems": [], "modules": []}
    try:
        head, modules, broken = read(folder)
    except SettingsError as error:
        problem = of_error(error)
        if not silent:
            write_line(f"✗ {folder.name}")
            write_line(f"    {problem}")
        return {**about, "holds": False, "problems": [_plain(problem)]}
    about["id"] = head.id
    order = list(modules)
    for checked in (*broken, *(_checked(folder, head, list(modules.values()), jobs, write) if modules else ())):
        if not silent:
            _show(checked)
        about["holds"] = about["holds"] and checked.holds
        about["modules"].append({**_plain(checked), "holds": checked.holds})
    about["modules"].sort(
        key=lambda one: [*order, one["module"].rpartition("/")[2]].index(one["module"].rpartition("/")[2])
    )
    return about


def _checked(folder: Path, head: "Head", modules: list[Any], jobs: int, write: bool) -> "Iterator[Checked]":
    from mastery_tui.learning.authoring.check import check_modules
    from mastery_tui.learning.authoring.places import CannotCheck, python_for
    from mastery_tui.learning.curriculum import Curriculum
    from mastery_tui.learning.judging.pool import JudgePool

    imports = Curriculum(head, {}, folder).imports
    python = python_for(head, Path.cwd())
    try:
        with (
            tempfile.TemporaryDirectory(prefix="mastery-check-") as place,
            JudgePool(jobs, Path(python), Path(place), imports) as pool,
        ):
            yield from check_modules(modules, pool.run, jobs, write)
    except OSError as error:
        raise CannotCheck(f"{error.filename or folder}: {os.strerror(error.errno or 0)}") from error


def _show(checked: "Checked") -> None:
    """One line for the module, and one for each problem."""
    facts = []
    if checked.tests:
        facts = [f"{checked.tests} tests", f"{checked.solutions} solutions pass", f"{checked.rejected} are rejected"]
        facts.append(f"{checked.bugs} bugs")
    facts.append(f"{checked.questions} questions")
    if checked.written:
        facts.append("list of tests written")
    if checked.problems:
        count = len(checked.problems)
        facts = ["1 problem" if count == 1 else f"{count} problems"]
    write_line(f"{'✓' if checked.holds else '✗'} {checked.module}  {' · '.join(facts)}  {checked.seconds:.1f} s")
    for problem in checked.problems:
        write_line(f"    {problem}")


def _plain(value: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(value)
