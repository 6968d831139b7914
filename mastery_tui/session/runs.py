"""Tree checks: started when a tree settles, cancelled when it moves on."""

import asyncio
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from mastery_tui.checking.cache import Cache
from mastery_tui.checking.child import Run
from mastery_tui.checking.interface import Check
from mastery_tui.checking.keys import matches
from mastery_tui.checking.treerun import run_tree_check
from mastery_tui.model import event as ev
from mastery_tui.model.state import State

_decode_blobs = msgspec.msgpack.Decoder(dict[str, str]).decode


class Written:
    """Tells files that a run of the tests writes itself from files that a person saves meanwhile.

    Else a suite that writes into the tree would start itself for ever. Only data files are in doubt. One that changes
    during a run makes the tests run once more; if it changes again during that run, it is their own, and its changes
    start nothing until it changes while nothing runs.
    """

    def __init__(self) -> None:
        self.own: set[str] = set()
        self.during: set[str] = set()
        self.before: set[str] = set()

    def foreign(self, changed: set[str], running: bool) -> set[str]:
        """Those of the changed data files whose change has to start the tests now."""
        if running:
            self.during |= changed
            return set()
        self.own -= changed
        return changed

    def run_ended(self) -> bool:
        """Whether the tests have to run once more, for a file that may have been saved while they ran."""
        self.own |= self.during & self.before
        doubtful = self.during - self.own
        self.before, self.during = self.during, set()
        return bool(doubtful)


class TreeRuns:
    """Runs every tree check once per generation that concerns it, one after another."""

    def __init__(self, emit: Callable[[ev.Event], None], state: Callable[[], State], cache: Cache, store: Path) -> None:
        self.emit = emit
        self.state = state
        self.cache = cache
        self.store = store
        self.task: asyncio.Task[None] | None = None
        self.done: dict[str, int] = {}  # check -> the generation that it is done with
        self.written = Written()

    @property
    def running(self) -> bool:
        return self.task is not None and not self.task.done()

    def concern(self, checks: Mapping[str, Check], touched: set[str]) -> bool:
        """These paths changed: the checks that read them have to run again. Whether what runs now is in vain."""
        data = {path for path in touched if not path.endswith((".py", ".pyi"))}
        data -= {path for path in data if any(matches(path, check.inputs) for check in checks.values())}
        foreign = (touched - data) | self.written.foreign(data, self.running)
        concerned = [
            check.name
            for check in checks.values()
            if check.shape == "tree" and any(matches(path, (*check.files, *check.inputs)) for path in foreign)
        ]
        for name in concerned:
            self.done.pop(name, None)
        return bool(concerned)

    def due(self, checks: Mapping[str, Check]) -> list[Check]:
        return [check for check in checks.values() if check.shape == "tree" and check.name not in self.done]

    async def run(
        self,
        checks: list[Check],
        blobs: Mapping[str, str],
        places: tuple[Path, ...],
        options: Mapping[str, msgspec.Struct | None],
    ) -> None:
        """Run these checks on the tree as it is now."""
        state = self.state()
        for check in checks:
            if check.needs_trust and not state.trusted:
                reason = f"not trusted: {state.trust_hint}"
                self.emit(ev.CheckFinished(check.name, state.generation, 0.0, "skipped", reason))
                self.done[check.name] = state.generation
                continue
            own = self.store / check.name
            with suppress(OSError):  # no room or no leave: the check remembers nothing then, and says so
                own.mkdir(parents=True, exist_ok=True)
            before = self.cache.recall(f"green:{check.name}")
            run = Run(
                check=check.name,
                places=tuple(map(str, places)),
                options=msgspec.json.encode(options.get(check.name)),
                root=state.root,
                paths=tuple(blobs),
                changed=None if before is None else _changed(_decode_blobs(before), blobs),
                generation=state.generation,
                python=state.python.path,
                python_reason=state.python.reason,
                store=str(own),
            )
            try:
                ended = await run_tree_check(run, self.emit)
            except OSError as error:
                ended = False
                reason = f"the {check.name} check could not be started: {error}"
                self.emit(ev.CheckFinished(check.name, state.generation, 0.0, "failed", reason, time.time()))
            if self.written.run_ended():
                self.done.pop(check.name, None)  # what it read may have changed meanwhile: once more
            else:
                self.done[check.name] = state.generation
            result = self.state().tree.get(check.name)
            if ended and result is not None and all(finding.severity != "error" for finding in result.findings):
                self.cache.remember(f"green:{check.name}", msgspec.msgpack.encode(dict(blobs)))

    async def cancel(self) -> None:
        """End what runs, with all its processes."""
        if self.task is not None and not self.task.done():
            self.task.cancel()
            await asyncio.gather(self.task, return_exceptions=True)
        self.task = None


def _changed(before: Mapping[str, str], now: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(sorted(path for path in before.keys() | now.keys() if before.get(path) != now.get(path)))
