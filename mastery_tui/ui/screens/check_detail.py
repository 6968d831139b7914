"""All there is to say of one check: where it stands, its last run, timing, options, log; as lines of a given width."""

import re
from collections.abc import Iterator
from datetime import datetime
from heapq import nlargest
from statistics import median

from mastery_tui.model.finding import SEVERITIES
from mastery_tui.model.state import CheckState, State
from mastery_tui.model.text import printable
from mastery_tui.ui.cells import Line, Piece, folded, one_line, two_ends, width_of
from mastery_tui.ui.signs import SEVERITY, bar, count, duration, status_sign
from mastery_tui.ui.spark import sparkline

_INDENT = 3
_LABEL = 10
_PAD = " " * _INDENT
_SLOWEST = 5
_RECENT = 6
_BAR = 20
_MOST = 12
"""Lines that a reason may take."""

_SHAPES = {
    "file": "reads one file at a time; a result is kept for as long as the content stays",
    "batch": "reads many files in one run of its tool; a result is kept for as long as the content stays",
    "tree": "runs on the whole tree each time that it settles",
}
_INSTALL = re.compile(r"[^\s:][^:]* -m pip install [\w.\[\]-]+$")


def install_line(check: CheckState) -> str:
    """The command that brings what the check misses; "" where nothing is missing."""
    if check.about.install or check.status not in ("skipped", "failed"):
        return check.about.install
    found = _INSTALL.search(check.reason)
    return found[0] if found else ""


def detail_lines(state: State, check: CheckState, width: int) -> list[Line]:
    """The lines of a check's screen."""
    lines: list[Line] = [*_standing(state, check, width), []]
    for heading, part in (
        ("Last run", _last_run(state, check, width)),
        ("Timing", _timing(state, check, width)),
        ("What it is", _about(state, check, width)),
        ("Options", _options(state, check, width)),
        ("Log of the last run", _log(check, width)),
        ("Lately", _lately(state, check, width)),
    ):
        made = list(part)
        if made:
            lines += [[(f" {heading}", "accent+bold")], *made, []]
    return lines[:-1]


def _wrapped(text: str, role: str, width: int, most: int = _MOST) -> Iterator[Line]:
    for part in folded(one_line(text), width - _INDENT - 1, width - _INDENT - 1, most):
        yield [(_PAD, ""), (part, role)]


def _labelled(label: str, text: str, width: int, role: str = "text") -> Iterator[Line]:
    room = max(8, width - _INDENT - _LABEL - 1)
    for number, part in enumerate(folded(one_line(text), room, room, _MOST)):
        yield [(_PAD, ""), (f"{'' if number else label:<{_LABEL}}", "muted"), (part, role)]


def _standing(state: State, check: CheckState, width: int) -> Iterator[Line]:
    glyph, role = status_sign(check)
    name = f"  {one_line(check.name)}" if check.name != check.title else ""
    yield [(f" {glyph} ", role), (one_line(check.title), "strong+bold"), (name, "muted")]
    if check.status == "running":
        full, rest = bar(check.done, check.total, _BAR)
        number = f" {check.done:,} of {check.total:,}" if check.total else " running"
        yield [(_PAD, ""), (full, "accent"), (rest if check.total else "", "border"), (number, "muted")]
    elif check.status in ("passed", "findings"):
        yield _found(check)
    elif check.status == "stale" and not check.generation:
        yield [(_PAD, ""), ("not run yet: nothing is known", "muted")]
    else:
        yield [(_PAD, ""), (check.status, role)]
    if check.reason and check.status != "running" and check.reason != "not run yet":
        yield from _wrapped(check.reason, "text", width)
    wants_trust = check.status == "skipped" and check.about.needs_trust and not state.trusted
    if wants_trust and state.trust_hint not in check.reason:
        yield from _wrapped(f"trust this folder first: {state.trust_hint}", "muted", width)
    install = install_line(check)
    if install:
        copies: Line = [(_PAD, ""), ("i", "accent"), (" copies  ", "muted")]
        room = max(8, width - width_of(copies) - 1)
        for row, part in enumerate(folded(printable(install), room, room, 4)):
            yield [*(copies if not row else [(" " * width_of(copies), "")]), (part, "strong")]


def _found(check: CheckState) -> Line:
    pieces: list[Piece] = [(_PAD, "")]
    for severity in SEVERITIES:
        number = check.counts.get(severity, 0)
        if number:
            glyph, role = SEVERITY[severity]
            pieces += [(f"{glyph} {count(number, severity)}  ", role)]
    if len(pieces) == 1:
        pieces.append(("nothing found  ", "text"))
    if check.dismissed:
        pieces.append((f"{check.dismissed:,} dismissed", "muted"))
    return pieces


def _last_run(state: State, check: CheckState, width: int) -> Iterator[Line]:
    if check.ran_at:
        took = f", took {duration(check.durations[-1])}" if check.durations else ""
        moment = datetime.fromtimestamp(check.ran_at).strftime("%d %b %H:%M:%S")
        yield from _labelled("when", f"{moment}{took}", width)
    elif check.generation and check.about.shape != "tree" and check.status in ("passed", "findings"):
        yield from _labelled("when", "not in this session: its results were kept, the content is the same", width)
    if check.generation and check.status not in ("skipped", "failed"):
        behind = state.generation - check.generation
        now, role = "the tree as it is now", "text"
        if behind > 0:
            now, role = f"{count(behind, 'save')} behind the tree", "warning"
        yield from _labelled("tree", f"generation {check.generation}, {now}", width, role)
        yield from _labelled("read", _extent(state, check), width)


def _extent(state: State, check: CheckState) -> str:
    if check.about.shape == "tree":
        tests = sum(1 for _ in state.tests) if check.name == "tests" else 0
        return count(tests, "test") if tests else count(len(state.files), "file")
    of_now = sum(file.blobs.get(check.name) == file.blob for file in state.files.values())
    held = sum(check.name in file.results for file in state.files.values())
    older = f", {held - of_now:,} of older content" if held > of_now else ""
    return f"{count(of_now, 'file')}{older}"


def _timing(state: State, check: CheckState, width: int) -> Iterator[Line]:
    took = check.durations[-max(6, width - 50) :]
    if took:
        yield [(_PAD, ""), (sparkline(took), "accent"), *_spread(took)]
    if check.name == "tests" and state.tests:
        for test in nlargest(_SLOWEST, state.tests.values(), key=lambda test: test.duration_s):
            right: Line = [(f" {duration(test.duration_s)} ", "muted")]
            yield two_ends([(_PAD, ""), (one_line(test.id), "text")], right, width)


def _spread(took: tuple[float, ...]) -> list[Piece]:
    if len(took) == 1:
        return [(f"  {duration(took[0])}, one run", "text")]
    text = f"  {duration(min(took))}..{duration(max(took))}"
    return [(text, "text"), (f", median {duration(median(took))}", "text"), (f" of {len(took)} runs", "muted")]


def _about(state: State, check: CheckState, width: int) -> Iterator[Line]:
    about = check.about
    rows = (
        ("kind", _SHAPES.get(about.shape, about.shape)),
        ("from", f"{about.origin}, version {about.version}" if about.origin else about.version),
        ("tool", about.tool),
        ("Python", f"{state.python.version}: {state.python.reason}" if about.needs_trust and state.python.path else ""),
        ("files", " ".join(about.files)),
        ("trust", "it runs this folder's code: only where the folder is trusted" if about.needs_trust else ""),
    )
    for label, text in rows:
        if text:
            yield from _labelled(label, text, width)


def _options(state: State, check: CheckState, width: int) -> Iterator[Line]:
    places = {setting.key: setting.place for setting in state.settings}
    for name, value in check.about.options:
        place = places.get(f"checks.{check.name}.{name}", "")
        value_role = "strong" if place else "text"
        left: Line = [(_PAD, ""), (one_line(name), "text"), (" = ", "muted"), (one_line(value), value_role)]
        yield two_ends(left, [(f" {one_line(place)} ", "muted")] if place else (), width)
    if check.about.shape and not check.about.options:
        yield from _wrapped("none of its own", "muted", width)


def _log(check: CheckState, width: int) -> Iterator[Line]:
    room = max(8, width - _INDENT - 1)
    for line in check.log:
        for part in folded(printable(line), room, room, 4):
            yield [(_PAD, ""), (part, "text")]
    if check.ran_at and not check.log:
        yield from _wrapped("nothing was said", "muted", width)


def _lately(state: State, check: CheckState, width: int) -> Iterator[Line]:
    words = {check.name.casefold(), check.title.casefold()}
    lines = [event for event in state.activity if any(word in event.text.casefold() for word in words)]
    for event in lines[:_RECENT]:
        clock = datetime.fromtimestamp(event.at).strftime("%H:%M:%S")
        room = max(8, width - _LABEL - _INDENT - 1)
        role = "error" if event.kind == "error" else "text"
        for number, part in enumerate(folded(one_line(event.text), room, room, 3)):
            yield [(_PAD, ""), (f"{'' if number else clock:<{_LABEL}}", "muted"), (part, role)]
