"""What decides a check's result besides the file's own content: hashed into the cache key."""

import hashlib
import sys
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import msgspec

from mastery_tui.checking.interface import Check


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether the path's last part matches one of the name patterns."""
    suffixes, names, others = _sorted(patterns if isinstance(patterns, (tuple, frozenset)) else tuple(patterns))
    if path.endswith(suffixes):
        return True
    name = path.rpartition("/")[2]
    return name in names or any(fnmatchcase(name, pattern) for pattern in others)


@lru_cache(256)
def _sorted(patterns: tuple[str, ...] | frozenset[str]) -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...]]:
    """The patterns as suffixes, whole names and the rest: a tree of ten thousand files asks for each of them."""
    suffixes = tuple(p[1:] for p in patterns if p[:1] == "*" and not set(p[1:]) & set("*?[/"))
    names = frozenset(p for p in patterns if not set(p) & set("*?["))
    return suffixes, names, tuple(p for p in patterns if p[1:] not in suffixes and p not in names)


def tool_of(check: Check) -> str:
    """The tool behind a check with its version; "" where there is none, or where it is missing: the check says so."""
    if check.tool is None:
        return ""
    try:
        return check.tool()
    except PackageNotFoundError:
        return ""


def key_of(check: Check, options: msgspec.Struct | None, blobs: Mapping[str, str], root: Path) -> str:
    """Sixteen hex digits over version, tool, Python, options, configuration files and, if it matters, the layout.

    `blobs` maps every interesting path of the tree to its blob id.
    """
    digest = hashlib.sha256()

    def add(*parts: str) -> None:
        for part in parts:
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")

    add(check.name, check.version, tool_of(check), ".".join(map(str, sys.version_info[:3])))
    digest.update(msgspec.json.encode(options, order="deterministic"))
    if check.inputs:
        for path in sorted(path for path in blobs if matches(path, check.inputs)):
            add("input", path, blobs[path])
    if check.layout:
        for path in sorted(path for path in blobs if matches(path, check.files)):
            add("path", path)
    if check.outside:
        for file in check.outside(root):
            try:
                add("outside", str(file), hashlib.sha256(file.read_bytes()).hexdigest())
            except OSError as error:
                add("outside", str(file), type(error).__name__)
    return digest.hexdigest()[:16]
