"""The diagnosis: which line is wrong, and why."""

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Input

from mastery_tui.model.intent import Intent
from mastery_tui.model.learning import HardenState
from mastery_tui.model.text import printable
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.screens.learn_drafts import drafts_of
from mastery_tui.ui.screens.learn_fields import Field


class DiagnosisForm(Horizontal):
    """Two lines to type into; what is typed outlives the screen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="learn-form")
        self.desk = desk
        self.drafts = drafts_of(desk)
        self.number = Field("learn-line", "line", r"\d{0,6}")
        self.why = Field("learn-why", "why it is wrong")
        self._module = ""
        self._bug = ""

    def compose(self) -> ComposeResult:
        """Both beside each other."""
        yield from (self.number, self.why)

    @property
    def typing(self) -> bool:
        """Whether letters are text now."""
        return self.screen.focused in (self.number, self.why)

    def fill(self, module: str, bug: HardenState) -> None:
        """It is about this bug; what was typed for another one is not."""
        if (module, bug.bug) == (self._module, self._bug):
            return
        self._module, self._bug = module, bug.bug
        stated = (str(bug.diagnosis[0]), printable(bug.diagnosis[1])) if bug.diagnosis else ("", "")
        with self.prevent(Input.Changed):
            self.number.value, self.why.value = self.drafts.diagnoses.get(self._about, stated)

    @property
    def _about(self) -> str:
        return f"{self._module} {self._bug}"

    def on_input_changed(self, event: Input.Changed) -> None:
        """Kept as it is typed."""
        event.stop()
        self.drafts.diagnoses[self._about] = (self.number.value, self.why.value)

    def begin(self) -> None:
        """Type the line, or where that is known, why."""
        self.screen.set_focus(self.why if self.number.value and not self.why.value else self.number,
                              scroll_visible=False)  # fmt: skip

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """From the line to the reason; there, state it."""
        event.stop()
        if event.input is self.number and self.number.value:
            self.screen.set_focus(self.why, scroll_visible=False)
        else:
            self.state_it()

    def state_it(self) -> None:
        """Send the diagnosis once it is whole."""
        why = " ".join(self.why.value.split())
        if not self.number.value or not int(self.number.value):
            self.desk.flash("which line of the copy is wrong? a number")
            self.screen.set_focus(self.number, scroll_visible=False)
        elif not why:
            self.desk.flash("and why is it wrong?")
        elif not self.desk.send(Intent("module-diagnose", self._module, f"{int(self.number.value)} {why}")):
            self.desk.flash("the session is not open yet")
