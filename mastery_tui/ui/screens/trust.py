"""Trust: what would run in this folder, line by line; agree to it, or take it back."""

import sys
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, folded, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import Item
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.signs import count
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.text import TextPane

MARKED = (" since it was trusted)",)
"""How a line ends that is new, changed or gone."""


class TrustLines(TextPane):
    """The lines of the trust screen."""

    title = "Trust"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, id="trust")
        self.state = state
        self.show(state)

    def show(self, state: State) -> None:
        """Follow a new State."""
        self.state = state
        self.say("x revokes · esc goes back" if state.trusted else "y trusts · esc leaves it as it is")
        self.rebuild()

    def made(self, width: int) -> list[Line]:
        """Everything is shown in full, at any width."""
        return trust_lines(self.state, width)


class TrustScreen(Sheet):
    """Says what runs once the folder is trusted; sends `trust` with the lines that were on screen, or `untrust`."""

    CSS_PATH = "../styles/trust.tcss"
    scope: ClassVar[str] = "trust"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "agree", "Trust it"),
        Binding("x", "revoke", "Revoke"),
        Binding("enter", "enter", "Trust it; close where it is trusted", show=False),
        Binding("q,T", "dismiss", "Close", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pane = TrustLines(desk.ink, desk.state)
        self.asked = False

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    def show(self, state: State) -> None:
        """Follow a new State: what was asked for has happened, or why it has not is on screen."""
        if self.asked and state.trusted != self.pane.state.trusted:
            self.desk.flash("this folder is trusted" if state.trusted else "trust is revoked: static checks only")
            self.dismiss()
            return
        if state is not self.pane.state:
            self.pane.show(state)
            self.bar.redraw()

    def _items(self, width: int) -> list[Item]:
        """Only what can be asked for now stands in the footer."""
        other = "y" if self.pane.state.trusted else "x"
        return [item for item in super()._items(width) if item[0] != other]

    def action_enter(self) -> None:
        """Agree; where there is nothing to agree to, go back."""
        if self.pane.state.trusted:
            self.dismiss()
        else:
            self.action_agree()

    def action_agree(self) -> None:
        """Trust exactly what the lines say."""
        state = self.pane.state
        if not state.trusted and known(state):
            self.asked = self.desk.send(Intent("trust", detail="\n".join(state.trust_runs)))

    def action_revoke(self) -> None:
        """Take trust back."""
        if self.pane.state.trusted:
            self.asked = self.desk.send(Intent("untrust"))


def known(state: State) -> bool:
    """Whether the session has said how it stands with trust."""
    return state.trusted or bool(state.trust_hint)


def trust_lines(state: State, width: int) -> list[Line]:
    """How it stands, what runs or would run, and what trust means; every word is shown, in lines of `width` cells."""
    if not known(state):
        return [[(" ● ", "accent"), ("what would run here is being looked up…", "text")]]
    lines: list[Line] = []
    if state.trusted:
        lines += paragraph("✓ ", "ok", f"This folder is {one_line(state.trust_reason)}.", "strong", width)
    else:
        lines += paragraph("! ", "warning", "This folder is not trusted: only static checks run.", "strong", width)
        if "static checks only" not in state.trust_reason:
            lines += paragraph("  ", "", one_line(state.trust_reason), "warning", width)
    for problem in state.problems_by.get("trust", ()):
        lines += paragraph("✗ ", "error", one_line(problem), "text", width)
    lines.append([])
    lines += runs_lines(state, width)
    lines.append([])
    lines += paragraph("", "", _MEANS, "muted", width)
    return lines


_MEANS = (
    "Trust is kept in your own data folder, never in the tree, and holds for exactly this: when a line changes, you "
    "are asked again. Reading and static checks need no trust."
)


def runs_lines(state: State, width: int, most: int = sys.maxsize, key: str = "") -> list[Line]:
    """What runs or would run; of more than `most` lines, how many more there are, and the key that shows them."""
    if not state.trust_runs:
        return paragraph("", "", "Nothing of this folder would run.", "text", width)
    lines = paragraph("", "", "This may run:" if state.trusted else "Once it is trusted, this runs:", "text", width)
    shown = state.trust_runs if len(state.trust_runs) <= most else state.trust_runs[: most - 1]
    for text in shown:
        marked = text.endswith(MARKED)
        lines += paragraph("! " if marked else "· ", "warning", one_line(text), "warning" if marked else "text", width)
    if len(shown) < len(state.trust_runs):
        more = count(len(state.trust_runs) - len(shown), "more line")
        lines += paragraph("  ", "", f"and {more}: {key} shows all", "muted", width)
    return lines


def paragraph(sign: str, sign_role: str, text: str, role: str, width: int) -> list[Line]:
    """The whole text in lines of at most `width` cells, behind a sign."""
    room = max(8, width - 2 - len(sign))
    first, *rest = folded(text, room, room, sys.maxsize)
    return [
        [(f" {sign}", sign_role), (first, role)],
        *([(" " * (1 + len(sign)), ""), (part, role)] for part in rest),
    ]
