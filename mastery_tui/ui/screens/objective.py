"""One objective whole: what it has to reach, what is so now, why that decides as it does, what would prove it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import App
from textual.binding import BindingType

from mastery_tui.model.proof import ObjectiveState, ProjectState
from mastery_tui.model.state import State
from mastery_tui.ui import times
from mastery_tui.ui.cells import Line, Piece, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.panes.objectives import INIT, Name, ObjectivesPane
from mastery_tui.ui.panes.objectives_lines import percent, progress_bar, score
from mastery_tui.ui.screens.details import own
from mastery_tui.ui.screens.page import Page
from mastery_tui.ui.screens.proof_text import heading, pairs, said
from mastery_tui.ui.signs import VERDICT

if TYPE_CHECKING:
    from mastery_tui.ui.host import Host

KINDS = {"technical": "technical excellence", "practical": "practical impact", "transfer": "knowledge transfer"}
GRADES = {
    "": "nothing speaks of it yet",
    "E0": "it is configured, nothing has run",
    "E1": "it ran, on another tree or on a part of this one",
    "E2": "it ran on this very tree",
    "E3": "the target is met on this very tree",
}
"""What each grade of evidence means."""

MEANS = {
    "pass": "met, by evidence on this tree",
    "warn": "not met, but within what is only a warning",
    "fail": "not met",
    "stale": "what is known is of an older tree, or too old: it proves nothing now",
    "unknown": "evidence is missing: it proves nothing either way",
    "n/a": "does not apply now",
    "error": "it could not be evaluated",
}
"""What each verdict means."""

_BAR = 20
GONE = "this objective is no longer set"


def objective_lines(one: ObjectiveState, project: ProjectState, width: int, moment: float) -> list[Line]:
    """All there is to say of it."""
    glyph, role = VERDICT[one.verdict]
    lines = said(one.title, width, "strong+bold", glyph, role)
    lines += said(f"{one.verdict}: {MEANS[one.verdict]}", width, role if role != "muted" else "text")
    words = [KINDS[one.kind]]
    if one.domain:
        words.append(f"counts for {one.domain}")
    words.append(f"weight {one.weight:g}")
    if one.since:
        words.append(f"so since {times.clock(one.since, moment)} ({times.since(one.since, moment)})")
    lines += said(" · ".join(words), width, "muted")
    lines.append([("   ", ""), (one_line(project.title), "muted"), ("  ", ""), *score(project, True)])
    if one.reason:
        lines += [*heading("Reason"), *said(one.reason, width)]
    if one.expression:
        lines += [*heading("Target"), *said(one.expression, width, "strong")]
    if one.guard:
        lines += [*heading("Guard", "has to hold as well"), *said(one.guard, width, "strong")]
    if one.values or one.progress is not None:
        lines += [*heading("Now"), *pairs(one.values, width), *_progress(one)]
    lines += [*heading("Evidence"), *said(f"{one.grade or 'none'}: {GRADES[one.grade]}", width)]
    if one.grade and one.grade != "E3":
        lines += said(f"E3: {GRADES['E3']}", width, "muted")
    if one.attested:
        lines += [*heading("Attested"), *said(one.attested, width)]
    if one.next:
        lines += [*heading("Next"), *said(one.next, width, "text", "→", "accent")]
    return lines


def _progress(one: ObjectiveState) -> list[Line]:
    if one.progress is None:
        return []
    bar: list[Piece] = progress_bar(one.progress, _BAR, VERDICT[one.verdict][1])
    return [[("   ", ""), *bar, (f" {percent(one.progress)}", "muted")]]


class ObjectiveScreen(Page):
    """The objective that was chosen when it opened; next and previous go through all of them."""

    scope: ClassVar[str] = "objective"
    title_of = "Objective"
    BINDINGS: ClassVar[list[BindingType]] = [
        own("next", "step(1)"),
        own("previous", "step(-1)"),
    ]

    def __init__(self, desk: Desk, pane: ObjectivesPane, name: Name) -> None:
        self.list = pane
        self.name_of = name
        super().__init__(desk)

    def made(self, state: State, width: int) -> Sequence[Line]:
        """As it is now."""
        for project in state.proof.projects:
            for one in project.objectives:
                if (one.project, one.id) == self.name_of:
                    return objective_lines(one, project, width, times.now())
        return said(GONE, width, "text", "~", "warning")

    def action_step(self, by: int) -> None:
        """The next or previous objective of the list."""
        names = [row.key for row in self.list.rows if isinstance(row.key, tuple)]
        at = names.index(self.name_of) + by if self.name_of in names else 0
        if not 0 <= at < len(names):
            self.pane.say("this is the last one" if by > 0 else "this is the first one")
            return
        self.name_of = names[at]
        self.list.choose(self.name_of)
        self.pane.say("")
        self.pane.rebuild()
        self.pane.put(0)


async def open_objective(app: App[int], desk: Desk, pane: ObjectivesPane) -> None:
    """Show the chosen objective; where none is set, copy the line that sets some."""
    if pane.chosen is not None:
        await app.push_screen(ObjectiveScreen(desk, pane, pane.chosen))
    elif not pane.projects:
        from mastery_tui.ui.clipboard import copy_text

        copy_text(app, desk, INIT)


async def show_objective(app: "Host", name: Name) -> None:
    """Go to an objective in its pane, whatever hides it there, and show it."""
    pane = app.board.objectives
    pane.clear_filter()
    pane.choose(name)
    app.board.go_to("objectives")
    await open_objective(app, app.board, pane)
