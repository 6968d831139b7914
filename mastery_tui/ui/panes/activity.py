"""Activity: what happened, newest first."""

from datetime import datetime

from mastery_tui.model.state import Activity, State
from mastery_tui.ui.cells import Line, Piece, one_line, two_ends
from mastery_tui.ui.signs import duration
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

_ROLES = {"error": "error", "tests": "ok", "trust": "warning", "settings": "warning"}


class ActivityPane(LinesPane):
    """Time, kind, text and duration of each event."""

    title = "8 Activity"
    has_cursor = False

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, id="activity")
        self.events: tuple[Activity, ...] = ()
        self.oldest_first = False
        self.empty = [[("nothing happened yet", "muted")]]
        self.show(state)

    def show(self, state: State) -> None:
        """Follow a new State."""
        if state.activity is self.events:
            return
        self.events = state.activity
        self.oldest_first = len(self.events) > 1 and self.events[0].at < self.events[-1].at
        self.resize(len(self.events))

    def line(self, index: int, width: int) -> Line:
        """One event; the clock loses its seconds where the pane is a narrow rail."""
        event = self.events[-1 - index if self.oldest_first else index]
        clock = datetime.fromtimestamp(event.at).strftime("%H:%M:%S" if width >= 48 else "%H:%M")
        kind = one_line(event.kind)
        left: list[Piece] = [(f" {clock} ", "muted"), (f"{kind:8} " if width >= 48 else "", _ROLES.get(kind, "accent"))]
        left.append((one_line(event.text), "error" if kind == "error" else "text"))
        right: list[Piece] = [] if event.duration_s is None else [(f"{duration(event.duration_s)} ", "muted")]
        return two_ends(left, right, width)
