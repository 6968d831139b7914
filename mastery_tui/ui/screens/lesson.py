"""Note a lesson learned: some words, and what they are about."""

from typing import ClassVar, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical

from mastery_tui.model.intent import Intent
from mastery_tui.ui.cells import Line, cut, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.keys import Item
from mastery_tui.ui.panes.modules import At, name_of
from mastery_tui.ui.screens.learn_fields import Answer
from mastery_tui.ui.screens.sheet import Sheet
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.text import TextPane

NEEDED = "some words are needed"
NOT_OPEN = "the session is not open yet: enter tries again"
HINT = "what you would tell yourself before you began"


class Link(NamedTuple):
    """What a lesson may be about: as the intent says it, and as a person reads it."""

    subject: str
    title: str


def links(desk: Desk, module: At | None, commit: str = "") -> list[Link]:
    """What is at hand: what the person is at first, nothing last."""
    state = desk.state
    found: list[Link] = []
    finding = desk.selected
    if finding is not None and not commit:
        where = f"{finding.path}:{finding.line} " if finding.path else ""
        found.append(Link(f"finding {finding.fingerprint}", f"the finding {where}{finding.rule}"))
    at = module or state.learning.at
    if at is not None:
        about = Link(f"module {name_of(at)}", f"the module {at[1]}")
        found.insert(0 if desk.current == "modules" or finding is None or module else len(found), about)
    head = commit or state.repo.head
    if head:
        found.insert(0 if commit else len(found), Link(f"commit {head}", f"the commit {head[:12]}"))
    return [*found, Link("", "nothing in particular")]


class LessonText(Answer):
    """The words; enter keeps them."""

    def __init__(self) -> None:
        super().__init__(id="lesson-text")
        self.placeholder = HINT

    async def _on_key(self, event: events.Key) -> None:
        """Enter is no new line here."""
        if event.key == "enter" and self.screen.focused is self:
            event.stop()
            event.prevent_default()
            await self.run_action("screen.keep")


class LessonLinks(TextPane):
    """What it is about: one of what is at hand."""

    can_focus = False

    def __init__(self, ink: Ink, links: list[Link]) -> None:
        super().__init__(ink, id="lesson-links")
        self.links = links
        self.taken = 0
        self.said_ = ""
        self.rebuild()

    def made(self, width: int) -> list[Line]:
        """A line each."""
        lines: list[Line] = [[(" about", "muted")]]
        for number, link in enumerate(self.links):
            own = number == self.taken
            title = cut(one_line(link.title), width - 4)
            lines.append([(" ● " if own else "   ", "accent"), (title, "strong" if own else "text")])
        if self.said_:
            lines += [[], [(" ! ", "warning"), (self.said_, "text")]]
        return lines

    def take(self, number: int) -> None:
        """Take one of them."""
        self.taken = number % len(self.links)
        self.rebuild()

    def tell(self, text: str) -> None:
        """Why it is not kept yet."""
        self.said_ = text
        self.rebuild()


class LessonScreen(Sheet):
    """Takes the words, and sends them."""

    scope: ClassVar[str] = "lesson"
    CSS_PATH = "../styles/proof.tcss"
    AUTO_FOCUS = "#lesson-text"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "keep", "Keep it"),
        Binding("tab", "step(1)", "About something else"),
        Binding("shift+tab", "step(-1)", "What it may be about, back", show=False),
        Binding("escape", "leave", "Close", show=False),
    ]

    def __init__(self, desk: Desk, links: list[Link]) -> None:
        super().__init__(desk)
        self.text = LessonText()
        self.about = LessonLinks(desk.ink, links)

    def compose(self) -> ComposeResult:
        """Where to type, and what it is about."""
        with Vertical(id="lesson") as box:
            box.border_title = "Lesson learned"
            yield from (self.text, self.about)

    def take(self, event: events.Key) -> bool:
        """Letters that were typed before the text had the focus belong into it."""
        return self.text.late(event)

    def on_click(self, event: events.Click) -> None:
        """A click on what it may be about takes that; the text keeps the keys."""
        where = event.get_content_offset(self.about)
        if event.widget is self.about and where:
            number = where.y + self.about.scroll_offset.y - 1
            if 0 <= number < len(self.about.links):
                self.about.take(number)
        self.text.focus()

    def action_step(self, by: int) -> None:
        """Something else that it may be about."""
        self.about.take(self.about.taken + by)

    def action_leave(self) -> None:
        """Nothing is kept."""
        self.dismiss()

    def action_keep(self) -> None:
        """Send it, once there are words."""
        if not self.is_active:
            return
        text = " ".join(self.text.text.split())
        if not text:
            self.about.tell(NEEDED)
        elif self.desk.send(Intent("lesson", self.about.links[self.about.taken].subject, text)):
            self.dismiss()
        else:
            self.about.tell(NOT_OPEN)

    def _items(self, width: int) -> list[Item]:
        """No key for the help: while one types it is a letter."""
        return [item for item in super()._items(width) if item[1][1][0].strip() != "Help"]
