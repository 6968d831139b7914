"""The trend: what the tree measured, each time that it settled; kept over sessions in the tree's own store."""

import asyncio
from collections.abc import Mapping
from time import time

from mastery_tui.model import event as ev
from mastery_tui.model.state import Sample, State
from mastery_tui.model.trend import FOUND, KNOWN, TIMINGS
from mastery_tui.session import samples
from mastery_tui.session.part import Desk, Part

FILE = "trend.jsonl"
WAIT_S = 0.7
"""How long after settling the tree is measured: by then nobody waits for a result."""
SHOWN = 240
"""Samples that front ends get: that many saves, and the last of that many commits."""
_DIGITS = 4


def measured(state: State) -> dict[str, float]:
    """What can be said of the settled tree: a metric whose check did not run on this very tree is left out."""
    from mastery_tui.evidence.known_metrics import known_metrics

    values = {
        name: round(metric.value, _DIGITS)
        for name, metric in known_metrics(state).items()
        if metric.grade == "E2" and (name in KNOWN or name.endswith(FOUND))
    }
    if state.latency_ms and state.generation > 1:  # the first scan follows no save
        values["settle.latency_ms"] = state.latency_ms
    return values


def says_the_same(one: Sample, other: Sample) -> bool:
    """Whether both measured the same, at the same commit; how long things took does not count."""
    return one.commit == other.commit and _lasting(one.values) == _lasting(other.values)


def _lasting(values: Mapping[str, float]) -> dict[str, float]:
    return {name: value for name, value in values.items() if name not in TIMINGS}


class Trends(Part):
    """Takes a sample of each generation that settles and of each commit that is made."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.file = desk.store / FILE if desk.store else None
        self.samples: list[Sample] = []
        self.due: State | None = None
        self.handle: asyncio.TimerHandle | None = None
        self.lock = asyncio.Lock()
        self.sampled = 0  # the last generation that has a sample of this session
        self.appended = 0

    async def open(self) -> None:
        """Read what former sessions kept, while the tree is looked at."""
        self.desk.background(self._read())

    async def _read(self) -> None:
        if self.file is None:
            return
        async with self.lock:
            try:
                self.samples, bad = await asyncio.to_thread(samples.read, self.file)
            except OSError as error:
                self._trouble(f"{FILE} cannot be read, the trend begins anew: {error.strerror or error}")
                return
        if bad:
            lines = "1 line is" if bad == 1 else f"{bad:,} lines are"
            self.desk.emit(ev.Noted(time(), "info", f"{FILE}: {lines} damaged and left out of the trend"))
        if self.samples:
            self._show()

    def on_event(self, event: ev.Event) -> None:
        """A tree that settled, or was committed as it is, is measured a little later, once for many such events."""
        if not isinstance(event, ev.Settled | ev.RepoChanged):
            return
        state = self.desk.state()
        if state.settled != state.generation or not state.generation:
            return
        self.due = state
        if self.handle is None:
            self.handle = asyncio.get_running_loop().call_later(WAIT_S, self._measure)

    async def close(self) -> None:
        """What was not measured yet is not: a command that ends at once leaves no trace in the trend."""
        if self.handle is not None:
            self.handle.cancel()

    def _measure(self) -> None:
        self.handle = None
        state = self.desk.state()
        if state.settled == state.generation:
            self.due = state  # what was said of this tree since it settled belongs to it
        if self.due is not None:
            self.desk.background(self._sample(self.due))

    async def _sample(self, state: State) -> None:
        async with self.lock:
            values = await asyncio.to_thread(measured, state)
            sample = Sample(time(), state.generation, state.repo.head, values)
            last = self.samples[-1] if self.samples else None
            again = state.generation == self.sampled or not self.sampled  # no save lies between it and the last one
            self.sampled = state.generation
            if last is not None and again and says_the_same(last, sample):
                return
            self.samples = samples.thinned([*self.samples, sample], samples.SAVES_KEPT)
            self._show()
            await self._keep(sample)

    async def _keep(self, sample: Sample) -> None:
        if self.file is None:
            return
        try:
            await asyncio.to_thread(samples.append, self.file, sample)
            self.appended += 1
            if self.appended % samples.SLACK == 1:
                await asyncio.to_thread(samples.compact, self.file)
        except OSError as error:
            self._trouble(f"{FILE} cannot be written, the trend ends with this session: {error.strerror or error}")
        else:
            self._trouble("")

    def _trouble(self, line: str) -> None:
        """Say what is wrong for as long as it is."""
        if line or "trend" in self.desk.state().problems_by:
            self.desk.emit(ev.Problems("trend", (line,) if line else (), time()))

    def _show(self) -> None:
        self.desk.emit(ev.Sampled(tuple(samples.thinned(self.samples, SHOWN, SHOWN))))
