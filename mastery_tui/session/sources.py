"""The file that a person looks at: read and highlighted by a worker, again whenever it changes."""

from typing import ClassVar

from mastery_tui.checking import wire
from mastery_tui.checking.pool import WorkerLost
from mastery_tui.model import event as ev
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import SourceView
from mastery_tui.session.part import Desk, Part


class Sources(Part):
    """Shows one source; the last one asked for wins."""

    takes: ClassVar[frozenset[str]] = frozenset({"visible"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.path = ""

    async def on_intent(self, intent: Intent) -> None:
        """Show the file, and check it before the rest."""
        self.desk.scheduler.prefer(intent.subject)
        self.path = intent.subject
        self.desk.background(self._show(intent.subject))  # it may wait for a worker: saves must not

    def on_event(self, event: ev.Event) -> None:
        """Show it again when it was saved."""
        if not isinstance(event, ev.TreeChanged) or not self.path:
            return
        if self.path in event.gone or any(seen.path == self.path for seen in event.seen):
            self.desk.background(self._show(self.path))

    async def _show(self, path: str) -> None:
        try:
            shown = await self.desk.pool.do(wire.ShowTask(0, path))
        except WorkerLost as lost:
            self.desk.emit(ev.SourceShown(SourceView(path, note=f"this file cannot be shown: {lost}")))
            return
        if isinstance(shown, wire.Shown) and path == self.path:
            self.desk.emit(ev.SourceShown(shown.view))
