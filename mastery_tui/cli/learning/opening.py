"""A study for the length of one command."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import complain
from mastery_tui.cli.target import folder

if TYPE_CHECKING:
    from mastery_tui.evidence.record import Stamp
    from mastery_tui.learning.curriculum import Module
    from mastery_tui.learning.study import Study


def add_name(parser: argparse.ArgumentParser, *, optional: bool = False) -> None:
    """NAME, then optionally the folder."""
    about = "a module, or CURRICULUM/MODULE"
    if optional:
        parser.add_argument("name", nargs="?", default="", metavar="NAME", help=f"{about} (default: all)")
    else:
        parser.add_argument("name", metavar="NAME", help=about)


class Opened:
    """A study and the judges behind it."""

    def __init__(self, root: Path) -> None:
        from mastery_tui.learning.opened import Judges, open_study, store_of

        store = store_of(root)
        self.judges = Judges(root, store)
        self.study: Study = open_study(root, self.judges, store)
        self.study.stamp = lambda: _stamp(root)

    def module(self, name: str) -> "Module":
        """The module that was named. Raises CliError."""
        from mastery_tui.learning.shelf import Unknown

        try:
            return self.study.shelf.module(name)
        except Unknown as error:
            raise CliError(str(error)) from error

    def close(self) -> None:
        self.judges.close()
        self.study.close()


def _stamp(root: Path) -> "Stamp":
    """A command alone does not look at the whole tree: it tells the commit, and the learner's Python."""
    from platform import python_version

    from mastery_tui.cli.when import commit_id
    from mastery_tui.evidence.record import Stamp

    return Stamp(commit=commit_id("HEAD", root), tools={"python": python_version()})


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Opened]:
    """The study of the folder; what cannot be done there ends the command with one line. Raises CliError."""
    from mastery_tui.learning.study import CannotLearn

    root = folder(options.path).resolve()
    desk: Opened | None = None
    try:
        desk = Opened(root)
        yield desk
        if desk.study.broken:
            complain(f"the ledger is broken: {desk.study.broken}")
    except CannotLearn as error:
        broken = desk.study.broken if desk is not None else ""
        if broken and broken not in str(error):  # what is missing is missing because of that
            complain(f"the ledger is broken: {broken}")
        raise CliError(str(error)) from error
    except OSError as error:
        raise CliError(f"{error.filename or 'the study'}: {error.strerror or error}") from error
    finally:
        if desk is not None:
            desk.close()
