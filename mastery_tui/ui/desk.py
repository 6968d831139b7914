"""What screens over the board need of it."""

from typing import Protocol

from mastery_tui.model.finding import Finding
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.ui.keys import Keys
from mastery_tui.ui.theme import Ink


class Desk(Protocol):
    """The board, as seen by the screens that open over it."""

    state: State
    ink: Ink
    keys: Keys
    current: str

    @property
    def flashed(self) -> str:
        """What is said for a moment, "" for nothing."""

    @property
    def selected(self) -> Finding | None:
        """The finding that the person is at."""

    def send(self, intent: Intent) -> bool:
        """Hand an Intent to the session; False while there is none yet."""

    def show_finding(self, finding: Finding) -> None:
        """Go to a finding in Findings; what hides it there is cleared."""

    def show_file(self, path: str) -> None:
        """Show a file in Source."""

    def show_check(self, check: str) -> None:
        """Open Checks on one check."""

    def step_finding(self, by: int) -> None:
        """Move to the next finding (1) or the one before (-1)."""

    def flash(self, text: str) -> None:
        """Say something in one line, for a moment."""
