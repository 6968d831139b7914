"""What a person does about a finding and can take back: dismiss it, apply its fix."""

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any, ClassVar

from mastery_tui.config.dismissed_file import FILE
from mastery_tui.model import event as ev
from mastery_tui.model.intent import BY_ID, Intent
from mastery_tui.session.answer import Answer
from mastery_tui.session.dismissals import Dismissals
from mastery_tui.session.fixes import Fixed, Fixes
from mastery_tui.session.part import Desk, Part

MOST = 100
"""How many dismissals and fixes can be taken back."""


class Undoable(Part):
    """Carries out one thing after the other; the last one is taken back first."""

    takes: ClassVar[frozenset[str]] = frozenset({"set-aside", "apply-fix", "take-back"})
    reads: ClassVar[frozenset[str]] = frozenset({FILE})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.dismissals = Dismissals(desk)
        self.fixes = Fixes(desk)
        self.done: list[str | Fixed] = []  # the fingerprints of dismissals, and fixes; the last one last
        self.turn = asyncio.Lock()

    async def open(self) -> None:
        await self.on_files()

    async def on_files(self) -> bool:
        return await self.dismissals.read()

    def on_event(self, event: ev.Event) -> None:
        if isinstance(event, ev.Settled):
            self.dismissals.settled()

    async def on_intent(self, intent: Intent) -> None:
        """Do it when those before it are done; saves do not wait for it."""
        self.desk.background(self._in_turn(lambda: self._do(intent)))

    async def _in_turn(self, work: Callable[[], Coroutine[Any, Any, Answer]]) -> None:
        async with self.turn:
            answer = await work()
        self.desk.emit(ev.Told(time.time(), answer.text, failed=answer.failed))

    async def _do(self, intent: Intent) -> Answer:
        match intent.id:
            case "set-aside":
                answer = await self.dismissals.set_aside(intent.subject, intent.detail)
                return self._keep(answer, answer.undo)
            case "apply-fix":
                answer, fixed = await self.fixes.apply(intent.subject, intent.detail)
                return self._keep(answer, fixed)
            case _:
                return await self._take_back(intent.subject)

    def _keep(self, answer: Answer, done: str | Fixed | None) -> Answer:
        """Remember what was done, and say how it is taken back."""
        if answer.failed or not done:
            return answer
        self.done = [*self.done[1 - MOST :], done]
        key = self.desk.state().keys.get("undo", BY_ID["undo"].key).partition(",")[0]
        return Answer(f"{answer.text}; {key} takes it back" if key else answer.text)

    async def _take_back(self, fingerprint: str) -> Answer:
        """This dismissal, or what was done last."""
        if fingerprint:
            answer = await self.dismissals.take_back(fingerprint)
            if not answer.failed and fingerprint in self.done:
                self.done.remove(fingerprint)
            return answer
        if not self.done:
            return Answer("nothing to take back: nothing was dismissed or fixed in this session", failed=True)
        last = self.done.pop()
        return await (self.fixes.take_back(last) if isinstance(last, Fixed) else self.dismissals.take_back(last))
