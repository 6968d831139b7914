"""What is known of the working tree, kept true by full scans and by looking at single paths again."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping
from pathlib import Path

import msgspec

from mastery_tui.model.blob import blob_id
from mastery_tui.model.event import Seen
from mastery_tui.model.text import printable
from mastery_tui.workspace.content import Look, NotRegular, read_file
from mastery_tui.workspace.entry import VENV_MARK, Entry, Listing, Rules, ancestors, cannot_read, too_large
from mastery_tui.workspace.files import list_files, list_some
from mastery_tui.workspace.git import Git

Known = tuple[int, int, int, str]
"""Size in bytes, modification time in nanoseconds, inode, blob id."""

_RACY_NS = 50_000_000


class Delta(msgspec.Struct, frozen=True):
    """What one look at the tree has changed.

    `seen`: interesting files that are new or have new content; `gone`: those that went. `touched`: every listed path,
    interesting or not, that appeared, changed or went. `skipped` is complete. `folders` are all folders to watch,
    None if they are the same as before. `hashed` is worth remembering for the next start.
    """

    seen: tuple[Seen, ...]
    gone: tuple[str, ...]
    touched: tuple[str, ...]
    skipped: dict[str, str]
    folders: tuple[str, ...] | None
    hashed: dict[str, Known]


class Tree:
    """The files of `root`, with the content of the interesting ones by blob id.

    `known` is what an earlier run hashed. Not for two threads at once. `scan` and `refresh` raise GitError when git
    cannot list; what is known then stays as it was.
    """

    def __init__(
        self,
        root: Path,
        rules: Rules,
        git: Git | None,
        known: Mapping[str, Known] | None = None,
        interesting: Callable[[str], bool] = lambda path: True,
    ) -> None:
        self.root = root.resolve()
        self.rules = rules
        self.git = git
        self._interesting = interesting
        self._memo: dict[str, Known] = dict(known or {})
        self._entries: dict[str, Entry] = {}
        self._blobs: dict[str, str] = {}
        self._skipped: dict[str, str] = {}
        self._folders: frozenset[str] | None = None
        self._holding: set[str] = set()

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Every listed file, in path order."""
        return {path: self._entries[path] for path in sorted(self._entries)}

    @property
    def blobs(self) -> Mapping[str, str]:
        """Path to blob id, for the interesting files, in path order."""
        return {path: self._blobs[path] for path in sorted(self._blobs)}

    @property
    def skipped(self) -> Mapping[str, str]:
        return dict(self._skipped)

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders to watch."""
        return tuple(sorted(self._folders or ()))

    def scan(self) -> Delta:
        """List everything again; read what is not known by its stat."""
        return self._scan(frozenset())

    def refresh(self, paths: Iterable[str]) -> Delta:
        """Look at these paths again (files or folders, relative, there or not), and read the files among them.

        Where one of them decides what else is listed, such as a .gitignore, everything is listed again. That the index
        or HEAD has changed cannot be seen from paths: then call `scan`.
        """
        named = frozenset(path for path in paths if not _in_git_folder(path))
        if self._folders is None or any(self._decides(path) for path in paths):
            return self._scan(named)
        look = Look(self.root, self._folders)
        for path in named:
            look.at(path)
        look.settle()
        listing = list_some(
            self.root,
            self.rules,
            self.git,
            files=look.files,
            known=self._entries.keys(),
            within=sorted(look.within),
            interesting=self._interesting,
        )
        replaced = named | look.gone | look.within
        swept = {folder for folder in replaced if folder in self._folders or folder in self._holding}
        before = self._forget(replaced, swept)
        stay = self._folders
        if swept:
            stay = frozenset(f for f in stay if f not in swept and not any(above in swept for above in ancestors(f)))
        return self._take(listing, before, named, stay)

    def _scan(self, named: Collection[str]) -> Delta:
        try:
            listing = list_files(self.root, self.rules, self.git, interesting=self._interesting)
        except OSError as error:
            listing = Listing({}, {"./": cannot_read(error)}, ("",))
        before, self._entries = self._entries, {}
        self._skipped, self._holding = {}, set()
        return self._take(listing, before, named, frozenset())

    def _decides(self, path: str) -> bool:
        """Whether more than the path itself depends on it: then single paths are not enough."""
        name = path[path.rfind("/") + 1 :]
        if not name or name == VENV_MARK:
            return True
        if self.git is None:
            return False
        return name == ".gitignore" or path == ".git/info/exclude" or (name == ".git" and path != ".git")

    def _forget(self, paths: Collection[str], swept: Collection[str]) -> dict[str, Entry]:
        """Take out these paths and all that is beneath the folders `swept`; gives what was known of them."""
        out = {path: entry for path in paths if (entry := self._entries.get(path)) is not None}
        for path in paths:
            self._skipped.pop(printable(path), None)
            self._skipped.pop(printable(path) + "/", None)
        if swept:
            out.update(
                (path, entry)
                for path, entry in self._entries.items()
                if any(folder in swept for folder in ancestors(path))
            )
            prefixes = tuple(printable(folder) + "/" for folder in swept)
            self._skipped = {path: why for path, why in self._skipped.items() if not path.startswith(prefixes)}
        for path in out:
            del self._entries[path]
        return out

    def _take(
        self,
        listing: Listing,
        before: Mapping[str, Entry],
        named: Collection[str],
        stay: frozenset[str],
    ) -> Delta:
        """Add a listing; `before` is what was known of the part that it replaces, `stay` the folders of the rest."""
        self._skipped.update(listing.skipped)
        now = dict(listing.entries)
        seen: list[Seen] = []
        hashed: dict[str, Known] = {}
        for path, entry in listing.entries.items():
            if not self._interesting(path):
                continue
            blob = None if path in named else self._remembered(entry)
            if blob is None:
                read = self._read(path, hashed)
                if read is None:
                    del now[path]
                    continue
                now[path], blob = read
            if self._blobs.get(path) != blob:
                self._blobs[path] = blob
                seen.append(Seen(path, blob, now[path].size))
        self._entries.update(now)
        for path in now:
            for folder in ancestors(path):
                if folder in self._holding:
                    break
                self._holding.add(folder)
        lost = [path for path in before if path not in now]
        gone = [path for path in lost if self._blobs.pop(path, None) is not None]
        changed = {change.path for change in seen}
        touched = {
            path
            for path, entry in now.items()
            if before.get(path) != entry or path in changed or (path in named and path not in self._blobs)
        }
        folders_before, self._folders = self._folders, stay.union(listing.folders)
        folders = self.folders if self._folders != folders_before else None
        return Delta(
            tuple(seen), tuple(sorted(gone)), tuple(sorted({*touched, *lost})), dict(self._skipped), folders, hashed
        )

    def _remembered(self, entry: Entry) -> str | None:
        known = self._memo.get(entry.path)
        if known is not None and known[:3] == (entry.size, entry.mtime_ns, entry.inode):
            return known[3]
        return None

    def _read(self, path: str, hashed: dict[str, Known]) -> tuple[Entry, str] | None:
        """Read and hash; None when the file has gone, or cannot be read and so is skipped."""
        began = time.time_ns()
        self._memo.pop(path, None)
        try:
            found, data = read_file(f"{self.root}/{path}", self.rules.max_bytes)
        except (FileNotFoundError, NotADirectoryError, NotRegular):
            return None
        except OSError as error:
            self._skipped[printable(path)] = cannot_read(error)
            return None
        if len(data) > self.rules.max_bytes:
            self._skipped[printable(path)] = too_large(max(found.st_size, len(data)), self.rules.max_bytes)
            return None
        entry = Entry(path, found.st_size, found.st_mtime_ns, found.st_ino)
        blob = blob_id(data)
        # Written in the same tick as we read: a later write may leave the same stat (git: "racily clean").
        if found.st_mtime_ns < began - _RACY_NS:
            self._memo[path] = hashed[path] = (found.st_size, found.st_mtime_ns, found.st_ino, blob)
        return entry, blob


def _in_git_folder(path: str) -> bool:
    return path.startswith(".git/") or "/.git/" in path
