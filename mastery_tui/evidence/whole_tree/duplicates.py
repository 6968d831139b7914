"""Repeated lines over the tree: every `WINDOW` significant lines in a row that stand in two places.

The two places may be in two files, or in one where they do not overlap. A file that changes is looked at again, and
those files which share a window with its former or its present content.
"""

from array import array
from collections.abc import Iterator
from typing import NamedTuple

from mastery_tui.model.facts import WINDOW, Windows


class Block(NamedTuple):
    """Repeated lines, as long as they go on without a break; `first` and `last` count from 1."""

    first: int
    last: int
    window: int


class _File(NamedTuple):
    lines: "array[int]"
    hashes: "array[int]"
    twice: frozenset[int]


class Duplicates:
    """Call `put` for each file that changed, then `settle`; the numbers are those of the files together."""

    def __init__(self) -> None:
        self.files: dict[str, _File] = {}
        self.holders: dict[int, tuple[str, ...]] = {}  # hash -> the files that hold it
        self.blocks: dict[str, tuple[Block, ...]] = {}  # only files that have any
        self.repeated: dict[str, frozenset[int]] = {}
        self.lines = 0
        self._touched: set[str] = set()

    def put(self, path: str, windows: Windows | None) -> None:
        """This is what the file holds now; None when it is gone."""
        old, new = self.files.pop(path, None), None if windows is None else _unpacked(windows)
        before = set(old.hashes) if old else set()
        now = set(new.hashes) if new else set()
        self.lines += (len(new.lines) if new else 0) - (len(old.lines) if old else 0)
        if new:
            self.files[path] = new
        self._touched.add(path)
        for one in before - now:
            rest = tuple(holder for holder in self.holders[one] if holder != path)
            if rest:
                self.holders[one] = rest
            else:
                del self.holders[one]
            if len(rest) == 1:
                self._touched.update(rest)
        for one in now - before:
            held = self.holders.get(one, ())
            self.holders[one] = (*held, path)
            if len(held) == 1:
                self._touched.update(held)

    def settle(self) -> None:
        """Tell anew what is repeated in the files that a change may concern."""
        touched, self._touched = self._touched, set()
        for path in touched:
            self.blocks.pop(path, None)
            self.repeated.pop(path, None)
            file = self.files.get(path)
            if file is None:
                continue
            holders, twice = self.holders, file.twice
            shared = [at for at, one in enumerate(file.hashes) if len(holders[one]) > 1 or one in twice]
            if shared:
                self.blocks[path] = tuple(_runs(shared, file.lines))
                covered = {at + step for at in shared for step in range(WINDOW)}
                self.repeated[path] = frozenset(file.lines[at] for at in covered)

    def numbers(self) -> tuple[int, int]:
        """Repeated lines and blocks of them."""
        return sum(map(len, self.repeated.values())), sum(map(len, self.blocks.values()))

    def places(self) -> Iterator[str]:
        """One line each, in the order of the tree: which lines, and where they stand once more."""
        for path, blocks in sorted(self.blocks.items()):
            for block in blocks:
                other, line = self._elsewhere(path, block)
                yield f"{path}:{block.first}-{block.last}: stands in {other}:{line} too"

    def _elsewhere(self, path: str, block: Block) -> tuple[str, int]:
        one = self.files[path].hashes[block.window]
        for holder in sorted(self.holders[one], key=lambda holder: (holder == path, holder)):
            file = self.files[holder]
            for at, hashed in enumerate(file.hashes):
                if hashed == one and not (holder == path and abs(at - block.window) < WINDOW):
                    return holder, file.lines[at]
        return path, block.first


def _unpacked(windows: Windows) -> _File:
    lines, hashes = array("I"), array("Q")
    lines.frombytes(windows.lines)
    hashes.frombytes(windows.hashes)
    first: dict[int, int] = {}
    twice = {one for at, one in enumerate(hashes) if at - first.setdefault(one, at) >= WINDOW}
    return _File(lines, hashes, frozenset(twice))


def _runs(shared: list[int], lines: "array[int]") -> Iterator[Block]:
    """Windows that touch or overlap are one block."""
    start = last = shared[0]
    for at in shared[1:]:
        if at > last + WINDOW:
            yield Block(lines[start], lines[last + WINDOW - 1], start)
            start = at
        last = at
    yield Block(lines[start], lines[last + WINDOW - 1], start)
