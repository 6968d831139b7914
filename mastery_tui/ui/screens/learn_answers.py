"""The Justify section: the questions, the chosen one, what is written of it, and the points that it should make."""

import json
from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.timer import Timer
from textual.widgets import Input, TextArea

from mastery_tui.model.intent import Intent
from mastery_tui.model.learning import AnswerState
from mastery_tui.ui.cells import Line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.screens.learn_criteria import CriteriaPane
from mastery_tui.ui.screens.learn_drafts import Key, drafts_of
from mastery_tui.ui.screens.learn_fields import Answer, Field
from mastery_tui.ui.screens.learn_justify import WRITTEN, about_lines, question_line
from mastery_tui.ui.theme import Ink
from mastery_tui.ui.widgets.lines import LinesPane
from mastery_tui.ui.widgets.text import TextPane

KEPT_AFTER_S = 0.5
"""Seconds without a key after which what was typed is handed to the session."""

_BETWEEN = 3
"""Rows for blank lines, and for the quote."""

NOT_OPEN = "the session is not open yet"


class QuestionsPane(LinesPane):
    """A line per question."""

    def __init__(self, ink: Ink) -> None:
        super().__init__(ink, id="learn-questions")
        self.questions: Sequence[AnswerState] = ()
        self.empty = [[("this module asks nothing", "muted")]]

    def line(self, index: int, width: int) -> Line:
        """One question."""
        return question_line(self.questions[index], index + 1, width)


class AboutPane(TextPane):
    """The chosen question, and what was said of its answer."""

    def __init__(self, ink: Ink) -> None:
        super().__init__(ink, id="learn-asked")
        self.question: AnswerState | None = None
        self.locked = False

    def made(self, width: int) -> Sequence[Line]:
        """All of it."""
        if self.question is None:
            return []
        return about_lines(self.question, width, self.locked)


class JustifyPart(Vertical):
    """Questions and answers of one module. What is typed is kept: after a moment, and whenever one leaves it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(id="learn-justify")
        self.desk = desk
        self.drafts = drafts_of(desk)
        self.module = ""
        self.questions = QuestionsPane(desk.ink)
        self.about = AboutPane(desk.ink)
        self.area = Answer("learn-answer")
        self.criteria = CriteriaPane(desk.ink)
        self.quote = Field("learn-quote", "the words of your answer that say it")
        self.questions.followed = self._show
        self._key: Key | None = None
        self._loaded = ""
        self._timer: Timer | None = None
        self._quoting = ""

    def compose(self) -> ComposeResult:
        """All there is; what makes no sense now is not displayed."""
        yield from (self.questions, self.about, self.area, self.criteria, self.quote)

    def on_mount(self) -> None:
        """Nothing is quoted yet."""
        self._show()

    def on_unmount(self) -> None:
        """What was typed last is kept."""
        self.keep()

    @property
    def chosen(self) -> AnswerState | None:
        """The question under the cursor."""
        at = self.questions.cursor
        return self.questions.questions[at] if at < len(self.questions.questions) else None

    @property
    def working(self) -> bool:
        """Whether a person is at an answer: writes it, or says what it says."""
        return self.screen.focused in (self.area, self.quote, self.criteria)

    def fill(self, module: str, questions: Sequence[AnswerState], locked: bool) -> None:
        """Follow the State; `locked`: nothing can be handed in yet."""
        self.about.locked = locked
        self._collect()
        other = module != self.module
        if other:
            self.keep()
        held = self.chosen.id if self.chosen else ""
        self.module = module
        self.questions.questions = questions
        at = next((n for n, q in enumerate(questions) if q.id == held), None)
        if other or at is None:
            at = next((n for n, q in enumerate(questions) if q.status != "held"), 0)
        self.questions.cursor = at
        self.questions.resize(len(questions))
        self._show()

    def place(self, rows: int) -> None:
        """Say how many rows there are for all of it."""
        listed = max(1, min(len(self.questions.questions) or 3, rows // 5))
        about = max(2, rows * 2 // 5)
        self.questions.styles.height = listed
        self.about.styles.max_height = about
        self.criteria.styles.max_height = max(2, rows - listed - about - _BETWEEN)

    def _show(self) -> None:
        self._collect()
        question = self.chosen
        self.about.question = question
        self.about.rebuild()
        writing = question is not None and question.status in WRITTEN
        assessing = question is not None and question.status == "review"
        self.set_class(not (writing or assessing), "-reading")
        self.area.display = writing
        self.criteria.display = assessing
        if question is None:
            self._key = None
            return
        key = (self.module, question.id)
        if writing:
            self._load(key, question)
        else:
            self._key = None
        if assessing:
            quotes = self.drafts.quotes.setdefault(key, {})
            self.criteria.fill(question, quotes)
        else:
            self.drafts.quotes.pop(key, None)
            self._quoting = ""
        self.quote.display = bool(self._quoting)

    def _load(self, key: Key, question: AnswerState) -> None:
        text = self.drafts.of(key, question.text)
        if self._key != key or (text != self._loaded and text != self.area.text):
            self.area.load_text(text)
            self.area.move_cursor(self.area.document.end)
        self._key, self._loaded = key, self.area.text

    # -- what is typed -------------------------------------------------------------------------------------------

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """It is kept once no key comes for a moment."""
        event.stop()
        self._collect()
        if self.drafts.unsent():
            if self._timer is not None:
                self._timer.stop()
            self._timer = self.set_timer(KEPT_AFTER_S, self.keep)

    def _collect(self) -> None:
        """What the answer holds now belongs to the question that it was opened for."""
        if self._key is not None and self.area.text != self._loaded:
            state = next((q.text for q in self.questions.questions if q.id == self._key[1]), "")
            self._loaded = self.area.text
            self.drafts.typed(self._key, self._loaded, state)

    def keep(self) -> None:
        """Hand what was typed to the session."""
        self._collect()
        for key, text in self.drafts.unsent():
            if self.desk.send(Intent("module-draft", " ".join(key), text)):
                self.drafts.sent(key, text)

    # -- what is asked for ---------------------------------------------------------------------------------------

    def go_on(self) -> None:
        """Go to what there is to do: for the chosen question, or, where that is held, for the first that is not."""
        question = self.chosen
        if question is not None and question.status == "held":
            ahead = next((n for n, q in enumerate(self.questions.questions) if q.status != "held"), None)
            if ahead is not None:
                self.questions.go(ahead)
        self.write()

    def write(self) -> None:
        """Go to what there is to do for the chosen question, else to the list."""
        question = self.chosen
        if question is not None and question.status in WRITTEN:
            self.screen.set_focus(self.area, scroll_visible=False)
        elif question is not None and question.status == "review":
            self.screen.set_focus(self.criteria, scroll_visible=False)
        else:
            self.screen.set_focus(self.questions, scroll_visible=False)

    def back(self) -> bool:
        """One step back: from the quote, from the answer, from the criteria. False: nothing to leave."""
        if self._quoting:
            self._end_quote()
        elif self.working:
            self.keep()
            self.screen.set_focus(self.questions, scroll_visible=False)
        else:
            return False
        return True

    def hand_in(self) -> None:
        """The answer, or what was decided of its criteria."""
        question = self.chosen
        if question is None:
            return
        if question.status in WRITTEN:
            self._collect()
            key, text = (self.module, question.id), self.area.text
            if not self.desk.send(Intent("module-answer", " ".join(key), text)):
                self.desk.flash(NOT_OPEN)
                return
            self.drafts.sent(key, text)
        elif question.status == "review":
            self._assess(question)

    def _assess(self, question: AnswerState) -> None:
        left = self.criteria.undecided()
        if left:
            self.criteria.seek(left)
            self.desk.flash("y or n first for each point")
            return
        quotes = {id: self.criteria.quotes[id] for id, _, _ in question.criteria}
        detail = json.dumps(quotes, ensure_ascii=False)
        if not self.desk.send(Intent("module-assess", f"{self.module} {question.id}", detail)):
            self.desk.flash(NOT_OPEN)

    def on_criteria_pane_decided(self, event: CriteriaPane.Decided) -> None:
        """A yes needs the words that say it."""
        event.stop()
        if event.yes:
            self._quoting = event.criterion
            self.quote.value = self.criteria.quotes.get(event.criterion) or ""
            self.quote.cursor_position = len(self.quote.value)
            self.quote.display = True
            self.screen.set_focus(self.quote, scroll_visible=False)
        else:
            self._decide(event.criterion, None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The quote stands in the answer, word for word."""
        event.stop()
        question = self.chosen
        words = " ".join(self.quote.value.split())
        if question is None or not self._quoting:
            return
        if not words:
            self.desk.flash("quote the words that say it, or esc and n")
        elif words.casefold() not in " ".join(question.text.split()).casefold():
            self.desk.flash("these words are not in your answer")
        else:
            self._decide(self._quoting, words)
            self._end_quote()

    def _decide(self, criterion: str, quote: str | None) -> None:
        question = self.chosen
        if question is None:
            return
        self.criteria.quotes[criterion] = quote
        self.criteria.fill(question, self.criteria.quotes)
        self.criteria.seek(self.criteria.undecided() or criterion)

    def _end_quote(self) -> None:
        self._quoting = ""
        self.screen.set_focus(self.criteria, scroll_visible=False)
        self.quote.display = False
