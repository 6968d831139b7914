"""The folder that a verb is about."""

import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.verbs import VERBS

if TYPE_CHECKING:
    import argparse


def add_path(parser: "argparse.ArgumentParser") -> None:
    """The optional PATH of every verb."""
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="the project's folder (default: here)")


def folder(path: str) -> Path:
    """The folder as an absolute path. Raises CliError when there is none that can be read."""
    place = Path(path).expanduser()
    try:
        mode = place.stat().st_mode
        if not stat.S_ISDIR(mode):
            raise CliError(f"{path} is a file, not a folder: give the folder of a project")
        with os.scandir(place):  # can it be listed?
            return place.absolute()
    except FileNotFoundError as error:
        raise CliError(f"{path} does not exist{_meant(path)}") from error
    except OSError as error:
        raise CliError(f"{path} cannot be opened: {os.strerror(error.errno or 0)}") from error
    except ValueError as error:  # a null byte
        raise CliError(f"{path!r} is no path: {error}") from error


def _meant(path: str) -> str:
    from mastery_tui.config.nearest import nearest

    verb = nearest(path, VERBS)
    return f": did you mean `mastery {verb}`?" if verb else ": give the folder of a project"
