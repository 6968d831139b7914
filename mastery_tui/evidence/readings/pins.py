"""Whether the versions of dependencies are fixed. Facts of the tree itself."""

import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from mastery_tui.evidence.readings.inside import MIB, read_text
from mastery_tui.evidence.readings.locks import LOCKS, locked_names
from mastery_tui.evidence.readings.reading import Adapter, Reading, Unreadable, Values, one_line

NAME = "pins"
_LIMIT = MIB
_LOCK_LIMIT = 16 * MIB
_MOST_FILES = 100
_MOST = 2_000
_LONGEST = 2_000
_MOST_DOTS = 500
_PYPROJECT = "pyproject.toml"
_REQUIREMENTS = ("requirements*.txt", "*-requirements.txt", "requirements/*.txt")
_CONSTRAINTS = ("constraints*.txt",)
_COMMENT = re.compile(r"(^|\s)#.*")
_PLACE = re.compile(r"([a-z]{2,4}\+)?(https?|ssh|file|git)://\S+")
_COMMIT = re.compile(r"@[0-9a-f]{40}\b|#sha(256|512)=")


def find(files: Sequence[str], listed: Sequence[str]) -> list[tuple[str, ...]]:
    """All of them together, in the root and in requirements/."""
    near = [path for path in listed if "/" not in path or path.startswith("requirements/")]
    found = sorted(
        path for path in near if path == _PYPROJECT or path in LOCKS or _is(path, _REQUIREMENTS + _CONSTRAINTS)
    )
    return [tuple(found[:_MOST_FILES])] if found else []


def read(root: Path, paths: tuple[str, ...]) -> Reading:
    """`pins.*`: a dependency is pinned where it names one version itself, or a lock file or constraints do."""
    declared: dict[str, bool] = {}
    locked: set[str] = set()
    has_lock = False
    for path in paths:
        try:
            if path in LOCKS:
                names = locked_names(path, read_text(root, path, _LOCK_LIMIT))
                has_lock = has_lock or bool(names)
                locked |= names
            elif path != _PYPROJECT:
                lines = dict(_of_lines(_text(root, path)))
                if _is(path, _CONSTRAINTS):
                    locked |= {name for name, exact in lines.items() if exact}
                    has_lock = has_lock or (bool(lines) and all(lines.values()))
                else:
                    _declare(declared, lines.items())
            else:
                _declare(declared, _of_pyproject(_text(root, path)))
        except Unreadable as error:
            raise Unreadable(f"{error} ({path})") from error
    values: Values = {"pins.dependencies": (len(declared), "packages"), "pins.locked": (int(has_lock), "")}
    if declared:
        pinned = sum(exact or name in locked for name, exact in declared.items())
        values["pins.pinned_percent"] = (100.0 * pinned / len(declared), "%")
    return Reading(paths[0], NAME, values)


def _text(root: Path, path: str) -> str:
    try:
        return read_text(root, path, _LIMIT)
    except Unreadable as error:
        if str(error) == "is empty":
            return ""
        raise


def _declare(declared: dict[str, bool], found: Any) -> None:
    """A package that is named twice is pinned once every place pins it."""
    for name, exact in found:
        declared[name] = exact and declared.get(name, True)


def _of_lines(text: str) -> Iterator[tuple[str, bool]]:
    """Name, and whether it is pinned, of each requirement of a file for pip."""
    for whole_line in text.replace("\\\n", " ").splitlines()[:_MOST]:
        line = _COMMENT.sub("", whole_line[:_LONGEST]).strip().partition(" --")[0].strip()
        if line and not line.startswith("-"):
            yield _requirement(line)


def _of_pyproject(text: str) -> Iterator[tuple[str, bool]]:
    import tomllib

    if any(line.count(".") > _MOST_DOTS for line in text.splitlines()):
        raise Unreadable("has a line with too many dots: tomllib takes minutes for such keys")
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Unreadable(f"is not TOML: {one_line(str(error))}") from error
    project = _table(document.get("project"))
    several = [project.get("dependencies"), *_table(project.get("optional-dependencies")).values()]
    several += _table(document.get("dependency-groups")).values()
    for line in [line for group in several if isinstance(group, list) for line in group][:_MOST]:
        if isinstance(line, str):
            yield _requirement(line)
    poetry = _table(_table(document.get("tool")).get("poetry"))
    groups = [poetry, *map(_table, _table(poetry.get("group")).values())]
    for group in groups:
        for name, wanted in list(_table(group.get("dependencies")).items())[:_MOST]:
            if name != "python":
                version = _table(wanted).get("version", wanted)
                yield (
                    _canonical(name),
                    isinstance(version, str) and bool(re.fullmatch(r"={0,3}\s*\d[\w.!+-]*", version)),
                )


def _requirement(line: str) -> tuple[str, bool]:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        found = Requirement(line[:_LONGEST])
    except InvalidRequirement:
        if _PLACE.fullmatch(line) or line.startswith(("./", "../", "/")):  # a place, as pip takes it
            return line, bool(_COMMIT.search(line))
        raise Unreadable(f"has a requirement that is none: {one_line(line)[:80]}") from None
    if found.url:
        return _canonical(found.name), bool(_COMMIT.search(found.url))
    exact = any(one.operator in ("==", "===") and not one.version.endswith(".*") for one in found.specifier)
    return _canonical(found.name), exact


def _canonical(name: str) -> str:
    from packaging.utils import canonicalize_name

    return canonicalize_name(name)


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _is(path: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(path, pattern) for pattern in patterns)


ADAPTER = Adapter(NAME, find, read)
