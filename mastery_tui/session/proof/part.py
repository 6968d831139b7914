"""The part of a session that proves: when a tree has settled, it judges what that shows, and records it."""

import asyncio
import time
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from mastery_tui.model import event as ev
from mastery_tui.model.intent import Intent
from mastery_tui.model.proof import Proof
from mastery_tui.model.state import State
from mastery_tui.model.text import printable
from mastery_tui.session.answer import Answer
from mastery_tui.session.part import Desk, Part

if TYPE_CHECKING:
    from mastery_tui.session.proof.bench import Bench

KIND = "evidence"
"""What Activity keeps the answers under."""
PROBLEM = "evidence"
"""Where the lines on a broken ledger and the like come from."""
QUIET_S = 1.5
"""So long after settling, evidence files are read and commands are run: while somebody types, none of it is."""
LOOK_S = 5.0
"""How often, while nothing is saved, it is looked at whether a tool wrote a result, or somebody an attestation."""
AGES_S = 30.0
"""So old at most is what was judged: evidence ages, words end and what was learned is forgotten while nobody saves."""

MOST_LINES = 5

_CONCERN = (ev.RepoChanged, ev.DismissalsRead, ev.LearningKnown, ev.TrustChanged, ev.SettingsRead)
"""What is judged anew for, though no file has changed."""


class Proving(Part):
    """One judging at a time, in a thread; what comes meanwhile is judged next."""

    takes: ClassVar[frozenset[str]] = frozenset({"lesson", "baseline-set", "scenario-run"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.bench: Bench | None = None
        self.opening = asyncio.Lock()
        self.wanted = False
        self.running = False
        self.handle: asyncio.TimerHandle | None = None
        self.read_at = 0  # the generation for which evidence files were last read
        self.judged_at = 0.0

    def on_event(self, event: ev.Event) -> None:
        """A tree that settled is judged at once; what changes without a save a little later."""
        if isinstance(event, ev.Settled) or (isinstance(event, _CONCERN) and self._settled()):
            self._soon()

    async def on_intent(self, intent: Intent) -> None:
        """A lesson, a baseline, a scenario."""
        self.desk.background(self._act(intent))

    async def close(self) -> None:
        """Let go of the ledger."""
        if self.handle is not None:
            self.handle.cancel()
        if self.bench is not None:
            self.bench.stop()
            await asyncio.to_thread(self.bench.close)

    async def _opened(self) -> "Bench":
        """The bench, made when the first tree has settled: what it takes to judge delays no finding."""
        async with self.opening:
            if self.bench is None:
                self.bench = await asyncio.to_thread(_made, self.desk)
            return self.bench

    def _settled(self) -> bool:
        state = self.desk.state()
        return state.generation > 0 and state.settled == state.generation

    def _soon(self) -> None:
        self.wanted = True
        if not self.running:
            self.running = True
            self.desk.background(self._work())

    async def _work(self) -> None:
        try:
            while self.wanted and self._settled():
                self.wanted = False
                await self._prove()
        finally:
            self.running = False
        if self.desk.watch:
            self._read_later(QUIET_S if self.read_at != self.desk.state().generation else LOOK_S)

    async def _prove(self) -> None:
        state = self.desk.state()
        self.judged_at = time.time()
        try:
            if not self.desk.watch:
                await self._read()
            complete = self.read_at == state.generation
            bench = await self._opened()
            proof = await asyncio.to_thread(bench.prove, state, complete=complete)
        except Exception as error:  # told by the engine; whoever waits for a verdict must not wait for ever
            self.desk.emit(ev.Proven(_nothing(state, error)))
            raise
        self.desk.emit(ev.Problems(PROBLEM, _lines(proof, bench), time.time()))
        self.desk.emit(ev.Proven(proof))
        notes, bench.known.notes = bench.known.notes, []
        for kind, text in notes:
            self.desk.emit(ev.Noted(time.time(), kind, text))

    # --- what takes its time ---------------------------------------------------------------------------------------

    def _read_later(self, seconds: float) -> None:
        if self.handle is not None:
            self.handle.cancel()
        self.handle = asyncio.get_running_loop().call_later(seconds, self._read_now)

    def _read_now(self) -> None:
        self.handle = None
        self.desk.background(self._read_and_prove())

    async def _read_and_prove(self) -> None:
        news = False
        try:
            news = self._settled() and (await self._read() or self._aged())
        finally:  # what broke once must not leave old verdicts standing for ever
            if news:
                self._soon()
            else:
                self._read_later(LOOK_S)

    def _aged(self) -> bool:
        return abs(time.time() - self.judged_at) >= AGES_S  # a clock may be set back, and a machine sleep

    async def _read(self) -> bool:
        """Read evidence files and run what measures; whether there is anything that was not judged yet."""
        state = self.desk.state()
        bench = await self._opened()
        news = await asyncio.to_thread(bench.read, state)
        first = self.read_at != state.generation
        self.read_at = state.generation
        return news or first

    # --- intents ---------------------------------------------------------------------------------------------------

    async def _act(self, intent: Intent) -> None:
        bench = await self._opened()
        from mastery_tui.session.proof.acts import ACTS

        try:
            answer = await asyncio.to_thread(ACTS[intent.id], bench, self.desk.state(), intent)
        except (ValueError, OSError) as error:
            answer = Answer(str(error), failed=True)
        self.desk.emit(ev.Told(time.time(), answer.text, KIND, failed=answer.failed))
        if self._settled():
            self._soon()


def _made(desk: Desk) -> "Bench":
    from mastery_tui.session.proof.bench import Bench

    return Bench(desk)


def _lines(proof: Proof, bench: "Bench") -> tuple[str, ...]:
    """On the ledger, and on evidence that is there and says nothing: it is unknown, and somebody should know why."""
    found = [printable(line) for line in bench.slow.problems]
    if len(found) > MOST_LINES:
        found = [*found[: MOST_LINES - 1], f"and {len(found) - MOST_LINES + 1} more results that cannot be read"]
    return (*((proof.trouble,) if proof.trouble else ()), *found)


def _nothing(state: State, error: Exception) -> Proof:
    return replace(Proof(), generation=state.generation, trouble=f"not judged: {type(error).__name__}: {error}")
