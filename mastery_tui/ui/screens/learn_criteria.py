"""The points that an answer should make, each to be said yes to, with the words that make it, or no."""

from typing import ClassVar, NamedTuple

from textual.binding import Binding, BindingType
from textual.message import Message

from mastery_tui.model.learning import AnswerState
from mastery_tui.ui.cells import Line, cut, folded, one_line
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane

Quotes = dict[str, str | None]
"""By criterion: the words of the answer, or None for no; what was not decided is not there."""


class Row(NamedTuple):
    """A line of a criterion: its text, further parts of it, or the quote."""

    criterion: str
    kind: str
    text: str


class CriteriaPane(LinesPane):
    """The criteria of one question."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "decide(True)", "Yes", show=False),
        Binding("n", "decide(False)", "No", show=False),
        Binding("enter", "decide(True)", "Yes", show=False),
    ]

    class Decided(Message):
        """A person said yes or no."""

        def __init__(self, criterion: str, yes: bool) -> None:
            super().__init__()
            self.criterion = criterion
            self.yes = yes

    def __init__(self, ink: Ink) -> None:
        super().__init__(ink, id="learn-criteria")
        self.question: AnswerState | None = None
        self.quotes: Quotes = {}
        self.rows: list[Row] = []

    @property
    def chosen(self) -> str:
        """The criterion under the cursor."""
        return self.rows[self.cursor].criterion if self.cursor < len(self.rows) else ""

    def fill(self, question: AnswerState, quotes: Quotes) -> None:
        """Show the criteria of this question, and what was decided."""
        other = self.question is None or self.question.id != question.id
        self.question, self.quotes = question, quotes
        self._build()
        if other:
            self.seek(self.undecided())

    def undecided(self) -> str:
        """The first criterion that was not decided, "" for none."""
        criteria = self.question.criteria if self.question else ()
        return next((id for id, _, _ in criteria if id not in self.quotes), "")

    def seek(self, criterion: str) -> None:
        """Put the cursor on a criterion."""
        at = next((n for n, row in enumerate(self.rows) if row.criterion == criterion), None)
        if at is not None:
            super().go(at)

    def _build(self) -> None:
        width = self.scrollable_content_region.width or 60
        held = self.chosen
        rows: list[Row] = []
        for id, text, _ in self.question.criteria if self.question else ():
            parts = folded(one_line(text or id), width - 4, width - 4, 6)
            rows += [Row(id, "" if number else "first", part) for number, part in enumerate(parts)]
            quote = self.quotes.get(id)
            if quote:
                rows.append(Row(id, "quote", cut(f"“{one_line(quote)}”", width - 4)))
        self.rows = rows
        self.resize(len(rows))
        self.cursor = next((n for n, row in enumerate(rows) if row.criterion == held), 0)
        self.refresh()

    def on_resize(self) -> None:
        """Texts wrap at the width there is."""
        self._build()
        self.put(0)
        super().on_resize()

    def rewrap(self) -> None:
        """A scroll bar came or went."""
        self._build()

    def go(self, index: int) -> None:
        """Move from criterion to criterion."""
        index = max(0, min(index, self.count - 1))
        step = -1 if index < self.cursor else 1
        while 0 <= index < self.count and self.rows[index].kind != "first":
            index += step
        if 0 <= index < self.count:
            super().go(index)

    def line(self, index: int, width: int) -> Line:
        """One line."""
        row = self.rows[index]
        if row.kind == "quote":
            return [("   ", ""), (row.text, "string")]
        if row.kind != "first":
            return [("   ", ""), (row.text, "text")]
        glyph, role = "○", "muted"
        if row.criterion in self.quotes:
            glyph, role = ("–", "muted") if self.quotes[row.criterion] is None else ("✓", "ok")
        return [(f" {glyph} ", role), (row.text, "text")]

    def action_decide(self, yes: bool) -> None:
        """Yes or no to the criterion under the cursor."""
        if self.chosen:
            self.post_message(self.Decided(self.chosen, yes))
