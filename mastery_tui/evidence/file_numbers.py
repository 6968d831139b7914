"""The numbers of files and what they add up to, kept up to date file by file: a save costs what it changed."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from math import fsum
from statistics import fmean

from mastery_tui.model.state import FileState, is_stale

Key = tuple[str, str]
"""A check, and the name of a number of its files."""
Fold = Callable[[Iterable[float]], float]

FOLDS: dict[str, Fold] = {".mean": fmean, ".min": min, ".max": max, ".sum": fsum}
"""What several files say together; exact, so that their order makes no difference."""


class FileNumbers:
    """Of the files that were taken last. One per session, used by one thread at a time."""

    def __init__(self) -> None:
        self._taken: dict[str, FileState] = {}
        self._numbers: dict[Key, dict[str, tuple[float, ...]]] = {}
        self._keys: dict[str, tuple[Key, ...]] = {}
        self._folded: dict[Key, dict[str, float]] = {}
        self._marks: dict[str, dict[str, tuple[int, int]]] = {}
        self._new: Counter[str] = Counter()
        self._unmarked: Counter[str] = Counter()

    def take(self, files: Mapping[str, FileState]) -> None:
        """Count these files in place of those before; only results that speak of their present content count."""
        for path in self._taken.keys() - files.keys():
            del self._taken[path]
            self._drop(path)
        for path, file in files.items():
            if self._taken.get(path) is not file:
                self._drop(path)
                self._taken[path] = file
                self._put(path, file)

    def keys(self) -> Iterator[Key]:
        """Every number that a file has."""
        return iter(self._numbers)

    def fold(self, key: Key, how: str) -> float:
        """One of FOLDS over all files; 0.0 where none has the number."""
        found = self._folded.get(key)
        if found is None:
            values = list(chain.from_iterable(self._numbers.get(key, {}).values()))
            found = self._folded[key] = {how: fold(values) if values else 0.0 for how, fold in FOLDS.items()}
        return found[how]

    def new(self, checks: Iterable[str]) -> int | None:
        """How many findings of these checks are new since the merge base; None where one of them cannot be told."""
        names = tuple(checks)
        return None if any(self._unmarked[name] for name in names) else sum(self._new[name] for name in names)

    def _put(self, path: str, file: FileState) -> None:
        found: dict[Key, tuple[float, ...]] = {}
        marks: dict[str, tuple[int, int]] = {}
        for check, result in file.results.items():
            counting = [one.new for one in result.findings if one.dismissed is None]
            if counting:
                marks[check] = (counting.count(True), counting.count(None))
            if result.error is not None or is_stale(file, check):
                continue
            found |= {(check, name): (value,) for name, value in result.metrics.items()}
            functions = [one for one in result.units if one.kind != "class"]
            if functions:
                found[check, "complexity"] = tuple(one.complexity for one in functions)
                found[check, "cognitive"] = tuple(one.cognitive for one in functions)
        for key, values in found.items():
            self._numbers.setdefault(key, {})[path] = values
        self._keys[path], self._marks[path] = tuple(found), marks
        self._changed(path, 1)

    def _drop(self, path: str) -> None:
        if path not in self._keys:
            return
        self._changed(path, -1)
        for key in self._keys.pop(path):
            of_files = self._numbers[key]
            del of_files[path]
            if not of_files:
                del self._numbers[key]
        del self._marks[path]

    def _changed(self, path: str, sign: int) -> None:
        for key in self._keys[path]:
            self._folded.pop(key, None)
        for check, (new, unmarked) in self._marks[path].items():
            self._new[check] += sign * new
            self._unmarked[check] += sign * unmarked
