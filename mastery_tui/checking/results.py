"""The results at hand: from memory, the cache or a worker; marked as mine or not; published together; kept."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping

from mastery_tui.checking import wire
from mastery_tui.checking.baseline import Baseline
from mastery_tui.checking.cache import Cache, Stat
from mastery_tui.checking.fingerprint import BROKEN
from mastery_tui.model import event as ev
from mastery_tui.model.finding import Result

GATHER_S = 0.03
"""Results that come within this time of each other are published together."""

Emit = Callable[[ev.Event], None]


class Results:
    """What every check last said of every file, and of which content it said it.

    `progress()` gives how many files each check is done with. `base_missing(path, check)` is called where the version
    of the merge base has to be checked before it can be told what is mine.
    """

    def __init__(
        self,
        cache: Cache,
        emit: Emit,
        progress: Callable[[], dict[str, int]],
        base_missing: Callable[[str, str], None],
    ) -> None:
        self.cache = cache
        self.emit = emit
        self.progress = progress
        self.base_missing = base_missing
        self.baseline = Baseline()
        self.keys: dict[str, str] = {}
        self.held: dict[str, dict[str, tuple[str, Result]]] = {}  # path -> check -> (blob, result)
        self.unread: dict[str, dict[str, str]] = {}  # check -> path -> why it could not be read
        self._ready: list[ev.Checked] = []
        self._to_cache: list[tuple[str, str, str, str, bytes]] = []
        self._stats: dict[str, Stat] = {}
        self._flush_handle: asyncio.TimerHandle | None = None
        self._last_flush = 0.0

    def up_to_date(self, path: str, blob: str, name: str) -> bool:
        """Whether the result at hand speaks of this content."""
        held = self.held.get(path, {}).get(name)
        return held is not None and held[0] == blob

    def recall(self, path: str, blob: str, name: str) -> bool:
        """Whether the result is at hand, from memory or, published now, from the cache."""
        if self.up_to_date(path, blob, name):
            return True
        result = self._cached(path, blob, name)
        if result is None:
            return False
        self.accept(path, blob, name, result)
        return True

    def recall_base(self, path: str, blob: str, name: str) -> bool:
        """Whether the cache knows what the check says of the merge base's version."""
        result = self._cached(path, blob, name)
        if result is None:
            return False
        self.learn_base(path, blob, name, result)
        return True

    def _cached(self, path: str, blob: str, name: str) -> Result | None:
        payload = self.cache.get(path, blob, name, self.keys[name])
        return None if payload is None else wire.readable_result(payload)

    def saw(self, stats: Mapping[str, Stat]) -> None:
        """Files as they were when hashed, to be kept with the results."""
        self._stats.update(stats)

    def made(self, made: wire.Made) -> Result:
        """Take a worker's result: kept for the cache, unless the check broke on it."""
        result = wire.decode_result(made.result)
        if not any(finding.rule == BROKEN for finding in result.findings):
            self._to_cache.append((made.path, made.check, made.blob, self.keys[made.check], bytes(made.result)))
        return result

    def accept(self, path: str, blob: str, name: str, result: Result) -> None:
        """This is what the check says of the file now."""
        self.held.setdefault(path, {})[name] = (blob, result)
        unread = self.unread.setdefault(name, {})
        if result.error is None:
            unread.pop(path, None)
        else:
            unread[path] = result.error
        self._publish(path, blob, name, result, always=True)

    def drop(self, path: str) -> None:
        """The file is gone."""
        self.held.pop(path, None)
        for unread in self.unread.values():
            unread.pop(path, None)

    def not_read(self, name: str) -> str:
        """Which files the check could not make sense of, as one line: of them nothing is proven. Empty for none."""
        unread = self.unread.get(name)
        if not unread:
            return ""
        path = min(unread)
        more = f" and {len(unread) - 1:,} more" if len(unread) > 1 else ""
        return f"not proven for {path}{more}: {unread[path]}"

    def learn_base(self, path: str, base: str, name: str, result: Result) -> None:
        """This is what the check says of the merge base's version."""
        self.baseline.learn(path, base, name, result)
        held = self.held.get(path, {}).get(name)
        if held is not None:
            self._publish(path, held[0], name, held[1])

    def rebase(self, blobs: Mapping[str, str] | None, renames: Mapping[str, str]) -> None:
        """The merge base is another one: tell anew what is mine."""
        self.baseline.blobs, self.baseline.renames = blobs, renames
        for path, held in self.held.items():
            for name, (blob, result) in list(held.items()):
                self._publish(path, blob, name, result)

    def forget(self, names: Iterable[str]) -> None:
        """What these checks said holds no longer."""
        names = set(names)
        for name in names:
            self.unread.pop(name, None)
            for held in self.held.values():
                held.pop(name, None)
        self.baseline.known = {about: prints for about, prints in self.baseline.known.items() if about[2] not in names}

    def forget_broken(self) -> None:
        """Checks that broke on a file may try it again."""
        for held in self.held.values():
            for name, (_, result) in list(held.items()):
                if any(finding.rule == BROKEN for finding in result.findings):
                    del held[name]

    def _publish(self, path: str, blob: str, name: str, result: Result, *, always: bool = False) -> None:
        marked = self.baseline.mark(path, blob, name, result)
        if result.findings and self.baseline.missing(path, blob, name):
            self.base_missing(path, name)
        if always or marked is not result:
            self.held[path][name] = (blob, marked)
            self._ready.append(ev.Checked(path, blob, name, marked))
            if self._flush_handle is None:
                wait = max(0.0, self._last_flush + GATHER_S - time.monotonic())
                self._flush_handle = asyncio.get_running_loop().call_later(wait, self.flush)

    def flush(self) -> None:
        """Publish what has come in."""
        if self._flush_handle is not None:
            self._flush_handle.cancel()
            self._flush_handle = None
        self._last_flush = time.monotonic()
        if self._ready:
            event, self._ready = ev.FilesChecked(tuple(self._ready), self.progress()), []
            self.emit(event)

    def keep(self) -> None:
        """Write results and what was seen of files to the cache."""
        if self._to_cache or self._stats:
            results, self._to_cache = self._to_cache, []
            stats, self._stats = self._stats, {}
            self.cache.put(results, stats)

    def close(self) -> None:
        if self._flush_handle is not None:
            self._flush_handle.cancel()
        self.keep()
