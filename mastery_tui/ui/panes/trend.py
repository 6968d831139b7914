"""Trend: metrics as sparklines, over saves or commits; the one under the cursor large where there is room."""

from typing import TYPE_CHECKING

from textual.strip import Strip

from mastery_tui.model.state import Sample, State
from mastery_tui.model.trend import DEFAULT
from mastery_tui.ui.cells import Line, clip, strip
from mastery_tui.ui.keys import bindings
from mastery_tui.ui.signs import count
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

if TYPE_CHECKING:
    from mastery_tui.ui.panes.trend_lines import Course

SAVES = 240
"""The most saves that are shown; what is older is there for the sake of its commit."""
LEAST_CHART = 8
MOST_CHART = 26
"""Rows of the large chart, with its title and times."""


class TrendPane(LinesPane):
    """A line per metric."""

    BINDINGS = bindings("trend")
    title = "7 Trend"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, "trend")
        self.samples: tuple[Sample, ...] | None = None
        self.metrics: tuple[str, ...] = ()
        self.over = "saves"
        self.shown: tuple[Sample, ...] = ()
        self.courses: list[Course] = []
        self._rows: list[Line] = []
        self._chart: list[Line] = []
        self._drawn: object = None
        self.show(state)

    def show(self, state: State) -> None:
        """Follow a new State."""
        metrics = state.trend_metrics or DEFAULT
        if state.trend is self.samples and metrics == self.metrics:
            return
        self.samples, self.metrics = state.trend, metrics
        self._build()

    def cycle(self) -> None:
        """Over saves, or over commits."""
        self.over = "commits" if self.over == "saves" else "saves"
        self._build()
        self.followed()

    def _build(self) -> None:
        samples = self.samples or ()
        self.shown, self.courses = (), []
        if samples:  # nothing of this is needed for the first frame
            from mastery_tui.ui.panes.trend_lines import by_commit, courses

            self.shown = by_commit(samples) if self.over == "commits" else samples[-SAVES:]
            self.courses = courses(self.shown, self.metrics) if self.shown else []
        self.empty = self._why_empty()
        self._drawn = None
        number = len(self.shown)
        self.say(f"over {self.over} · {number:,} known" if number else "")
        self.resize(len(self.courses))

    def _why_empty(self) -> list[Line]:
        if self.samples:
            return [
                [("○ ", "muted"), ("no commit was measured yet", "text")],
                [("  one is, once it is checked out and settled", "muted")],
                [("  s", "accent"), (" shows the saves", "muted")],
            ]
        return [
            [("○ ", "muted"), ("nothing measured yet", "text")],
            [("  findings, coverage, complexity and more,", "muted")],
            [("  a step for each save, once all checks ran", "muted")],
        ]

    def go(self, index: int) -> None:
        """Move the cursor; the chart follows it."""
        before = self.cursor
        super().go(index)
        if self.cursor != before:
            self._drawn = None
            self.refresh()

    def line(self, index: int, width: int) -> Line:
        """One metric."""
        self._draw(width)
        return self._rows[index]

    def render_line(self, y: int) -> Strip:
        """One visible row: of the list, or of the chart below it."""
        width = self.scrollable_content_region.width
        below = y - self.count - 1
        if not self.count or below < 0:
            return super().render_line(y)
        self._draw(width)
        line = self._chart[below] if below < len(self._chart) else ()
        return strip(clip(line, width), width, self.ink)

    def _draw(self, width: int) -> None:
        """Make the rows for this width, once, and the chart where the list leaves room for one."""
        left = self.size.height - self.count - 1
        about = (width, left)
        if self._drawn == about:
            return
        self._drawn = about
        from mastery_tui.ui.panes.trend_lines import large, rows

        self._rows = list(rows(self.courses, width))
        self._chart = []
        if left >= LEAST_CHART and self.courses:
            over = f"over {count(len(self.shown), self.over[:-1])}"
            self._chart = large(self.courses[self.cursor], width, min(left, MOST_CHART), over)
