"""The engine: from a save to a State. One asyncio loop in the session's thread; everything slow happens elsewhere."""

import asyncio
import gc
import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from mastery_tui.checking.cache import Cache
from mastery_tui.checking.interface import Check
from mastery_tui.checking.keys import matches
from mastery_tui.checking.pool import Pool
from mastery_tui.checking.scheduler import Scheduler
from mastery_tui.config import paths, trust
from mastery_tui.config.would_run import agreed
from mastery_tui.model import event as ev
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.session import clock
from mastery_tui.session.background import Background
from mastery_tui.session.facts import Facts
from mastery_tui.session.inbox import REOPEN, USER_CHANGED, Drift, Item
from mastery_tui.session.part import Desk, Part
from mastery_tui.session.parts import PARTS
from mastery_tui.session.reduce import apply
from mastery_tui.session.runs import TreeRuns
from mastery_tui.session.setup import Setup, read_setup
from mastery_tui.session.wanted import Wanted
from mastery_tui.session.watched import WatchedTree
from mastery_tui.workspace.python import find_python
from mastery_tui.workspace.tree import Delta
from mastery_tui.workspace.watch import Batch

SETTINGS_FILES = ("mastery.toml", "pyproject.toml")
FILES_OF_PARTS: frozenset[str] = frozenset().union(*(part.reads for part in PARTS))
"""What is read by parts of the session only: no check runs anew for it."""
GC_THRESHOLDS = (2_000, 10, 1_000)
"""A full collection stalls all threads for tens of milliseconds: rarely, and not in the middle of a scan."""
IDLE_S = 20.0
"""After this long without work the pool rests."""


class Engine:
    """Owns the State while the session runs. All methods run in its loop, except where a thread is named."""

    def __init__(self, wanted: Wanted, state: State, publish: Callable[[State], None]) -> None:
        self.wanted = wanted
        self.root: Path = wanted.root
        self.state = state
        self.publish = publish
        self.inbox: asyncio.Queue[Item] = asyncio.Queue()
        self.setup: Setup
        self.pool: Pool
        self.cache: Cache
        self.tree: WatchedTree
        self.scheduler: Scheduler
        self.runs: TreeRuns
        self.facts: Facts
        self.python: asyncio.Task[None]
        self.background = Background(self.emit)
        self.cache_lines: list[str] = []
        self.since = clock.now()  # when what has not settled yet began
        self.changed: dict[str, None] = {}
        self.again: set[str] = set()  # checks that could not run: their results are void with the next generation
        self.reread = False  # a part has read a file of its own anew: that is a generation too
        self.idle_handle: asyncio.TimerHandle | None = None
        self.parts: list[Part] = []

    def emit(self, event: ev.Event) -> None:
        state = apply(self.state, event)
        if state is not self.state:
            self.state = state
            self.publish(state)
        for part in self.parts:
            part.on_event(event)

    def intend(self, intent: Intent) -> None:
        """Take an intent from a front end."""
        self.inbox.put_nowait(intent)

    async def run(self) -> None:
        """Work until cancelled."""
        await self.open()
        while True:
            item = await self.inbox.get()
            if isinstance(item, Batch):
                await self.on_batch(item)
            elif isinstance(item, Drift):
                await self.on_drift(item)
            elif item is REOPEN:
                await self._take(await self.tree.open(self.setup.settings))
            elif item is USER_CHANGED:
                self.setup = await asyncio.to_thread(self.setup.with_user)
                self._say_setup()
            else:
                await self.on_intent(item)

    # --- start and end -------------------------------------------------------------------------------------------

    async def open(self) -> None:
        """From nothing to the first scan."""
        thread = asyncio.to_thread
        self.setup = await thread(read_setup, self.root, self.wanted.only, None)
        self._say_setup()
        gc.freeze()  # what was imported lives on: no collection need look through it, and stall the interface
        gc.set_threshold(*GC_THRESHOLDS)
        settings = self.setup.settings
        self.pool = Pool(self.setup.for_workers(self.root), self.setup.workers, settings.pool.file_timeout_s)
        self.background.start(self.pool.warm())
        store = await thread(paths.store, self.root)
        owner = await thread(paths.owner, self.root)
        self.cache = Cache(store / "cache.db" if store else None, self._cache_trouble, owner)
        self.scheduler = Scheduler(self.pool, self.cache, self.emit, lambda drift: self.inbox.put_nowait(Drift(drift)))
        self.runs = TreeRuns(self.emit, lambda: self.state, self.cache, (store or self.root) / paths.STORE_OF_CHECKS)
        self.python = asyncio.create_task(self._find_python())
        self.tree = WatchedTree(self.root, self._interesting, self.cache.stats, lambda: self.state, self.emit)
        self.tree.hand_over = self.inbox.put_nowait
        self.facts = Facts(self.scheduler, lambda: self.state, self.emit)
        await self._open_parts(store)
        delta = await self._look(None)
        if self.wanted.changed_only and self.facts.git is not None:
            await self.facts.ask(self.facts.git)
        self.scheduler.settled = self._static_settled
        await self._take(delta)
        if self.wanted.watch:
            await self.tree.watch(settings, delta)
        self.facts.want()

    async def _open_parts(self, store: Path | None) -> None:
        desk = Desk(
            root=self.root,
            store=store,
            pool=self.pool,
            scheduler=self.scheduler,
            state=lambda: self.state,
            setup=lambda: self.setup,
            emit=self.emit,
            background=self.background.start,
            look=lambda paths: self.inbox.put_nowait(Drift(paths)),
            user_changed=lambda: self.inbox.put_nowait(USER_CHANGED),
            listed=lambda: self.tree.listed,
            watch=self.wanted.watch,
            partial=self.wanted.partial,
        )
        self.parts = [part(desk) for part in PARTS]
        for part in self.parts:
            await part.open()

    async def close(self) -> None:
        """End everything; keep what was computed."""
        for part in self.parts:
            await part.close()
        if self.idle_handle is not None:
            self.idle_handle.cancel()
        if hasattr(self, "tree"):
            await self.tree.close()
        await self.background.close()
        if hasattr(self, "python"):
            self.python.cancel()
        if hasattr(self, "facts"):
            await self.facts.close()
        if hasattr(self, "runs"):
            await self.runs.cancel()
        if hasattr(self, "scheduler"):
            self.scheduler.stop()
        if hasattr(self, "pool"):
            self.pool.stop()
        if hasattr(self, "cache"):
            self.cache.close(self.state.files)

    def _say_setup(self) -> None:
        setup = self.setup
        self.emit(ev.TrustChanged(setup.trust.trusted, setup.trust.reason, setup.trust.hint, setup.trust_runs))
        self.emit(ev.ChecksKnown(setup.known, setup.disabled))
        settings, chosen = setup.settings, setup.preferred
        shown = settings.trend.metrics
        theme = chosen.user.theme or settings.theme
        require = () if self.wanted.partial else settings.gate.require
        self.emit(ev.SettingsRead(settings.gate.fail_on, theme, chosen.keys, chosen.settings, shown, require))
        self.emit(ev.Problems("settings", setup.problems, time.time()))

    def _cache_trouble(self, line: str) -> None:
        self.cache_lines.append(line)
        self.emit(ev.Problems("cache", tuple(self.cache_lines[-3:]), time.time()))

    def _named(self, batch: Batch) -> tuple[str, ...]:
        """The paths of the batch that are checked; and "" where something else changed that may concern any of them."""
        named = sorted(path for path in batch.paths if self._interesting(path) and path not in FILES_OF_PARTS)
        return ("", *named) if batch.everything or batch.git or not named else tuple(named)

    def _interesting(self, path: str) -> bool:
        return path in SETTINGS_FILES or path in FILES_OF_PARTS or matches(path, self.setup.reads)

    async def _find_python(self) -> None:
        found = await asyncio.to_thread(find_python, self.root, os.environ, run_allowed=self.setup.trust.trusted)
        self.emit(ev.PythonFound(found))

    # --- the tree moves on ---------------------------------------------------------------------------------------

    async def on_batch(self, batch: Batch) -> None:
        if batch.last_path:  # the watcher's first batch tells of no event: it asks to look at what came before it
            self.emit(ev.WatchEvent(time.time(), batch.last_path))
        if self.state.watch.paused:
            self.emit(ev.Missed(self._named(batch)))
            return
        if self.state.settled == self.state.generation and not self.scheduler.busy:
            self.since = clock.at(batch.first)
        await self._take(await self._look(None if batch.everything or batch.git else batch.paths))
        if batch.git:
            self.facts.want()

    async def on_drift(self, drift: Drift) -> None:
        if self.state.settled == self.state.generation and not self.scheduler.busy:
            self.since = clock.now()
        await self._take(await self._look(drift))
        self.scheduler.again(drift)

    async def _look(self, paths: Iterable[str] | None) -> Delta:
        """Look at these paths, or at everything; where that finds another repository, git is asked about it anew."""
        delta = await self.tree.look(paths, self.setup.settings)
        if self.facts.git is not self.tree.git:
            await self.facts.use(self.tree.git)
        for part in self.parts:
            if part.reads and (paths is None or not part.reads.isdisjoint(paths)):
                self.reread |= await part.on_files()
        return delta

    async def _take(self, delta: Delta, *, anyway: bool = False) -> None:
        """A new generation: the first, if anything that a check reads has changed, or `anyway`: then all is tried."""
        await self.tree.follow(delta)
        everything = anyway
        first = self.state.generation == 0
        touched = {*(seen.path for seen in delta.seen), *delta.gone}
        anyway, self.reread = anyway or self.reread, False
        if not (first or anyway or touched or delta.skipped != self.state.skipped):
            if delta.touched:
                self.facts.want()  # the dirty count may have moved
            return
        if self.runs.concern(self.setup.checks, touched - FILES_OF_PARTS):
            await self.runs.cancel()
        seen = sorted(delta.seen, key=lambda file: delta.hashed.get(file.path, (0, 0))[1], reverse=True)
        if self.wanted.changed_only and self.scheduler.results.baseline.blobs is not None:
            seen = [file for file in seen if self.scheduler.results.baseline.blobs.get(file.path) != file.blob]
        generation = self.state.generation + 1
        self.changed.update(dict.fromkeys((*(file.path for file in seen), *delta.gone)))
        known = set(self.state.files)
        reconfigured = not first and (
            bool(touched & set(SETTINGS_FILES)) or await asyncio.to_thread(self.setup.replaced, self.root)
        )
        self.emit(ev.TreeChanged(generation, tuple(seen), delta.gone, delta.skipped, time.time()))
        if reconfigured:
            await self._reconfigure()
        moved = bool(delta.gone) or any(file.path not in known for file in seen)
        if moved:
            self.facts.due = self.facts.git is not None  # what is mine may have changed with it: wait for the answer
        cached: Iterable[tuple[str, str, str, bytes]] = ()
        void, self.again = self.again, set()
        inputs = frozenset(pattern for check in self.setup.checks.values() for pattern in check.inputs)
        if first or anyway or moved or reconfigured or any(matches(path, inputs) for path in touched):
            void |= self._rekey(seen, delta.gone)
            if first:
                void, cached = set(), self.cache.load(self.scheduler.results.keys)
        self.scheduler.submit(generation, seen, delta.gone, delta.hashed, cached, void, everything)
        if not first:
            self.facts.want()

    def _rekey(self, seen: Iterable[ev.Seen], gone: Iterable[str]) -> set[str]:
        """Compute the cache keys anew. Returns the checks whose results no longer hold."""
        blobs = dict(self.scheduler.blobs)
        for path in gone:
            blobs.pop(path, None)
        blobs.update((file.path, file.blob) for file in seen)
        return self.scheduler.configure(self.setup.checks, self.setup.cache_keys(blobs, self.root))

    async def _reconfigure(self) -> None:
        """Read trust, checks and settings anew; what their change concerns is checked again."""
        before = self.setup
        self.setup = await asyncio.to_thread(read_setup, self.root, self.wanted.only, before)
        self._say_setup()
        now, then = self.setup.settings, before.settings
        self.pool.configure(self.setup.for_workers(self.root), self.setup.workers, now.pool.file_timeout_s)
        if now.files != then.files or (now.watch != then.watch and self.wanted.watch):
            self.inbox.put_nowait(REOPEN)
        if self.setup.trust != before.trust or self.setup.options() != before.options():
            self.runs.done.clear()

    # --- settling ------------------------------------------------------------------------------------------------

    def _static_settled(self) -> None:
        """Every file check is done: tell what is mine, then run tree checks, then settle."""
        generation = self.state.generation
        if self.state.settled == generation or self.scheduler.generation != generation:
            return
        if self.facts.due:
            self.facts.want()
            return
        if self.runs.task is not None and not self.runs.task.done():
            return
        due = self.runs.due(self.setup.checks)
        if due and self.wanted.run_tests:
            self.runs.task = asyncio.get_running_loop().create_task(self._run_trees(due))
            self.runs.task.add_done_callback(self._runs_done)
            return
        self._settle()

    async def _run_trees(self, due: list[Check]) -> None:
        await asyncio.shield(self.python)  # they run in the project's Python
        blobs = {path: blob for path, blob in self.scheduler.blobs.items() if path not in FILES_OF_PARTS}
        await self.runs.run(due, blobs, self.setup.places, self.setup.options())

    def _runs_done(self, task: "asyncio.Task[None]") -> None:
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            raise error
        if not self.scheduler.busy:
            self._static_settled()

    def _settle(self) -> None:
        self.scheduler.results.keep()
        for name, at in self.runs.done.items():  # a tree check that this generation did not concern still holds
            if name in self.state.checks and at < self.state.generation:
                check = self.state.checks[name]
                status = check.status if check.status in ("skipped", "failed") else None
                took = check.duration_s
                self.emit(ev.CheckFinished(name, self.state.generation, took, status, check.reason))
                self.runs.done[name] = self.state.generation
        changed = tuple(self.changed)
        self.changed = {}
        latency = (clock.now() - self.since) * 1000
        first = self.state.settled == 0
        self.emit(ev.Settled(self.state.generation, round(latency, 1), time.time(), changed))
        if first:
            gc.freeze()  # what lives as long as the session need not be looked through again
        if self.idle_handle is not None:
            self.idle_handle.cancel()
        loop = asyncio.get_running_loop()
        self.idle_handle = loop.call_later(IDLE_S, lambda: self.background.start(self.pool.rest()))

    # --- intents -------------------------------------------------------------------------------------------------

    async def on_intent(self, intent: Intent) -> None:
        match intent.id:
            case "run":
                await self._run_all()
            case "pause":
                await self._pause(not self.state.watch.paused)
            case "trust" | "untrust":
                await self._trust(intent)
            case "say":
                self.emit(ev.Told(time.time(), intent.subject, intent.detail or "info"))
            case _:
                taken = [part for part in self.parts if intent.id in part.takes]
                if not taken:
                    self.emit(ev.Noted(time.time(), "error", f"{intent.id}: the session knows no such intent"))
                for part in taken:
                    await part.on_intent(intent)

    async def _run_all(self) -> None:
        """Look at everything again; what was refused or broke is tried anew, and tree checks run."""
        self.since = clock.now()
        self.runs.done.clear()
        self.again |= self.scheduler.refused.keys()
        self.scheduler.results.forget_broken()
        await self._take(await self._look(None), anyway=True)

    async def _pause(self, paused: bool) -> None:
        missed = not paused and bool(self.state.watch.missed)
        self.emit(ev.Paused(paused))
        self.scheduler.pause(paused)
        if missed:
            self.since = clock.now()
            await self._take(await self._look(None))

    async def _trust(self, intent: Intent) -> None:
        """Give or take trust; where the intent says which lines were agreed to (`detail`), only if they still hold."""
        now = await asyncio.to_thread(read_setup, self.root, self.wanted.only, self.setup)
        if intent.id == "trust" and intent.detail and not agreed(intent.detail, now.trust_runs):
            self.emit(ev.TrustChanged(now.trust.trusted, now.trust.reason, now.trust.hint, now.trust_runs))
            self.emit(ev.Told(time.time(), "not trusted: what would run has changed meanwhile, look again", "trust"))
            return
        try:
            await asyncio.to_thread(trust.grant if intent.id == "trust" else trust.revoke, self.root)
        except trust.TrustError as error:
            self.emit(ev.Problems("trust", (str(error),), time.time()))
            return
        self.emit(ev.Problems("trust", (), time.time()))
        await self._trust_changed()

    async def _trust_changed(self) -> None:
        await self._reconfigure()
        said = "this folder is trusted" if self.state.trusted else "trust is revoked"
        self.emit(ev.Noted(time.time(), "trust", said))
        self.python = asyncio.create_task(self._find_python())
        await self._run_all()
