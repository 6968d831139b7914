"""Where tools leave their results. Looked at are a few known places, never the whole tree."""

import fnmatch
import os
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

import msgspec

MOST_FILES = 1_000
_MOST_ENTRIES = 20_000
_DEEPEST = 5
_ENDS = (".xml", ".json", ".sarif", ".coverage")
_WHOLE = ("reports", "test-results", ".mastery/evidence", ".benchmarks", "build/reports", "build/test-results")
_FLAT = ("", "build", "coverage")
_NEAR = ("docs/", "doc/", ".github/", "requirements/", "licenses/", "LICENSES/", "Docs/", "Doc/")

COVERAGE_DATA = (".coverage",)
COVERAGE_JSON = ("coverage.json",)
COVERAGE_XML = ("coverage.xml", "coverage-*.xml", "cobertura.xml", "cobertura-*.xml")
JUNIT = ("junit.xml", "junit-*.xml", "junit_*.xml", "TEST-*.xml")
SARIF = ("*.sarif", "*.sarif.json")
BENCHMARK = ("benchmark*.json",)
_NAMES = (*COVERAGE_DATA, *COVERAGE_JSON, *COVERAGE_XML, *JUNIT, *SARIF, *BENCHMARK)


class Looked(msgspec.Struct, frozen=True):
    """The files of the known places in order; `crowded`: the places with more than are looked at."""

    files: tuple[str, ...]
    crowded: tuple[str, ...] = ()


def look(root: Path) -> Looked:
    """What lies in the known places. Folders behind links are left out."""
    files: list[str] = []
    crowded: list[str] = []
    for place, deep in (*((p, 0) for p in _FLAT), *((p, _DEEPEST) for p in _WHOLE)):
        if _is_real(root, place):
            left = _Left(MOST_FILES, _MOST_ENTRIES)
            files += _below(root, place, deep, left)
            if left.spent:
                crowded.append(place)
    return Looked(tuple(files), tuple(crowded))


def named(files: Iterable[str], patterns: Iterable[str]) -> list[str]:
    """Those whose last part matches one of the patterns."""
    wanted = _pattern(tuple(patterns))
    return [path for path in files if wanted(path.rpartition("/")[2])]


def near(listed: Iterable[str]) -> list[str]:
    """Of the files that git lists those that say something of the tree: in its root, and in a few folders."""
    return [path for path in listed if "/" not in path or path.startswith(_NEAR)]


def below(path: str, *places: str) -> bool:
    """Whether a path lies in one of the folders."""
    return path.startswith(tuple(f"{place}/" for place in places))


def is_evidence(path: str) -> bool:
    """Whether a file is a result that an adapter reads, and so no part of the tree that it speaks of.

    A file with such a name elsewhere, among the data of tests say, is a part of the tree as any other.
    """
    if not path.endswith(_ENDS):
        return False
    folder, _, name = path.rpartition("/")
    if below(path, ".benchmarks"):
        return name.endswith(".json")
    if below(path, "test-results", "reports", "build/reports", "build/test-results") and name.endswith(".xml"):
        return True
    known = folder in _FLAT or folder in _WHOLE or below(path, *_WHOLE)
    return known and _pattern(_NAMES)(name) is not None


@lru_cache(maxsize=64)
def _pattern(patterns: tuple[str, ...]) -> Callable[[str], object]:
    return re.compile("|".join(map(fnmatch.translate, patterns))).match


class _Left:
    """How much more of a place is looked at."""

    def __init__(self, files: int, entries: int) -> None:
        self.files = files
        self.entries = entries

    @property
    def spent(self) -> bool:
        return self.files < 0 or self.entries < 0


def _below(root: Path, folder: str, deep: int, left: _Left) -> list[str]:
    found: list[str] = []
    folders: list[str] = []
    try:
        with os.scandir(f"{root}/{folder}") as entries:
            for entry in entries:
                left.entries -= 1
                if left.spent:
                    break
                path = f"{folder}/{entry.name}" if folder else entry.name
                if deep and entry.is_dir(follow_symlinks=False):
                    folders.append(path)
                elif entry.name.endswith(_ENDS):
                    left.files -= 1
                    found.append(path)
    except OSError:
        return found
    for one in sorted(folders) if not left.spent else ():
        found += _below(root, one, deep - 1, left)
    return sorted(found)


def _is_real(root: Path, place: str) -> bool:
    """Whether the folder is there, and no part of its path is a link."""
    at = root
    for part in place.split("/") if place else ():
        at = at / part
        if at.is_symlink() or not at.is_dir():
            return False
    return True
