"""The list of checks, a line each, and what they stand on: the project's Python, the watcher, the set-up."""

from datetime import datetime

from mastery_tui.model.state import CheckState, State
from mastery_tui.model.text import printable
from mastery_tui.ui.cells import Line, Piece, folded, one_line, two_ends
from mastery_tui.ui.signs import bar, duration, status_sign

_BAR = 8
_SKIPPED_SHOWN = 200
_WATCHING = {"native": ("watching", "text"), "polling": ("polling", "text"), "off": ("not watching", "warning")}


def check_line(check: CheckState, width: int) -> Line:
    """Sign and title; at the right what was found, and how long it took or how far it is."""
    glyph, role = status_sign(check)
    left: list[Piece] = [(f" {glyph} ", role), (one_line(check.title), "text")]
    return two_ends(left, [*_standing(check), (" ", "")], width)


def setup_line(state: State, width: int) -> Line:
    """The last line of the list: whether the set-up is in order."""
    problems = len(_wrong(state))
    sign: Piece = (" ! ", "warning") if problems else (" · ", "info")
    watch = "paused" if state.watch.paused else _WATCHING.get(state.watch.kind, (state.watch.kind, ""))[0]
    said: Piece = (f"{problems:,} wrong ", "warning") if problems else (f"{one_line(watch)} ", "muted")
    return two_ends([sign, ("Set-up", "text")], [said], width)


def _standing(check: CheckState) -> list[Piece]:
    pieces: list[Piece] = []
    for severity, sign, role in (("error", "✗", "error"), ("warning", "!", "warning"), ("info", "·", "info")):
        number = check.counts.get(severity, 0)
        if number:
            pieces.append((f"{sign}{number:,} ", role))
    if check.status == "running" and check.total:
        full, rest = bar(check.done, check.total, _BAR)
        pieces += [(full, "accent"), (rest, "border"), (f" {check.done:,}/{check.total:,}", "muted")]
    elif check.status == "running":
        pieces.append(("running", "accent"))
    elif check.status in ("passed", "findings"):
        took = check.durations[-1] if check.durations else check.duration_s
        pieces.append((duration(took), "muted"))
    else:
        pieces.append((check.status if check.generation or check.status != "stale" else "not run", "muted"))
    return pieces


def setup_lines(state: State, width: int) -> list[Line]:
    """The project's Python, how the tree is watched, what is wrong with the set-up, what is not checked."""
    lines: list[Line] = [[(" Set-up", "strong+bold")], []]
    lines += _heading("Python of the project")
    if state.python.path:
        lines += _wrapped(f"Python {state.python.version}".strip(), "text", width)
        lines += _wrapped(state.python.path, "muted", width) + _wrapped(state.python.reason, "muted", width)
    else:
        lines += _wrapped("not known yet", "muted", width)
    lines += [[], *_heading("Watching")]
    lines += _watching(state, width)
    if wrong := _wrong(state):
        lines += [[], *_heading("What is wrong")]
        for problem in wrong:
            first, *rest = _wrapped(problem, "text", width)
            lines += [[(" ! ", "warning"), first[1]], *rest]
    if state.skipped:
        lines += [[], *_heading(f"Not checked: {len(state.skipped):,}")]
        for path, reason in list(state.skipped.items())[:_SKIPPED_SHOWN]:
            lines.append([("   ", ""), (printable(path), "text"), (f"  {one_line(reason)}", "muted")])
        if len(state.skipped) > _SKIPPED_SHOWN:
            lines += _wrapped(f"and {len(state.skipped) - _SKIPPED_SHOWN:,} more", "muted", width)
    return lines


def _wrong(state: State) -> list[str]:
    """What is wrong with the record of evidence, then with the set-up."""
    trouble = state.proof.trouble
    return [*([trouble] if trouble and trouble not in state.problems else ()), *state.problems]


def _heading(text: str) -> list[Line]:
    return [[(f" {text}", "accent+bold")]]


def _watching(state: State, width: int) -> list[Line]:
    watch = state.watch
    word, role = _WATCHING.get(watch.kind, (one_line(watch.kind), "text"))
    if watch.paused:
        word, role = "paused", "warning"
    elif watch.kind == "off" and state.loading:
        word, role = "watcher starting", "muted"
    last = "no event yet" if watch.kind != "off" else ""
    if watch.last_event:
        last = f"last event {datetime.fromtimestamp(watch.last_event).strftime('%H:%M:%S')}, {watch.last_path}"
    lines: list[Line] = [[("   ", ""), (word, role), (f"  {one_line(last)}", "muted")]]
    return lines + (_wrapped(watch.reason, "muted", width) if watch.reason else [])


def _wrapped(text: str, role: str, width: int) -> list[Line]:
    room = max(8, width - 4)
    return [[("   ", ""), (part, role)] for part in folded(one_line(text), room, room, 8)]
