"""Which findings to show, and in which order: a view-model that follows State at the cost of what changed in it."""

from bisect import bisect_left
from collections import Counter
from operator import attrgetter

import msgspec

from mastery_tui.model.finding import SEVERITIES, Finding
from mastery_tui.model.state import State
from mastery_tui.ui.panes.findings_filter import narrows, passing, terms
from mastery_tui.ui.panes.findings_groups import Name, Section, Sections
from mastery_tui.ui.panes.findings_rows import (
    DISMISSED,
    KINDS,
    RANK,
    Grouping,
    Order,
    Place,
    Row,
    Sort,
    rows_of,
    rows_of_file,
)

SEVERITY_LIMITS = ("info", "error", "warning")
"""The least severity to show, in the order that a key cycles through; info shows all."""

_FEW = 64
_FILES_AT_ONCE = 400
"""Files taken over in one update: more would stall the interface when thousands change in one burst."""

_WHERE = attrgetter("where")

Held = Place | Name
"""What the cursor is on through updates: a row's place, or the name of a group whose header it is."""


class Query(msgspec.Struct, frozen=True):
    """What a person asked to see: `text` is in the language of `findings_filter`."""

    sort: Sort = "severity"
    least: str = "info"
    text: str = ""
    new_only: bool = False
    group: Grouping = "none"
    dismissed: bool = False


class _Source:
    """The rows of one file (or of one tree check), and the value that they were read from."""

    __slots__ = ("rows", "value")

    def __init__(self, value: object, rows: list[Row]) -> None:
        self.value = value
        self.rows = rows


class FindingsView:
    """The ordered, filtered, grouped list of all findings of a State.

    `update` compares the identity of each FileState with the one it has seen last: values are frozen, so the same
    object holds the same findings. Only rows of files that differ are taken out and put in. `rows` are all that pass,
    also those of folded groups; `lines` counts what is listed, headers included, and `at` says what is on a line.
    """

    def __init__(self) -> None:
        self.query = Query()
        self.rows: list[Row] = []
        self.sections = Sections()
        self.total = 0
        self.dismissed = 0
        self.counts: dict[str, int] = {severity: 0 for severity in SEVERITIES}  # noqa: C420 - fromkeys would make its keys literals
        self.behind = False
        self._every: list[Row] = []  # all there are, by place
        self._order = Order("none", "severity")
        self._terms = terms("")
        self._places: Counter[int] = Counter()
        self._rules: Counter[int] = Counter()
        self._sources: dict[str, _Source] = {}
        self._files: object = None
        self._missed: tuple[str, ...] = ()

    # -- what is listed ------------------------------------------------------------------------------------------

    @property
    def lines(self) -> int:
        """Rows and headers that are listed."""
        return len(self.rows) if self.query.group == "none" else self.sections.lines

    def at(self, line: int) -> Row | Section | None:
        """What stands on a line; None past the end."""
        if not 0 <= line < self.lines:
            return None
        if self.query.group == "none":
            return self.rows[line]
        found = self.sections.at(line)
        return found if isinstance(found, Section) else self.rows[found]

    def held(self, line: int) -> Held | None:
        """What to find a line again by after an update."""
        what = self.at(line)
        return what.name if isinstance(what, Section) else what.place if what else None

    def index(self, held: Held) -> int | None:
        """Where it stands now: a row of a folded group at its header. None when it is gone or filtered out."""
        if self.query.group != "none" and len(held) != 3:
            return self.sections.header(held)
        row = self._row(held)
        return None if row is None else row if self.query.group == "none" else self.sections.line_of(row)

    def fold(self, section: Section, folded: bool) -> None:
        """Fold a group away, or show it."""
        self.sections.fold(section, folded)

    def step(self, line: int, by: int) -> int:
        """The line of the finding that is `by` findings from a line; a folded group on the way there is opened."""
        if self.query.group == "none" or not self.rows:
            return max(0, min(line + by, len(self.rows) - 1))
        here = self.sections.at(max(0, min(line, self.lines - 1)))
        if isinstance(here, Section):
            first = self.sections.first(here)
            row = first + by - 1 if by > 0 else first + by
        else:
            row = here + by
        row = max(0, min(row, len(self.rows) - 1))
        if (section := self.sections.of(row)).folded:
            self.sections.fold(section, False)
        return self.sections.line_of(row)

    @property
    def longest_rule(self) -> int:
        """The characters of the longest rule of all findings."""
        return max(self._rules, default=0)

    @property
    def longest_place(self) -> int:
        """The characters of the longest `path:line`, or only of `:line` where the groups are files."""
        return max(self._places, default=0)

    # -- following -----------------------------------------------------------------------------------------------

    def update(self, state: State) -> bool:
        """Follow a new State; True when any row came, went or changed. `behind`: call again, there is more to take."""
        changed: dict[str, _Source | None] = {}
        self.behind = False
        if state.files is not self._files or state.watch.missed != self._missed:
            self._update_files(state, changed)
        self._update_tree(state, changed)
        return self._replace(changed) if changed else False

    def _update_files(self, state: State, changed: dict[str, _Source | None]) -> None:
        sources, missed = self._sources, frozenset(state.watch.missed)
        unlike = missed.symmetric_difference(self._missed)
        self._files, self._missed = state.files, state.watch.missed
        for path, file in state.files.items():
            source = sources.get(path)
            if source is None or source.value is not file or path in unlike:
                changed[path] = _Source(file, rows_of_file(file, path in missed))
                if len(changed) >= _FILES_AT_ONCE and not unlike:
                    self.behind, self._files = True, None
                    break
        # A tree check's rows are named by a NUL and the check: no path can be that.
        for name in sources.keys() - state.files.keys():
            if not name.startswith("\0"):
                changed[name] = None

    def _update_tree(self, state: State, changed: dict[str, _Source | None]) -> None:
        for check, result in state.tree.items():
            known = state.checks.get(check)
            old = known is not None and (known.status == "stale" or known.generation < state.generation)
            source = self._sources.get(f"\0{check}")
            value = source.value if source else None
            if not isinstance(value, tuple) or value[0] is not result or value[1] != old:
                rows = rows_of(f"\0{check}", ((f, old) for f in result.findings), known.generation if known else 0)
                changed[f"\0{check}"] = _Source((result, old), rows)
        for name in self._sources:
            if name.startswith("\0") and name[1:] not in state.tree:
                changed[name] = None

    def ask(self, query: Query) -> None:
        """Show what `query` asks for."""
        before, self.query = self.query, query
        if query == before:
            return
        self._terms = terms(query.text)
        same_order = (query.sort, query.group) == (before.sort, before.group)
        narrower = (
            narrows(query.text, before.text)
            and (query.new_only or not before.new_only)
            and (before.dismissed or not query.dismissed)
            and RANK[query.least] <= RANK[before.least]
        )
        self._order = Order(query.group, query.sort)
        if same_order and narrower:
            self.rows = self._passing(self.rows)
        else:
            self.rows = self._order.of(self._passing(self._every))
        self.sections.make(query.group, self.rows)

    def _row(self, place: Held) -> int | None:
        source = self._sources.get(place[0])
        for row in source.rows if source else ():
            if row.place == place and self._passes(row):
                return self._at(row)
        return None

    def _at(self, row: Row) -> int:
        return bisect_left(self.rows, self._order.key(row), key=self._order.key)

    def _standings(self) -> list[int]:
        """The standings that are asked for."""
        query, least = self.query, RANK[self.query.least]
        return [
            standing
            for standing, kind in enumerate(KINDS)
            if standing % len(SEVERITIES) <= least and (query.dismissed or kind != DISMISSED)
        ]

    def _passes(self, row: Row) -> bool:
        if row.standing not in self._standings() or (self.query.new_only and not row.finding.new):
            return False
        return all(term.holds(row) for term in self._terms)

    def _passing(self, rows: list[Row]) -> list[Row]:
        """Those that `_passes`, all at once. Never the list that was given."""
        if self.dismissed or self.query.least != SEVERITIES[-1]:
            standings = frozenset(self._standings())
            rows = [row for row in rows if row.standing in standings]
        if self.query.new_only:
            rows = [row for row in rows if row.finding.new]
        return passing(rows, self._terms)

    def _replace(self, changed: dict[str, _Source | None]) -> bool:
        old: list[Row] = []
        new: list[Row] = []
        for name, source in changed.items():
            before = self._sources.pop(name, None)
            if before:
                old += before.rows
            if source:
                self._sources[name] = source
                new += source.rows
        for row in new:
            self._count(row.finding, 1)
        for row in old:
            self._count(row.finding, -1)
        if len(old) + len(new) <= max(_FEW, len(self._every) // 64):
            self._change(old, new)
        else:
            gone = {id(row) for row in old}
            self._every = [row for row in self._every if id(row) not in gone] + new
            self._every.sort(key=_WHERE)
            self.rows = self._order.of(self._passing(self._every))
            self.sections.make(self.query.group, self.rows)
        return bool(old or new)

    def _change(self, old: list[Row], new: list[Row]) -> None:
        """Take a few rows out, and put a few in."""
        for row in old:
            del self._every[bisect_left(self._every, row.where, key=_WHERE)]
            if self._passes(row):
                del self.rows[self._at(row)]
                self.sections.change(row, -1)
        for row in new:
            self._every.insert(bisect_left(self._every, row.where, key=_WHERE), row)
            if self._passes(row):
                self.rows.insert(self._at(row), row)
                self.sections.change(row, 1)
        self.sections.layout()

    def _count(self, finding: Finding, by: int) -> None:
        if finding.dismissed is None:
            self.total += by
            self.counts[finding.severity] += by
        else:
            self.dismissed += by
        for lengths, length in (
            (self._rules, len(finding.rule)),
            (self._places, len(finding.path) + len(str(finding.line)) + 1),
        ):
            lengths[length] += by
            if not lengths[length]:
                del lengths[length]
