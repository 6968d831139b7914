"""The lines of the Mastery pane: pure functions of the levels and a width."""

import sys
from collections.abc import Sequence

from mastery_tui.model.proof import LEVELS, LevelName, LevelState
from mastery_tui.ui.cells import Line, Piece, folded, one_line, two_ends, width_of
from mastery_tui.ui.signs import EMPTY, FULL

STEPS = len(LEVELS) - 1
_WIDEST = 100


def number(level: LevelName) -> int:
    """0 for none, 5 for Master."""
    return LEVELS.index(level)


def below_target(level: LevelState) -> bool:
    """Whether the target is still ahead."""
    return number(level.current) < number(level.target)


def coming(level: LevelState) -> LevelName | None:
    """The next level; None for a Master."""
    at = number(level.current) + 1
    return LEVELS[at] if at < len(LEVELS) else None


def domains(levels: Sequence[LevelState], width: int) -> list[Line]:
    """All domains, a blank line between them."""
    lines: list[Line] = []
    for level in levels:
        lines += [*([[]] if lines else []), *domain(level, width)]
    return lines


def domain(level: LevelState, width: int) -> list[Line]:
    """Title and levels, bar and estimate, what is missing, what is due."""
    width = min(width, _WIDEST)
    title: list[Piece] = [(f" {one_line(level.title)}", "strong+bold")]
    lines: list[Line] = [two_ends(title, [*_levels(level, width - width_of(title) - 2), (" ", "")], width)]
    cells = 4 if width >= 60 else 2
    lines.append(two_ends([(" ", ""), *level_bar(level, cells)], [(estimate(level) + " ", "muted")], width))
    ahead = coming(level)
    if level.missing and ahead:
        lines.append([(f" missing for {ahead}", "muted")])
        for text in level.missing:
            lines += wrapped(text, width, "·", "accent")
    elif not below_target(level):
        lines += wrapped("the target is reached", width, "✓", "ok")
    if level.due:
        lines += wrapped(f"due again: {', '.join(level.due)}", width, "!", "warning")
    return lines


def level_bar(level: LevelState, cells: int) -> list[Piece]:
    """A bar over the five levels, `cells` each: those that are held, those up to the target, those beyond."""
    held, target = number(level.current), max(number(level.current), number(level.target))
    return [
        (FULL * held * cells, "ok" if held >= number(level.target) else "accent"),
        (EMPTY * (target - held) * cells, "text"),
        (EMPTY * (STEPS - target) * cells, "border"),
    ]


def estimate(level: LevelState) -> str:
    """The estimate with its interval; what was never seen is unknown."""
    if level.estimate is None or level.lower is None or level.upper is None:
        return "○ nothing seen yet"
    return f"{level.estimate:.2f}, {level.lower:.2f}–{level.upper:.2f}"


def wrapped(text: str, width: int, sign: str, role: str, text_role: str = "text") -> list[Line]:
    """Text from outside, whole, behind a sign."""
    room = max(8, min(width, _WIDEST) - 4)
    first, *rest = folded(one_line(text), room, room, sys.maxsize)
    return [[(f" {sign} ", role), (first, text_role)], *([("   ", ""), (part, text_role)] for part in rest)]


def _levels(level: LevelState, room: int) -> list[Piece]:
    """Current and target, by name where there is room, else by number."""
    role = "ok" if not below_target(level) else "text"
    for current, target in (
        (level.current, level.target),
        (f"L{number(level.current)}", level.target),
        (f"L{number(level.current)}", f"L{number(level.target)}"),
    ):
        said: list[Piece] = [(current, role)]
        if below_target(level):
            said += [(" → ", "muted"), (target, "muted")]
        if width_of(said) <= room:
            return said
    return said
