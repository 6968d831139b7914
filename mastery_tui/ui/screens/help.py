"""Help: every key of the pane or sheet, of everywhere, and what the signs mean; made from the registry."""

import sys
from collections.abc import Callable, Sequence
from textwrap import wrap
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.intent import REGISTRY, Action
from mastery_tui.ui.cells import Line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import Keys, shown
from mastery_tui.ui.panes.findings_cells import FIX, FOLDED, UNFOLDED
from mastery_tui.ui.panes.findings_filter import GRAMMAR
from mastery_tui.ui.screens.sheet import MOVES, Sheet
from mastery_tui.ui.signs import PARTLY, SKIPPED
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.filter import FilterLine
from mastery_tui.ui.widgets.text import TextPane

_SIGNS = (
    f"✓ passed   ! warning   ✗ error or failed   · info   ● running   {PARTLY} partly",
    f"○ unknown   ~ stale   {SKIPPED} skipped, paused or dismissed   + new since the merge base",
    f"{FIX} a safe fix mends it   {UNFOLDED} group   {FOLDED} group that is folded",
)
_LEAST, _INDENT = 20, 4
"""The cells that what a key does needs beside it, and those before it where it stands below."""

OwnKeys = Sequence[tuple[str, str, bool]]
Row = tuple[str, str, str]
"""Keys, title, what it does."""


class HelpLines(TextPane):
    """The lines of the help: those of `make`, for a width and for words that they must contain."""

    title = "Help"

    def __init__(self, make: Callable[[int | None, str], list[Line]], ink: Ink) -> None:
        super().__init__(ink, id="help")
        self.make = make
        self.words = ""
        self.empty = [[("no key does that", "muted")]]
        self.rebuild()

    def made(self, width: int) -> list[Line]:
        """Where there is less room, what a key does takes more lines."""
        return self.make(width, self.words)

    def fill(self, words: str) -> None:
        """Show only what contains the words."""
        self.words = words
        self.say(f"/{words}" if words else "")
        self.rebuild()


class HelpScreen(Sheet):
    """Keys of the pane or sheet `scope`, then those that work everywhere."""

    scope = "help"
    CSS_PATH = "../styles/help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,enter", "dismiss", "Close", show=False),
        Binding("slash", "filter", "Filter"),
    ]

    def __init__(self, desk: Desk, scope: str, own: OwnKeys = ()) -> None:
        super().__init__(desk)
        self.pane = HelpLines(lambda width, words: help_lines(scope, width, own, desk.keys, words), desk.ink)
        self.line: FilterLine | None = None

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    async def on_key(self, event: events.Key) -> None:
        """The key that opened the help closes it."""
        if self.line is None and self.desk.keys.id_of(event.key, ("help",)):
            event.stop()
            event.prevent_default()
            self.dismiss()

    async def action_filter(self) -> None:
        """A line to type words into that what is shown must contain."""
        if self.line is None:
            self.line = FilterLine(self.pane.words, "words to look for", self.pane.fill, self._left)
            await self.mount(self.line)
            self.set_focus(self.line)

    def _left(self, line: FilterLine) -> None:
        self.line = None
        self.set_focus(self.pane)
        line.remove()


def help_lines(
    scope: str, width: int | None = None, own: OwnKeys = (), keys: Keys | None = None, words: str = ""
) -> list[Line]:
    """All keys that work in a pane or sheet, its own first, and what the signs mean; wrapped where the width is given.

    `own` are those of a sheet: over it, of the keys of everywhere only moves and help work.
    """
    keys = keys or Keys()
    groups = [(name, found) for name, rows in _groups(scope, own, keys) if (found := _found(rows, words))]
    rows = [row for _, group in groups for row in group]
    first = max((len(row[0]) for row in rows), default=0) + 4
    second = max((len(row[1]) for row in rows), default=0) + 2
    room = width - first - second if width else sys.maxsize
    under = room < _LEAST  # where there is no third column, what a key does stands below it
    if under and width:
        room = max(1, width - _INDENT)
    lines: list[Line] = []
    for heading, group in groups:
        lines.append([(f" {heading}", "accent+bold")])
        for label, title, about in group:
            parts = wrap(about, room) or [""]
            keyed: Line = [(f"  {label}".ljust(first), "strong"), (title.ljust(second), "text")]
            lines.append(keyed if under else [*keyed, (parts[0], "muted")])
            indent = " " * (_INDENT if under else first + second)
            lines += [[(indent, ""), (part, "muted")] for part in (parts if under else parts[1:])]
        lines.append([])
    if not words:
        lines.append([(" Signs", "accent+bold")])
        lines += [[(f"  {part}", "text")] for text in _SIGNS for part in _signs(text, (width or sys.maxsize) - 2)]
    return lines


def _signs(text: str, room: int) -> list[str]:
    """The signs of one line, never parted from their words."""
    lines: list[str] = []
    for sign in text.split("   "):
        if lines and len(lines[-1]) + 3 + len(sign) <= room:
            lines[-1] += f"   {sign}"
        else:
            lines.append(sign)
    return lines


def _groups(scope: str, own: OwnKeys, keys: Keys) -> list[tuple[str, list[Row]]]:
    here = [a for a in REGISTRY if scope in a.scopes]
    everywhere = [a for a in REGISTRY if "everywhere" in a.scopes]
    moves = [a for a in everywhere if a.id in MOVES]
    panes = [a for a in everywhere if a.id.startswith("pane-") or a.id.endswith("-pane")]
    rest = [a for a in everywhere if a not in moves and a not in panes]
    mine = [(" ".join(map(shown, pressed.split(","))), title, "") for pressed, title, _ in own]
    return [
        (scope.replace("-", " ").capitalize() or "Here", [*mine, *_rows(here, keys)]),
        *([("Filter", [(form, "", about) for form, about in GRAMMAR])] if scope == "findings" else ()),
        ("Move", _rows(moves, keys)),
        ("On the board" if own else "Everywhere", _rows(rest, keys)),
        ("Panes", _rows(panes, keys)),
    ]


def _rows(actions: Sequence[Action], keys: Keys) -> list[Row]:
    return [(" ".join(keys.all(a.id)), a.title, a.help) for a in actions if keys.all(a.id)]


def _found(rows: list[Row], words: str) -> list[Row]:
    wanted = words.casefold().split()
    return [row for row in rows if all(word in " ".join(row).casefold() for word in wanted)]
