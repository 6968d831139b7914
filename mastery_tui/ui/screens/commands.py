"""The palette: a line to type into, and what it may mean, best first."""

import asyncio
import sys
from collections.abc import Iterator
from heapq import nsmallest
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, ClassVar, NamedTuple, cast

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input

from mastery_tui.model.finding import Finding
from mastery_tui.model.intent import BY_ID, Intent
from mastery_tui.ui.cells import Line, Piece, column, cut, two_ends, width_of
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.fuzzy import Query
from mastery_tui.ui.screens.palette_entries import Entry, entries
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.widgets.filter import OneLine
from mastery_tui.ui.widgets.lines import LinesPane

if TYPE_CHECKING:
    from mastery_tui.ui.host import Host

MOST = 200
"""Results that are listed: who does not find it there types another letter."""

SLICE_S = 0.003
"""Seconds that matching takes before the keys get their turn."""

Found = tuple[int, int, Entry]
"""Score, number (for a steady order), entry."""


PAUSE_S = 0.05
"""Seconds that an open palette leaves to its first frame, before it makes what nobody has asked for yet."""

REMEMBERED = 24
"""Searches whose results are kept while the palette is open."""


class Done(NamedTuple):
    """A search that came to its end: all that it found, in the order of the entries, and the best of it."""

    query: Query
    hit: list[Entry]
    best: list[Found]


class Results(LinesPane, can_focus=False):
    """What was found: kind, title, detail; the key of an action at the right."""

    lit = True  # the line above it has the keys, and the cursor is here

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.ink, id="results")
        self.desk = desk
        self.asked = Query("")
        self.found: list[Entry] = []

    def take(self, query: Query, found: list[Entry]) -> None:
        """List these, the cursor on the best."""
        if found == self.found and query.words == self.asked.words:
            return
        self.asked, self.found = query, found
        self.cursor = 0
        self.put(0)
        self.resize(len(found))

    def line(self, index: int, width: int) -> Line:
        """One result."""
        entry = self.found[index]
        kind: list[Piece] = [(" ", ""), column(entry.kind, 10, "muted")]
        if entry.sign:
            kind.append((f"{entry.sign[0]} ", entry.sign[1]))
        key = self._keys_of(str(entry.subject))[:1] if entry.kind == "action" else []
        right: list[Piece] = [(f"{key[0]} ", "accent")] if key else []
        room = max(0, width - width_of(kind) - width_of(right) - 1)
        title = self._marked(cut(entry.title, room))
        rest = room - width_of(title) - 2
        detail: list[Piece] = [("  ", ""), (cut(entry.detail, rest), "muted")] if rest > 8 and entry.detail else []
        return two_ends([*kind, *title, *detail], right, width)

    def _keys_of(self, id: str) -> list[str]:
        """The keys that would do it where the person is: another pane's do something else there."""
        works = {"everywhere", self.desk.current} & set(BY_ID[id].scopes)
        return self.desk.keys.all(id) if works else []

    def _marked(self, title: str) -> list[Piece]:
        pieces: list[Piece] = []
        at = 0
        for start, end in self.asked.marks(title):
            pieces += [(title[at:start], "text"), (title[start:end], "accent+bold")]
            at = end
        return [*pieces, (title[at:], "text")]


class Palette(Sheet):
    """Finds anything there is by a few letters, and goes there or does it."""

    scope = "palette"
    CSS_PATH = "../styles/palette.tcss"
    AUTO_FOCUS = "#words"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "choose", "Choose", priority=True),
        Binding("down,ctrl+n", "move('down')", "Down", show=False),
        Binding("up,ctrl+p", "move('up')", "Up", show=False),
        Binding("pagedown", "move('page-down')", "Page down", show=False),
        Binding("pageup", "move('page-up')", "Page up", show=False),
    ]

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.input = OneLine(
            placeholder="actions, modules, objectives, findings, files, checks, themes, exports, settings",
            compact=True,
            id="words",
        )
        self.input.cursor_blink = False
        self.results = Results(desk)
        self._making: Iterator[Entry] = entries(desk.state)
        self._made: list[Entry] = []
        self._done: dict[tuple[str, ...], Done] = {}
        self._matching: asyncio.Task[None] | None = None

    def compose(self) -> ComposeResult:
        """A line, and a list below."""
        with Vertical(id="palette"):
            yield self.input
            yield self.results

    async def on_mount(self) -> None:
        """With nothing typed, the actions stand there."""
        self._ask()

    def on_unmount(self) -> None:
        """Nobody waits for it any more."""
        if self._matching is not None:
            self._matching.cancel()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Each key asks anew."""
        event.stop()
        self._ask()

    def _ask(self) -> None:
        if self._matching is not None:
            self._matching.cancel()
        self._matching = asyncio.get_running_loop().create_task(self._search(Query(self.input.value)))

    async def _search(self, query: Query) -> None:
        """Match all entries, a slice at a time; what is found so far is shown after the first slice, and at the end.

        A letter more is looked for in what was found before it, a letter less was found already.
        """
        done = self._done.get(tuple(query.words))
        if done is not None:
            self._list(query, done.best, len(done.hit))
            return
        wider = [one for one in self._done.values() if query and query.narrows(one.query)]
        known = min((one.hit for one in wider), key=len, default=None)
        best: list[Found] = []
        hit: list[Entry] = []
        score, weighs, worst = query.score, bool(query), sys.maxsize
        shown, started = False, perf_counter()
        for number, entry in enumerate(self._every() if known is None else known):
            at = score(entry.text)
            if at is not None:
                hit.append(entry)
                if weighs:
                    at += entry.weight
                if at < worst:
                    best.append((at, number, entry))
                    if len(best) == 2 * MOST:
                        best = nsmallest(MOST, best)
                        worst = best[-1][0]  # who is no better than the last one, and comes later, is not listed
            if not number % 64 and perf_counter() - started > SLICE_S:
                if not shown and len(best) >= self.results.size.height:
                    self._list(query, nsmallest(MOST, best), None)
                    shown = True
                await asyncio.sleep(0)
                started = perf_counter()
            if not weighs and len(best) >= MOST:
                break
        best = nsmallest(MOST, best)
        if weighs:
            self._done[tuple(query.words)] = Done(query, hit, best)
            if len(self._done) > REMEMBERED:
                del self._done[next(iter(self._done))]
        self._list(query, best, len(hit))
        if not weighs:
            await self._prepare()

    async def _prepare(self) -> None:
        """Make what is still missing before the first letter is typed, once the palette is on screen."""
        await asyncio.sleep(PAUSE_S)
        started = perf_counter()
        for number, _ in enumerate(self._every()):
            if not number % 64 and perf_counter() - started > SLICE_S:
                await asyncio.sleep(PAUSE_S / 10)
                started = perf_counter()

    def _list(self, query: Query, best: list[Found], count: int | None) -> None:
        """Show the best; `count` says how many were found, None while they are looked for."""
        if not best:
            self.results.empty = [[(f"nothing is called “{' '.join(query.words)}”", "muted")]]
        self.results.take(query, [entry for _, _, entry in best])
        if count is not None:
            self.results.say(f"{count:,} found" if query else "")

    def _every(self) -> Iterator[Entry]:
        """Those that were made, and the others as they are made."""
        at = 0
        while True:
            if at < len(self._made):
                yield self._made[at]
                at += 1
                continue
            fresh = list(islice(self._making, 64))
            if not fresh:
                return
            self._made += fresh

    def take(self, event: events.Key) -> bool:
        """Letters that were typed while the palette opened belong into its line."""
        if self.input.has_focus or not event.is_printable or not event.character:
            return False
        self.input.insert_text_at_cursor(event.character)
        return True

    def action_move(self, how: str) -> None:
        """Move in the list."""
        self.results.move(how)

    def on_lines_pane_opened(self, event: LinesPane.Opened) -> None:
        """A result was clicked twice."""
        event.stop()

    def on_click(self, event: events.Click) -> None:
        """A click chooses."""
        if event.widget is self.results and self.results.found:
            self.action_choose()

    def action_choose(self) -> None:
        """Leave, and do it."""
        if self.results.cursor >= len(self.results.found):
            return
        entry = self.results.found[self.results.cursor]
        self.dismiss()
        self.app.call_later(self._do, entry)

    async def _do(self, entry: Entry) -> None:
        desk, subject = self.desk, entry.subject
        if isinstance(subject, Finding):
            desk.show_finding(subject)
            return
        match entry.kind:
            case "action":
                await self.app.run_action(f"app.act('{subject}')")
            case "module":
                from mastery_tui.ui.screens.learn import LearnScreen

                curriculum, _, module = subject.partition("/")
                await self.app.push_screen(LearnScreen(desk, (curriculum, module)))
            case "objective":
                from mastery_tui.ui.screens.objective import show_objective

                project, _, name = subject.partition("/")
                await show_objective(cast("Host", self.app), (project, name))
            case "check":
                desk.show_check(subject)
            case "file":
                desk.show_file(subject)
            case "theme":
                desk.send(Intent("use-theme", subject))
            case "export":
                desk.send(Intent("write", subject))
            case "setting":
                from mastery_tui.ui.screens.settings import SettingsScreen

                await self.app.push_screen(SettingsScreen(desk, setting=subject))
