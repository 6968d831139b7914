"""Objectives, Mastery: what the project is for, and how far the person has come."""

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


def _no_objectives(state: State) -> list[Line]:
    return _said("no objectives set", "nothing is claimed here, so", "nothing has to be proven")


def _no_levels(state: State) -> list[Line]:
    return _said("no level is proven", "levels come from evidence:", "objectives met, modules done")


def _said(what: str, *why: str) -> list[Line]:
    """Short lines: the rail is 36 columns wide."""
    return [[("○ ", "muted"), (what, "text")], *([(f"  {line}", "muted")] for line in why)]
