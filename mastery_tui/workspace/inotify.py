"""Linux: one watch per folder on watchdog's inotify thread, so that pruned folders cost nothing."""

import errno
import itertools
import os
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

from watchdog.observers.inotify_c import CallbackId, InotifyConstants, InotifyEvent, InotifyFD, Mask, WatchDescriptor

from mastery_tui.workspace.debounce import Debounce
from mastery_tui.workspace.entry import OURS
from mastery_tui.workspace.git_watch import git_folders, telling
from mastery_tui.workspace.source import Exhausted

# MODIFY as well as CLOSE_WRITE: some programs write and keep the file open. ATTRIB: chmod makes a file unreadable.
_MASK = Mask(
    InotifyConstants.IN_MODIFY
    | InotifyConstants.IN_CLOSE_WRITE
    | InotifyConstants.IN_ATTRIB
    | InotifyConstants.IN_MOVED_FROM
    | InotifyConstants.IN_MOVED_TO
    | InotifyConstants.IN_CREATE
    | InotifyConstants.IN_DELETE
    | InotifyConstants.IN_DELETE_SELF
    | InotifyConstants.IN_MOVE_SELF
    | InotifyConstants.IN_ONLYDIR
    | InotifyConstants.IN_DONT_FOLLOW
    | InotifyConstants.IN_EXCL_UNLINK
)
_GIT_MASK = Mask(_MASK & ~InotifyConstants.IN_MODIFY & ~InotifyConstants.IN_ATTRIB)
_GONE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
_DENIED = -1
_ROOT_RETRY_S = 0.25


class _Folder:
    """watchdog calls this for one watched folder."""

    def __init__(self, path: str, on_event: Callable[[str, InotifyEvent], None], owner: "Inotify") -> None:
        self.path = path
        self.on = on_event
        self.owner = owner

    def on_event(self, event: InotifyEvent) -> None:
        self.on(self.path, event)

    def on_watch_deleted(self, wd: WatchDescriptor) -> None:
        self.owner.lost(self.path, wd)

    def on_queue_overflow(self) -> None:
        self.owner.overflow()


class Inotify:
    """Watches `root` and the folders given to `follow`; `start` raises Exhausted or OSError."""

    def __init__(self, root: str, debounce: Debounce, git_dir: Path | None) -> None:
        self._root = root
        self._debounce = debounce
        self._git_dir = git_dir
        self._ids = itertools.count(1)
        self._lock = threading.RLock()
        self._watched: dict[str, tuple[WatchDescriptor, CallbackId]] = {}
        self._git_watched: dict[str, tuple[WatchDescriptor, CallbackId]] = {}
        self._followed: frozenset[str] = frozenset()
        self._stopping = threading.Event()
        self._returning: threading.Thread | None = None
        self._root_identity: tuple[int, int] | None = None
        self.exhausted: Exhausted | None = None
        try:
            self._fd = InotifyFD()
        except OSError as error:
            raise _exhausted(error) or error from error
        self._fd.name = "mastery-inotify"

    def start(self, folders: Iterable[str]) -> None:
        self._fd.start()
        with self._lock:
            self._followed = frozenset(folders) | {""}
            for folder in sorted(self._followed):
                self._add(folder)
            self._add_git_folders()
            if "" not in self._watched:  # it went while the watch was being made
                self._root_lost()

    def follow(self, folders: Iterable[str]) -> None:
        """Watch exactly these from now on. Raises Exhausted."""
        with self._lock:
            before, self._followed = self._followed, frozenset(folders) | {""}
            self._drop([folder for folder in self._watched if folder not in self._followed])
            new = sorted(self._followed - before)
            for folder in new:
                self._add(folder)
        if new:
            # What happened in them between the listing and the watch came without an event.
            self._debounce.add(new)

    def renew(self) -> None:
        """A deleted root does not always tell: an open file beneath it, such as our cache, keeps its watch alive."""
        with self._lock:
            if "" in self._watched and _identity(self._root) != self._root_identity:
                self._root_lost()

    def stop(self) -> None:
        self._stopping.set()
        self._fd.stop()
        for thread in (self._fd, self._returning):
            if thread is not None and thread.is_alive() and thread is not threading.current_thread():
                thread.join()

    def overflow(self) -> None:
        with self._lock:
            self._again("")
        self._debounce.add(everything=True, git=True)

    def lost(self, path: str, wd: WatchDescriptor) -> None:
        """The kernel has ended a watch: its folder was deleted or unmounted."""
        if self._stopping.is_set():
            return
        with self._lock:
            for watched in (self._watched, self._git_watched):
                if watched.get(path, (None,))[0] == wd:
                    del watched[path]
                    if path == "" and watched is self._watched:
                        self._root_lost()

    def _on_event(self, folder: str, event: InotifyEvent) -> None:
        if event.is_delete_self or event.is_move_self:
            if folder == "":
                with self._lock:
                    self._root_lost()
            return
        name = os.fsdecode(event.name)
        if not name:
            return  # the folder's own attributes: its parent's watch tells, with the name
        path = f"{folder}/{name}" if folder else name
        if path == OURS:
            return
        if event.is_directory:
            with self._lock:
                if event.is_moved_from:
                    self._drop([at for at in self._watched if at == path or at.startswith(path + "/")])
                elif event.is_create or event.is_moved_to:
                    self._again(path)
                elif event.is_attrib:
                    if self._watched.get(path, (None,))[0] != _DENIED:
                        return
                    self._again(path)
        self._debounce.add((path,))

    def _on_git_event(self, folder: str, event: InotifyEvent) -> None:
        name = os.fsdecode(event.name)
        if not name or not telling(folder, name):
            return
        if event.is_directory and (event.is_create or event.is_moved_to) and "/refs" in folder:
            with self._lock:
                self._add_git(f"{folder}/{name}")
        self._debounce.add(git=True)

    def _again(self, path: str) -> None:
        """A folder has come into being where we follow one: another than before, so watch it and all in it anew."""
        again = [at for at in self._followed if not path or at == path or at.startswith(path + "/")]
        self._drop([at for at in again if at in self._watched])
        for at in sorted(again):
            self._add(at)

    def _add(self, folder: str) -> None:
        if folder in self._watched or self._stopping.is_set():
            return
        at = os.fsencode(f"{self._root}/{folder}" if folder else self._root)
        if not folder:
            self._root_identity = _identity(self._root)
        added = self._add_watch(at, _MASK, _Folder(folder, self._on_event, self))
        if added is not None:
            self._watched[folder] = added

    def _add_git_folders(self) -> None:
        if self._git_dir is not None and self._git_dir.is_dir():
            for path in git_folders(self._git_dir):
                self._add_git(path)

    def _add_git(self, folder: str) -> None:
        if folder not in self._git_watched:
            added = self._add_watch(os.fsencode(folder), _GIT_MASK, _Folder(folder, self._on_git_event, self))
            if added is not None:
                self._git_watched[folder] = added

    def _add_watch(self, path: bytes, mask: Mask, folder: _Folder) -> tuple[WatchDescriptor, CallbackId] | None:
        number = CallbackId(next(self._ids))
        try:
            return self._fd.add_callback(path, mask, folder, number), number
        except OSError as error:
            if error.errno in _GONE:
                return None  # vanished: when it comes back, its parent's watch tells
            if self._stopping.is_set() and error.errno == errno.EBADF:
                return None
            self.exhausted = _exhausted(error)
            if self.exhausted is None:
                raise
            if threading.current_thread() is self._fd:
                self._debounce.add(everything=True)  # the next follow() finds `exhausted` and changes to polling
                return None
            raise self.exhausted from error

    def _drop(self, folders: Iterable[str]) -> None:
        self._fd.remove_callbacks([self._watched.pop(folder) for folder in list(folders)])

    def _root_lost(self) -> None:
        """The folder itself was moved away or deleted: watch what takes its place, now or when it comes."""
        self._drop(list(self._watched))
        self._debounce.add(everything=True, git=True)
        if self._stopping.is_set() or (self._returning is not None and self._returning.is_alive()):
            return
        self._returning = threading.Thread(target=self._await_root, name="mastery-root", daemon=True)
        self._returning.start()

    def _await_root(self) -> None:
        while not self._stopping.is_set():
            with self._lock:
                self._again("")
                if "" in self._watched:
                    self._returning = None
                    self._add_git_folders()
                    self._debounce.add(everything=True, git=True)
                    return
            self._stopping.wait(_ROOT_RETRY_S)


def _identity(folder: str) -> tuple[int, int] | None:
    try:
        found = os.stat(folder, follow_symlinks=False)  # noqa: PTH116  # once per batch
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _exhausted(error: OSError) -> Exhausted | None:
    name = {errno.ENOSPC: "max_user_watches", errno.EMFILE: "max_user_instances"}.get(error.errno or 0)
    if name is None:
        return None
    limit = Path(f"/proc/sys/fs/inotify/{name}")
    value = limit.read_text().strip() if limit.exists() else "?"
    return Exhausted(f"the kernel's limit fs.inotify.{name} = {value} is reached; raise it with sysctl")
