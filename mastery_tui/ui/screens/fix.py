"""A safe fix: its diff first, and what was shown is what is applied."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.finding import Finding
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, Piece, folded, one_line, place
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import sheet_bindings
from mastery_tui.ui.panes.findings_filter import fixable
from mastery_tui.ui.screens.diff_lines import WAITING, Diff, diff_cells, diff_of
from mastery_tui.ui.screens.finding_lines import GONE, headline, newest
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.widgets.lines import LinesPane

NO_FIX = "this finding has no fix that is safe"
CHANGED = "the file changed while this was open, and the fix with it: read it again, then press enter twice"
KEPT = "the file changed while this was open: the fix is the same"


class FixLines(LinesPane):
    """The finding, its fix as a diff, and whether it can be applied now.

    `diff` is what is shown, `blob` the content that it was made for; `why` says why there is none. `unread` is True
    from when the fix changed under a person's eyes until a first enter.
    """

    has_cursor = False
    title = "Fix"

    def __init__(self, desk: Desk, finding: Finding) -> None:
        super().__init__(desk.ink, id="fix")
        self.desk = desk
        self.finding = finding
        self.diff: Diff = ()
        self.why = ""
        self.note_line = ""
        self.unread = False
        self.lines: list[Line] = []
        self.painted: Diff = ()
        self._last: Diff = ()
        self.blob = ""
        self._asked = ""
        self.look(desk.state)

    @property
    def ready(self) -> bool:
        """Whether there is a fix to apply, and it has been on screen: an enter that came before means nothing."""
        return bool(self.diff) and not self.why and self.painted == self.diff

    def look(self, state: State) -> None:
        """Follow the State: the diff is always that of the file as it is."""
        found = newest(state, self.finding)
        file = state.files.get(self.finding.path)
        blob = file.blob if file else ""
        if found is None or not fixable(found):
            self.diff, self.why = (), GONE if found is None else NO_FIX
        else:
            self.finding = found
            diff = diff_of(state, found)
            self.diff, self.why = ((), diff) if isinstance(diff, str) else (diff, "")
            if diff == WAITING and self._asked != blob:
                self._asked = blob
                self.desk.send(Intent("visible", found.path))
        if self.diff:
            if self._last and blob != self.blob:
                self.unread = self.unread or _changes(self.diff) != _changes(self._last)
                self.note_line = CHANGED if self.unread else KEPT
            self._last, self.blob = self.diff, blob
            if self.is_attached:
                self.call_after_refresh(self._paint, self.diff)
        self.make()

    def on_mount(self) -> None:
        """From now on frames are painted."""
        self.call_after_refresh(self._paint, self.diff)

    def _paint(self, diff: Diff) -> None:
        self.painted = diff

    def on_resize(self) -> None:
        """Lines are folded to the width."""
        self.make()

    def make(self) -> None:
        """The lines as they are now."""
        width = self.scrollable_content_region.width or 80
        where = place(self.finding.path, self.finding.line, width - 3)
        lines = [*headline(self.finding, width), [("   ", ""), (where, "muted")]]
        if self.finding.fix:
            told = folded(one_line(self.finding.fix.message), width - 4, width - 4, 4)
            lines += [[("   ", ""), (part, "text")] for part in told]
        if self.note_line:
            lines += _note(self.note_line, "! ", "warning", width)
        lines.append([])
        lines += [[("  ", ""), *line] for line in diff_cells(self.diff, width - 2)]
        if self.why:
            sign: Piece = ("● ", "accent") if self.why == WAITING else ("~ ", "warning")
            lines += _note(self.why, *sign, width)
        self.lines = lines
        self.say("enter applies it" if self.diff and not self.why else "it cannot be applied now")
        self.resize(len(lines))

    def line(self, index: int, width: int) -> Line:
        """One line."""
        return self.lines[index]


def _changes(diff: Diff) -> list[str]:
    """What a diff changes, wherever it stands."""
    return [line for line in diff if line[:1] in ("-", "+")]


def _note(text: str, sign: str, role: str, width: int) -> list[Line]:
    first, *rest = folded(one_line(text), width - 4, width - 4, 4)
    return [[(f" {sign}", role), (first, "text")], *([("   ", ""), (part, "text")] for part in rest)]


class FixScreen(Sheet):
    """The diff of one finding's fix; enter applies it."""

    scope = "fix"
    CSS_PATH = "../styles/finding.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "apply", "Apply it"),
        Binding("q", "dismiss", "Close", show=False),
        *sheet_bindings("down", "up", "top", "bottom", "page-down", "page-up"),
    ]

    def __init__(self, desk: Desk, finding: Finding) -> None:
        super().__init__(desk)
        self.pane = FixLines(desk, finding)

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    def show(self, state: State) -> None:
        """Follow a new State."""
        self.pane.look(state)

    def action_apply(self) -> None:
        """Have the session write it; not before what would be written was on screen."""
        pane = self.pane
        if pane.ready and pane.unread:
            pane.unread, pane.note_line = False, ""
            pane.make()
        elif pane.ready:
            self.desk.send(Intent("apply-fix", pane.finding.path, f"{pane.finding.fingerprint} {pane.blob}"))
            self.dismiss()


async def open_fix(app: App[int], desk: Desk, finding: Finding | None = None) -> None:
    """Show the fix of a finding, the selected one where none is named."""
    finding = finding or desk.selected
    if finding is None:
        desk.flash("no finding is selected")
    elif not fixable(finding):
        desk.flash(f"{NO_FIX}: {desk.keys['details']} explains it")
    else:
        await app.push_screen(FixScreen(desk, finding))
