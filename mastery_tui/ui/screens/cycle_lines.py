"""The lines of the Cycle screen: pure functions of the cycle, the key figures, a width and the moment."""

import sys
from collections.abc import Sequence

from rich.cells import cell_len

from mastery_tui.model.proof import CycleState, Importance, Issue, Kpi, Phase, Proof
from mastery_tui.ui import times
from mastery_tui.ui.cells import Line, Piece, column, cut, folded, one_line, place, two_ends, width_of
from mastery_tui.ui.panes.trend_lines import number
from mastery_tui.ui.screens.proof_text import WIDEST, heading, said
from mastery_tui.ui.signs import VERDICT
from mastery_tui.ui.spark import sparkline
from mastery_tui.ui.widgets.rows import Row

PHASES: tuple[Phase, ...] = ("test", "validate", "fix", "pass")
PHASE: dict[Phase, tuple[str, str]] = {
    "test": ("●", "accent"),
    "validate": ("●", "accent"),
    "fix": ("!", "warning"),
    "pass": ("✓", "ok"),
}
"""Glyph and role of each phase."""

IMPORTANCE: dict[Importance, tuple[str, str]] = {
    "Critical": ("✗", "error"),
    "High": ("!", "warning"),
    "Medium": ("·", "info"),
    "Low": ("·", "muted"),
}

COLUMNS_FROM = 76
"""Columns from which key figures have columns."""

_SPARK, _FIGURE, _TITLE, _UNIT = 16, 10, 24, 4


def rows(proof: Proof, width: int, moment: float) -> list[Row]:
    """Phase, the most important issues, what is worse, what mended the last one, key figures."""
    cycle = proof.cycle
    made = [Row(line) for line in phase_lines(cycle, width, moment)]
    made += _plain(heading("Most important", "severity x impact x churn" if width > 50 else ""))
    for issue in cycle.issues:
        made += _keyed(issue_lines(issue, width), ("issue", issue.fingerprint))
    if not cycle.issues:
        made += _plain(said("no issue is open", width, "muted", "○"))
    if cycle.regressed:
        made += _plain(heading("Worse than the baseline"))
        for place_, text in enumerate(cycle.regressed):
            made += _keyed(said(text, width, "text", "!", "warning"), ("regressed", place_))
    if cycle.fixed_by:
        made += _plain(heading("What fixed the last one"))
        for place_, text in enumerate(cycle.fixed_by):
            made += _keyed(said(text, width, "text", "✓", "ok"), ("fixed", place_))
    if proof.kpis:
        made += _plain([*heading("Key figures"), *kpi_head(proof.kpis, width)])
        for kpi in proof.kpis:
            made += _keyed(kpi_lines(kpi, proof.kpis, width), ("kpi", kpi.id))
    return made


def _plain(lines: Sequence[Line]) -> list[Row]:
    return [Row(line) for line in lines]


def _keyed(lines: Sequence[Line], key: tuple[str, object]) -> list[Row]:
    return [Row(line, key, part) for part, line in enumerate(lines)]


def phase_lines(cycle: CycleState, width: int, moment: float) -> list[Line]:
    """Where the cycle is, and for how long."""
    if not cycle.number:
        return said("no cycle began yet: the first one begins when a tree has settled", width, "text", "○")
    glyph, role = PHASE[cycle.phase]
    line: list[Piece] = [(" ", "")]
    for phase in PHASES:
        if phase != PHASES[0]:
            line.append((" → ", "muted"))
        here = phase == cycle.phase
        line += [(f"{glyph} ", role)] if here else []
        line.append((phase.upper(), f"{role}+bold" if here else "muted"))
    begun = f"for {times.since(cycle.since, moment)}, " if cycle.since else ""
    note: list[Piece] = [(f"{begun}cycle {cycle.number:,} ", "muted")]
    if width_of(line) + width_of(note) < width:
        return [two_ends(line, note, width)]
    return [line, [("   ", ""), *note]]


def issue_lines(issue: Issue, width: int) -> list[Line]:
    """How important, where, what; below it why it stands where it stands."""
    glyph, role = IMPORTANCE[issue.importance]
    where = place(issue.path, issue.line, max(12, width // 3)) if issue.path else "the whole tree"
    front: list[Piece] = [(f" {glyph} ", role), column(issue.importance, 9, role), (f"{where}  ", "text")]
    what = f"{one_line(issue.rule)}  {one_line(issue.message)}"
    room = width - width_of(front) - 1
    if room >= 24:
        lines: list[Line] = [[*front, (cut(what, room), "strong")]]
    else:
        lines = [front, [("   ", ""), (cut(what, width - 4), "strong")]]
    room = max(8, min(width, WIDEST) - 5)
    return [*lines, *([("   ", ""), (part, "muted")] for part in folded(one_line(issue.reason), room, room, 3) if part)]


def kpi_head(kpis: Sequence[Kpi], width: int) -> list[Line]:
    """What the columns are."""
    if width < COLUMNS_FROM:
        return []
    names = [column(f"{name:>{_FIGURE}}", _FIGURE, "muted") for name in ("now", "target", "baseline")]
    return [[(" " * (_label(kpis) + 4), ""), *names]]


def kpi_lines(kpi: Kpi, kpis: Sequence[Kpi], width: int) -> list[Line]:
    """A key figure: verdict, now, target, baseline, course; below it why it is not met."""
    glyph, role = VERDICT[kpi.verdict]
    title = one_line(kpi.title)
    known = kpi.value is not None
    course: Piece = (sparkline(kpi.trail[-_SPARK:]), "accent")
    if width >= COLUMNS_FROM:
        values = ((kpi.value, "strong" if known else "muted"), (kpi.target, "text"), (kpi.baseline, "muted"))
        line: Line = [
            (f" {glyph} ", role),
            column(title, _label(kpis) + 1, "text"),
            *(column(f"{_figure(value, kpi.unit):>{_FIGURE}}", _FIGURE, shade) for value, shade in values),
            ("   ", ""),
            course,
        ]
        lines = [line]
    else:
        now: list[Piece] = [course, (f" {_figure(kpi.value, kpi.unit)} ", "strong" if known else "muted")]
        lines = [two_ends([(f" {glyph} ", role), (title, "text")], now, width)]
        against = [
            f"{word} {_figure(value, kpi.unit)}"
            for word, value in (("target", kpi.target), ("baseline", kpi.baseline))
            if value is not None
        ]
        lines += [[("   ", ""), (", ".join(against), "muted")]] if against else []
    if kpi.reason and kpi.verdict != "pass":
        room = max(8, min(width, WIDEST) - 5)
        lines += [[("   ", ""), (part, "muted")] for part in folded(one_line(kpi.reason), room, room, sys.maxsize)]
    return lines


def _label(kpis: Sequence[Kpi]) -> int:
    return min(_TITLE, max((cell_len(one_line(kpi.title)) for kpi in kpis), default=0))


def _figure(value: float | None, unit: str) -> str:
    if value is None:
        return "–"
    short = unit not in ("", "%", "s", "ms") and len(unit) <= _UNIT
    return f"{number(value, unit)} {one_line(unit)}" if short else number(value, unit)
