"""The base of all screens that open over the board: they follow the State, and esc leads back."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.screen import ModalScreen

from mastery_tui.model.state import State
from mastery_tui.ui.desk import Desk


class Sheet(ModalScreen[None]):
    """A screen over the board.

    `scope` is its name in the registry's scopes and in the help. The app calls `show` with every new State while the
    sheet is open.
    """

    scope: ClassVar[str] = ""
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss", show=False)]

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def show(self, state: State) -> None:
        """Follow a new State."""
