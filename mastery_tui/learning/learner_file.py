"""Put a file of the learner's in place, or take it away: only what was seen, in one step, inside the tree alone."""

import os
import re
import secrets
import time
from contextlib import suppress
from pathlib import Path

from mastery_tui.learning.guarded import is_plain
from mastery_tui.model.blob import blob_id
from mastery_tui.workspace.write import Changed, Refused, read_inside, replace_file

__all__ = ["Changed", "Refused", "put", "take_away"]

_OLD_S = 60.0
"""After so long nobody is writing any more."""


def put(root: Path, path: str, data: bytes, before: bytes | None) -> None:
    """Write `data`, if the file holds `before` (None: if there is none); folders on the way are made.

    Raises Changed, Refused or OSError: then the file is as it was.
    """
    _make_folders(root, path)
    _sweep(Path(os.path.realpath(root / path)))
    replace_file(root, path, data, None if before is None else blob_id(before))


def take_away(root: Path, path: str, before: bytes) -> None:
    """Remove the file, if it holds `before`. Raises Changed, Refused or OSError: then it is as it was.

    It is moved aside before it is compared: what an editor saves in between is a file of its own, or is moved back.
    """
    if read_inside(root, path) != before:
        raise Changed(path)
    place = Path(os.path.realpath(root / path))
    aside = place.with_name(f".{place.name[:100]}.{secrets.token_hex(6)}.kept")
    place.rename(aside)
    if aside.read_bytes() == before:
        aside.unlink()
        return
    with suppress(FileExistsError):  # a newer one stands there: this one stays beside it
        os.link(aside, place)
        aside.unlink()
    raise Changed(path)


def _sweep(place: Path) -> None:
    """Remove what a `put` that was killed has left beside the file: all of it or a part of what was to be put there.

    One that is young may be at work just now. What `take_away` moved aside is called otherwise, and stays.
    """
    leftover = re.compile(rf"\.{re.escape(place.name[:100])}\.[0-9a-f]{{12}}\.tmp")
    with suppress(OSError):
        for beside in place.parent.iterdir():
            if leftover.fullmatch(beside.name) and time.time() - beside.lstat().st_mtime > _OLD_S:
                beside.unlink()


def _make_folders(root: Path, path: str) -> None:
    """The folders that the file lies in. Raises Refused where what is there leads out of the tree, or into git's."""
    if not is_plain(path):
        raise Refused("is no path of a file in the tree")
    top = Path(os.path.realpath(root))
    missing: list[Path] = []
    at = (top / path).parent
    while not os.path.lexists(at):
        missing.append(at)
        at = at.parent
    real = Path(os.path.realpath(at))
    if not real.is_relative_to(top):
        raise Refused("is a link that leads out of the tree")
    if ".git" in real.relative_to(top).parts or any(folder.name == ".git" for folder in missing):
        raise Refused("belongs to git")
    for folder in reversed(missing):
        folder.mkdir(exist_ok=True)
