"""Which files the working tree holds: what git would list, or outside git all but the usual junk."""

import os
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

from mastery_tui.workspace.entry import JUNK, VENV_MARK, Entry, Listing, Rules, ancestors
from mastery_tui.workspace.git import Git
from mastery_tui.workspace.walk import Walk

__all__ = ["JUNK", "Entry", "Listing", "Rules", "list_files", "list_some"]


def list_files(
    root: Path, rules: Rules, git: Git | None, *, interesting: Callable[[str], bool] | None = None
) -> Listing:
    """The files of the whole tree.

    Symbolic links are not followed and, like FIFOs, sockets and devices, not listed. Where `interesting` is given, a
    large file that it refuses is no matter for `skipped`. Raises GitError if git cannot list, OSError if root cannot be
    read.
    """
    with os.scandir(root):
        walk = Walk(os.fspath(root), rules, git, interesting)
    if git is not None:
        walk.know(_without_junk(git, git.list_files()))
    walk.open([""])
    return _listing(walk)


def list_some(
    root: Path,
    rules: Rules,
    git: Git | None,
    *,
    files: Mapping[str, os.stat_result],
    known: Collection[str],
    within: Sequence[str],
    interesting: Callable[[str], bool] | None = None,
) -> Listing:
    """What `list_files` would say of these files, and of all in the folders `within` (real ones).

    The folders around them must be watched ones. `known` files are listed already, which saves asking git.
    """
    walk = Walk(os.fspath(root), rules, git, interesting)
    if git is not None:
        asked = [*(path for path in files if path not in known), *within]
        walk.know([*_without_junk(git, git.list_files(asked)), *(path for path in files if path in known)])
    for path, found in files.items():
        walk.meet_file(path, found)
    for folder in within:
        walk.meet_folder(folder)
    return _listing(walk)


def _listing(walk: Walk) -> Listing:
    walk.finish()
    entries = {path: walk.entries[path] for path in sorted(walk.entries)}
    return Listing(entries, walk.skipped, tuple(sorted(walk.folders)))


def _without_junk(git: Git, listed: list[str]) -> list[str]:
    """git lists an untracked virtual environment that nobody thought of ignoring: junk holds tracked files at most."""
    environments = {path[: -len(VENV_MARK) - 1] for path in listed if path.endswith("/" + VENV_MARK)}
    suspects: dict[str, str] = {}
    clean: dict[str, bool] = {}
    for path in listed:
        folder = path[: path.rfind("/")] if "/" in path else ""
        fine = clean.get(folder)
        if fine is None:
            junk = [at for at in (folder, *ancestors(folder)) if at[at.rfind("/") + 1 :] in JUNK or at in environments]
            fine = clean[folder] = not junk
            if junk:
                suspects[folder] = junk[-1]
    if not suspects:
        return listed
    kept = set(git.tracked(sorted(set(suspects.values()))))
    return [path for path in listed if path in kept or clean[path[: path.rfind("/")] if "/" in path else ""]]
