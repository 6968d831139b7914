"""A list of which the cursor rests only on some lines: headings, and what goes on below a line, are passed over."""

from collections.abc import Hashable, Sequence
from typing import NamedTuple

from mastery_tui.ui.cells import Line
from mastery_tui.ui.widgets.lines import LinesPane


class Row(NamedTuple):
    """A line; `key` names what it is of, None where there is nothing to rest on. `part` > 0 goes on from above."""

    line: Line
    key: Hashable = None
    part: int = 0


class RowsPane(LinesPane):
    """Shows rows that are made for its width; a subclass says which (`made`), and calls `rebuild` for others."""

    rows: Sequence[Row] = ()
    _width = 0

    def made(self, width: int) -> Sequence[Row]:
        """All rows, for a pane of `width` cells."""
        raise NotImplementedError

    @property
    def at(self) -> Hashable:
        """What the cursor rests on; None for nothing."""
        return self.rows[self.cursor].key if self.cursor < len(self.rows) else None

    def rebuild(self) -> None:
        """Make the rows anew; the cursor stays on what it rests on, else on the first there is."""
        held = self.at
        self._width = self.scrollable_content_region.width or 34
        self.rows = self.made(self._width)
        self.choose(held)
        self.resize(len(self.rows))

    def choose(self, key: Hashable) -> None:
        """Rest on this, else on the first there is."""
        starts = [number for number, row in enumerate(self.rows) if row.key is not None and not row.part]
        index = next((n for n in starts if self.rows[n].key == key), None) if key is not None else None
        self.cursor = index if index is not None else starts[0] if starts else 0
        self.show_cursor()
        self.refresh()

    def on_resize(self) -> None:
        """Rows are made for the width there is."""
        self.rewrap()
        super().on_resize()

    def rewrap(self) -> None:
        """A scroll bar came or went."""
        if self.scrollable_content_region.width != self._width:
            self.rebuild()

    def go(self, index: int) -> None:
        """Move to the nearest line that one can rest on; all that goes on below it is in sight."""
        if not self.rows:
            return
        step = -1 if index < self.cursor else 1
        index = max(0, min(index, self.count - 1))
        beyond, back = range(index, self.count if step > 0 else -1, step), range(index, self.cursor, -step)
        target = next((n for n in (*beyond, *back) if self._rests(n)), None)
        if target is None:  # nothing more that way: its end is shown
            self.put(0 if step < 0 else self.count)
            return
        super().go(target)
        if not any(self._rests(n) for n in range(target)):
            self.put(0)  # with the heading above it
        last = target + 1
        while last < self.count and not self._rests(last) and self.rows[last].part:
            last += 1
        if self.size.height and last > self.scroll_offset.y + self.size.height:
            self.put(min(target, last - self.size.height))

    def _rests(self, index: int) -> bool:
        row = self.rows[index]
        return row.key is not None and not row.part

    def line(self, index: int, width: int) -> Line:
        """One line."""
        if width != self._width:  # a scroll bar came or went
            self.call_later(self.rewrap)
        return self.rows[index].line
