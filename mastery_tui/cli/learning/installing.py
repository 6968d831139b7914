"""`mastery learn install`: what a curriculum requires, into the learner's own environment, after asking."""

import argparse
import sys

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.learning.opening import opened
from mastery_tui.cli.output import write_json, write_line


def arguments(verb: str, parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="CURRICULUM", help="the curriculum")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(verb: str, options: argparse.Namespace) -> int:
    from mastery_tui.config.nearest import suggestion
    from mastery_tui.learning.environment import NotInstalled, install, missing, plan

    with opened(options) as desk:
        shelf, study = desk.study.shelf, desk.study
        if options.name not in shelf.curricula:
            raise CliError(f"{options.name}: no such curriculum; {suggestion(options.name, shelf.curricula)}")
        if not study.trusted:
            raise CliError(f"nothing is installed for a folder that is not trusted: {study.trust_hint}")
        python = desk.judges.interpreter(study.trusted)
        lacking = missing(python.path, shelf.curricula[options.name].head.requirements)
        steps = plan(study.root, python, lacking)
        if lacking:
            if not options.yes:
                _ask(lacking, steps.shown())
            try:
                install(steps, study.root)
            except NotInstalled as error:
                raise CliError(str(error)) from error
        if options.format == "json":
            write_json(
                {"curriculum": options.name, "installed": lacking, "python": steps.python if lacking else python.path}
            )
        else:
            write_line(f"✓ installed {', '.join(lacking)}" if lacking else f"✓ {python.path} has all of it")
        return 0


def _ask(lacking: tuple[str, ...], command: str) -> None:
    """Raises CliError unless the person says yes."""
    if not sys.stdin.isatty():
        raise CliError(f"{', '.join(lacking)} would be installed by {command}: say --yes")
    write_line(f"missing: {', '.join(lacking)}")
    write_line(f"  {command}")
    if input("install? [y/N] ").strip().lower() not in ("y", "yes"):
        raise CliError("nothing was installed")
