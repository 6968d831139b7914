"""Set a finding aside, with a reason; and take that back."""

from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from mastery_tui.model.finding import Finding
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, folded
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import Item
from mastery_tui.ui.screens.finding_lines import GONE, headline, newest, set_aside, standing
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.widgets.lines import LinesPane

REASONS = ("false positive", "accepted risk", "fixed elsewhere", "test code")
KEPT_IN = "mastery-dismissed.toml"
CHOSEN = "●"
WHERE = f"kept in {KEPT_IN}: commit it, and it holds for everyone"
NEEDED = "a reason is needed: type one, or choose one with down"


class ReasonLine(Input):
    """The line for the reason; up and down go through what is often said, and lead back to what was typed."""

    def __init__(self) -> None:
        super().__init__(placeholder="why it is set aside", compact=True, select_on_focus=False, id="reason")
        self.cursor_blink = False
        self.typed = ""
        self.chosen = -1
        self.seen: events.Key | None = None

    def choose(self, by: int) -> None:
        """The next suggestion, or the one before; what was typed is one of them."""
        if self.chosen < 0:
            self.typed = self.value
        self.set(max(-1, min(self.chosen + by, len(REASONS) - 1)))

    def set(self, chosen: int) -> None:
        """Take a suggestion by its number, -1 for what was typed."""
        if self.chosen < 0:
            self.typed = self.value
        self.chosen = chosen
        self.value = self.typed if chosen < 0 else REASONS[chosen]
        self.cursor_position = len(self.value)

    def on_key(self, event: events.Key) -> None:
        """Tell a key that came here from one that was on its way to the board."""
        self.seen = event

    def on_input_changed(self, event: Input.Changed) -> None:
        """Text that was changed by hand is no suggestion any more."""
        if self.chosen >= 0 and self.value != REASONS[self.chosen]:
            self.chosen = -1
            self.typed = self.value


class FindingLines(LinesPane):
    """The finding that it is about."""

    has_cursor = False
    can_focus = False

    def __init__(self, desk: Desk, finding: Finding) -> None:
        super().__init__(desk.ink, id="about")
        self.desk = desk
        self.finding = finding
        self.lines: list[Line] = []
        self.look(desk.state)

    def look(self, state: State) -> None:
        """Follow the State."""
        width = self.scrollable_content_region.width or 76
        found = newest(state, self.finding)
        self.finding = found or self.finding
        lines = [*headline(self.finding, width, 4), *standing(self.finding, state, width)]
        lines += set_aside(self.finding, state, width, "enter")
        if found is None:
            lines += _wrapped(GONE, width, " ! ", "warning", "text")
        if lines != self.lines:
            self.lines = lines
            self.resize(len(lines))

    def on_resize(self) -> None:
        """Lines are folded to the width."""
        self.look(self.desk.state)

    def line(self, index: int, width: int) -> Line:
        """One line."""
        return self.lines[index]


class ReasonLines(LinesPane):
    """What is often said, which of it is taken, and where it is kept."""

    has_cursor = False
    can_focus = False

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.ink, id="reasons")
        self.lines: list[Line] = []
        self.chosen = -1
        self.make()

    def make(self) -> None:
        """The lines as they are now."""
        width = self.scrollable_content_region.width or 76
        lines: list[Line] = []
        for number, reason in enumerate(REASONS):
            own = number == self.chosen
            lines.append([(f" {CHOSEN} " if own else "   ", "accent"), (reason, "strong" if own else "text")])
        lines.append([])
        lines += _wrapped(WHERE, width, "   ", "", "muted")
        self.lines = lines
        self.resize(len(lines))

    def on_resize(self) -> None:
        """Lines are folded to the width."""
        self.make()

    def line(self, index: int, width: int) -> Line:
        """One line."""
        return self.lines[index]


def _wrapped(text: str, width: int, sign: str, sign_role: str, role: str) -> list[Line]:
    first, *rest = folded(text, width - 4, width - 4, 4)
    return [[(sign, sign_role), (first, role)], *([("   ", ""), (part, role)] for part in rest)]


class DismissScreen(Sheet):
    """Takes a reason, and sends it."""

    scope = "dismiss"
    CSS_PATH = "../styles/finding.tcss"
    AUTO_FOCUS = "#reason"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "done", "Dismiss it"),
        Binding("down", "choose(1)", "Choose a reason"),
        Binding("up", "choose(-1)", "The reason above", show=False),
    ]

    def __init__(self, desk: Desk, finding: Finding) -> None:
        super().__init__(desk)
        self.about = FindingLines(desk, finding)
        self.reason = ReasonLine()
        self.reasons = ReasonLines(desk)

    def compose(self) -> ComposeResult:
        """The finding, the line to type into, what is often said."""
        with Vertical(id="dismiss") as box:
            box.border_title = "Dismiss"
            yield from (self.about, self.reason, self.reasons)

    def show(self, state: State) -> None:
        """Follow a new State; what was typed stays."""
        self.about.look(state)

    def take(self, event: events.Key) -> bool:
        """Letters that were typed before the line had the focus belong into it."""
        if self.reason.seen is event or not (event.is_printable and event.character):
            return False
        self.reason.insert_text_at_cursor(event.character)
        return True

    def on_input_changed(self, event: Input.Changed) -> None:
        """The mark follows what is in the line."""
        event.stop()
        self.reasons.chosen = self.reason.chosen
        self.reasons.make()

    def on_click(self, event: events.Click) -> None:
        """A click on a reason takes it; wherever one clicks, the line keeps the keys."""
        where = event.get_content_offset(self.reasons)
        if event.widget is self.reasons and where:
            number = where.y + self.reasons.scroll_offset.y
            if number < len(REASONS):
                self.reason.set(number)
        self.reason.focus()

    def action_choose(self, by: int) -> None:
        """The next of what is often said, or the one before."""
        self.reason.choose(by)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in the line."""
        event.stop()
        self.action_done()

    def action_done(self) -> None:
        """Send it, once there is a reason."""
        reason = " ".join(self.reason.value.split())
        if reason:
            self.desk.send(Intent("set-aside", self.about.finding.fingerprint, reason))
            self.dismiss()
        else:
            self.reason.placeholder = NEEDED

    def _items(self, width: int) -> list[Item]:
        """No key for the help: while one types it is a letter."""
        return [item for item in super()._items(width) if item[1][1][0].strip() != "Help"]


class TakeBackScreen(Sheet):
    """Shows why a finding was dismissed, and takes it back."""

    scope = "dismissed"
    CSS_PATH = "../styles/finding.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take_back", "Take it back"),
        Binding("q", "dismiss", "Close", show=False),
    ]

    def __init__(self, desk: Desk, finding: Finding) -> None:
        super().__init__(desk)
        self.about = FindingLines(desk, finding)

    def compose(self) -> ComposeResult:
        """The finding, with its reason."""
        with Vertical(id="dismiss") as box:
            box.border_title = "Dismissed"
            yield self.about

    def show(self, state: State) -> None:
        """Follow a new State."""
        self.about.look(state)

    def action_take_back(self) -> None:
        """It counts again."""
        self.desk.send(Intent("take-back", self.about.finding.fingerprint))
        self.dismiss()


async def open_dismiss(app: App[int], desk: Desk, finding: Finding | None = None) -> None:
    """Ask why a finding is set aside, the selected one where none is named."""
    finding = finding or desk.selected
    if finding is None:
        desk.flash("no finding is selected")
    else:
        dismissed = finding.dismissed is not None
        await app.push_screen(TakeBackScreen(desk, finding) if dismissed else DismissScreen(desk, finding))


def undo(desk: Desk) -> None:
    """Take back the dismissal of the selected finding; where it has none, what was done last."""
    finding = desk.selected
    desk.send(Intent("take-back", finding.fingerprint if finding and finding.dismissed is not None else ""))
