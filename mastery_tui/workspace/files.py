"""Which files the working tree holds: what git would list, or outside git all but the usual junk."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from mastery_tui.model.text import printable
from mastery_tui.workspace.git import Git
from mastery_tui.workspace.patterns import matcher

JUNK = frozenset(
    {
        *(".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", ".mastery"),
        *(".venv", "venv", "site-packages", "dist-packages", "__pypackages__", "node_modules", "bower_components"),
        *("__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".pytype", ".pyre", ".hypothesis", ".cache"),
        *(".tox", ".nox", ".eggs", ".ipynb_checkpoints", ".import_linter_cache", ".direnv", ".idea", ".vs"),
    }
)
"""Folder names that hold no source of the project. A folder with a `pyvenv.cfg`, whatever its name, is one too."""

_VENV_MARK = "pyvenv.cfg"
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
    """`entries` in path order; `skipped`: printable path (a folder ends in "/") to reason; `folders` to watch ("": root)."""

    entries: dict[str, Entry]
    skipped: dict[str, str]
    folders: tuple[str, ...]


def blob_id(data: bytes) -> str:
    """The id that git gives a file with this content: the SHA-1 of a header and the bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


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


def list_files(
    root: Path,
    rules: Rules,
    git: Git | None,
    *,
    within: Sequence[str] | None = None,
    interesting: Callable[[str], bool] | None = None,
) -> Listing:
    """The files of the tree, or only those within some folders (real ones, whose parents are watched).

    Symbolic links are not followed and, like FIFOs, sockets and devices, not listed. Where `interesting` is given, a
    large file that it refuses is no matter for `skipped`. Raises GitError if git cannot list, OSError if root cannot be read.
    """
    walk = _Walk(os.fspath(root), rules, git, interesting)
    if git is not None:
        walk.know(_without_junk(git, git.list_files(within)))
    if within is None:
        with os.scandir(root):
            walk.open([""])
    else:
        for folder in within:
            walk.meet_folder(folder)
    walk.finish()
    return Listing(
        {path: walk.entries[path] for path in sorted(walk.entries)}, walk.skipped, tuple(sorted(walk.folders))
    )


def ancestors(path: str) -> Iterator[str]:
    """The folders that a relative path lies in, innermost first, without the root."""
    at = path.rfind("/")
    while at > 0:
        path = path[:at]
        yield path
        at = path.rfind("/")


def _without_junk(git: Git, listed: list[str]) -> list[str]:
    """git lists an untracked virtual environment that nobody thought of ignoring: junk holds tracked files at most."""
    environments = {path[: -len(_VENV_MARK) - 1] for path in listed if path.endswith("/" + _VENV_MARK)}
    suspects: dict[str, str] = {}
    clean: dict[str, bool] = {}
    for path in listed:
        folder = path[: path.rfind("/")] if "/" in path else ""
        fine = clean.get(folder)
        if fine is None:
            junk = [at for at in (folder, *ancestors(folder)) if at[at.rfind("/") + 1 :] in JUNK or at in environments]
            fine = clean[folder] = not junk
            if junk:
                suspects[folder] = junk[-1]
    if not suspects:
        return listed
    kept = set(git.tracked(sorted(set(suspects.values()))))
    return [path for path in listed if path in kept or clean[path[: path.rfind("/")] if "/" in path else ""]]


class _Walk:
    """One pass over the folders, with strings only: this runs a hundred thousand times a second."""

    def __init__(self, root: str, rules: Rules, git: Git | None, interesting: Callable[[str], bool] | None) -> None:
        self._root = root
        self._limit = rules.max_bytes
        self._excluded = matcher(rules.exclude) if rules.exclude else None
        self._git = git
        self._interesting = interesting
        self._wanted: set[str] | None = None
        self._holding: set[str] = set()
        self._undecided: list[str] = []
        self._stack: list[str] = []
        self.entries: dict[str, Entry] = {}
        self.skipped: dict[str, str] = {}
        self.folders: list[str] = []

    def know(self, listed: Iterable[str]) -> None:
        """Take over git's list; `_holding` are the folders on the way to one of its files."""
        self._wanted = set(listed)
        for path in self._wanted:
            for folder in ancestors(path):
                if folder in self._holding or path.endswith("/"):
                    break
                self._holding.add(folder)

    def open(self, folders: Iterable[str]) -> None:
        self._stack.extend(folders)
        while self._stack:
            self._list(self._stack.pop())

    def finish(self) -> None:
        """Go on with folders that hold no listed file yet and may get one: git says which of them it ignores."""
        self.open(())
        while self._undecided:
            asked, self._undecided = self._undecided, []
            ignored = self._git.ignored(asked) if self._git is not None else set()
            self.open(folder for folder in asked if folder not in ignored)

    def meet_folder(self, path: str) -> None:
        name = path[path.rfind("/") + 1 :]
        holding = path in self._holding
        if (name in JUNK and not holding) or (self._excluded is not None and self._excluded(path)):
            return
        if not _is_utf8(path):
            if holding or self._wanted is None:
                self.skipped[printable(path) + "/"] = NOT_UTF8
        elif self._wanted is None or holding:
            self._stack.append(path)
        elif path not in self._wanted and path + "/" not in self._wanted:
            self._undecided.append(path)

    def _list(self, folder: str) -> None:
        try:
            with os.scandir(f"{self._root}/{folder}" if folder else self._root) as found:
                entries = list(found)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            self.skipped[printable(folder) + "/"] = cannot_read(error)
            self.folders.append(folder)
            return
        if folder and folder not in self._holding:
            marks = {entry.name for entry in entries if entry.name in (_VENV_MARK, ".git")}
            if _VENV_MARK in marks or (marks and self._wanted is not None):
                return
        if not self._is_junk(folder, entries):
            self.folders.append(folder)
        prefix = f"{folder}/" if folder else ""
        wanted = self._wanted
        for entry in entries:
            path = prefix + entry.name
            try:
                if entry.is_dir(follow_symlinks=False):
                    self.meet_folder(path)
                elif (wanted is None or path in wanted) and entry.is_file(follow_symlinks=False):
                    self._meet_file(path, entry.stat(follow_symlinks=False))
            except FileNotFoundError:
                continue  # vanished between the two calls: as if it had never been there
            except OSError as error:
                self.skipped[printable(path)] = cannot_read(error)

    def _is_junk(self, folder: str, entries: list[os.DirEntry[str]]) -> bool:
        """Junk that holds tracked files is listed but, as it may be huge, not watched."""
        if not folder or self._wanted is None:
            return False
        return any(at[at.rfind("/") + 1 :] in JUNK for at in (folder, *ancestors(folder))) or any(
            entry.name == _VENV_MARK for entry in entries
        )

    def _meet_file(self, path: str, found: os.stat_result) -> None:
        if self._excluded is not None and self._excluded(path):
            return
        if not stat.S_ISREG(found.st_mode):
            return
        if not _is_utf8(path):
            self.skipped[printable(path)] = NOT_UTF8
        elif found.st_size > self._limit and (self._interesting is None or self._interesting(path)):
            self.skipped[printable(path)] = too_large(found.st_size, self._limit)
        else:
            self.entries[path] = Entry(path, found.st_size, found.st_mtime_ns, found.st_ino)


def _is_utf8(path: str) -> bool:
    if path.isascii():
        return True
    try:
        path.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
