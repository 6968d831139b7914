"""Tell of every change in the working tree, by the means that works here."""

import os
import sys
import tempfile
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Literal

import msgspec

from mastery_tui.workspace.debounce import Batch, Debounce
from mastery_tui.workspace.mount import remote_filesystem
from mastery_tui.workspace.native import native
from mastery_tui.workspace.polling import Polling
from mastery_tui.workspace.source import Exhausted, Source

__all__ = ["Batch", "WatchKind", "Watcher"]

_PROBE_S = 0.3


class WatchKind(msgspec.Struct, frozen=True):
    """How the tree is watched, and why so."""

    kind: Literal["native", "polling"]
    reason: str


class Watcher:
    """Calls `on_batch`, from one thread of its own, after changes in the followed folders.

    Right after `start` comes one batch with `everything`: what changed since the tree was listed came without an
    event. A new folder is told of as a path; it is watched as soon as `follow` names it, and then told of once more,
    for what had been put into it meanwhile. So: pass every `Delta.folders` to `follow`, and nothing is lost.
    """

    def __init__(
        self,
        root: Path,
        on_batch: Callable[[Batch], None],
        *,
        debounce_s: float = 0.025,
        max_wait_s: float = 0.25,
        mode: Literal["auto", "native", "polling"] = "auto",
        git_dir: Path | None = None,
        interval_s: float = 1.0,
    ) -> None:
        self._root = os.fspath(root.resolve())
        self._mode = mode
        self._git_dir = git_dir
        self._interval_s = interval_s
        self._on_batch = on_batch
        self._debounce = Debounce(self._tell, debounce_s, max_wait_s)
        self._lock = threading.Lock()
        self._source: Source | None = None
        self.kind: WatchKind | None = None

    def start(self, folders: Iterable[str]) -> WatchKind:
        """Begin to watch. Blocks for up to 0.3 s in mode auto. Raises OSError in mode native when that cannot be."""
        followed = tuple(folders)
        with self._lock:
            self._debounce.start()
            if self._mode == "polling":
                self.kind = self._poll(followed, "asked for")
            else:
                self.kind = self._native(followed)
        self._debounce.add(everything=True)
        return self.kind

    def follow(self, folders: Iterable[str]) -> WatchKind:
        """Watch exactly these folders from now on; the kind may change to polling when watches run out."""
        followed = tuple(folders)
        with self._lock:
            if self._source is None or self.kind is None:
                raise RuntimeError("follow() before start() or after stop()")
            try:
                self._source.follow(followed)
            except Exhausted as error:
                self._source.stop()
                self.kind = self._poll(followed, str(error))
                self._debounce.add(everything=True)
            return self.kind

    def stop(self) -> None:
        """End all threads. Safe to call twice."""
        with self._lock:
            source, self._source = self._source, None
        if source is not None:
            source.stop()
        self._debounce.stop()

    def _tell(self, batch: Batch) -> None:
        source = self._source
        if source is not None:
            source.renew()
        self._on_batch(batch)

    def _native(self, folders: tuple[str, ...]) -> WatchKind:
        if self._mode == "auto" and (kind := remote_filesystem(self._root)) is not None:
            return self._poll(folders, f"the folder is on {kind}, which does not tell of changes made elsewhere")
        source = None
        try:
            source = native(self._root, self._debounce, self._git_dir)
            source.start(folders)
        except Exhausted as error:
            if source is not None:
                source.stop()
            return self._poll(folders, str(error))
        self._source = source
        if self._mode == "native":
            return WatchKind("native", "asked for")
        passed, reason = probe(self._root)
        if passed:
            return WatchKind("native", reason)
        source.stop()
        return self._poll(folders, reason)

    def _poll(self, folders: tuple[str, ...], reason: str) -> WatchKind:
        self._source = Polling(self._root, self._debounce, self._git_dir, self._interval_s)
        self._source.start(folders)
        return WatchKind("polling", f"{reason}; looking every {self._interval_s:g} s or, in a big tree, less often")


def _untested(error: OSError) -> str:
    return f"native events ({sys.platform}); not tested here, as .mastery/ cannot be written: {error.strerror}"


def probe(root: str) -> tuple[bool, str]:
    """Whether the system tells of a file that we write on the file system of `root`, and how we know.

    The file is written in `.mastery/`, which is the only place in the tree that is ours.
    """
    ours = Path(root) / ".mastery"
    told = threading.Event()
    debounce = Debounce(lambda batch: told.set() if batch.paths else None, 0.0, 0.0)
    try:
        made = not ours.exists()
        ours.mkdir(exist_ok=True)
        if ours.is_symlink():
            return True, f"native events ({sys.platform}); not tested here, as .mastery is a link"
        place = tempfile.mkdtemp(prefix="probe-", dir=ours)
    except OSError as error:
        return True, _untested(error)
    debounce.start()
    source = None
    try:
        source = native(place, debounce, None)
        source.start([""])
        Path(place, "probe").touch()
        passed = told.wait(_PROBE_S)
    except Exhausted as error:
        return False, str(error)
    except OSError as error:  # the disk is full
        return True, _untested(error)
    finally:
        if source is not None:
            source.stop()
        debounce.stop()
        with suppress(OSError):  # another dashboard may have put its own there, or the tree has gone
            Path(place, "probe").unlink(missing_ok=True)
            Path(place).rmdir()
            if made:
                ours.rmdir()
    if passed:
        return True, f"native events ({sys.platform}), tested at start"
    return False, f"no event for a file written at start within {_PROBE_S:g} s"
