"""Settings: every one there is, what it is now and where that is set; changed here, written by the session."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input

from mastery_tui.config.setting_value import Mistake, cycled, shown, typed
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import Setting, State
from mastery_tui.ui.cells import Line, column, cut, folded, one_line, two_ends
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.widgets.bar import Bar
from mastery_tui.ui.widgets.filter import FilterLine
from mastery_tui.ui.widgets.lines import LinesPane

Row = Setting | str
"""A setting, or the heading of its table."""


class SettingsPane(LinesPane):
    """A heading per table, a line per setting."""

    title = "Settings"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.ink, id="settings")
        self.desk = desk
        self.rows: list[Row] = []
        self.words = ""
        self.empty = [[("no setting is called that", "muted")]]

    @property
    def selected(self) -> Setting | None:
        """The setting under the cursor."""
        row = self.rows[self.cursor] if self.cursor < len(self.rows) else None
        return row if isinstance(row, Setting) else None

    def show(self, state: State) -> None:
        """Follow a new State, with the cursor on the setting that it was on."""
        held = self.selected
        self.fill(self.words, held.key if held else "")

    def fill(self, words: str, held: str = "") -> None:
        """List the settings that contain the words."""
        self.words = words
        wanted = words.casefold().split()
        settings = [
            s for s in self.desk.state.settings if all(word in f"{s.key} {s.help}".casefold() for word in wanted)
        ]
        rows: list[Row] = []
        table = None
        for setting in settings:
            if (own := setting.key.rpartition(".")[0]) != table:
                table = own
                rows.append(table)
            rows.append(setting)
        self.rows = rows
        changed = sum(bool(setting.place) for setting in settings)
        self.say(f"{len(settings)} settings · {changed} set" + (f" · /{words}" if words else ""))
        self.resize(len(rows))
        self.seek(held)

    def seek(self, key: str) -> None:
        """Put the cursor on a setting, or on the first one."""
        at = next((n for n, row in enumerate(self.rows) if isinstance(row, Setting) and row.key == key), None)
        if at is None:
            at = min(1, len(self.rows) - 1)
        if at is not None and at >= 0:
            super().go(at)
        self.followed()

    def go(self, index: int) -> None:
        """Move the cursor, over headings: the first one stays in sight above its settings."""
        index = max(0, min(index, self.count - 1))
        step = -1 if index < self.cursor else 1
        while 0 < index < self.count - 1 and isinstance(self.rows[index], str):
            index += step
        if self.rows and isinstance(self.rows[index], str):
            index = min(index + 1, self.count - 1)
        super().go(index)
        if index <= 1:
            self.put(0)

    def line(self, index: int, width: int) -> Line:
        """A heading, or name, value and where that is set."""
        row = self.rows[index]
        if isinstance(row, str):
            return [(f" [{one_line(row)}]" if row else " at the top", "accent+bold")]
        place = one_line(row.place) if row.place else "default"
        name = min(22, max(12, width // 4))
        room = max(4, width - name - 8 - min(len(place), width // 3))
        value = cut(one_line(shown(row)) or "not set", room)
        return two_ends(
            [
                ("  * " if row.place and row.value != row.default else "    ", "accent"),
                column(one_line(row.key.rpartition(".")[2]), name, "text"),
                (f" {value}", "strong" if row.place else "muted"),
            ],
            [(cut(place, width // 3) + " ", "text" if row.place else "muted")],
            width,
        )


class SettingsScreen(Sheet):
    """All settings; enter changes the one under the cursor."""

    scope = "settings"
    CSS_PATH = "../styles/settings.tcss"
    AUTO_FOCUS = "#settings"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "change", "Change"),
        Binding("backspace,delete", "reset", "Default"),
        Binding("slash", "filter", "Filter"),
        Binding("q,comma", "dismiss", "Close", show=False),
    ]

    def __init__(self, desk: Desk, setting: str = "") -> None:
        super().__init__(desk)
        self.pane = SettingsPane(desk)
        self.about = Bar(desk.ink, self._about, "about")
        self.entry = Input(compact=True, id="entry", select_on_focus=False)
        self.entry.cursor_blink = False
        self.entry.display = False
        self.words: FilterLine | None = None
        self.mistake = ""
        self.editing: Setting | None = None
        self._first = setting
        self._shown: object = desk.state.settings

    def compose(self) -> ComposeResult:
        """The list, and what the setting under the cursor is."""
        with Vertical(id="settings-box"):
            yield self.pane
            yield self.entry
            yield self.about

    async def on_mount(self) -> None:
        """The cursor goes to the setting that was asked for."""
        self.pane.fill("", self._first)
        self.pane.followed = self._moved
        self._moved()

    def show(self, state: State) -> None:
        """Follow a new State: what was written comes back as what is set."""
        if state.settings is not self._shown:
            self._shown = state.settings
            self.pane.show(state)
            self._moved()

    def _moved(self) -> None:
        self.mistake = ""
        self.about.redraw() if self.about.size.width else self.about.refresh()

    def _about(self, width: int) -> list[Line]:
        setting = self.editing or self.pane.selected
        if setting is None:
            return []
        lines = folded(
            one_line(setting.help) or "a setting of a check; its documentation says more", width - 2, width - 2, 2
        )
        told: list[Line] = [[(f" {line}", "text")] for line in lines]
        if self.mistake:
            return [[(" ✗ ", "error"), (one_line(self.mistake), "text")], *told[:2]]
        allowed = " or ".join(setting.choices) if setting.choices else setting.kind
        told.append(
            [
                (" ", ""),
                (f"{one_line(setting.key)}: {allowed}; default ", "muted"),
                (one_line(setting.default) or "none", "muted"),
            ]
        )
        return told

    def action_change(self) -> None:
        """A switch is turned, a choice goes on to its next value, all else gets a line to type into."""
        setting = self.pane.selected
        if setting is None or self.editing is not None:
            return
        value = cycled(setting)
        if value is None:
            self._open(setting)
        else:
            self._set(setting, value)

    def action_reset(self) -> None:
        """Take the setting out of the file: its default holds again."""
        setting = self.pane.selected
        if setting is not None and setting.place:
            self._set(setting, "")
        elif setting is not None:
            self._say(f"{setting.key} has its default already")

    def _set(self, setting: Setting, value: str) -> None:
        if not self.desk.send(Intent("set", setting.key, value)):
            self._say("nothing can be written yet: the session is still starting")

    def _say(self, mistake: str) -> None:
        self.mistake = mistake
        self.about.redraw()

    def _open(self, setting: Setting) -> None:
        """The line is there from the start, so that no key comes before it."""
        self.editing = setting
        self.entry.value = shown(setting)
        self.entry.cursor_position = len(self.entry.value)
        self.entry.border_title = Content(setting.key)
        self.entry.display = True
        self.set_focus(self.entry)
        self.about.redraw()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Written when it can be a value of this setting; else the line stays, and says why."""
        if self.editing is None or event.input is not self.entry:
            return
        event.stop()
        try:
            value = typed(self.editing, event.value)
        except Mistake as mistake:
            self._say(str(mistake))
            return
        if value != self.editing.value:
            self._set(self.editing, value)
        self._close()

    def _close(self) -> None:
        self.editing = None
        self.set_focus(self.pane)
        self.entry.display = False
        self._moved()

    async def on_key(self, event: events.Key) -> None:
        """In a line to type into, esc leaves the line only."""
        if event.key == "escape" and self.editing is not None:
            event.stop()
            event.prevent_default()
            self._close()

    async def action_filter(self) -> None:
        """A line to type words into that a setting must contain."""
        if self.words is None and self.editing is None:
            hint = "words that a setting or its help must contain"
            self.words = FilterLine(self.pane.words, hint, self.pane.fill, self._filtered)
            await self.query_one("#settings-box").mount(self.words, before=self.about)
            self.set_focus(self.words)

    def _filtered(self, line: FilterLine) -> None:
        self.words = None
        self.set_focus(self.pane)
        line.remove()

    def on_lines_pane_opened(self, event: LinesPane.Opened) -> None:
        """A setting that is clicked twice is changed."""
        self.action_change()
