"""Where the panes stand: a pure function of the screen's size, and the Textual layout that applies it.

Panes never move in the DOM: they are children of one body, and a change of size, of pane or of zoom only changes the
regions that they are given.
"""

from collections.abc import Callable, Mapping, Sequence

import msgspec
from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

MEDIUM, WIDE = 100, 160
"""Columns from which the layout has two columns, and three."""

TALL = 22
"""Rows from which panes stand above each other."""

LEAST_WIDTH, LEAST_HEIGHT = 40, 8
LEAST_ROWS = 3
"""The rows of the smallest pane, border included."""

RAIL = ("modules", "objectives", "mastery")
CENTRE = ("findings", "source")
COLUMN = ("review", "trend", "activity")
PANES = (*RAIL, *CENTRE, *COLUMN)
"""In the order of their number keys."""

HOME = "findings"
"""The pane that a session begins with, and that esc leads back to."""

SPARE, SPARE_ROWS = "activity", 6
"""The pane that takes what the rail leaves over where there are two columns, and the rows that it wants at least."""

BELOW = ("source", *COLUMN)
"""Of these one stands below Findings where there are two columns."""

FILTER = "filter"

Regions = dict[str, Region]


class Asked(msgspec.Struct, frozen=True):
    """What the layout depends on beside the size of the body.

    `rows` is the height of the screen, `below` the pane to stand below Findings in two columns, `wanted` the rows
    that a pane needs to show all it has, `filtering` the pane that has the filter line ("": none).
    """

    rows: int
    current: str
    below: str = "source"
    zoomed: bool = False
    wanted: Mapping[str, int] = {}
    filtering: str = ""


def arrange(width: int, body: int, asked: Asked) -> Regions:
    """The regions of the panes to show in a body of `width` x `body` cells."""
    current = asked.current
    if asked.zoomed or width < MEDIUM:
        return {current: Region(0, 0, width, body)}
    rail = 42 if width >= WIDE else 36
    column = max(36, min(68, width - rail - 76)) if width >= WIDE else 0
    centre = Region(rail, 0, width - rail - column, body)
    left: tuple[str, ...] = RAIL
    columns: list[tuple[tuple[str, ...], Region]] = []
    if column:
        columns = [(CENTRE, centre), (COLUMN, Region(width - column, 0, column, body))]
    else:
        below = current if current in BELOW else asked.below
        columns = [((HOME, below), centre)]
        # What the rail does not need, a person can use: the pane that has something to say all day fills it.
        if below != SPARE and body - sum(asked.wanted.get(pane, 0) for pane in RAIL) >= SPARE_ROWS:
            left = (*RAIL, SPARE)
    columns.append((left, Region(0, 0, rail, body)))
    regions: Regions = {}
    for panes, space in columns:
        if asked.rows < TALL:
            regions[current if current in panes else panes[0]] = space
        elif panes[0] == HOME:
            top = body * 11 // 20
            regions[panes[0]] = Region(space.x, 0, space.width, top)
            regions[panes[1]] = Region(space.x, top, space.width, body - top)
        else:
            y = 0
            for pane, height in zip(panes, stacked(body, [asked.wanted.get(p, 0) for p in panes]), strict=True):
                regions[pane] = Region(space.x, y, space.width, height)
                y += height
    return regions


def stacked(height: int, wanted: Sequence[int]) -> list[int]:
    """The rows of panes above each other: what each wants where that fits, else a fair share; the last has the rest."""
    heights: list[int] = []
    for number, want in enumerate(wanted):
        left, after = height - sum(heights), len(wanted) - number - 1
        if not after:
            heights.append(left)
            break
        later = sum(max(LEAST_ROWS, min(w, left // (after + 1))) for w in wanted[number + 1 :])
        heights.append(max(LEAST_ROWS, min(want, left - later)))
    return heights


def is_bare(width: int, zoomed: bool) -> bool:
    """Whether one pane has the whole body: it needs no border then."""
    return zoomed or width < MEDIUM


def has_tabs(width: int, rows: int, zoomed: bool) -> bool:
    """Whether a row of tabs says which panes there are: where some of them are not on screen."""
    return zoomed or width < WIDE or rows < TALL


class PaneLayout(Layout):
    """Places the panes of a body; a pane without a region is not on screen. `ask` says what `arrange` needs to know."""

    name = "panes"

    def __init__(self, ask: Callable[[], Asked]) -> None:
        self._ask = ask

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Place each child that has a region, and the filter line into the last row of the pane that it filters."""
        asked = self._ask()
        regions = arrange(size.width, size.height, asked)
        if asked.filtering in regions:
            edge = 0 if is_bare(size.width, asked.zoomed) else 1
            x, y, width, height = regions[asked.filtering]
            regions[FILTER] = Region(x + edge, y + height - 1 - edge, width - 2 * edge, 1)
        return [
            WidgetPlacement(regions[child.id], NULL_OFFSET, NULL_SPACING, child, order)
            for order, child in enumerate(children)
            if child.id in regions
        ]
