"""Mastery: how far the person has come in each domain, and exactly what is missing for the next level."""

from collections.abc import Sequence

from textual import events

from mastery_tui.model.proof import LevelState
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line
from mastery_tui.ui.keys import bindings
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.text import TextPane

_EMPTY: list[Line] = [
    [("○ ", "muted"), ("no level is proven", "text")],
    [("  levels come from evidence:", "muted")],
    [("  objectives met, modules done", "muted")],
]


class MasteryPane(TextPane):
    """Some lines per domain."""

    BINDINGS = bindings("mastery")
    title = "3 Mastery"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, "mastery")
        self.levels: tuple[LevelState, ...] = ()
        self.empty = _EMPTY
        self.show(state)

    def show(self, state: State) -> None:
        """Follow a new State."""
        if state.proof.levels is not self.levels:
            self.levels = state.proof.levels
            self.rebuild()

    def made(self, width: int) -> Sequence[Line]:
        """All domains, with what is missing."""
        levels = self.levels
        reached = sum(not _below(level) for level in levels)
        self.say(f"{reached}/{len(levels)} at target" if levels else "")
        if not levels:
            return ()
        from mastery_tui.ui.panes.mastery_lines import domains

        return domains(levels, width)

    def on_click(self, event: events.Click) -> None:
        """A second click opens the page on all domains."""
        if event.chain == 2 and self.count:
            self.post_message(self.Opened(self))


def _below(level: LevelState) -> bool:
    from mastery_tui.ui.panes.mastery_lines import below_target

    return below_target(level)
