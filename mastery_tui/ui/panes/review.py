"""Review: what a language model said of the change; until there is one, why there is none and what that means."""

from mastery_tui.model.state import Review, State
from mastery_tui.ui.cells import Line, folded, one_line
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

_SIGNS = {"offline": ("~ ", "muted"), "no-key": ("○ ", "muted"), "ready": ("○ ", "muted")}
_OFFLINE = Review(
    "offline",
    "offline: the language model cannot be reached",
    "all checks work without; a review can be asked for again once there is a connection",
)
_MOST = 6


class ReviewPane(LinesPane):
    """Why there is no review, and what to do about it."""

    title = "6 Review"
    has_cursor = False

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, "review")
        self.review = state.review
        self._build()

    def show(self, state: State) -> None:
        """Follow a new State."""
        if state.review is not self.review:
            self.review = state.review
            self._build()

    def on_resize(self) -> None:
        """Texts wrap at the width of the pane."""
        self._build()

    def _build(self) -> None:
        lines = review_lines(self.review, self.scrollable_content_region.width or 36)
        if lines != self.empty:
            self.empty = lines
            self.refresh()


def review_lines(review: Review, width: int) -> list[Line]:
    """The reason, then what to do; offline has words of its own where the session gave none."""
    reason, hint = review.reason, review.hint
    if review.status == "offline":
        reason, hint = reason or _OFFLINE.reason, hint or _OFFLINE.hint
    room = max(8, width - 5)
    lines: list[Line] = []
    sign = _SIGNS.get(review.status, ("○ ", "muted"))
    for text, role in ((reason or "nothing was reviewed yet", "text"), (hint, "muted")):
        if text:
            for part in folded(one_line(text), room, room, _MOST):
                lines.append([("  ", "") if lines else sign, (part, role)])
    return lines
