"""A page to read over the board: some lines that follow the State, and keys that lead away."""

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import sheet_bindings
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.text import TextPane

Make = Callable[[State, int], Sequence[Line]]
"""The lines of a State for a width."""


class PageLines(TextPane):
    """The lines that `make` returns."""

    def __init__(self, ink: Ink, title: str, make: Make, state: State) -> None:
        self.title = title
        super().__init__(ink, id="page")
        self.make = make
        self.state = state
        self.rebuild()

    def made(self, width: int) -> Sequence[Line]:
        """As they are now."""
        return self.make(self.state, width)


class Page(Sheet):
    """One pane of text; a subclass has a `scope` of its own and says which lines (`made`)."""

    CSS_PATH = "../styles/proof.tcss"
    title_of: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,enter", "dismiss", "Close", show=False),
        *sheet_bindings("down", "up", "top", "bottom", "page-down", "page-up"),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pane = PageLines(desk.ink, self.title_of, self.made, desk.state)

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    def made(self, state: State, width: int) -> Sequence[Line]:
        """All lines."""
        raise NotImplementedError

    def show(self, state: State) -> None:
        """Follow a new State."""
        if state.proof is not self.pane.state.proof:
            self.pane.state = state
            self.pane.rebuild()
