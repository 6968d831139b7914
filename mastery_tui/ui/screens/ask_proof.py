"""Asks before the baseline moves, and before scenarios run."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import Item
from mastery_tui.ui.screens.learn_ask import AskScreen
from mastery_tui.ui.screens.lesson import NOT_OPEN
from mastery_tui.ui.screens.proof_text import said
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.filter import OneLine
from mastery_tui.ui.widgets.text import TextPane

SCENARIO = "scenario."


class BaselineLines(TextPane):
    """What would happen."""

    can_focus = False

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, id="baseline")
        self.settled = state.settled == state.generation > 0
        self.told = ""
        self.rebuild()

    def made(self, width: int) -> list[Line]:
        """Every word of it."""
        lines = said("Compare with the metrics of now from now on?", width, "strong", "!", "warning")
        lines += said("What is worse than them is a finding; the former baseline stays in the ledger.", width)
        if not self.settled:
            lines += said("Checks still run: what has not settled is not in it.", width, "text", "~", "warning")
        if self.told:
            lines += said(self.told, width, "text", "!", "warning")
        return lines

    def tell(self, text: str) -> None:
        """Why nothing happened yet."""
        self.told = text
        self.rebuild()


class WhyLine(OneLine):
    """Why the baseline is set."""

    def __init__(self) -> None:
        super().__init__(placeholder="why now, if you like: it is kept with it", compact=True, id="why")
        self.cursor_blink = False
        self.seen: events.Key | None = None

    def on_key(self, event: events.Key) -> None:
        """Tell a key that came here from one that was on its way to the board."""
        self.seen = event


class BaselineScreen(Sheet):
    """Takes a reason, and sends it."""

    scope: ClassVar[str] = "baseline"
    CSS_PATH = "../styles/proof.tcss"
    AUTO_FOCUS = "#why"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "set_it", "Set it")]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.about = BaselineLines(desk.ink, desk.state)
        self.why = WhyLine()

    def compose(self) -> ComposeResult:
        """What would happen, and a line for the reason."""
        with Vertical(id="lesson") as box:
            box.border_title = "Set baseline"
            yield from (self.about, self.why)

    def show(self, state: State) -> None:
        """Follow a new State."""
        self.about.settled = state.settled == state.generation > 0
        self.about.rebuild()

    def take(self, event: events.Key) -> bool:
        """Letters that were typed before the line had the focus belong into it."""
        if self.why.seen is event or not (event.is_printable and event.character):
            return False
        self.why.insert_text_at_cursor(event.character)
        return True

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the line."""
        event.stop()
        self.action_set_it()

    def action_set_it(self) -> None:
        """Send it."""
        if not self.is_active:
            return
        if self.desk.send(Intent("baseline-set", " ".join(self.why.value.split()))):
            self.dismiss()
        else:
            self.about.tell(NOT_OPEN)

    def _items(self, width: int) -> list[Item]:
        """No key for the help: while one types it is a letter."""
        return [item for item in super()._items(width) if item[1][1][0].strip() != "Help"]


def ask_scenarios(desk: Desk) -> AskScreen:
    """Measure all scenarios."""
    state = desk.state
    names = dict.fromkeys(
        name.removeprefix(SCENARIO).rpartition(".")[0] for name in state.proof.metrics if name.startswith(SCENARIO)
    )
    measured = f"Measured before: {', '.join(map(one_line, names))}." if names else "None was measured yet."
    trust = "" if state.trusted else f"This folder is not trusted: {desk.keys['ask-trust']} comes first."
    return AskScreen(
        desk,
        "Run scenarios",
        (
            "Measure all scenarios of mastery.toml?",
            "Their commands run on this machine, as often as they say, and may take a while.",
            *((trust,) if trust else ()),
            measured,
        ),
        Intent("scenario-run"),
    )
