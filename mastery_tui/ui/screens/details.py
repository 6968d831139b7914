"""Details: one finding whole, why its rule exists, how to mend it, the code around it and its fix."""

from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from mastery_tui.model.finding import Finding
from mastery_tui.model.intent import BY_ID, Intent
from mastery_tui.model.state import State
from mastery_tui.ui.cells import Line, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import DEFAULT, sheet_bindings
from mastery_tui.ui.markdown_lines import markdown_lines
from mastery_tui.ui.panes.findings_filter import fixable
from mastery_tui.ui.screens.diff_lines import diff_cells, diff_of
from mastery_tui.ui.screens.finding_lines import GONE, code, headline, link, newest, same, set_aside, standing
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.widgets.lines import LinesPane

if TYPE_CHECKING:
    from mastery_tui.ui.host import Host

ADDRESS_KEY = "c"
_AROUND = 3


def own(id: str, does: str, show: bool = True) -> Binding:
    """A key of the registry, for what it does in a sheet."""
    return Binding(DEFAULT[id], does, BY_ID[id].title, show=show, id=id)


class DetailLines(LinesPane):
    """The lines; made anew when the finding, what is known of it, or the width changed."""

    has_cursor = False
    title = "Details"

    def __init__(self, desk: Desk, finding: Finding) -> None:
        super().__init__(desk.ink, id="details")
        self.desk = desk
        self.finding = finding
        self.gone = False
        self.lines: list[Line] = []
        self._made_of: object = None
        self.look(desk.state)

    def look(self, state: State) -> None:
        """Follow the State."""
        found = newest(state, self.finding)
        self.gone = found is None
        self.finding = found or self.finding
        self._make(state)

    def on_resize(self) -> None:
        """Lines are folded to the width."""
        self._make(self.desk.state)

    def _make(self, state: State) -> None:
        width = self.scrollable_content_region.width or 80
        finding = self.finding
        about = state.explained.get(f"{finding.check} {finding.rule}")
        made_of = (width, finding, self.gone, about, state.source, state.files.get(finding.path), state.dismissals)
        if made_of == self._made_of:
            return
        self._made_of = made_of
        self.lines = self._all(state, width)
        self.say("")
        self.resize(len(self.lines))

    def _all(self, state: State, width: int) -> list[Line]:
        finding, keys = self.finding, self.desk.keys
        lines = [*headline(finding, width), *standing(finding, state, width)]
        if self.gone:
            lines += [[], [(" ~ ", "warning"), (GONE, "text")]]
        lines += set_aside(finding, state, width, keys["dismiss"])
        # A diff shows the code around it as well.
        lines += self._fix(state, width) or self._code(state, width)
        lines += [[], [(" Why, and how to mend it", "accent+bold")], []]
        about = state.explained.get(f"{finding.check} {finding.rule}")
        if about is None:
            lines.append([("   ● ", "accent"), ("looking up what is known of this rule…", "muted")])
        elif about.text:
            room = min(width - 4, 96)
            lines += [[("   ", ""), *line] for line in markdown_lines(about.text, room)]
        else:
            lines.append([("   ○ ", "muted"), ("nothing is known of this rule offline", "text")])
        if finding.url:
            lines += [[], *link(finding, width)]
            lines.append([("   ", ""), (ADDRESS_KEY, "accent"), (" copies the address", "muted")])
        if about and about.source:
            lines += [[], [("   from ", "muted"), (one_line(about.source), "muted")]]
        return lines

    def _code(self, state: State, width: int) -> list[Line]:
        # Where it is gone, its line is another one by now.
        around = code(self.finding, state.source, width, _AROUND) if not self.gone else []
        return [[], *around] if around else []

    def _fix(self, state: State, width: int) -> list[Line]:
        fix = self.finding.fix
        if fix is None or self.gone:
            return []
        lines: list[Line] = [[], [(" Fix", "accent+bold"), (f"  {one_line(fix.message)}", "text")]]
        diff = diff_of(state, self.finding)
        if isinstance(diff, str):
            lines += [[("   ", ""), (one_line(diff), "muted")], *self._code(state, width)]
        else:
            lines += [[("  ", ""), *line] for line in diff_cells(diff, width - 2)]
        if fix.safe:
            lines.append([("   ", ""), (self.desk.keys["fix"], "accent"), (" applies it", "muted")])
        else:
            lines.append([("   it may change what the program does: nothing applies it for you", "muted")])
        return lines

    def line(self, index: int, width: int) -> Line:
        """One line."""
        return self.lines[index]


class DetailsScreen(Sheet):
    """The finding that was selected when it opened; next and previous take the list along."""

    scope = "details"
    CSS_PATH = "../styles/finding.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        own("fix", "do('fix')"),
        own("dismiss", "do('dismiss')"),
        own("editor", "do('editor')"),
        own("next", "step(1)"),
        own("previous", "step(-1)"),
        own("copy", "do('copy')"),
        Binding(ADDRESS_KEY, "copy_address", "Copy the address of the rule's page", show=False),
        Binding("i,q,enter", "dismiss", "Close", show=False),
        *sheet_bindings("down", "up", "top", "bottom", "page-down", "page-up"),
    ]

    def __init__(self, desk: Desk, finding: Finding) -> None:
        super().__init__(desk)
        self.pane = DetailLines(desk, finding)
        self._asked: set[tuple[str, str]] = set()
        self._ask()

    def compose(self) -> ComposeResult:
        """One pane."""
        yield self.pane

    def show(self, state: State) -> None:
        """Follow a new State."""
        self.pane.look(state)
        self._ask()

    def _ask(self) -> None:
        """Ask once for what is not at hand."""
        finding, state = self.pane.finding, self.desk.state
        rule = (finding.check, finding.rule)
        if f"{finding.check} {finding.rule}" not in state.explained and rule not in self._asked:
            self._asked.add(rule)
            self.desk.send(Intent("explain", *rule))

    def action_step(self, by: int) -> None:
        """The next or previous finding of the list; where this one has left the list, the one that took its place."""
        if by < 0 or same(self.desk.selected, self.pane.finding):
            self.desk.step_finding(by)
        found = self.desk.selected
        if found is None or same(found, self.pane.finding):
            self.pane.say("this is the last one" if by > 0 else "this is the first one")
            return
        self.pane.finding = found
        self.pane.say("")
        self.pane.look(self.desk.state)
        self.pane.put(0)
        self._ask()

    async def action_do(self, id: str) -> None:
        """Do to the shown finding what its key says, and never to another one."""
        finding = self.pane.finding
        if self.pane.gone:
            self.pane.say(GONE)
        elif id == "fix":
            from mastery_tui.ui.screens.fix import open_fix

            if not fixable(finding):
                self.pane.say("this finding has no fix that is safe")
            else:
                await open_fix(self.app, self.desk, finding)
        elif id == "dismiss":
            from mastery_tui.ui.screens.dismiss import open_dismiss

            await open_dismiss(self.app, self.desk, finding)
        elif id == "editor":
            from mastery_tui.ui.editor import edit

            edit(cast("Host", self.app), self.desk, finding)
        else:
            from mastery_tui.ui.clipboard import as_line, copy_text

            copy_text(self.app, self.desk, self.get_selected_text() or as_line(finding))

    def action_copy_address(self) -> None:
        """Copy where the rule is explained: it is never opened from here."""
        from mastery_tui.ui.clipboard import copy_text

        if self.pane.finding.url:
            copy_text(self.app, self.desk, self.pane.finding.url)


async def open_details(app: App[Any], desk: Desk) -> None:
    """Show the selected finding; where there is none, copy the line that installs what is missing."""
    finding = desk.selected
    if finding is not None:
        await app.push_screen(DetailsScreen(desk, finding))
        return
    from mastery_tui.ui.panes.findings_empty import missing

    lacking = missing(desk.state)
    if lacking is None:
        desk.flash("no finding is selected")
        return
    from mastery_tui.ui.clipboard import copy_text

    copy_text(app, desk, lacking.about.install)
