"""A file of the working tree, what is left out of it, and why."""

from collections.abc import Iterator

import msgspec

JUNK = frozenset(
    {
        *(".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", ".mastery"),
        *(".venv", "venv", "site-packages", "dist-packages", "__pypackages__", "node_modules", "bower_components"),
        *("__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".pytype", ".pyre", ".hypothesis", ".cache"),
        *(".tox", ".nox", ".eggs", ".ipynb_checkpoints", ".import_linter_cache", ".direnv", ".idea", ".vs"),
    }
)
"""Folder names that hold no source of the project. A folder with a `pyvenv.cfg`, whatever its name, is one too."""

OURS = ".mastery"
"""The one folder of the tree that we write to: its changes are no news."""

VENV_MARK = "pyvenv.cfg"
NOT_UTF8 = "its name is not valid UTF-8"


class Entry(msgspec.Struct, frozen=True, gc=False):
    """A regular file: bytes, nanoseconds since the epoch, and the inode, as lstat gives them."""

    path: str
    size: int
    mtime_ns: int
    inode: int


class Rules(msgspec.Struct, frozen=True):
    """What the user leaves out: patterns (see `patterns.matcher`), and files larger than `max_bytes`."""

    exclude: tuple[str, ...] = ()
    max_bytes: int = 1_048_576


class Listing(msgspec.Struct, frozen=True):
    """`entries` in path order; `skipped`: printable path (a folder's ends in "/") to reason; `folders` to watch ("" is
    the root)."""

    entries: dict[str, Entry]
    skipped: dict[str, str]
    folders: tuple[str, ...]


def too_large(size: int, limit: int) -> str:
    """The reason for skipping a file of `size` bytes."""
    return f"larger than the limit ({_amount(size)} > {_amount(limit)})"


def _amount(size: int) -> str:
    for unit in ("bytes", "KiB", "MiB"):
        if size < 1024:
            return f"{size:.4g} {unit}"
        size = size / 1024  # type: ignore[assignment]
    return f"{size:.4g} GiB"


def cannot_read(error: OSError) -> str:
    """The reason for skipping what raised `error`."""
    return f"cannot be read: {error.strerror or error}"


def ancestors(path: str) -> Iterator[str]:
    """The folders that a relative path lies in, innermost first, without the root."""
    at = path.rfind("/")
    while at > 0:
        path = path[:at]
        yield path
        at = path.rfind("/")
