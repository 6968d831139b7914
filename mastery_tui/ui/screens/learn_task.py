"""What a module is: its head, its sections, its task and its hints."""

from datetime import datetime
from typing import Literal

from mastery_tui.model.learning import ModuleDetail, ModuleState
from mastery_tui.ui.cells import Line, Piece, one_line, two_ends, width_of
from mastery_tui.ui.keys import Keys
from mastery_tui.ui.panes.modules import MARKS
from mastery_tui.ui.screens.learn_tests import failing, sign_of
from mastery_tui.ui.screens.learn_text import heading, indented, told
from mastery_tui.ui.signs import count

Section = Literal["task", "tests", "hints", "justify", "harden"]
SECTIONS: tuple[Section, ...] = ("task", "tests", "hints", "justify", "harden")


def head_line(module: ModuleState, width: int) -> Line:
    """Title, domain, kind, stage; what it took so far."""
    parts = [one_line(module.domain)]
    if module.kind != "build":
        parts.append(one_line(module.kind))
    parts.append(module.stage or "mastered")
    left: list[Piece] = [(f" {one_line(module.title)}", "strong+bold"), (f"  {' · '.join(parts)}", "muted")]
    taken = [count(module.attempts, "attempt")] if module.attempts else []
    taken += [count(module.hints_used, "hint")] if module.hints_used else []
    taken += [f"{module.minutes} min"]
    while len(taken) > 1 and width_of(left) + len(" · ".join(taken)) + 2 > width:
        taken.pop()
    right = [(" · ".join(taken) + " ", "muted")]
    return two_ends(left, right if width_of(left) + width_of(right) < width else [], width)


def section_items(
    module: ModuleState, detail: ModuleDetail | None, at: Section, width: int
) -> list[tuple[Section, Line]]:
    """The sections by their numbers with what stands in them; with less room the words of the others go."""
    items: list[tuple[Section, Line]] = []
    for full in (True, False):
        items = [(name, _tab(number, name, module, detail, at, full)) for number, name in enumerate(SECTIONS, 1)]
        if sum(width_of(line) for _, line in items) <= width:
            break
    return items


def _tab(number: int, name: Section, module: ModuleState, detail: ModuleDetail | None, at: Section, full: bool) -> Line:
    own = name == at
    label = f"{number} {name.capitalize()}" if full or own else f"{number}"
    sign: Piece = ("", "")
    if detail is not None:
        match name:
            case "tests":
                glyph, role = sign_of(module, detail)
                bad = failing(detail.verdict) if detail.verdict and glyph == "✗" else 0
                sign = (f"{glyph}{bad or ''}", role)
            case "hints":
                sign = (f"{len(detail.hints)}/{detail.hints_total}" if detail.hints_total else "", "muted")
            case "justify" | "harden":
                sign = MARKS[module.stages.get(name, "none")]
    if own:
        line: list[Piece] = [("[", "accent"), (label, "accent+bold"), ("]", "accent")]
    else:
        line = [(" ", ""), (label, "muted"), (" ", "")]
    return [*line[:-1], (" " if sign[0] else "", ""), sign, line[-1]]


def section_at(x: int, items: list[tuple[Section, Line]]) -> Section | None:
    """The section at the cell `x`."""
    start = 0
    for name, line in items:
        start += width_of(line)
        if x < start:
            return name
    return None


def task_lines(module: ModuleState, detail: ModuleDetail, keys: Keys, width: int) -> list[Line]:
    """Whether it may be begun, which files are edited, and the task as it was written."""
    lines: list[Line] = []
    if module.missing:
        first = ", ".join(module.missing)
        lines += told(f"locked: build {first} first", width, sign="–")
        lines.append([])
    if module.due_at and "due" in module.stages.values():
        day = datetime.fromtimestamp(module.due_at).strftime("%Y-%m-%d")
        lines += told(f"due since {day}: {keys['learn-bug']} brings a fresh bug to practise on", width, sign="!",
                      sign_role="warning")  # fmt: skip
        lines.append([])
    if module.files:
        lines += told(f"You edit {', '.join(module.files)}", width, "muted", "·")
        lines.append([])
    if not detail.prompt.strip():
        return [*lines, *told("This module has no text of its own.", width, "muted")]
    return [*lines, *indented(detail.prompt, width)]


def hint_lines(detail: ModuleDetail, keys: Keys, width: int) -> list[Line]:
    """The hints so far, and how many more there are."""
    lines: list[Line] = []
    for number, hint in enumerate(detail.hints, 1):
        lines += heading(f"Hint {number} of {detail.hints_total}") if number > 1 else heading(
            f"Hint 1 of {detail.hints_total}")[1:]  # fmt: skip
        lines += indented(hint, width)
    left = detail.hints_total - len(detail.hints)
    lines += [[]] if lines else []
    if not detail.hints_total:
        return told("This module has no hints.", width, "muted")
    if left:
        more = f"{count(left, 'more hint')}" if detail.hints else f"{count(left, 'hint')}, each a little more help"
        lines += told(f"{more}: {keys['learn-help']} shows the next. How many you used is kept.", width, "muted", "○")
    else:
        lines += told("These are all hints.", width, "muted")
    return lines
