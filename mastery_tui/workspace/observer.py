"""macOS, Windows and others: watchdog's observer on the whole tree, its events filtered."""

import os
from collections.abc import Iterable
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer

from mastery_tui.workspace.debounce import Debounce
from mastery_tui.workspace.entry import OURS
from mastery_tui.workspace.git_watch import git_folders, telling

_READING = frozenset({"opened", "closed_no_write"})


class Observed(FileSystemEventHandler):
    """A recursive watch cannot leave folders out: events from folders that are not followed are dropped."""

    def __init__(self, root: str, debounce: Debounce, git_dir: Path | None) -> None:
        self._root = root
        self._debounce = debounce
        self._git = frozenset(git_folders(git_dir)) if git_dir is not None else frozenset()
        self._followed: frozenset[str] = frozenset()
        self._observer = Observer()

    def start(self, folders: Iterable[str]) -> None:
        self._followed = frozenset(folders) | {""}
        self._observer.schedule(self, self._root, recursive=True)
        for folder in self._git:
            if os.path.isdir(folder) and not folder.startswith(self._root + os.sep):  # noqa: PTH112
                self._observer.schedule(self, folder, recursive=False)
        self._observer.start()

    def follow(self, folders: Iterable[str]) -> None:
        before, self._followed = self._followed, frozenset(folders) | {""}
        new = sorted(self._followed - before)
        if new:
            self._debounce.add(new)

    def renew(self) -> None:
        """Nothing to find out: paths are watched here."""

    def stop(self) -> None:
        self._observer.stop()
        if self._observer.is_alive():
            self._observer.join()

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _READING or (event.is_directory and event.event_type == "modified"):
            return
        for place in (event.src_path, event.dest_path):
            if place:
                self._tell(os.fsdecode(place))

    def _tell(self, place: str) -> None:
        folder, name = os.path.split(place)
        if folder in self._git:
            if telling(folder, name):
                self._debounce.add(git=True)
            return
        if place == self._root:
            self._debounce.add(everything=True, git=True)
            return
        path = os.path.relpath(place, self._root).replace(os.sep, "/")
        if path != OURS and path.rpartition("/")[0] in self._followed:
            self._debounce.add((path,))
