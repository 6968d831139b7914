"""Objectives: what each project has to reach, and what is proven of it."""

from collections.abc import Sequence

from mastery_tui.model.proof import ObjectiveState, ProjectState
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, cut, one_line
from mastery_tui.ui.keys import Keys, bindings
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.rows import Row, RowsPane

Name = tuple[str, str]
"""The ids of a project and of one of its objectives."""

INIT = "mastery init --projects mastery"
"""Writes objectives to begin with."""

_DEFAULT_KEYS = Keys()


class ObjectivesPane(RowsPane):
    """A heading per project, a line per objective; the cursor rests on objectives."""

    BINDINGS = bindings("objectives")
    title = "2 Objectives"
    can_filter = True
    filter_hint = "words that a title, a verdict or a reason must contain"

    def __init__(self, ink: Ink, state: State) -> None:
        super().__init__(ink, "objectives")
        self.projects: tuple[ProjectState, ...] = ()
        self.words = ""
        self.empty = _no_objectives(_DEFAULT_KEYS)
        self.show(state)

    @property
    def chosen(self) -> Name | None:
        """The objective under the cursor."""
        at = self.at
        return at if isinstance(at, tuple) else None

    def show(self, state: State) -> None:
        """Follow a new State; the cursor stays on its objective."""
        if state.proof.projects is not self.projects:
            self.projects = state.proof.projects
            self.rebuild()

    def filter_text(self) -> str:
        """The words of the filter."""
        return self.words

    def filter(self, text: str) -> None:
        """Only objectives that contain all words of the text."""
        self.words = text
        self.rebuild()

    def clear_filter(self) -> bool:
        """Show all objectives again; False when all are shown."""
        if not self.words:
            return False
        self.filter("")
        return True

    def made(self, width: int) -> Sequence[Row]:
        """What the words leave; why there is nothing."""
        every = [one for project in self.projects for one in project.objectives]
        rows: Sequence[Row] = ()
        if every or self.projects:  # nothing of this is needed for the first frame
            from mastery_tui.ui.panes.objectives_lines import rows as rows_of

            rows = rows_of(self.projects, self.words, width)
        self._say(every)
        self.empty = self._why_empty(len(every))
        return rows

    def _say(self, every: Sequence[ObjectiveState]) -> None:
        counted = [one for one in every if one.verdict != "n/a"]
        met = sum(one.verdict == "pass" for one in counted)
        parts = [f"{met}/{len(counted)} met"] if every else []
        if self.words:
            parts.append(f"/{cut(one_line(self.words), 16)}")
        self.say(" · ".join(parts))

    def _why_empty(self, number: int) -> list[Line]:
        if number and self.words:
            return [
                [(f"Nothing contains “{cut(one_line(self.words), 20)}”.", "text")],
                [("esc", "accent"), (f" shows all {number}", "muted")],
            ]
        return _no_objectives(self.keys)


def _no_objectives(keys: Keys) -> list[Line]:
    return [
        [("○ ", "muted"), ("no objectives set", "text")],
        [("  nothing is claimed, so nothing", "muted")],
        [("  has to be proven; to begin:", "muted")],
        [(INIT, "accent")],
        [("  ", ""), (keys["objective"], "accent"), (" copies this line", "muted")],
    ]
