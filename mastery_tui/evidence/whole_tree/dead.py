"""Dead code over the tree: what is defined somewhere and whose name is used nowhere.

As vulture's own last step has it, kept up to date: a file that changes is looked at again, and those files which define
a name that got its first use, or lost its last one.
"""

from collections.abc import Iterator

from mastery_tui.model.facts import Definition, Names

SURE = 90
"""Percent of confidence from which an item is called sure: unused imports and arguments, code that nothing reaches."""

_NONE = Names(0)


class Dead:
    """Call `put` for each file that changed, then `settle`; the numbers are those of the files together."""

    def __init__(self) -> None:
        self.files: dict[str, Names] = {}
        self.uses: dict[str, int] = {}  # name -> how many files use it
        self.definers: dict[str, set[str]] = {}  # name -> the files that define it and do not use it themselves
        self.found: dict[str, tuple[Definition, ...]] = {}  # only files that have any
        self.covered: dict[str, int] = {}
        self.lines = 0
        self._touched: set[str] = set()

    def put(self, path: str, names: Names | None) -> None:
        """This is what the file holds now; None when it is gone."""
        old, new = self.files.pop(path, _NONE), names or _NONE
        if names is not None:
            self.files[path] = names
        self.lines += new.lines - old.lines
        self._touched.add(path)
        self._use(set(old.used), set(new.used))
        before, now = ({one.name for one in part.defined if one.name} for part in (old, new))
        for name in before - now:
            self.definers[name].discard(path)
            if not self.definers[name]:
                del self.definers[name]
        for name in now - before:
            self.definers.setdefault(name, set()).add(path)

    def _use(self, before: set[str], now: set[str]) -> None:
        for name in before - now:
            self.uses[name] -= 1
            if not self.uses[name]:
                del self.uses[name]
                self._touched |= self.definers.get(name, set())
        for name in now - before:
            if name not in self.uses:
                self._touched |= self.definers.get(name, set())
            self.uses[name] = self.uses.get(name, 0) + 1

    def settle(self) -> None:
        """Tell anew what is dead in the files that a change may concern."""
        touched, self._touched = self._touched, set()
        for path in touched:
            self.found.pop(path, None)
            self.covered.pop(path, None)
            names = self.files.get(path)
            dead = names and tuple(one for one in names.defined if not one.name or one.name not in self.uses)
            if dead:
                self.found[path] = dead
                self.covered[path] = len({line for one in dead for line in range(one.line, one.end_line + 1)})

    def numbers(self) -> tuple[int, int, int]:
        """Items, items that are sure, and the lines of all of them."""
        items = sum(map(len, self.found.values()))
        sure = sum(one.confidence >= SURE for dead in self.found.values() for one in dead)
        return items, sure, sum(self.covered.values())

    def places(self) -> Iterator[str]:
        """One line each, in the order of the tree."""
        for path, dead in sorted(self.found.items()):
            for one in dead:
                yield f"{path}:{one.line}: {one.message} ({one.confidence} % sure)"
