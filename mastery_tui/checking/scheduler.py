"""Which file is checked when: changed first, newest first, the visible one before all; what is obsolete never runs."""

import asyncio
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from typing import NamedTuple

from mastery_tui.checking import wire
from mastery_tui.checking.cache import Cache, Stat
from mastery_tui.checking.fingerprint import broken
from mastery_tui.checking.interface import Check
from mastery_tui.checking.keys import matches
from mastery_tui.checking.pool import Pool, WorkerLost
from mastery_tui.checking.queue import Queue
from mastery_tui.checking.results import Emit, Results
from mastery_tui.model import event as ev
from mastery_tui.model.state import NO_FILES

FILES_PER_TASK = 24
BYTES_PER_TASK = 160_000
FILES_PER_BATCH = 256
BYTES_PER_BATCH = 4_000_000
BYTES_IN_BACKGROUND = 40_000
"""A save waits for such a task at most where there is one worker only: about 0.1 s."""


class Work(NamedTuple):
    """One task to be: `lane` is a batch check's name or ""; `base`: the merge base's versions are meant."""

    names: frozenset[str]
    paths: list[str]
    lane: str = ""
    base: bool = False


ReadBase = Callable[[Sequence[str]], "asyncio.Future[dict[str, bytes]]"]


class Scheduler:
    """Keeps every file's results true to its content.

    `submit` says what the tree holds now; results come back as events. `drifted` hears of paths whose content on disk
    is not what was submitted: look at them again, then `submit` and `again`.
    """

    def __init__(self, pool: Pool, cache: Cache, emit: Emit, drifted: Callable[[list[str]], None]) -> None:
        self.pool = pool
        self.emit = emit
        self.results = Results(cache, emit, self._progress, self._want_base)
        self.drifted = drifted
        self.settled: Callable[[], None] = lambda: None
        self.read_base: ReadBase | None = None
        self.checks: dict[str, Check] = {}
        self.generation = 0
        self.blobs: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        self.lanes: dict[str, Queue] = {}  # "" for all file checks, else a batch check's name
        self.base = Queue()
        self.suspects: list[tuple[frozenset[str], list[str]]] = []  # tasks that lost their worker, in halves
        self.tried: set[tuple[str, str, str]] = set()  # (path, blob, check) that lost a worker while it stood alone
        self.outstanding: dict[str, set[str]] = {}
        self.totals: dict[str, int] = {}
        self.finished: dict[str, int] = {}  # check -> the generation that it was last said to be done with
        self.started: dict[str, float] = {}
        self.refused: dict[str, str] = {}
        self.running: set[asyncio.Task[None]] = set()
        self.ids = count(1)
        self.paused = False
        self.stopped = False

    # --- what to check -------------------------------------------------------------------------------------------

    def configure(self, checks: Mapping[str, Check], keys: Mapping[str, str]) -> set[str]:
        """Use these checks with these cache keys. Returns the names whose results are void now."""
        checks = {name: check for name, check in checks.items() if check.shape != "tree"}
        changed = {name for name in checks if self.results.keys.get(name) != keys[name]}
        for name in self.checks.keys() - checks.keys():
            self.outstanding.pop(name, None)
            for queue in (*self.lanes.values(), self.base):
                queue.discard_check(name)
        self.checks = checks
        self.results.keys = {name: keys[name] for name in checks}
        for name in changed:
            self.refused.pop(name, None)
            self.finished.pop(name, None)
        lanes = {"", *(name for name, check in checks.items() if check.shape == "batch")}
        ordered = sorted(sorted(lanes, reverse=True), key=self._in_background)
        self.lanes = {lane: self.lanes.get(lane) or Queue() for lane in ordered}
        return changed

    def applicable(self, path: str) -> list[str]:
        """The names of the checks that read this file."""
        return [name for name, check in self.checks.items() if matches(path, check.files)]

    def submit(
        self,
        generation: int,
        seen: Iterable[ev.Seen],
        gone: Iterable[str],
        stats: Mapping[str, Stat],
        cached: Iterable[tuple[str, str, str, bytes]] = (),
        void: Iterable[str] = (),
        everything: bool = False,
    ) -> None:
        """The tree has moved on: these files have new content (newest first), those are gone.

        `cached`: results (path, blob, check, payload) read in bulk, for those that fit. `void`: checks whose results
        hold no longer, since their options, tool or configuration changed; those that could not run are tried again.
        `everything`: whatever any check has no result of is wanted. All in one step: nobody is told that a check is
        done with this generation before what is void was brought up to date.
        """
        self.generation = generation
        self.results.saw(stats)
        for path in gone:
            self.blobs.pop(path, None)
            self.results.drop(path)
            for waiting in self.outstanding.values():
                waiting.discard(path)
            for queue in (*self.lanes.values(), self.base):
                queue.drop(path)
        paths = []
        for file in seen:
            self.blobs[file.path] = file.blob
            self.sizes[file.path] = file.size
            paths.append(file.path)
        for path, blob, name, payload in cached:
            if self.blobs.get(path) == blob and name in self.checks and (result := wire.readable_result(payload)):
                self.results.accept(path, blob, name, result)
        void = frozenset(void)
        if void:
            self.results.flush()
            self.results.forget(void)
            for name in void:
                self.refused.pop(name, None)
            self.emit(ev.ResultsVoid(tuple(sorted(void))))
        names = frozenset(self.checks)
        wanted = dict.fromkeys(paths, names)
        if void or everything:
            rest = names if everything else void
            wanted.update((path, rest) for path in self.blobs if path not in wanted)
        self._bring(wanted)

    def want(self, paths: Sequence[str], names: Iterable[str]) -> None:
        """Bring the results of these checks on these files up to date: from memory, from the cache, or by running."""
        self._bring(dict.fromkeys(paths, frozenset(names)))

    def _bring(self, wanted: Mapping[str, frozenset[str]]) -> None:
        missing: dict[str, set[str]] = {}
        by_check: dict[str, set[str]] = {name: set() for name in self.checks}
        for path, names in wanted.items():
            blob = self.blobs.get(path)
            if blob is None:
                continue
            for name in self.applicable(path):
                if name not in names or name in self.refused:
                    continue
                if self.results.recall(path, blob, name):
                    self.outstanding.get(name, set()).discard(path)
                else:
                    missing.setdefault(path, set()).add(name)
                    by_check[name].add(path)
        for name, added in by_check.items():
            if added:
                if not self.outstanding.get(name):
                    self.totals[name] = 0
                    self.started[name] = asyncio.get_running_loop().time()
                self.outstanding.setdefault(name, set()).update(added)
                self.totals[name] = max(self.totals[name] + len(added), len(self.outstanding[name]))
                self.emit(ev.CheckStarted(name, self.generation, self.totals[name]))
        self._enqueue(missing)
        self._pump()

    def _enqueue(self, missing: Mapping[str, set[str]], *, last: bool = False) -> None:
        for lane, queue in self.lanes.items():
            shape = "batch" if lane else "file"

            def names(path: str, lane: str = lane, shape: str = shape) -> frozenset[str]:
                return frozenset(n for n in missing[path] if self.checks[n].shape == shape and (not lane or n == lane))

            queue.add(missing, names, last=last)

    def again(self, paths: Iterable[str]) -> None:
        """These drifted; they have been looked at again: what is still outstanding for them runs once more."""
        missing = {
            path: names
            for path in paths
            if path in self.blobs and (names := {n for n, waiting in self.outstanding.items() if path in waiting})
        }
        self._enqueue(missing, last=True)
        self._pump()

    def prefer(self, path: str) -> None:
        """This file is visible: it comes before the rest."""
        for queue in self.lanes.values():
            queue.preferred = path

    # --- running -------------------------------------------------------------------------------------------------

    def pause(self, paused: bool) -> None:
        self.paused = paused
        self._pump()

    def _pump(self) -> None:
        while not self.paused and not self.stopped and len(self.running) < self.pool.size:
            work = self._next()
            if work is None:
                break
            task = asyncio.get_running_loop().create_task(self._run(work), name=work.lane)
            self.running.add(task)
            task.add_done_callback(self._ended)
        self._finish()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self.running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error
        self._pump()

    def _next(self) -> Work | None:
        for lane, queue in self.lanes.items():
            if not queue:
                continue
            if not lane:
                return Work(*queue.take(FILES_PER_TASK, self._size, BYTES_PER_TASK))
            if self._in_background(lane):
                if self._spare(lane):
                    return Work(*queue.take(FILES_PER_TASK, self._size, BYTES_IN_BACKGROUND), lane)
            elif all(task.get_name() != lane for task in self.running):  # such tools use all cores by themselves
                return Work(*queue.take(FILES_PER_BATCH, self._size, BYTES_PER_BATCH), lane)
        if self.suspects:
            return Work(*self.suspects.pop())
        if self.base and self.read_base is not None:
            return Work(*self.base.take(FILES_PER_TASK, self._size, BYTES_PER_TASK), base=True)
        return None

    def _in_background(self, lane: str) -> bool:
        return bool(lane) and self.checks[lane].background

    def _spare(self, lane: str) -> bool:
        """Whether what waits for nobody may take a worker: one stays free for the next save, where there are two."""
        return sum(task.get_name() == lane for task in self.running) < max(1, self.pool.size - 1)

    def _size(self, path: str) -> int:
        return self.sizes.get(path, 0)

    async def _run(self, work: Work) -> None:
        names, paths, _, base = work
        if base:
            await self._run_base(names, paths)
            return
        ordered = tuple(name for name in self.checks if name in names)
        blobs = {path: self.blobs[path] for path in paths if path in self.blobs}
        if not ordered or not blobs:
            return
        keys = dict(self.results.keys)
        try:
            done = await self.pool.do(
                wire.Task(next(self.ids), ordered, tuple(wire.Content(path) for path in blobs)), len(blobs)
            )
        except WorkerLost as lost:
            if not self.stopped:
                self._lost(ordered, blobs, lost)
            return
        if isinstance(done, wire.Done):
            self._done(blobs, keys, done)

    def _lost(self, names: tuple[str, ...], blobs: dict[str, str], lost: WorkerLost) -> None:
        """Halve the task until the one check and file that lost the worker stand alone; they get one finding.

        A worker that died gets a second chance there: someone else may have ended it.
        """
        paths = list(blobs)
        if len(paths) > 1:
            middle = len(paths) // 2
            self.suspects += [(frozenset(names), paths[:middle]), (frozenset(names), paths[middle:])]
        elif len(names) > 1:
            self.suspects += [(frozenset({name}), paths) for name in names]
        else:
            path, name = paths[0], names[0]
            about = path, blobs[path], name
            if not lost.late and about not in self.tried:
                self.tried.add(about)
                self.suspects.append((frozenset(names), paths))
                return
            self.tried.discard(about)
            self.outstanding.get(name, set()).discard(path)
            self.results.accept(path, blobs[path], name, broken(name, path, str(lost)))

    def _done(self, blobs: dict[str, str], keys: dict[str, str], done: wire.Done) -> None:
        for name, reason in done.refused.items():
            if self.results.keys.get(name) == keys[name]:
                self._refuse(name, reason, done.said.get(name, ()))
        drifted = set(done.gone)
        for made in done.made:
            if self.results.keys.get(made.check) != keys[made.check]:
                continue  # its options or configuration changed meanwhile: it has been asked for again
            result = self.results.made(made)
            if self.blobs.get(made.path) == made.blob:
                self.outstanding.get(made.check, set()).discard(made.path)
                self.results.accept(made.path, made.blob, made.check, result)
            elif self.blobs.get(made.path) == blobs[made.path]:
                drifted.add(made.path)  # newer than what the watcher told us
        if drifted:
            self.drifted(sorted(drifted))

    def _refuse(self, name: str, reason: str, said: tuple[str, ...]) -> None:
        """The check cannot run here: say so once, and wait for nothing from it."""
        if name in self.refused:
            return
        self.refused[name] = reason
        self.outstanding.pop(name, None)
        for queue in (*self.lanes.values(), self.base):
            queue.discard_check(name)
        self.emit(ev.CheckFinished(name, self.generation, self._took(name), "failed", reason, time.time(), said))

    async def _run_base(self, names: frozenset[str], paths: list[str]) -> None:
        """Check the versions of the merge base, so that `new` can be told."""
        wanted = {path: blob for path in paths if (blob := self.results.baseline.base_blob(path))}
        if not wanted or self.read_base is None:
            return
        keys = dict(self.results.keys)
        contents = await self.read_base(sorted(set(wanted.values())))
        for name in (n for n in self.checks if n in names):
            files = tuple(
                wire.Content(path, contents[blob])
                for path, blob in wanted.items()
                if blob in contents and not self.results.recall_base(path, blob, name)
            )
            if not files:
                continue
            try:
                done = await self.pool.do(wire.Task(next(self.ids), (name,), files), len(files))
            except WorkerLost:
                continue  # `new` stays unknown for these
            if isinstance(done, wire.Done) and self.results.keys.get(name) == keys[name]:
                for made in done.made:
                    self.results.learn_base(made.path, made.blob, made.check, self.results.made(made))

    def _want_base(self, path: str, name: str) -> None:
        waiting = self.base.waiting.get(path, frozenset()) | {name}
        self.base.add([path], lambda _: waiting)

    def rebase(self, blobs: Mapping[str, str] | None, renames: Mapping[str, str]) -> None:
        """The merge base is another one: tell anew what is mine."""
        self.results.rebase(blobs, renames)
        self._pump()

    # --- what is done --------------------------------------------------------------------------------------------

    def _progress(self) -> dict[str, int]:
        return {name: self.totals.get(name, 0) - len(self.outstanding.get(name, ())) for name in self.checks}

    def _took(self, name: str) -> float:
        now = asyncio.get_running_loop().time()
        return now - self.started.get(name, now)

    def _finish(self) -> None:
        """Say which checks are done; when all are, keep the results and tell the session."""
        for name in [name for name, waiting in self.outstanding.items() if not waiting]:
            del self.outstanding[name]
            self._say_finished(name, self._took(name), time.time())
        if not self.busy:
            for name in self.checks:
                if name not in self.refused and self.finished.get(name) != self.generation:
                    self._say_finished(name, 0.0)  # nothing in this generation concerned it
            self.results.flush()
            self.settled()

    def _say_finished(self, name: str, duration_s: float, at: float = 0.0) -> None:
        """`at`: when it ran, 0 where it did not have to."""
        self.results.flush()
        self.finished[name] = self.generation
        if not any(matches(path, self.checks[name].files) for path in self.blobs):
            self.emit(ev.CheckFinished(name, self.generation, 0.0, "skipped", NO_FILES))
            return
        reason = self.results.not_read(name)
        log = () if at else None  # it ran, and its tool had nothing to say
        self.emit(ev.CheckFinished(name, self.generation, duration_s, None, reason, at, log))

    @property
    def busy(self) -> bool:
        """Whether anything is still outstanding."""
        return bool(self.running or any(self.outstanding.values()) or self.base or self.suspects)

    def stop(self) -> None:
        self.stopped = True
        for task in self.running:
            task.cancel()
        self.results.close()
