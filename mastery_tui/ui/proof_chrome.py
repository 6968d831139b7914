"""What header and summary say of the evidence: a level, the objectives, the cycle. Pure functions of the proof."""

from collections import Counter
from collections.abc import Sequence

from mastery_tui.model.proof import LevelState, ObjectiveState, Phase, Proof, VerdictName
from mastery_tui.ui import times
from mastery_tui.ui.cells import Line, Piece, cut, one_line, two_ends, width_of
from mastery_tui.ui.layout import MEDIUM
from mastery_tui.ui.panes.mastery_lines import below_target, level_bar, number
from mastery_tui.ui.panes.objectives_lines import percent
from mastery_tui.ui.signs import VERDICT

PHASE_ROLE: dict[Phase, str] = {"test": "accent", "validate": "accent", "fix": "warning", "pass": "ok"}

NOT_MET: tuple[VerdictName, ...] = ("fail", "warn", "stale", "unknown")
"""In which order verdicts are counted; an error of ours is no better than a fail."""

EACH = 8
"""As many objectives have a sign each; more are counted."""

_GAP: Piece = ("   ", "")


def summary(proof: Proof, width: int, cycle: bool) -> Line:
    """As much of level, objectives and cycle as fits, the objectives first; empty where there is nothing of them."""
    every = [one for project in proof.projects for one in project.objectives]
    phased = _cycle(proof) if cycle else []
    forms: Sequence[Sequence[Line]] = (
        (_level(proof.levels, 2), _objectives(every, True), phased),
        (_level(proof.levels, 1), _objectives(every, True), phased),
        (_level(proof.levels, 0), _objectives(every, True), phased),
        (_objectives(every, True), phased),
        (_objectives(every, False), phased),
    )
    for form in forms:
        line = _joined(form)
        if width_of(line) <= width:
            return line
    return line


def _joined(parts: Sequence[Line]) -> Line:
    line: list[Piece] = []
    for part in parts:
        if part:
            line += [*([_GAP] if line else []), *part]
    return line


def nearest(levels: Sequence[LevelState]) -> LevelState | None:
    """The domain to look at: one that is due, else the one that is nearest to its next level."""
    ahead = [level for level in levels if below_target(level)] or list(levels)
    return min(ahead, key=lambda level: (not level.due, len(level.missing)), default=None)


def _level(levels: Sequence[LevelState], detail: int) -> Line:
    """`Testing L2 ━━╌╌╌ 61% 2 to L3`: the bar is over the five levels, the share is how surely the skill is known."""
    level = nearest(levels)
    if level is None:
        return []
    line: list[Piece] = [(cut(one_line(level.title), 16), "text"), (f"  L{number(level.current)} ", "strong")]
    line += level_bar(level, 2 if detail == 2 else 1)
    if level.estimate is not None and detail:
        line.append((f" {percent(level.estimate)}", "muted"))
    if level.due:
        line.append((" ! due", "warning"))
    elif level.missing and detail == 2:
        line.append((f" {len(level.missing)} to L{number(level.current) + 1}", "muted"))
    return line


def _objectives(every: Sequence[ObjectiveState], signs: bool) -> Line:
    """`Objectives 2/5 ✓✓✗~○`, or of many how many there are of each."""
    counted = [one for one in every if one.verdict != "n/a"]
    if not counted:
        return []
    number_of: Counter[VerdictName] = Counter("fail" if one.verdict == "error" else one.verdict for one in counted)
    line: list[Piece] = [("Objectives ", "text"), (f"{number_of['pass']}/{len(counted)}", "strong")]
    if not signs:
        return line
    if len(counted) <= EACH:
        return [*line, ("  ", ""), *(VERDICT[one.verdict] for one in counted)]
    line.append((" ", ""))
    for verdict in NOT_MET:
        if number_of[verdict]:
            glyph, role = VERDICT[verdict]
            line.append((f" {glyph}{number_of[verdict]}", role))
    return line


def _cycle(proof: Proof) -> Line:
    """`Cycle FIX 12m`."""
    if not proof.cycle.number:
        return []
    return [("Cycle ", "text"), *phase(proof)]


def phase(proof: Proof) -> list[Piece]:
    """The phase and for how long."""
    cycle = proof.cycle
    begun = f" {times.since(cycle.since, times.now())}" if cycle.since else ""
    return [(cycle.phase.upper(), f"{PHASE_ROLE[cycle.phase]}+bold"), (begun, "muted")]


def with_proof(proof: Proof, standing: Line, when: Line, width: int) -> Line:
    """What is proven, and behind it how the tree stands, as far as there is room; what is wrong comes before it."""
    wrong = any(role in ("warning", "error") for _, role in standing)
    room = width - (width_of(standing) + 4 if wrong else 4)
    said = summary(proof, room, width < MEDIUM)
    if wrong or not said:
        return two_ends(standing, [*said, (" ", "")] if said and width_of(said) <= room else when, width)
    busy = standing[0] if standing[0][1] == "accent" else (" ", "")
    left: Line = [busy, *said]
    for right in ([*standing[1:], ("  ", ""), *when], when):
        if width_of(left) + width_of(right) + 3 <= width:
            return two_ends(left, right, width)
    return left


def aim_of(proof: Proof) -> Line:
    """What would prove the objective that is worst off."""
    every = [one for project in proof.projects for one in project.objectives if one.next]
    worst = next(
        (one for v in ("fail", "error", "warn", "stale", "unknown") for one in every if one.verdict == v), None
    )
    if worst is None:
        return []
    glyph, role = VERDICT[worst.verdict]
    return [(" next: ", "muted"), (f"{glyph} ", role), (f"{one_line(worst.title)}: {one_line(worst.next)}", "muted")]
