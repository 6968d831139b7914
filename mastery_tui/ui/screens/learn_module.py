"""The module that a person is at: its head, its sections, and the one that is shown."""

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget

from mastery_tui.model.learning import CurriculumState, Learning, ModuleDetail, ModuleState
from mastery_tui.ui.cells import Line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.panes.modules import At, name_of
from mastery_tui.ui.screens.learn_answers import JustifyPart
from mastery_tui.ui.screens.learn_form import DiagnosisForm
from mastery_tui.ui.screens.learn_harden import found, harden_lines
from mastery_tui.ui.screens.learn_task import (
    SECTIONS,
    Section,
    head_line,
    hint_lines,
    section_at,
    section_items,
    task_lines,
)
from mastery_tui.ui.screens.learn_tests import test_lines
from mastery_tui.ui.screens.learn_text import told
from mastery_tui.ui.widgets.bar import Bar
from mastery_tui.ui.widgets.text import TextPane

NO_MODULE = (
    "mastery learn list shows the curricula that there are; mastery curriculum new NAME begins one of your own; "
    "mastery curriculum check says what is wrong with one."
)


class Page(TextPane):
    """The text of a section."""

    def __init__(self, view: "ModuleView") -> None:
        super().__init__(view.desk.ink, id="learn-page")
        self.view = view

    def made(self, width: int) -> Sequence[Line]:
        """All of it."""
        return self.view.text(width)


class ModuleView(Vertical):
    """Shows one module; `section` is what of it. `module` and `detail` are what the State says of it now."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="learn-module")
        self.desk = desk
        self.at: At | None = None
        self.curriculum: CurriculumState | None = None
        self.module: ModuleState | None = None
        self.detail: ModuleDetail | None = None
        self.section: Section = "task"
        self.head = Bar(desk.ink, self._head, "learn-head")
        self.tabs = Bar(desk.ink, self._tabs, "learn-tabs")
        self.page = Page(self)
        self.justify = JustifyPart(desk)
        self.form = DiagnosisForm(desk)
        self._begun = False

    def compose(self) -> ComposeResult:
        """All there is; what makes no sense now is not displayed."""
        yield from (self.head, self.tabs, self.page, self.justify, self.form)

    def on_mount(self) -> None:
        """The first section."""
        self._show()

    def on_resize(self) -> None:
        """The parts of Justify share the rows that there are."""
        self._show()

    def fill(self, learning: Learning, at: At | None) -> None:
        """Follow the State, at this module; another one begins where its next step is."""
        other = at != self.at
        if other:
            self.justify.keep()
        self.at = at
        self.curriculum = next((c for c in learning.curricula if at and c.id == at[0]), None)
        modules = self.curriculum.modules if self.curriculum else ()
        self.module = next((m for m in modules if at and m.id == at[1]), None)
        detail = learning.detail
        self.detail = detail if detail and (detail.curriculum, detail.module) == at else None
        if other:
            self._begun = False
        if not self._begun and self.module and self.detail:
            self._begun = True
            self.section = first_section(self.module, self.detail)
            self.page.put(0)
        self._show()

    def go(self, section: Section) -> None:
        """Show a section."""
        if section != self.section:
            self.justify.keep()
            self.section = section
            self.page.put(0)
        self._show()

    def step(self, by: int) -> None:
        """The next section or the one before."""
        self.go(SECTIONS[(SECTIONS.index(self.section) + by) % len(SECTIONS)])

    def place_of_keys(self) -> Widget:
        """What has the keys where nothing is typed."""
        return self.justify.questions if self.justify.display else self.page

    def _show(self) -> None:
        detail, bug = self.detail, self.detail.harden if self.detail else None
        asks = detail is not None and self.section == "justify" and bool(detail.questions)
        if self.at and self.module and detail is not None:
            locked = self.module.stages.get("justify") == "locked"
            self.justify.fill(name_of(self.at), detail.questions, locked)
        self.justify.display = asks
        self.page.display = not asks
        self.justify.place(max(4, self.size.height - 2))
        form = self.section == "harden" and bug is not None and not found(bug) and self.at is not None
        self.form.display = form
        if form and self.at and bug:
            self.form.fill(name_of(self.at), bug)
        self.head.display = self.tabs.display = self.module is not None
        for bar in (self.head, self.tabs):
            if bar.size.width:
                bar.redraw()
        self.page.rebuild()

    def text(self, width: int) -> Sequence[Line]:
        """The lines of the section."""
        module, detail, state, keys = self.module, self.detail, self.desk.state, self.desk.keys
        if module is None:
            return self._nothing(width)
        if detail is None:
            return told("reading the module…", width, "muted", "●", "accent")
        match self.section:
            case "task":
                return task_lines(module, detail, keys, width)
            case "tests":
                return test_lines(module, detail, state.trusted, keys, width)
            case "hints":
                return hint_lines(detail, keys, width)
            case "harden":
                return harden_lines(module, detail, keys, width)
            case "justify":
                return told("This module asks nothing.", width, "muted")

    def _nothing(self, width: int) -> list[Line]:
        learning = self.desk.state.learning
        if any(c.modules for c in learning.curricula):
            return told("Choose a module: enter opens it.", width, "muted", "○")
        lines: list[Line] = []
        for problem in learning.problems:
            lines += [*told(problem, width, sign="!", sign_role="warning"), []]
        lines += told("There is no module to learn here.", width, sign="○")
        return lines + told(NO_MODULE, width, "muted")

    def _head(self, width: int) -> list[Line]:
        return [head_line(self.module, width)] if self.module else []

    def _tabs(self, width: int) -> list[Line]:
        items = section_items(self.module, self.detail, self.section, width) if self.module else []
        return [[piece for _, line in items for piece in line]]

    def on_click(self, event: events.Click) -> None:
        """A click on a section shows it."""
        if event.widget is self.tabs and self.module:
            items = section_items(self.module, self.detail, self.section, self.tabs.size.width)
            section = section_at(event.x, items)
            if section:
                self.go(section)
                self.screen.set_focus(self.place_of_keys(), scroll_visible=False)


def first_section(module: ModuleState, detail: ModuleDetail) -> Section:
    """Where the next step of a module is."""
    if module.stage == "justify":
        return "justify"
    if module.stage == "harden" or (detail.harden is not None and not found(detail.harden)):
        return "harden"
    return "tests" if module.stage == "build" and (detail.verdict or detail.validating) else "task"
