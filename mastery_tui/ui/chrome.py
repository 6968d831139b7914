"""What stands around the panes: header, summary, tabs. Pure functions of the State and a width."""

from collections.abc import Sequence
from datetime import datetime

from rich.cells import cell_len

from mastery_tui.model.finding import SEVERITIES, Finding
from mastery_tui.model.state import CheckState, State
from mastery_tui.model.text import printable
from mastery_tui.ui.cells import Line, Piece, clip, cut_left, one_line, two_ends, width_of
from mastery_tui.ui.keys import Keys
from mastery_tui.ui.layout import LEAST_HEIGHT, LEAST_WIDTH, MEDIUM, PANES
from mastery_tui.ui.signs import SEVERITY, SKIPPED, count, duration, status_sign

_DEFAULT_KEYS = Keys()
NAMES = {pane: pane.capitalize() for pane in PANES}
SHORT = dict(zip(PANES, ("Mod", "Obj", "Mast", "Find", "Src", "Rev", "Trend", "Act"), strict=True))


def header(state: State, width: int) -> Line:
    """Tree, branch and dirty count; a chip per check. The chips lose their words before the tree loses its name."""
    left, chips = _header(state, width)
    return two_ends(left, _right([piece for _, pieces in chips for piece in pieces], width), width)


def chip_at(x: int, state: State, width: int) -> str | None:
    """The check whose chip is at the cell `x` of the header."""
    _, chips = _header(state, width)
    start = width - width_of(_right([piece for _, pieces in chips for piece in pieces], width))
    for name, pieces in chips:
        end = start + width_of(pieces)
        if start <= x < min(end, width - 1):
            return name
        start = end
    return None


def _right(chips: Line, width: int) -> Line:
    return [*clip(chips, max(0, width - 12)), (" ", "")]


def _header(state: State, width: int) -> tuple[Line, list[tuple[str, Line]]]:
    """The left end, and the chips by the names of their checks."""
    tree: list[Piece] = [(one_line(state.name), "strong+bold")]
    if state.repo.inside:
        tree.append((f"  {one_line(state.repo.branch)}", "text"))
        if state.repo.dirty:
            tree.append((f" +{state.repo.dirty}", "warning"))
    elif not state.loading:
        tree.append(("  no git", "muted"))
    cycle: list[Piece] = []
    if width >= MEDIUM and state.proof.cycle.number:  # nothing of this is needed for the first frame
        from mastery_tui.ui.proof_chrome import phase

        cycle = [("   ", ""), *phase(state.proof), (f" cycle {state.proof.cycle.number:,}", "muted")]
    sign: Piece = (" ◆ ", "accent")
    chips: list[tuple[str, Line]] = []
    left: list[Piece] = []
    for brand, words in (("mastery  ", _full), ("", _full), ("", _short), ("", _glyph)):
        left = [sign, (brand, "accent+bold"), *tree, *cycle] if brand else [sign, *tree, *cycle]
        last = len(state.checks) - 1
        chips = [
            (check.name, [*words(check), ("  " if number < last else "", "")])
            for number, check in enumerate(state.checks.values())
        ]
        if width_of(left) + sum(width_of(pieces) for _, pieces in chips) + 3 <= width:
            break
    return left, chips


def _full(check: CheckState) -> list[Piece]:
    return [*_short(check)[:-1], (f"{one_line(check.name)}{_number(check)}", _short(check)[-1][1])]


def _short(check: CheckState) -> list[Piece]:
    glyph, role = status_sign(check)
    return [
        (f"{glyph} ", role),
        (f"{one_line(check.name)[:5]}{_number(check)}", "muted" if role == "muted" else "text"),
    ]


def _glyph(check: CheckState) -> list[Piece]:
    glyph, role = status_sign(check)
    return [(f"{glyph}{_number(check).strip()}", role)]


def _number(check: CheckState) -> str:
    if check.status == "running" and check.total:
        return f" {check.done:,}/{check.total:,}"
    # What the sign speaks of: a hundred remarks do not belong behind one warning.
    total = check.counts.get("error", 0) + check.counts.get("warning", 0) or check.counts.get("info", 0)
    return (f" {total:,}" if total else "") + (f" {SKIPPED}{check.dismissed:,}" if check.dismissed else "")


def summary(
    state: State,
    width: int,
    most: int,
    upcoming: Finding | None = None,
    flash: str = "",
    failure: str = "",
    keys: Keys = _DEFAULT_KEYS,
) -> list[Line]:
    """How the tree stands, then what a person should know or do next: `most` lines, 1 or 2."""
    standing: Line = [(" ", ""), (one_line(flash), "accent")] if flash else _standing(state, keys)
    when = _when(state)
    if flash and width_of(standing) + width_of(when) >= width:
        when = []  # what was just said counts more for a moment
    first: Line = two_ends(standing, when, width)
    aim: Line = []
    if state.proof.projects or state.proof.levels or state.proof.cycle.number:
        from mastery_tui.ui.proof_chrome import aim_of, with_proof

        first = first if flash else with_proof(state.proof, standing, when, width)
        aim = aim_of(state.proof)
    proven = _proven(state)
    second = _notes(state, width, failure, keys) or _next(upcoming) or [*proven, *([(" ", "")] if proven else ()), *aim]
    if most == 1:
        return [clip(first if flash or not second else second, width)]
    return [clip(first, width), clip(second, width)]


def _notes(state: State, width: int, failure: str, keys: Keys) -> Line:
    """The first thing that a person should know, and how many more there are."""
    notes: list[Line] = []
    if failure:
        notes.append([(" ✗ ", "error"), (one_line(failure), "text")])
    if state.proof.trouble and state.proof.trouble not in state.problems:
        mend: Line = [(": ", "muted"), ("mastery ledger verify", "accent")]
        broken: Line = [(" ✗ ", "error"), (one_line(state.proof.trouble), "text")]
        notes.append([*clip(broken, max(8, width - width_of(mend) - 5)), *mend])
    notes += [[(" ! ", "warning"), (one_line(problem), "text")] for problem in state.problems]
    if not state.trusted and state.trust_hint:  # holds for days: what broke just now comes before it
        notes.append(_untrusted(state, width, keys))
    if len(notes) < 2:
        return notes[0] if notes else []
    more: Line = [(f" +{len(notes) - 1} more in ", "muted"), (keys["checks"], "accent"), (" Checks ", "muted")]
    return two_ends(notes[0], more if width >= MEDIUM else [(f" +{len(notes) - 1} ", "muted")], width)


def next_finding(state: State) -> Finding | None:
    """The finding to look at next: the first of the worst severity."""
    for severity in SEVERITIES:
        if any(check.counts.get(severity) for check in state.checks.values()):
            return next((f for f in state.findings() if f.severity == severity and f.dismissed is None), None)
    return None


def _next(found: Finding | None) -> Line:
    if found is None:
        return []
    glyph, role = SEVERITY[found.severity]
    where = f"{printable(found.path)}:{found.line}  " if found.path else ""
    what = f"{one_line(found.rule)}  {one_line(found.message)}"
    return [(" next: ", "muted"), (f"{glyph} ", role), (where, "text"), (what, "muted")]


def _proven(state: State) -> Line:
    """What a settled tree without findings proves, and what it does not."""
    if state.loading or state.settled < state.generation or not state.checks:
        return []
    ran = [c for c in state.checks.values() if c.status in ("passed", "findings")]
    others = [one_line(c.name) for c in state.checks.values() if c.status not in ("passed", "findings")]
    if any(sum(c.counts.values()) for c in ran):
        return []
    line: list[Piece] = [(" ✓ ", "ok"), (f"{count(len(ran), 'check')} found nothing", "text")] if ran else []
    if dismissed := sum(c.dismissed for c in ran):
        line.append((f" but {dismissed:,} that {'is' if dismissed == 1 else 'are'} dismissed", "muted"))
    if others:
        line += [("  " if ran else " ", ""), (f"{SKIPPED} not proven: {', '.join(others)}", "muted")]
    return line


def _untrusted(state: State, width: int, keys: Keys) -> Line:
    """Why only static checks run, and how to trust the folder: the whole command, or where that is cut off, the key."""
    why = one_line(state.trust_reason)
    if not why or why.endswith("static checks only"):
        why = "not trusted, static checks only"
    line: list[Piece] = [(" ! ", "warning"), (f"{why}: ", "muted"), (one_line(state.trust_hint), "text")]
    if width_of(line) <= width:
        return line
    key: list[Piece] = [(keys["ask-trust"], "accent"), (" shows what would run", "text")]
    return [*clip([line[0], (why, "muted")], width - width_of(key) - 2), (": ", "muted"), *key]


def _standing(state: State, keys: Keys) -> Line:
    if state.watch.paused:
        return [
            (f" {SKIPPED} ", "warning"),
            ("paused", "warning"),
            (f"  {_missed(state.watch.missed)}; ", "muted"),
            (keys["pause"], "accent"),
            (" goes on", "muted"),
        ]
    if state.problems_by.get("session"):
        return [(" ✗ ", "error"), ("nothing is checked any more", "text")]
    if state.loading and not state.files:
        return [(" ● ", "accent"), ("listing files…", "text")]
    running = [c for c in state.checks.values() if c.status == "running"]
    files = count(len(state.files), "file")
    if running:
        names = "  ".join(one_line(c.name) + (f" {c.done:,}/{c.total:,}" if c.total else "") for c in running)
        return [(" ● ", "accent"), ("checking ", "text"), (names, "muted")]
    if state.settled < state.generation or state.loading:
        return [(" ● ", "accent"), ("checking ", "text"), (files, "muted")]
    line: list[Piece] = [(" ", ""), (_checked(state), "muted")]
    if state.watch.kind == "off":
        why = f": {one_line(state.watch.reason)}" if state.watch.reason else ""
        line += [
            ("  ", ""),
            ("! ", "warning"),
            ("not watching", "warning"),
            (f"{why}; ", "muted"),
            (keys["run"], "accent"),
            (" checks now", "muted"),
        ]
    elif state.watch.kind == "polling":
        line.append((", polling", "muted"))
    return line


def _checked(state: State) -> str:
    """How many files a check has a result of: one that is listed only proves nothing."""
    checked = sum(1 for file in state.files.values() if file.results)
    if checked == len(state.files) or (checked and state.settled == state.generation):  # no check reads the others
        return f"{count(checked, 'file')} checked"
    return f"{checked:,} of {count(len(state.files), 'file')} checked"


def _missed(paths: tuple[str, ...]) -> str:
    """What was saved while paused; an empty path stands for whatever else has changed."""
    if not paths:
        return "saves are not checked"
    return "much has changed meanwhile" if "" in paths else f"{count(len(paths), 'file')} changed meanwhile"


def _when(state: State) -> Line:
    if not state.watch.last_event:
        return []
    clock = datetime.fromtimestamp(state.watch.last_event).strftime("%H:%M:%S")
    took = f" · {duration(state.latency_ms / 1000)}" if state.latency_ms else ""
    return [(f"last event {clock}{took} ", "muted")]


def too_small(width: int, height: int, keys: Keys) -> list[Line]:
    """What is said where nothing has room."""
    need: Piece = (f" {LEAST_WIDTH}x{LEAST_HEIGHT} or more", "muted")
    said: Line = [(f" too small: {width}x{height}", "warning")]
    return [said, [need], [(f" {keys['quit']}", "accent"), (" Quit", "muted")]]


def tabs(current: str, notes: Sequence[str], width: int) -> Line:
    """The panes by number, the current one in brackets, and what its border would say."""
    line: list[Piece] = []
    for pane, label in zip(PANES, _labels(current, width), strict=True):
        if pane == current:
            line += [("[", "accent"), (label, "accent+bold"), ("]", "accent")]
        else:
            line += [(" ", ""), (label, "muted"), (" ", "")]
    room = width - width_of(line) - 3
    parts = [cut_left(notes[0], room), *notes[1:]] if notes and room > 8 else []
    while len(parts) > 1 and cell_len(" · ".join(parts)) > room:
        parts.pop()
    return two_ends(line, [(" · ".join(parts) + " ", "muted")] if parts else [], width)


def _labels(current: str, width: int) -> list[str]:
    """Number and name of each pane; with less room the others' names are short, then left out, so that notes fit."""
    names = NAMES if width >= 90 else SHORT if width >= 72 else {}
    return [
        f"{number} {NAMES[pane] if pane == current else names.get(pane, '')}".strip()
        for number, pane in enumerate(PANES, 1)
    ]


def tab_at(x: int, current: str, width: int) -> str | None:
    """The pane whose tab is at the cell `x`."""
    start = 0
    for pane, label in zip(PANES, _labels(current, width), strict=True):
        start += len(label) + 2
        if x < start:
            return pane
    return None
