"""What the rest of the interface may ask of the app, so that none of it needs to know the app itself."""

from abc import abstractmethod

from textual.app import App

from mastery_tui.ui.jobs import Jobs
from mastery_tui.ui.screens.board import Board


class Host(App[int]):
    """The app as seen by what it does for a person."""

    board: Board
    jobs: Jobs

    @property
    @abstractmethod
    def scope(self) -> str:
        """What has the keys: the pane with the focus, or the sheet over the board."""
