"""Results that came with the commit: a clone writes all its files at once, so their dates tell nothing."""

from pathlib import Path

from msgspec.structs import replace

from mastery_tui.evidence.readings.gather import Kept
from mastery_tui.evidence.readings.inside import MIB, read_inside
from mastery_tui.evidence.readings.reading import Reading, Unreadable
from mastery_tui.evidence.readings.registry import ADAPTERS
from mastery_tui.model.blob import blob_id
from mastery_tui.workspace.git import Git, Outside
from mastery_tui.workspace.git_command import GitError

CAME = "it came with the commit, and nobody here ran it: run it again"
_NAMES = frozenset(adapter.name for adapter in ADAPTERS)
_MOST = 64 * MIB


def came_along(root: Path, kept: Kept, before: Kept, head: str) -> Kept:
    """The same, with those marked that are as the commit `head` has them; `before` was marked already. Blocks."""
    fresh = {
        key: reading
        for key, (_, reading) in kept.items()
        if reading.sha and reading.adapter in _NAMES and (key not in before or before[key][1] is not reading)
    }
    if not fresh or not head:
        return kept
    try:
        git = Git.find(root)
        if isinstance(git, Outside):
            return kept
        tracked = set(git.tracked(sorted({reading.source for reading in fresh.values()})))
        committed = git.blobs_at(head) if tracked else {}
    except GitError:  # the State says what is wrong with git
        return kept
    marked = {
        key: (kept[key][0], replace(reading, came=CAME))
        for key, reading in fresh.items()
        if reading.source in tracked and committed.get(reading.source) == _blob(root, reading)
    }
    return {**kept, **marked}


def _blob(root: Path, reading: Reading) -> str:
    try:
        return blob_id(read_inside(root, reading.source, _MOST).data)
    except (Unreadable, OSError):  # it is gone, and read again the next time
        return ""
