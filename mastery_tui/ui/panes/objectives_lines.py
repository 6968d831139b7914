"""The lines of the Objectives pane: pure functions of what is proven, words and a width."""

from collections.abc import Sequence

from rich.cells import cell_len

from mastery_tui.model.proof import ObjectiveState, ProjectState
from mastery_tui.ui.cells import Line, Piece, column, cut, one_line, two_ends, width_of
from mastery_tui.ui.signs import EMPTY, FULL, VERDICT
from mastery_tui.ui.widgets.rows import Row

BAR_FROM, BAR = 38, 5
"""Columns from which there is room for a bar, and its cells."""

LONG_FROM, LONG = 56, 10
"""The same for a longer one."""

WIDE = 100
"""Columns from which there is room for the reason as well."""

_WIDE_TITLE = 44


def rows(projects: Sequence[ProjectState], words: str, width: int) -> list[Row]:
    """A heading per project that has an objective with all the words, and these objectives."""
    wanted = words.casefold().split()
    longest = max((cell_len(one_line(o.title)) for p in projects for o in p.objectives), default=0)
    made: list[Row] = []
    for project in projects:
        found = [one for one in project.objectives if _has(one, project, wanted)]
        if found or (not wanted and not project.objectives):
            made.append(Row(heading(project, width, longest)))
            made += (Row(objective_line(one, width, longest), (one.project, one.id)) for one in found)
    return made


def _has(one: ObjectiveState, project: ProjectState, wanted: Sequence[str]) -> bool:
    text = f"{project.title} {one.title} {one.verdict} {one.domain} {one.grade} {one.reason}".casefold()
    return all(word in text for word in wanted)


def heading(project: ProjectState, width: int, longest: int = 0) -> Line:
    """Title; at the right, or above the bars, the score over what has evidence, and how much has none."""
    title: list[Piece] = [(f" {one_line(project.title)}", "accent+bold")]
    if width >= WIDE:
        return [column(title[0][0], _title(longest) + 4, title[0][1]), *score(project, True)]
    return two_ends(title, [*score(project, width >= LONG_FROM), (" ", "")], width)


def _title(longest: int) -> int:
    return min(max(longest, 24), _WIDE_TITLE)


def score(project: ProjectState, wide: bool) -> list[Piece]:
    """`71% ○40%`: 71 % over what has evidence, 40 % of the weight has none."""
    if project.score is None:
        return [("○ ", "muted"), ("nothing proven yet" if wide else "unknown", "muted")]
    said: list[Piece] = [(percent(project.score), "strong")]
    lacking = 1 - project.evidence
    if lacking > 0.0005:
        said.append((f"  ○ {percent(lacking)} without evidence" if wide else f" ○{percent(lacking)}", "muted"))
    return said


def percent(share: float) -> str:
    """A share as a whole percentage; what is not all is never rounded to all, nor something to nothing."""
    whole = round(100 * share)
    if whole == 100 and share < 1:
        whole = 99
    elif whole == 0 and share > 0:
        whole = 1
    return f"{whole}%"


def objective_line(one: ObjectiveState, width: int, longest: int = 0) -> Line:
    """Sign, title, how far it is, the grade of its evidence; in a wide pane its reason."""
    glyph, role = VERDICT[one.verdict]
    title = one_line(one.title)
    met = "muted" if one.verdict in ("n/a", "unknown") else "text"
    front: list[Piece] = [(f" {glyph} ", role)]
    if one.verdict == "error":
        front.append(("error ", "error"))
    grade: Piece = (f" {one.grade or '– '} ", "muted")
    if width < WIDE:
        cells = LONG if width >= LONG_FROM else BAR if width >= BAR_FROM else 0
        right = [*_bar(one, cells), *([_known(one)] if cells == LONG else ()), grade]
        return two_ends([*front, (title, met)], right, width)
    room = _title(longest) - (width_of(front) - 3)
    shown: list[Piece] = [*front, column(title, room, met), (" ", ""), *_bar(one, LONG), _known(one), grade, (" ", "")]
    left = width - width_of(shown) - 1
    return [*shown, (cut(one_line(one.reason), left), "muted")]


def _known(one: ObjectiveState) -> Piece:
    known = percent(one.progress) if one.progress is not None and one.verdict != "n/a" else ""
    return f" {known:>4} ", "muted"


def _bar(one: ObjectiveState, cells: int) -> list[Piece]:
    """How far it is; blank where that is not known or does not matter."""
    if one.progress is None or one.verdict == "n/a":
        return [(" " * cells, "")]
    return progress_bar(one.progress, cells, VERDICT[one.verdict][1])


def progress_bar(share: float, cells: int, role: str) -> list[Piece]:
    """A bar that is full only at the end."""
    full = max(0, min(cells, int(share * cells + 1e-9)))
    return [(FULL * full, role), (EMPTY * (cells - full), "border")]
