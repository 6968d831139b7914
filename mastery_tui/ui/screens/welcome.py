"""The first screen in a folder that was never open before: what this is, what it touches, what it has found so far."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.finding import SEVERITIES
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, Piece, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import Keys
from mastery_tui.ui.screens.sheet import MOVES, Sheet
from mastery_tui.ui.screens.trust import TrustScreen, paragraph, runs_lines
from mastery_tui.ui.signs import SEVERITY, count
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.text import TextPane

RUNS_SHOWN = 4
KEYS_TO_KNOW = (
    ("help", "every key that works where you are"),
    ("next", "the next finding, with its source"),
    ("palette", "everything else, by name"),
)


class WelcomeLines(TextPane):
    """The lines of the first screen."""

    title = "First time here"

    def __init__(self, ink: Ink, state: State, keys: Keys) -> None:
        super().__init__(ink, id="welcome")
        self.keys = keys
        self.state = state
        self.show(state)

    def show(self, state: State) -> None:
        """Follow a new State: what was found so far."""
        self.state = state
        self.say("enter goes on" if state.trusted else f"{self.keys['ask-trust']} trust · enter goes on without")
        self.rebuild()

    def made(self, width: int) -> list[Line]:
        """What this is, what it may do, what it found."""
        return welcome_lines(self.state, width, self.keys)


class WelcomeScreen(Sheet):
    """Comes once per folder. Who knows the keys already just types them: they do what they always do."""

    CSS_PATH = "../styles/welcome.tcss"
    scope: ClassVar[str] = "welcome"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "leave", "Go on"),
        Binding("T", "trust", "Trust"),
        Binding("escape", "leave", "Go on", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.pane = WelcomeLines(desk.ink, desk.state, desk.keys)

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    def show(self, state: State) -> None:
        """Follow a new State."""
        if state is not self.pane.state:
            self.pane.show(state)

    def action_leave(self) -> None:
        """Go on; it comes no more."""
        if self.is_active:  # a key pressed right after the one that left it is on its way here still
            self.desk.send(Intent("welcomed"))
            self.dismiss()

    def action_trust(self) -> None:
        """Look at what would run, and decide there."""
        if self.is_active:
            self.action_leave()
            self.app.push_screen(TrustScreen(self.desk))

    async def on_key(self, event: events.Key) -> None:
        """Scroll where there is something to scroll; any other key leaves, and then does what it does."""
        if event.key in self.active_bindings:
            return
        keys = self.desk.keys
        if self.pane.max_scroll_y and keys.id_of(event.key, MOVES):
            await super().on_key(event)
            return
        event.stop()
        event.prevent_default()
        if keys.id_of(event.key, ("ask-trust",)):
            self.action_trust()
            return
        app = self.app
        self.action_leave()
        app.post_message(events.Key(event.key, event.character))


def welcome_lines(state: State, width: int, keys: Keys) -> list[Line]:
    """What this is, where it looks and writes, what would run, what was found so far, the keys to know."""
    lines: list[Line] = [[(" ◆ mastery  ", "accent+bold"), (one_line(state.name), "strong+bold")]]
    lines += paragraph("", "", _WHAT, "text", width)
    lines.append([])
    lines += paragraph("", "", _WHERE, "text", width)
    lines.append([])
    if state.trusted:
        lines += paragraph("✓ ", "ok", "This folder is trusted: its tests run too.", "text", width)
    else:
        lines += paragraph("! ", "warning", "Not trusted yet: static checks run anyway.", "text", width)
        lines += runs_lines(state, width, RUNS_SHOWN, keys["ask-trust"]) if state.trust_hint else []
    lines += [[], _found(state), []]
    for id, what in KEYS_TO_KNOW:
        lines.append([(f" {keys[id]:<4} ", "accent"), (what, "text")])
    return lines


_WHAT = (
    "It watches this folder, checks it on every save, and shows what the code can prove right now. "
    "Leave it open beside your editor."
)
_WHERE = (
    "It reads this folder only, and writes to .mastery/ in it, which git ignores. No file of yours changes by itself."
)


def _found(state: State) -> Line:
    """The counts of the moment, while the first scan goes on."""
    if state.loading and not state.files:
        return [(" ● ", "accent"), ("listing files…", "text")]
    totals = {severity: sum(c.counts.get(severity, 0) for c in state.checks.values()) for severity in SEVERITIES}
    running = state.loading or state.settled < state.generation
    sign: Piece = (" ● ", "accent") if running else (" ✓ ", "ok")
    line: list[Piece] = [sign, (f"{count(len(state.files), 'file')}, ", "text")]
    line.append(("found so far: " if running else "found: ", "muted"))
    found = [(severity, number) for severity, number in totals.items() if number]
    for severity, number in found:
        glyph, role = SEVERITY[severity]
        line += [(f"{glyph} ", role), (f"{count(number, _WORDS[severity])}  ", "text")]
    return line if found else [*line, ("nothing", "text")]


_WORDS = {"error": "error", "warning": "warning", "info": "remark"}
