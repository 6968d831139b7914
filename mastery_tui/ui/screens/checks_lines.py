"""Checks: where each check stands, the Python of the project, the watcher, and what is wrong with the set-up."""

from datetime import datetime
from textwrap import wrap

from mastery_tui.model.state import CheckState, State
from mastery_tui.ui.cells import Line, Piece, one_line, two_ends
from mastery_tui.ui.signs import bar, duration, status_sign
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

_BAR = 12
_WATCHING = {"native": ("watching", "text"), "polling": ("polling", "text"), "off": ("not watching", "warning")}


class ChecksPane(LinesPane):
    """A line per check with its counts, a second one for its progress or the reason why it did not run."""

    title = "3 Checks"
    has_cursor = False

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, id="checks")
        self.lines: list[tuple[Line, Line]] = []
        self.state = state
        self.show(state)

    def show(self, state: State) -> None:
        """Follow a new State."""
        self.state = state
        on_tree = sum(
            c.generation == state.generation and c.status in ("passed", "findings") for c in state.checks.values()
        )
        self.say(f"{on_tree} of {len(state.checks)} up to date" if state.checks else "")
        self.build()

    def on_resize(self) -> None:
        """Reasons wrap at the width of the pane."""
        self.build()

    def build(self) -> None:
        """Make the lines for the State and the width of the moment."""
        width = (self.scrollable_content_region.width or 34) - 1
        lines: list[tuple[Line, Line]] = []
        for check in self.state.checks.values():
            lines += _check(check, width)
        if not lines:
            lines.append(([("○ ", "muted"), ("no checks known yet", "muted")], ()))
        lines += _surroundings(self.state, width)
        if lines != self.lines:
            self.lines = lines
            self.resize(len(lines))

    def line(self, index: int, width: int) -> Line:
        """The left and the right end of one line."""
        left, right = self.lines[index]
        return two_ends([(" ", ""), *left], [*right, (" ", "")] if right else (), width)


def _check(check: CheckState, width: int) -> list[tuple[Line, Line]]:
    glyph, role = status_sign(check)
    left: list[Piece] = [(f"{glyph} ", role), (one_line(check.title), "text")]
    lines: list[tuple[Line, Line]] = [(left, _standing(check))]
    if check.status == "running" and check.total:
        full, rest = bar(check.done, check.total, _BAR)
        lines.append(
            ([("  ", ""), (full, "accent"), (rest, "border"), (f" {check.done:,}/{check.total:,}", "muted")], ())
        )
    elif check.reason and check.status != "running":
        lines += _wrapped(check.reason, width)
    return lines


def _wrapped(text: str, width: int) -> list[tuple[Line, Line]]:
    """A reason under what it is the reason of, in at most three lines."""
    parts = wrap(one_line(text), max(10, width - 3), max_lines=3, placeholder="…")
    return [([("  ", ""), (part, "muted")], ()) for part in parts]


def _standing(check: CheckState) -> list[Piece]:
    pieces: list[Piece] = []
    for severity, sign, role in (("error", "✗", "error"), ("warning", "!", "warning"), ("info", "·", "info")):
        number = check.counts.get(severity, 0)
        if number:
            pieces.append((f"{sign}{number:,} ", role))
    if check.status == "running":
        pieces.append(("running", "accent"))
    elif check.status in ("passed", "findings"):
        pieces.append((duration(check.duration_s), "muted"))
    else:
        pieces.append((check.status if check.generation or check.status != "stale" else "not run", "muted"))
    return pieces


def _surroundings(state: State, width: int) -> list[tuple[Line, Line]]:
    lines: list[tuple[Line, Line]] = [((), ())]
    if state.python.path:
        version = f"Python {one_line(state.python.version)}".strip()
        lines.append(([(version, "text")], ()))
        lines += _wrapped(state.python.reason, width)
    watch = state.watch
    word, role = _WATCHING.get(watch.kind, (one_line(watch.kind), "text"))
    if watch.paused:
        word, role = "paused", "warning"
    elif watch.kind == "off" and state.loading:
        word, role = "watcher starting", "muted"
    clock: list[Piece] = []
    if watch.last_event:
        clock = [(datetime.fromtimestamp(watch.last_event).strftime("%H:%M:%S"), "muted")]
    elif watch.kind != "off":
        clock = [("no event yet", "muted")]
    lines.append(([(word, role)], clock))
    if watch.reason:
        lines += _wrapped(watch.reason, width)
    if state.skipped:
        lines.append(([(f"{len(state.skipped):,} not checked", "text")], ()))
        lines += [
            ([("  ", ""), (one_line(path), "muted"), (f"  {one_line(reason)}", "muted")], ())
            for path, reason in list(state.skipped.items())[:20]
        ]
    lines += [([("! ", "warning"), (one_line(problem), "text")], ()) for problem in state.problems]
    return lines
