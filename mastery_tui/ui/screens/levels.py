"""All domains whole: level, estimate, and every line of what is missing for the next level."""

from collections.abc import Sequence
from typing import ClassVar

from textual.app import App

from mastery_tui.model.proof import LEVELS, LevelState
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, Piece, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.panes.mastery_lines import below_target, coming, estimate, level_bar
from mastery_tui.ui.screens.page import Page
from mastery_tui.ui.screens.proof_text import said
from mastery_tui.ui.signs import count

MEANS = ("follows", "solves alone", "designs", "teaches", "innovates")
"""What the levels stand for, lowest first."""

NO_LEVELS = "no level is proven: levels come from objectives that are met and modules that are done"


def levels_lines(levels: Sequence[LevelState], width: int) -> list[Line]:
    """What the levels are, then each domain."""
    if not levels:
        return said(NO_LEVELS, width, "text", "○")
    scale = " · ".join(f"{name} {what}" for name, what in zip(LEVELS[1:], MEANS, strict=True))
    lines = said(scale, width, "muted")
    for level in levels:
        lines += [[], *_domain(level, width)]
    lines += [[], *said("The level counts by the lower bound of its 90 % interval.", width, "muted")]
    return lines


def _domain(level: LevelState, width: int) -> list[Line]:
    ahead = coming(level)
    arrow: list[Piece] = [(f"  {level.current}", "text"), (" → ", "muted"), (level.target, "muted")]
    reached: list[Piece] = [(f"  {level.current}", "ok"), (f", target {level.target}", "muted")]
    lines: list[Line] = [[(f" {one_line(level.title)}", "accent+bold"), *(arrow if below_target(level) else reached)]]
    seen = f" from {count(level.observations, 'observation')}" if level.observations else ""
    lines.append([("   ", ""), *level_bar(level, 4), (f"  {estimate(level)}{seen}", "muted")])
    if level.missing and ahead:
        lines.append([(f"   missing for {ahead}:", "muted")])
        for text in level.missing:
            lines += said(text, width, "text", "·", "accent")
    elif not below_target(level):
        lines += said("the target is reached", width, "text", "✓", "ok")
    for module in level.due:
        lines += said(f"due again: {module}", width, "text", "!", "warning")
    return lines


class LevelsScreen(Page):
    """Every domain."""

    scope: ClassVar[str] = "levels"
    title_of = "Mastery"

    def made(self, state: State, width: int) -> Sequence[Line]:
        """As it is now."""
        return levels_lines(state.proof.levels, width)


async def open_levels(app: App[int], desk: Desk) -> None:
    """Show all domains."""
    await app.push_screen(LevelsScreen(desk))
