"""Trend: chosen metrics as sparklines, over saves or over commits."""

from mastery_tui.model.state import State
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane


class TrendPane(LinesPane):
    """A line per metric."""

    title = "7 Trend"
    has_cursor = False

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, "trend")
        self.empty = [[("○ ", "muted"), ("nothing measured twice yet", "text")]]
        self.show(state)
