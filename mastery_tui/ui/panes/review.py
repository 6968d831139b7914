"""Review: what a language model said of the change."""

from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane


class ReviewPane(LinesPane):
    """Why there is no review, and what to do about it."""

    title = "6 Review"
    has_cursor = False

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, "review")
        self.show(state)

    def show(self, state: State) -> None:
        """Follow a new State."""
        review = state.review
        lines: list[Line] = [[("○ ", "muted"), (one_line(review.reason) or "no review yet", "text")]]
        if review.hint:
            lines.append([("  ", ""), (one_line(review.hint), "muted")])
        if lines != self.empty:
            self.empty = lines
            self.refresh()
