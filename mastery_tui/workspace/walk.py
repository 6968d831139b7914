"""One pass over the folders of the working tree."""

import os
import stat
from collections.abc import Callable, Iterable

from mastery_tui.model.text import printable
from mastery_tui.workspace.entry import JUNK, NOT_UTF8, VENV_MARK, Entry, Rules, ancestors, cannot_read, too_large
from mastery_tui.workspace.git import Git
from mastery_tui.workspace.patterns import matcher


class Walk:
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
            marks = {entry.name for entry in entries if entry.name in (VENV_MARK, ".git")}
            if VENV_MARK in marks or (marks and self._wanted is not None):
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
                elif wanted is None or path in wanted:
                    self.meet_file(path, entry.stat(follow_symlinks=False))
            except FileNotFoundError:
                continue  # vanished between the two calls: as if it had never been there
            except OSError as error:
                self.skipped[printable(path)] = cannot_read(error)

    def _is_junk(self, folder: str, entries: list[os.DirEntry[str]]) -> bool:
        """Junk that holds tracked files is listed but, as it may be huge, not watched."""
        if not folder or self._wanted is None:
            return False
        return any(at[at.rfind("/") + 1 :] in JUNK for at in (folder, *ancestors(folder))) or any(
            entry.name == VENV_MARK for entry in entries
        )

    def meet_file(self, path: str, found: os.stat_result) -> None:
        if not stat.S_ISREG(found.st_mode) or (self._wanted is not None and path not in self._wanted):
            return
        if self._excluded is not None and self._excluded(path):
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
