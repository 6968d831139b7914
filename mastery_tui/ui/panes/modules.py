"""Modules: every curriculum and its modules, how far each is built, justified and hardened, and where a person is."""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from mastery_tui.model.learning import STAGES, CurriculumState, Learning, Mark, ModuleState
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, Piece, cut, folded, one_line, two_ends
from mastery_tui.ui.keys import Keys, bindings
from mastery_tui.ui.signs import PARTLY, SKIPPED
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

MARKS: dict[Mark, tuple[str, str]] = {
    "none": ("·", "muted"),
    "locked": (SKIPPED, "muted"),
    "open": ("○", "muted"),
    "doing": (PARTLY, "accent"),
    "failed": ("✗", "error"),
    "held": ("✓", "ok"),
    "stale": ("~", "warning"),
    "due": ("!", "warning"),
}
"""Glyph and role of each mark."""

HERE = "▸"
"""Stands before the module that a person is at."""

_MINUTES_FROM = 32
"""Columns from which there is room for how long a module takes."""

_PROBLEM_LINES = 3
_DEFAULT_KEYS = Keys()

At = tuple[str, str]
"""The ids of a curriculum and of one of its modules."""


class Row(NamedTuple):
    """One line: a heading, a module, or what is in the way (`text`, which `key` would mend)."""

    curriculum: CurriculumState | None
    module: ModuleState | None = None
    text: str = ""
    sign: str = ""


def name_of(at: At) -> str:
    """A module as intents name it."""
    return f"{at[0]}/{at[1]}"


def mastered(module: ModuleState) -> bool:
    """Whether every stage that the module has holds; one that is due again held, and has to be shown anew."""
    marks = [mark for mark in module.stages.values() if mark != "none"]
    return bool(marks) and all(mark == "held" for mark in marks)


def marks_of(module: ModuleState) -> list[Piece]:
    """Its three marks: build, justify, harden."""
    return [MARKS[module.stages.get(stage, "none")] for stage in STAGES]


class ModuleList(LinesPane):
    """A heading per curriculum, a line per module; the cursor stands on modules only."""

    title = "Modules"

    def __init__(self, ink: Ink, state: State, id: str) -> None:
        super().__init__(ink, id)
        self.learning = Learning()
        self.rows: list[Row] = []
        self._led = False
        self._told: tuple[int, int] = (0, 0)
        self.empty = _no_modules(Learning(), _DEFAULT_KEYS, 32)
        self.show(state)

    @property
    def chosen(self) -> At | None:
        """The module under the cursor."""
        module = self.rows[self.cursor].module if self.cursor < len(self.rows) else None
        return (module.curriculum, module.id) if module else None

    def show(self, state: State) -> None:
        """Follow a new State; the cursor stays on its module, or where a person is until they have moved it."""
        if state.learning is self.learning:
            return
        before, self.learning = self.learning, state.learning
        held = self.chosen if self._led and before.at == state.learning.at else state.learning.at or self.chosen
        self._build()
        self.choose(held)

    def rewrap(self) -> None:
        """What is in the way is told in lines of the width there is."""
        self._build()

    def on_resize(self) -> None:
        """The same for a new size."""
        held = self.chosen
        self._build()
        self.choose(held)
        super().on_resize()

    def choose(self, at: At | None) -> None:
        """Put the cursor on a module, else on the first one."""
        places = [n for n, row in enumerate(self.rows) if row.module]
        index = next((n for n in places if _at(self.rows[n]) == at), places[0] if places else 0)
        self.cursor = index
        self.show_cursor()
        self.refresh()

    def go(self, index: int) -> None:
        """Move the cursor, over what is no module."""
        self._led = True
        index = max(0, min(index, self.count - 1))
        step = -1 if index < self.cursor else 1
        while 0 <= index < self.count and self.rows[index].module is None:
            index += step
        if 0 <= index < self.count:
            super().go(index)
        if not any(row.module for row in self.rows[: self.cursor]):
            self.put(0)

    def _build(self) -> None:
        width = self.scrollable_content_region.width or 34
        self.rows = list(_rows(self.learning, self.keys, width))
        self.empty = _no_modules(self.learning, self.keys, width)
        modules = [row.module for row in self.rows if row.module]
        done = sum(map(mastered, modules))
        self.say(f"{done}/{len(modules)} mastered" if modules else "")
        self.resize(len(self.rows))

    def line(self, index: int, width: int) -> Line:
        """One line."""
        row = self.rows[index]
        if row.module is not None:
            return module_line(row.module, self.learning.at == _at(row), width)
        if row.curriculum is not None:
            done = sum(map(mastered, row.curriculum.modules))
            title: list[Piece] = [(f" {one_line(row.curriculum.title)}", "accent+bold")]
            return two_ends(title, [(f"{done} of {len(row.curriculum.modules)} ", "muted")], width)
        return [(f" {row.sign} ", "warning"), (row.text, "text")]


class ModulesPane(ModuleList):
    """The list on the board."""

    BINDINGS = bindings("modules")
    title = "1 Modules"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, state, "modules")


def module_line(module: ModuleState, here: bool, width: int) -> Line:
    """Its marks and title; at the right its minutes, or the modules that have to be built first."""
    left: list[Piece] = [(f" {HERE if here else ' '} ", "accent"), *marks_of(module), (" ", "")]
    locked = bool(module.missing)
    role = "strong+bold" if here else "muted" if locked else "text"
    title = one_line(module.title)
    left.append((f" {title}", role))
    right: list[Piece] = []
    room = width - 9 - cell_len(title)
    if locked:
        names = ", ".join(map(one_line, module.missing))
        needs = f"needs {names}" if cell_len(names) + 8 <= room else names
        if room > 6:
            right = [(cut(needs, room - 2) + " ", "muted")]
    elif width >= _MINUTES_FROM and room >= 8:
        right = [(f"{module.minutes} min ", "muted")]
    return two_ends(left, right, width)


def _at(row: Row) -> At | None:
    return (row.module.curriculum, row.module.id) if row.module else None


def _rows(learning: Learning, keys: Keys, width: int) -> Sequence[Row]:
    rows: list[Row] = []
    for curriculum in learning.curricula:
        rows.append(Row(curriculum))
        if curriculum.missing:
            lacking = ", ".join(map(one_line, curriculum.missing))
            rows += _told(f"lacks {lacking}: {keys['learn-install']} in Learn installs it", width)
        rows += (Row(None, module) for module in curriculum.modules)
    if rows:
        for problem in learning.problems:
            rows += _told(one_line(problem), width)
    return rows


def _told(text: str, width: int) -> list[Row]:
    room = max(8, width - 4)
    parts = folded(text, room, room, _PROBLEM_LINES)
    return [Row(None, None, part, " " if number else "!") for number, part in enumerate(parts)]


def _no_modules(learning: Learning, keys: Keys, width: int) -> list[Line]:
    """What there is to do where there is no module."""
    lines: list[Line] = []
    for problem in learning.problems:
        room = max(8, width - 4)
        for number, part in enumerate(folded(one_line(problem), room, room, _PROBLEM_LINES)):
            lines.append([("  " if number else "! ", "warning"), (part, "text")])
    if learning.problems:
        return [*lines, [("  ", ""), ("mastery curriculum check", "accent"), (" says more", "muted")]]
    return [
        [("○ ", "muted"), ("no curriculum here", "text")],
        [("  ", ""), ("mastery learn list", "accent"), (" shows what", "muted")],
        [("  there is, ", "muted"), (keys["learn"], "accent"), (" opens it here", "muted")],
    ]
