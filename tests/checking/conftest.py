"""A tree, a folder of checks and a scheduler with real workers."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mastery_tui.checking import wire
from mastery_tui.checking.cache import Cache
from mastery_tui.checking.discovery import discover
from mastery_tui.checking.keys import key_of
from mastery_tui.checking.pool import Pool
from mastery_tui.checking.scheduler import Scheduler
from mastery_tui.model import event as ev
from mastery_tui.model.blob import blob_id
from mastery_tui.model.state import CheckState, State
from mastery_tui.session.reduce import apply

CHECKS = """
import os, signal, time
from mastery_tui.checking.interface import Found, Measure, Skipped, Unreadable, batch_check, file_check

@file_check(name="words", title="Words")
def words(source, options):
    if b"CRASH" in source.data:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"HANG" in source.data:
        while True:
            time.sleep(60)
    if b"MEMORY" in source.data:
        big = bytearray(64 << 30)
    if b"RAISE" in source.data:
        raise ValueError("told to")
    if b"UNREADABLE" in source.data:
        raise Unreadable("told to")
    yield Measure("lines", len(source.lines))
    for number, line in enumerate(source.lines, 1):
        if "bad" in line:
            yield Found("W1", "warning", number, "a bad word")

@batch_check(name="batch", title="Batch")
def batch(sources, options, root):
    for source in sources:
        if b"REFUSE" in source.data:
            raise Skipped("told to refuse")
        if b"bad" in source.data:
            yield source.path, Found("B1", "error", 1, "bad batch")
"""


class Bench:
    """Drives a scheduler over a folder as the engine would, and reduces its events."""

    def __init__(self, root: Path, checks: Path, cache: Cache, timeout_s: float = 20.0) -> None:
        self.root = root
        found = discover([checks])
        assert not found.problems
        self.checks = found.checks
        setup = wire.Setup(str(root), (str(checks),), {}, 1 << 20, 4 << 30)
        self.pool = Pool(setup, 2, timeout_s)
        self.state = State(str(root), "t")
        self.idle = asyncio.Event()
        self.events: list[ev.Event] = []
        self.cache = cache
        self.drifted = asyncio.Event()
        self.scheduler = Scheduler(self.pool, cache, self.emit, lambda paths: self.drifted.set())
        self.scheduler.settled = self.idle.set
        keys = {name: key_of(check, None, {}, root) for name, check in self.checks.items()}
        self.scheduler.configure(self.checks, keys)
        self.emit(ev.ChecksKnown(tuple(CheckState(name, name) for name in self.checks)))

    def emit(self, event: ev.Event) -> None:
        self.events.append(event)
        self.state = apply(self.state, event)

    async def write(self, wait: bool = True, **files: str | None) -> None:
        """Save or remove NAME.py, tell the scheduler, and wait until it has settled."""
        seen, gone = [], []
        for name, text in files.items():
            path = f"{name}.py"
            if text is None:
                (self.root / path).unlink()
                gone.append(path)
            else:
                (self.root / path).write_text(text)
                seen.append(ev.Seen(path, blob_id(text.encode()), len(text)))
        self.idle.clear()
        generation = self.state.generation + 1
        self.emit(ev.TreeChanged(generation, tuple(seen), tuple(gone), {}, 0.0))
        self.scheduler.submit(generation, seen, gone, {})
        if wait:
            await self.settled()

    async def settled(self) -> None:
        async with asyncio.timeout(30):
            await self.idle.wait()
        self.scheduler.results.keep()

    def found(self) -> set[tuple[str, str, str]]:
        return {(f.path, f.check, f.rule) for f in self.state.findings()}

    def close(self) -> None:
        self.scheduler.stop()
        self.pool.stop()


MakeBench = Callable[..., Bench]


@pytest.fixture
def make_bench(tmp_path: Path) -> Iterator[MakeBench]:
    made: list[Bench] = []
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "words.py").write_text(CHECKS)
    root = tmp_path / "tree"
    root.mkdir()

    def make(timeout_s: float = 20.0) -> Bench:
        bench = Bench(root, checks, Cache(tmp_path / "cache.db", pytest.fail), timeout_s)
        made.append(bench)
        return bench

    yield make
    for bench in made:
        bench.cache.close([])
