"""The metrics of dead code and repeated lines, kept up to date file by file.

A save costs what its files hold and what they share with others, not what the tree holds.
"""

from collections.abc import Mapping

import msgspec

from mastery_tui.evidence.whole_tree.dead import Dead
from mastery_tui.evidence.whole_tree.duplicates import Duplicates
from mastery_tui.model import facts
from mastery_tui.model.state import FileState

UPKEEP = "upkeep"
"""The check that gathers the facts."""

Values = dict[str, tuple[float, str]]
"""Metric to value and unit."""


class Folded:
    """What is known of the files that were taken last. One per session, used by one thread at a time."""

    def __init__(self) -> None:
        self.dead = Dead()
        self.duplicates = Duplicates()
        self._taken: dict[str, dict[str, bytes]] = {}  # path -> the very facts that were folded

    def take(self, files: Mapping[str, FileState]) -> None:
        """Fold these files in place of those before. Content that is being looked at counts as it last was."""
        gone = self._taken.keys() - files.keys()
        for path, file in files.items():
            result = file.results.get(UPKEEP)
            if result is None or result.error is not None or not result.facts:
                if path in self._taken:
                    gone.add(path)
            elif self._taken.get(path) is not result.facts:
                self._taken[path] = result.facts
                self._put(path, result.facts)
        for path in gone:
            del self._taken[path]
            self._put(path, {})
        self.dead.settle()
        self.duplicates.settle()

    def _put(self, path: str, packed: Mapping[str, bytes]) -> None:
        try:
            names = facts.names(packed[facts.DEAD]) if facts.DEAD in packed else None
            windows = facts.windows(packed[facts.WINDOWS]) if facts.WINDOWS in packed else None
        except msgspec.DecodeError:  # a check of that name that is not ours
            names = windows = None
        self.dead.put(path, names)
        self.duplicates.put(path, windows)

    def values(self) -> Values:
        """The metrics; none where there is no line to speak of."""
        found: Values = {}
        if self.dead.lines:
            items, sure, lines = self.dead.numbers()
            found["dead.items"] = (items, "items")
            found["dead.sure"] = (sure, "items")
            found["dead.lines"] = (lines, "lines")
            found["dead.percent"] = (100.0 * lines / self.dead.lines, "%")
        if self.duplicates.lines:
            lines, blocks = self.duplicates.numbers()
            found["duplicates.lines"] = (lines, "lines")
            found["duplicates.blocks"] = (blocks, "blocks")
            found["duplicates.percent"] = (100.0 * lines / self.duplicates.lines, "%")
        return found


def whole_tree(files: Mapping[str, FileState], memory: Folded) -> Values:
    """The metrics of these files; `memory` holds what was folded before."""
    memory.take(files)
    return memory.values()
