"""Modules, Objectives, Mastery: what the person is learning, what the project is for, and how far both have come."""

from collections.abc import Callable, Sequence

from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

_Empty = Callable[[State], Sequence[Line]]


class _RailPane(LinesPane):
    """A pane of the rail that has nothing to list yet: it says why, and what comes next."""

    has_cursor = False

    def __init__(self, ink: Ink, state: State, id: str, why: _Empty) -> None:
        super().__init__(ink, id)
        self._why = why
        self.show(state)

    def show(self, state: State) -> None:
        """Follow a new State."""
        empty = self._why(state)
        if empty != self.empty:
            self.empty = empty
            self.refresh()


class ModulesPane(_RailPane):
    """The modules of the curriculum."""

    title = "1 Modules"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, state, "modules", _no_modules)


class ObjectivesPane(_RailPane):
    """The objectives of the project."""

    title = "2 Objectives"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, state, "objectives", _no_objectives)


class MasteryPane(_RailPane):
    """The level in each domain."""

    title = "3 Mastery"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, state, "mastery", _no_levels)


def _no_modules(state: State) -> list[Line]:
    return [[("○ ", "muted"), ("no curriculum here", "text")], [("  curricula/ holds none yet", "muted")]]


def _no_objectives(state: State) -> list[Line]:
    return [[("○ ", "muted"), ("no objectives set", "text")], [("  nothing is claimed, nothing proven", "muted")]]


def _no_levels(state: State) -> list[Line]:
    return [[("○ ", "muted"), ("no level is proven", "text")], [("  levels come from evidence alone", "muted")]]
