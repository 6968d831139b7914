"""Which curricula are meant, whether they may run here, and with which Python."""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from mastery_tui.config import content, paths, trust
from mastery_tui.config.nearest import suggestion
from mastery_tui.learning.curriculum import Head
from mastery_tui.learning.environment import missing
from mastery_tui.learning.read import HEAD, folders_of
from mastery_tui.model.state import Interpreter
from mastery_tui.model.text import printable
from mastery_tui.workspace.python import find_python


class CannotCheck(Exception):
    """It cannot be checked here: one clear line."""


def places(names: Sequence[str], root: Path) -> list[Path]:
    """The folders of the curricula that are named, each an id or a folder; without names, the built-in ones.

    `root` is the project that one works in. Raises CannotCheck, also where one lies in a folder that is not trusted:
    its validators and solutions would run.
    """
    if not names:
        return list(folders_of(content.built_in("curricula")))
    return [_place(name, root) for name in names]


def _place(name: str, root: Path) -> Path:
    folder = Path(name).expanduser()
    if (folder / HEAD).is_file():
        _trusted(folder.resolve())
        return folder.absolute()
    if folder.is_dir() and (os.sep in name or name in (".", "..")):
        raise CannotCheck(f"{printable(name)} is no curriculum: there is no {HEAD} in it")
    known = {
        found.name: found
        for place in content.folders("curricula", root, trusted=True)
        for found in folders_of(place.path)
    }
    if name not in known:
        raise CannotCheck(f"{printable(name)}: no such curriculum or folder; {suggestion(name, known)}")
    _trusted(known[name].resolve())
    return known[name]


def _trusted(folder: Path) -> None:
    """What is installed may run; so may what lies in a trusted folder. Raises CannotCheck."""
    installed = [place.path for place in content.folders("curricula")]
    if any(folder.is_relative_to(place.resolve()) for place in installed):
        return
    project = _project(folder)
    if any(trust.status(place).trusted for place in (folder, *folder.parents) if place.is_relative_to(project)):
        return
    now = trust.status(project)
    raise CannotCheck(f"{printable(str(folder))} has code that would run, and {now.reason}: {now.hint}")


def _project(folder: Path) -> Path:
    """The project that a curriculum lies in: the folder with `.mastery` around it, else with `.git`, else itself."""
    for place in folder.parents:
        if place.name == paths.project_dir(place).name:
            return place.parent
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), folder)


def python_for(head: Head, root: Path) -> str:
    """The project's Python where it may run, or our own where only that has what is required. Raises CannotCheck."""
    own = Interpreter(sys.executable)
    found = find_python(root, os.environ) if trust.status(root).trusted else own
    lacking: tuple[str, ...] = ()
    for python in dict.fromkeys((found.path, own.path)):
        try:
            lacking = missing(python, head.requirements)
        except OSError:
            continue
        if not lacking:
            return python
    needed = ", ".join(lacking or head.requirements)
    pythons = " and ".join(dict.fromkeys((found.path, own.path)))
    raise CannotCheck(f"{head.id} needs {needed}: install it for {pythons}")
