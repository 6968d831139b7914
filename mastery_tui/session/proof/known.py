"""What the ledger of a tree says, folded as far as it is whole: nothing behind a broken row counts, and nothing that
came along with the folder: who wrote that is not known."""

from collections.abc import Sequence
from pathlib import Path

from mastery_tui.evidence.cycle.churn import Churn
from mastery_tui.evidence.cycle.machine import Course
from mastery_tui.evidence.history import History
from mastery_tui.evidence.kpis.figures import Figures
from mastery_tui.evidence.ledger import Ledger, LedgerError
from mastery_tui.evidence.lessons import Lessons
from mastery_tui.evidence.levels.sustained import Sustained
from mastery_tui.evidence.row import Entry, Row
from mastery_tui.learning.events import Event, from_row
from mastery_tui.learning.outcomes import Outcomes
from mastery_tui.learning.progress import Progress, later

_HINT = ": see `mastery ledger verify`"


class Known:
    """The folds over one ledger; all methods block, one thread at a time."""

    def __init__(self, store: Path | None) -> None:
        self.ledger = Ledger(store)
        self.trouble = ""
        self.notes: list[tuple[str, str]] = []  # kinds and lines for Activity
        self._seen: tuple[object, ...] = ()
        self._begin()

    def _begin(self) -> None:
        self.history = History()
        self.course = Course()
        self.churn = Churn()
        self.figures = Figures()
        self.lessons = Lessons()
        self.sustained = Sustained()
        self.progress = Progress()
        self.outcomes = Outcomes()

    def catch_up(self) -> None:
        """Take the rows that came since, whoever wrote them."""
        try:
            seen = self.ledger.seen()
            if seen == self._seen:
                return
            self._seen = seen
            fault = self.ledger.verify(after=self.ledger.verified)
            self.trouble = f"the ledger is broken: {fault}; nothing from there on counts{_HINT}" if fault else ""
            whole = self.ledger.verified
            if whole < self.history.seq:  # another file stands there now
                self._begin()
            foreign = self.ledger.foreign
            if foreign and not self.history.seq:
                self.notes += [("info", f"{note}; none of it counts") for note in self.ledger.notes]
            learned: list[tuple[Event, float]] = []
            for row in self.ledger.rows(after_seq=self.history.seq):
                if row.seq > whole:
                    break
                if row.seq <= foreign:
                    self.history.show(row)
                else:
                    self._take(row, learned)
            self.progress = later(self.progress, learned) if learned else self.progress
        except LedgerError as error:
            self.trouble = str(error)

    def moved(self) -> bool:
        """Whether there are rows that were not taken yet; what cannot be read is told when they are."""
        try:
            return self.ledger.seen() != self._seen
        except LedgerError:
            return False

    def _take(self, row: Row, learned: list[tuple[Event, float]]) -> None:
        event = self.history.take(row)
        if event is None:
            if (done := from_row(row)) is not None:
                learned.append((done, row.at))
                self.outcomes.take(done, row.at)
            return
        self.course.take(row.at, event, row.seq, row.commit_id)
        self.churn.take(row.at, event)
        self.figures.take(row.at, event)
        self.lessons.take(row.seq, row.at, event)
        self.sustained.take(row.at, event)

    def record(self, entries: Sequence[Entry]) -> None:
        """Keep these and know them. What cannot be kept is told, and nothing is claimed of it."""
        if not entries:
            return
        try:
            rows = self.ledger.append_many(entries)
        except LedgerError as error:
            self.trouble = f"nothing is recorded: {error}"
            return
        if not self.trouble and rows[0].seq == self.history.seq + 1:  # nobody else wrote in between
            learned: list[tuple[Event, float]] = []
            for row in rows:
                self._take(row, learned)
            return
        self._seen = ()
        self.catch_up()

    def close(self) -> None:
        """Let go of the file."""
        self.ledger.close()
