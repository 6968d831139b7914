"""What the ledger says of the evidence so far, as a fold: every row is looked at once, in order."""

from collections import deque
from collections.abc import Iterable

from mastery_tui.evidence import record
from mastery_tui.evidence.row import Row
from mastery_tui.evidence.timeline import moment
from mastery_tui.model.proof import LevelName, Moment, VerdictName

SHOWN = 2_000
"""Rows that the timeline shows; the ledger has them all."""
OF_LEARNING = "learn."

Objective = tuple[str, str]
"""The ids of a project and of one of its objectives."""


class History:
    """Written by one thread at a time; `seq` is the last row that it has seen."""

    def __init__(self) -> None:
        self.seq = 0
        self._late: deque[tuple[Row, record.Event | None]] = deque(maxlen=SHOWN)
        self._moments: deque[Moment] = deque(maxlen=SHOWN)
        self.baseline: dict[str, float] | None = None
        self.attested: dict[tuple[str, str, str], tuple[record.Attested, float]] = {}
        self.verdicts: dict[Objective, tuple[VerdictName, float]] = {}
        self.levels: dict[str, LevelName] = {}
        self.metrics: dict[str, tuple[float, str]] = {}
        self.bound: dict[tuple[str, str], str] = {}
        self.scenarios: dict[str, tuple[record.Measurement, float, str]] = {}
        self.accepted: dict[tuple[str, str], str] = {}
        self.settled: tuple[record.Settled, str, str] | None = None

    def take(self, row: Row) -> record.Event | None:
        """One row later. Returns its event, for other folds."""
        event = self.show(row)
        match event:
            case record.Settled():
                self.settled = (event, row.tree_id, row.commit_id)
            case record.Measured():
                for name, value in event.values.items():
                    if value is None:
                        self.metrics.pop(name, None)
                    else:
                        self.metrics[name] = value
            case record.Judged():
                self.verdicts[event.project, event.objective] = (event.verdict, row.at)
            case record.Levelled():
                self.levels[event.domain] = event.level
            case record.Baseline():
                self.baseline = dict(event.values) or None
            case record.Attested():
                self.attested[event.project, event.objective, event.who] = (event, row.at)
            case record.Withdrawn():
                self.attested.pop((event.project, event.objective, event.who), None)
            case record.Measurement():
                self.scenarios[event.scenario] = (event, row.at, row.tree_id)
            case record.Accepted():
                self.accepted[event.what, event.id] = event.sha
            case record.Bound():
                self.bound.setdefault((event.path, event.sha), row.tree_id)
            case _:
                pass
        return event

    def show(self, row: Row) -> record.Event | None:
        """A row that is part of the timeline; `take` lets it count as well. Returns its event."""
        event = record.from_row(row)
        self.seq = row.seq
        self._late.append((row, event))
        return event

    def timeline(self) -> tuple[Moment, ...]:
        """The last rows as lines, newest first; of a long past only those that are shown are put into words."""
        while self._late:
            self._moments.append(moment(*self._late.popleft()))
        return tuple(reversed(self._moments))

    @property
    def attestations(self) -> Iterable[tuple[record.Attested, float]]:
        """Those that were not withdrawn, each with when it was given."""
        return self.attested.values()
