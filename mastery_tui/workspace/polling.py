"""Where the system does not tell of changes: look at the stat of everything, now and then."""

import os
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from mastery_tui.workspace.debounce import Debounce
from mastery_tui.workspace.entry import OURS
from mastery_tui.workspace.git_watch import git_folders, telling

_Print = tuple[int, int, int, int]
_SHARE = 0.04
"""At most this share of one core: a tree that takes long to look at is looked at less often."""


class Polling:
    """Compares the names and stats in each folder with those of the round before."""

    def __init__(self, root: str, debounce: Debounce, git_dir: Path | None, interval_s: float = 1.0) -> None:
        self._root = root
        self._debounce = debounce
        self._git_dir = git_dir
        self._interval_s = interval_s
        self._lock = threading.Lock()
        self._prints: dict[str, dict[str, _Print]] = {}
        self._git_prints: dict[str, _Print] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="mastery-polling", daemon=True)

    def start(self, folders: Iterable[str]) -> None:
        self._prints = {folder: self._look(folder) for folder in (*folders, "")}
        self._git_prints = self._look_git()
        self._thread.start()

    def follow(self, folders: Iterable[str]) -> None:
        """Compare exactly these from now on."""
        with self._lock:
            followed = {*folders, ""}
            new = sorted(followed - self._prints.keys())
            self._prints = {folder: prints for folder, prints in self._prints.items() if folder in followed}
            self._prints.update((folder, self._look(folder)) for folder in new)
        if new:
            self._debounce.add(new)

    def renew(self) -> None:
        """Nothing to find out: every round looks at the paths anew."""

    def stop(self) -> None:
        self._stopping.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()

    def _run(self) -> None:
        wait = self._interval_s
        while not self._stopping.wait(wait):
            began = time.thread_time()
            self._round()
            wait = max(self._interval_s, (time.thread_time() - began) / _SHARE)

    def _round(self) -> None:
        with self._lock:
            changed: list[str] = []
            for folder, before in self._prints.items():
                now = self._look(folder)
                if now != before:
                    self._prints[folder] = now
                    names = {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
                    changed += (f"{folder}/{name}" if folder else name for name in names)
            git = self._look_git()
            moved, self._git_prints = git != self._git_prints, git
        if changed or moved:
            self._debounce.add(sorted(changed), git=moved)

    def _look(self, folder: str) -> dict[str, _Print]:
        prints: dict[str, _Print] = {}
        try:
            with os.scandir(f"{self._root}/{folder}" if folder else self._root) as entries:
                for entry in entries:
                    try:
                        found = entry.stat(follow_symlinks=False)
                    except FileNotFoundError:
                        continue
                    if entry.name == OURS:
                        continue
                    if entry.is_dir(follow_symlinks=False):
                        # Its own time changes with every file in it, which that folder's round tells better.
                        prints[entry.name] = (found.st_mode, 0, 0, found.st_ino)
                    else:
                        prints[entry.name] = (found.st_mode, found.st_size, found.st_mtime_ns, found.st_ino)
        except OSError:
            return {}  # gone or unreadable: as if empty; the files of it then count as changed, and the tree says why
        return prints

    def _look_git(self) -> dict[str, _Print]:
        prints: dict[str, _Print] = {}
        if self._git_dir is not None and self._git_dir.is_dir():
            for folder in git_folders(self._git_dir):
                for name, found in self._look(os.path.relpath(folder, self._root)).items():
                    if telling(folder, name):
                        prints[f"{folder}/{name}"] = found
        return prints
