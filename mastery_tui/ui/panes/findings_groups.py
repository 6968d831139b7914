"""Groups of findings: where each begins among the rows, which are folded, and what stands at a line."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Sequence
from itertools import accumulate
from operator import attrgetter

from mastery_tui.model.finding import Finding
from mastery_tui.ui.panes.findings_rows import GROUPED, KINDS, Grouping, Row

Name = tuple[str, ...]

_NAMES: dict[Grouping, Callable[[Finding], Name]] = {
    "none": lambda f: (),
    "file": lambda f: (f.path,),
    "rule": lambda f: (f.rule, f.check),
    "check": lambda f: (f.check,),
}


class Section:
    """One group: how many of its findings are listed, by what they count as, and whether they are folded away."""

    __slots__ = ("counts", "folded", "name", "total")

    def __init__(self, name: Name, folded: bool) -> None:
        self.name = name
        self.folded = folded
        self.total = 0
        self.counts: dict[str, int] = {}

    def add(self, kind: str, by: int = 1) -> None:
        """Count a finding in, or out."""
        self.total += by
        self.counts[kind] = self.counts.get(kind, 0) + by


_NAME = attrgetter("name")


class Sections:
    """The groups in order. `layout` must follow each change before lines are asked for."""

    def __init__(self) -> None:
        self.by: Grouping = "none"
        self.all: list[Section] = []
        self._folded: set[tuple[Grouping, Name]] = set()
        self._starts: list[int] = []
        self._tops: list[int] = []
        self.lines = 0

    def make(self, by: Grouping, rows: list[Row]) -> None:
        """Group anew; the rows are in the order of the groups."""
        self.by = by
        self.all = []
        if by != "none":
            counted: Counter[tuple[str, ...]] = Counter(map(attrgetter(*GROUPED[by], "standing"), rows))
            for (*words, standing), number in counted.items():
                name = tuple(words)
                if not self.all or self.all[-1].name != name:
                    self.all.append(Section(name, (by, name) in self._folded))
                self.all[-1].add(KINDS[int(standing)], number)
        self.layout()

    def change(self, row: Row, by: int) -> None:
        """One row came (1) or went (-1)."""
        if self.by == "none":
            return
        name = _NAMES[self.by](row.finding)
        at = bisect_left(self.all, name, key=_NAME)
        if at == len(self.all) or self.all[at].name != name:
            self.all.insert(at, Section(name, (self.by, name) in self._folded))
        section = self.all[at]
        section.add(KINDS[row.standing], by)
        if not section.total:
            del self.all[at]

    def layout(self) -> None:
        """Say anew on which line each group stands."""
        self._starts = [0, *accumulate(section.total for section in self.all)]
        self._tops = [0, *accumulate(1 + (0 if s.folded else s.total) for s in self.all)]
        self.lines = self._tops[-1]

    def fold(self, section: Section, folded: bool) -> None:
        """Fold a group away, or show it; remembered while the dashboard is open, also when it is empty for a time."""
        section.folded = folded
        (self._folded.add if folded else self._folded.discard)((self.by, section.name))
        self.layout()

    def at(self, line: int) -> Section | int:
        """What stands on a line: a group's header, or the index of a row."""
        number = bisect_right(self._tops, line) - 1
        top = self._tops[number]
        return self.all[number] if line == top else self._starts[number] + line - top - 1

    def line_of(self, row: int) -> int:
        """The line of a row: its header's where its group is folded."""
        number = self._number(row)
        top = self._tops[number]
        return top if self.all[number].folded else top + 1 + row - self._starts[number]

    def of(self, row: int) -> Section:
        """The group of a row."""
        return self.all[self._number(row)]

    def header(self, name: Name) -> int | None:
        """The line of a group's header; None when it is gone."""
        at = bisect_left(self.all, name, key=_NAME)
        return self._tops[at] if at < len(self.all) and self.all[at].name == name else None

    def first(self, section: Section) -> int:
        """The index of the first row of a group."""
        return self._starts[bisect_left(self.all, section.name, key=_NAME)]

    def _number(self, row: int) -> int:
        starts: Sequence[int] = self._starts
        return bisect_right(starts, row) - 1
