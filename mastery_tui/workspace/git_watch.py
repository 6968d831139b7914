"""Which files of a git folder tell that branch, index or base have changed."""

import os
from collections.abc import Iterator
from pathlib import Path

_TELLING = frozenset(
    {
        *("HEAD", "index", "packed-refs", "config", "config.worktree", "exclude", "commondir"),
        *("MERGE_HEAD", "CHERRY_PICK_HEAD", "REVERT_HEAD", "REBASE_HEAD", "BISECT_LOG", "rebase-merge", "rebase-apply"),
    }
)
_MOST_FOLDERS = 256


def telling(folder: str, name: str) -> bool:
    """Whether a change of `name` in this folder matters: in refs every name does, except that of a lock."""
    if name.endswith(".lock"):
        return False
    return name in _TELLING or f"{os.sep}refs{os.sep}" in folder + os.sep


def git_folders(git_dir: Path) -> Iterator[str]:
    """The folders to watch: that of HEAD and the index, info, and refs (elsewhere for a linked worktree)."""
    named = git_dir / "commondir"
    common = (git_dir / os.fsdecode(named.read_bytes().strip())).resolve() if named.exists() else git_dir
    yield os.fspath(git_dir)
    if common != git_dir:
        yield os.fspath(common)
    yield os.fspath(common / "info")
    for number, (folder, names, _) in enumerate(os.walk(common / "refs")):
        if number >= _MOST_FOLDERS:
            return
        names[:] = [name for name in names if name != "tags"]
        yield folder
