"""What is known of a rule: found by a worker, which has the checks and their tools at hand."""

from typing import ClassVar

from mastery_tui.checking import wire
from mastery_tui.checking.pool import WorkerLost
from mastery_tui.model import event as ev
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import Explanation
from mastery_tui.session.part import Part


class Explanations(Part):
    """Explains rules; each once, for what is known of a rule does not change while the session runs."""

    takes: ClassVar[frozenset[str]] = frozenset({"explain"})

    async def on_intent(self, intent: Intent) -> None:
        check, rule = intent.subject, intent.detail
        if f"{check} {rule}" not in self.desk.state().explained:
            self.desk.background(self._explain(check, rule))  # it may wait for a worker: saves must not

    async def _explain(self, check: str, rule: str) -> None:
        same = (f for f in self.desk.state().findings() if (f.check, f.rule) == (check, rule))
        url = next((finding.url for finding in same if finding.url), "")
        try:
            known = await self.desk.pool.do(wire.ExplainTask(0, check, rule, url))
        except WorkerLost as lost:
            more = f" More may be found at <{url}>." if url else ""
            text = f"The {check} check could not explain it: {lost}.{more}"
            self.desk.emit(ev.Explained(Explanation(check, rule, rule, text)))
            return
        if isinstance(known, wire.Explained):
            self.desk.emit(ev.Explained(known.explanation))
