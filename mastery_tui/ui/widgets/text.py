"""A pane of text: lines that are made whole for the width there is."""

from collections.abc import Sequence

from mastery_tui.ui.cells import Line
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

_WIDTH = 80
"""What lines are made for until the pane has a place."""


class TextPane(LinesPane):
    """Shows what `made` returns; a subclass calls `rebuild` when that may be something else."""

    has_cursor = False

    def __init__(self, ink: Ink, id: str) -> None:
        super().__init__(ink, id)
        self.lines: Sequence[Line] = ()

    def made(self, width: int) -> Sequence[Line]:
        """All lines, for a pane of `width` cells."""
        raise NotImplementedError

    def rebuild(self) -> None:
        """Make the lines anew."""
        lines = self.made(self.scrollable_content_region.width or _WIDTH)
        if lines != self.lines:
            self.lines = lines
            self.resize(len(lines))

    def on_resize(self) -> None:
        """Texts wrap at the width there is."""
        self.rebuild()

    def rewrap(self) -> None:
        """A scroll bar came or went."""
        self.rebuild()

    def line(self, index: int, width: int) -> Line:
        """One line."""
        return self.lines[index]
