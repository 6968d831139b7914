"""One row of the timeline, whole."""

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from mastery_tui.model.proof import Moment
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.screens.page import Page
from mastery_tui.ui.screens.proof_text import pairs, said
from mastery_tui.ui.screens.timeline_rows import sign_of


def moment_lines(moment: Moment, width: int) -> list[Line]:
    """Its text, then when and on what it was."""
    facts = [
        ("when", datetime.fromtimestamp(moment.at).strftime("%Y-%m-%d %H:%M:%S")),
        ("kind", moment.kind),
        ("row", f"{moment.seq}" if moment.seq else ""),
        ("generation", f"{moment.generation}" if moment.generation else ""),
        ("commit", moment.commit),
    ]
    lines = said(moment.text, width, "strong", *sign_of(moment))
    return [*lines, [], *pairs([fact for fact in facts if fact[1]], width)]


class MomentScreen(Page):
    """What a row holds."""

    scope: ClassVar[str] = "row"
    title_of = "Row of the timeline"

    def __init__(self, desk: Desk, moment: Moment) -> None:
        self.moment = moment
        super().__init__(desk)

    def made(self, state: State, width: int) -> Sequence[Line]:
        """It never changes."""
        return moment_lines(self.moment, width)
