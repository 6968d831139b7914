"""Where the panes stand: a pure function of the screen's size, and the Textual layout that applies it.

Panes never move in the DOM: they are children of one body, and a change of size, of pane or of zoom only changes the
regions that they are given.
"""

from collections.abc import Callable, Mapping

from textual.geometry import NULL_OFFSET, NULL_SPACING, Region, Size
from textual.layout import ArrangeResult, Layout, WidgetPlacement
from textual.widget import Widget

MEDIUM, WIDE = 100, 160
"""Columns from which the layout has two columns, and a wider rail."""

TALL = 22
"""Rows from which panes stand above each other."""

LEAST_WIDTH, LEAST_HEIGHT = 40, 8

RAIL = ("checks", "activity")
CENTRE = ("findings", "source")
PANES = (*CENTRE, *RAIL)
"""In the order of their number keys."""

FILTER, FILTER_OF = "filter", "findings"

Regions = dict[str, Region]


def arrange(width: int, rows: int, body: int, current: str, zoomed: bool, wanted: Mapping[str, int]) -> Regions:
    """The regions of the panes to show in a body of `width` x `body` cells on a screen of `rows` rows.

    `wanted` is the height that a pane of the rail needs to show all it has.
    """
    if zoomed or width < MEDIUM:
        return {current: Region(0, 0, width, body)}
    rail = 42 if width >= WIDE else 36
    regions: Regions = {}
    if rows < TALL:
        regions[current if current in RAIL else RAIL[0]] = Region(0, 0, rail, body)
        regions[current if current in CENTRE else CENTRE[0]] = Region(rail, 0, width - rail, body)
        return regions
    first = max(5, min(wanted.get(RAIL[0], 0), body * 2 // 3))
    regions[RAIL[0]] = Region(0, 0, rail, first)
    regions[RAIL[1]] = Region(0, first, rail, body - first)
    top = body * 11 // 20
    regions[CENTRE[0]] = Region(rail, 0, width - rail, top)
    regions[CENTRE[1]] = Region(rail, top, width - rail, body - top)
    return regions


def has_tabs(width: int, zoomed: bool) -> bool:
    """Whether a row of tabs says which panes there are: where only one of them shows."""
    return zoomed or width < MEDIUM


class PaneLayout(Layout):
    """Places the panes of a body; a pane without a region is not on screen. `ask` says what `arrange` needs to know."""

    name = "panes"

    def __init__(self, ask: Callable[[], tuple[int, str, bool, Mapping[str, int]]]) -> None:
        self._ask = ask

    def arrange(self, parent: Widget, children: list[Widget], size: Size, greedy: bool = True) -> ArrangeResult:
        """Place each child that has a region, and the filter line into the last row of Findings."""
        rows, current, zoomed, wanted = self._ask()
        regions = arrange(size.width, rows, size.height, current, zoomed, wanted)
        if FILTER_OF in regions:
            edge = 0 if has_tabs(size.width, zoomed) else 1
            x, y, width, height = regions[FILTER_OF]
            regions[FILTER] = Region(x + edge, y + height - 1 - edge, width - 2 * edge, 1)
        return [
            WidgetPlacement(regions[child.id], NULL_OFFSET, NULL_SPACING, child, order)
            for order, child in enumerate(children)
            if child.id in regions
        ]
