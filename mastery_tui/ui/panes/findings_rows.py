"""One finding as a row: what it is known by, what it is ordered by, what the filter reads."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain
from operator import attrgetter
from typing import Any, Literal

from mastery_tui.model.finding import SEVERITIES, Finding
from mastery_tui.model.state import FileState, is_stale

Sort = Literal["severity", "place", "check", "newest"]
SORTS: tuple[Sort, ...] = ("severity", "place", "check", "newest")
Grouping = Literal["none", "file", "rule", "check"]

RANK: dict[str, int] = {severity: index for index, severity in enumerate(SEVERITIES)}

DISMISSED = "dismissed"
"""What a finding counts as that somebody set aside."""

KINDS = (*SEVERITIES, *(DISMISSED for _ in SEVERITIES))
"""What a finding counts as, by its row's `standing`."""

Place = tuple[str, str, int]
"""What a row is known by through updates: its file, its fingerprint, and which of that fingerprint it is."""


class Row:
    """One finding as listed.

    `where` orders the rows by place, and is another for each row. `standing` is the rank of the severity, those that
    were dismissed after all others. `age` is the less the newer it is.
    """

    __slots__ = ("age", "finding", "generation", "place", "stale", "standing", "text", "where")

    text: str
    """What the words of the filter are looked for in, casefolded."""

    def __init__(self, finding: Finding, stale: bool, generation: int, place: Place) -> None:
        f, rank = finding, RANK[finding.severity]
        self.finding = finding
        self.stale = stale
        self.generation = generation
        self.place = place
        self.standing = rank if f.dismissed is None else rank + len(SEVERITIES)
        self.age = -2 * generation + (not f.new)
        self.where = (f.path, f.line, f.column, rank, f.check, f.rule, place)

    def __getattr__(self, name: str) -> str:
        """The text, made when it is first asked for: a slot that is filled is read without this."""
        if name != "text":
            raise AttributeError(name)
        f = self.finding
        self.text = f"{f.path}:{f.line} {f.check} {f.rule} {f.severity} {f.message} {f.dismissed or ''}".casefold()
        return self.text


GROUPED: dict[Grouping, tuple[str, ...]] = {
    "none": (),
    "file": ("finding.path",),
    "rule": ("finding.rule", "finding.check"),
    "check": ("finding.check",),
}
"""What a group is known by; also its place in the order: a group never jumps because its findings changed."""

_SORTED: dict[Sort, tuple[str, ...]] = {
    "severity": ("standing",),
    "place": (),
    "check": ("finding.check", "standing"),
    "newest": ("age", "standing"),
}
"""What comes before the place in an order."""


class Order:
    """One order of rows, within one kind of groups.

    Rows by place are the start of every order: what has the same severity, say, is ordered by place. So an order is
    made without comparing rows, by dealing them out.
    """

    def __init__(self, group: Grouping, sort: Sort) -> None:
        first = (*GROUPED[group], *_SORTED[sort])
        self._by_place = first in ((), GROUPED["file"])
        self._first: Callable[[Row], Any] = attrgetter(*first) if first else lambda row: ()

    def key(self, row: Row) -> tuple[Any, ...]:
        """Where a row stands in it."""
        return self._first(row), row.where

    def of(self, rows: list[Row]) -> list[Row]:
        """The rows in this order; they are given by place."""
        if self._by_place:
            return rows
        dealt: defaultdict[Any, list[Row]] = defaultdict(list)
        for first, row in zip(map(self._first, rows), rows, strict=True):
            dealt[first].append(row)
        return list(chain.from_iterable(dealt[first] for first in sorted(dealt)))


def rows_of(name: str, found: Iterable[tuple[Finding, bool]], generation: int) -> list[Row]:
    """The rows of one file or tree check, from its findings and whether each is stale."""
    seen: dict[str, int] = {}
    rows = []
    for finding, stale in found:
        nth = seen.get(finding.fingerprint, 0)
        seen[finding.fingerprint] = nth + 1
        rows.append(Row(finding, stale, generation, (name, finding.fingerprint, nth)))
    return rows


def rows_of_file(file: FileState, missed: bool) -> list[Row]:
    """The rows of one file; all are stale when it was saved while nobody looked (`missed`)."""
    found = ((f, missed or is_stale(file, check)) for check, result in file.results.items() for f in result.findings)
    return rows_of(file.path, found, file.generation)
