"""Asks before what cannot be seen at once: beginning anew, and installing."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.intent import Intent
from mastery_tui.model.learning import CurriculumState, ModuleState
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.screens.learn_drafts import drafts_of
from mastery_tui.ui.screens.learn_text import told
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.text import TextPane

BACKUPS = ".mastery/backups"
"""Where what is replaced goes."""


class AskLines(TextPane):
    """What would happen."""

    def __init__(self, ink: Ink, title: str, paragraphs: tuple[str, ...]) -> None:
        self.title = title
        super().__init__(ink, id="learn-ask")
        self.paragraphs = paragraphs
        self.rebuild()

    def made(self, width: int) -> list[Line]:
        """Every word of it."""
        first, *rest = self.paragraphs
        lines = told(first, width, "strong", "!", "warning")
        for text in rest:
            lines += [[], *told(text, width)]
        return lines


class AskScreen(Sheet):
    """Sends an intent once a person said yes."""

    scope = "ask"
    CSS_PATH = "../styles/learn.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y,enter", "yes", "Yes"),
        Binding("n,q", "dismiss", "No, leave it", show=False),
    ]

    def __init__(self, desk: Desk, title: str, paragraphs: tuple[str, ...], intent: Intent) -> None:
        super().__init__(desk)
        self.pane = AskLines(desk.ink, title, paragraphs)
        self.intent = intent

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    def action_yes(self) -> None:
        """Do it."""
        if not self.is_active:
            return
        if self.intent.id.startswith("module-"):
            drafts_of(self.desk).forget(self.intent.subject)
        if not self.desk.send(self.intent):
            self.desk.flash("the session is not open yet")
        self.dismiss()


def ask_reset(desk: Desk, module: ModuleState, name: str) -> AskScreen:
    """Begin a module anew."""
    files = ", ".join(module.files)
    what = f"{files} becomes the stub again. Its" if files else "Its"
    undo = desk.keys["learn-back"]
    return AskScreen(
        desk,
        "Reset",
        (
            f"Begin {one_line(module.title)} anew?",
            f"{what} stages are open again. What was done stays in the record.",
            f"A backup of your files and answers goes to {BACKUPS}; {undo} brings it back.",
        ),
        Intent("module-reset", name),
    )


def ask_fresh(desk: Desk, module: ModuleState, name: str) -> AskScreen:
    """Write the stub over what is there."""
    files = ", ".join(module.files)
    return AskScreen(
        desk,
        "Start",
        (
            f"Write the stub of {one_line(module.title)} over your own file?",
            f"It was begun already: {files} becomes the stub again. Your progress stays.",
            f"A backup of what is there goes to {BACKUPS}; {desk.keys['learn-back']} brings it back.",
        ),
        Intent("module-start", name, "fresh"),
    )


def ask_install(desk: Desk, curriculum: CurriculumState) -> AskScreen:
    """Install what a curriculum requires."""
    return AskScreen(
        desk,
        "Install",
        (
            f"Install {', '.join(curriculum.missing)}?",
            f"This runs: {curriculum.install}" if curriculum.install else "It is installed with pip.",
            "It goes into this project's Python, from the package index that pip is set to.",
        ),
        Intent("install", curriculum.id),
    )
