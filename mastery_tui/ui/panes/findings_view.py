"""Which findings to show, and in which order: a view-model that follows State at the cost of what changed in it."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any, Literal

import msgspec

from mastery_tui.model.finding import SEVERITIES, Finding
from mastery_tui.model.state import FileState, State, is_stale

Sort = Literal["severity", "place", "check", "newest"]
SORTS: tuple[Sort, ...] = ("severity", "place", "check", "newest")
SEVERITY_LIMITS = ("info", "error", "warning")
"""The least severity to show, in the order that a key cycles through; info shows all."""

_RANK: dict[str, int] = {severity: index for index, severity in enumerate(SEVERITIES)}
_FEW = 64
_FILES_AT_ONCE = 400
"""Files taken over in one update: more would stall the interface when thousands change in one burst."""

Place = tuple[str, str, int]
"""What a row is known by through updates: its group, its fingerprint, and which of that fingerprint it is."""


class Query(msgspec.Struct, frozen=True):
    """What a person asked to see: `text` are words that must all occur, in any case."""

    sort: Sort = "severity"
    least: str = "info"
    text: str = ""
    new_only: bool = False


class Row:
    """One finding as listed; `key` orders it under the sort of the moment."""

    __slots__ = ("_text", "finding", "generation", "key", "place", "stale")

    def __init__(self, finding: Finding, stale: bool, generation: int, place: Place) -> None:
        self.finding = finding
        self.stale = stale
        self.generation = generation
        self.place = place
        self.key: tuple[Any, ...] = ()
        self._text = ""

    @property
    def text(self) -> str:
        """What the text filter looks at."""
        if not self._text:
            f = self.finding
            self._text = f"{f.path}:{f.line} {f.check} {f.rule} {f.severity} {f.message}".casefold()
        return self._text


def _by_severity(r: Row) -> tuple[Any, ...]:
    f = r.finding
    return (_RANK[f.severity], f.path, f.line, f.column, f.check, f.rule, r.place)


def _by_place(r: Row) -> tuple[Any, ...]:
    f = r.finding
    return (f.path, f.line, f.column, _RANK[f.severity], f.check, f.rule, r.place)


def _by_check(r: Row) -> tuple[Any, ...]:
    f = r.finding
    return (f.check, _RANK[f.severity], f.path, f.line, f.column, f.rule, r.place)


def _by_age(r: Row) -> tuple[Any, ...]:
    return (-r.generation, not r.finding.new, *_by_severity(r))


_KEYS: dict[Sort, Callable[[Row], tuple[Any, ...]]] = {
    "severity": _by_severity,
    "place": _by_place,
    "check": _by_check,
    "newest": _by_age,
}


class _Group:
    """The findings of one file (or of one tree check), and the value that they were read from."""

    __slots__ = ("rows", "source")

    def __init__(self, source: object, rows: list[Row]) -> None:
        self.source = source
        self.rows = rows


def _rows(name: str, found: Iterable[tuple[Finding, bool]], generation: int) -> list[Row]:
    seen: dict[str, int] = {}
    rows = []
    for finding, stale in found:
        nth = seen.get(finding.fingerprint, 0)
        seen[finding.fingerprint] = nth + 1
        rows.append(Row(finding, stale, generation, (name, finding.fingerprint, nth)))
    return rows


def _of_file(file: FileState) -> list[Row]:
    found = ((f, is_stale(file, check)) for check, result in file.results.items() for f in result.findings)
    return _rows(file.path, found, file.generation)


class FindingsView:
    """The ordered, filtered list of all findings of a State.

    `update` compares the identity of each FileState with the one it has seen last: values are frozen, so the same
    object holds the same findings. Only rows of files that differ are taken out and put in.
    """

    def __init__(self) -> None:
        self.query = Query()
        self.rows: list[Row] = []
        self.total = 0
        self.counts: dict[str, int] = {severity: 0 for severity in SEVERITIES}  # noqa: C420 - fromkeys would make its keys literals
        self.longest_place = 0
        self.longest_rule = 0
        self._groups: dict[str, _Group] = {}
        self._files: object = None
        self.behind = False

    def update(self, state: State) -> bool:
        """Follow a new State; True when any row came, went or changed. `behind`: call again, there is more to take."""
        stale: dict[str, _Group | None] = {}
        self.behind = False
        if state.files is not self._files:
            self._files = state.files
            groups = self._groups
            for path, file in state.files.items():
                group = groups.get(path)
                if group is None or group.source is not file:
                    stale[path] = _Group(file, _of_file(file))
                    if len(stale) >= _FILES_AT_ONCE:
                        self.behind, self._files = True, None
                        break
            # A tree check's group is named by a NUL and the check: no path can be that.
            for name in groups.keys() - state.files.keys():
                if not name.startswith("\0"):
                    stale[name] = None
        self._update_tree(state, stale)
        return self._replace(stale) if stale else False

    def _update_tree(self, state: State, stale: dict[str, _Group | None]) -> None:
        for check, result in state.tree.items():
            known = state.checks.get(check)
            old = known is not None and (known.status == "stale" or known.generation < state.generation)
            source, group = (result, old), self._groups.get(f"\0{check}")
            if (
                group is None
                or not isinstance(group.source, tuple)
                or group.source[0] is not result
                or group.source[1] != old
            ):
                rows = _rows(f"\0{check}", ((f, old) for f in result.findings), known.generation if known else 0)
                stale[f"\0{check}"] = _Group(source, rows)
        for name in self._groups:
            if name.startswith("\0") and name[1:] not in state.tree:
                stale[name] = None

    def ask(self, query: Query) -> None:
        """Show what `query` asks for."""
        before, self.query = self.query, query
        if query == before:
            return
        narrower = (
            query.text.startswith(before.text)
            and (query.new_only or not before.new_only)
            and _RANK[query.least] <= _RANK[before.least]
        )
        if query.sort == before.sort and narrower:
            self.rows = [row for row in self.rows if self._passes(row)]
            return
        if query.sort != before.sort:
            key = _KEYS[query.sort]
            for group in self._groups.values():
                for row in group.rows:
                    row.key = key(row)
        self.rows = [row for group in self._groups.values() for row in group.rows if self._passes(row)]
        self.rows.sort(key=attrgetter("key"))

    def index(self, place: Place) -> int | None:
        """Where the row of that place stands now; None when it is gone or filtered out."""
        group = self._groups.get(place[0])
        for row in group.rows if group else ():
            if row.place == place and self._passes(row):
                return bisect_left(self.rows, row.key, key=attrgetter("key"))
        return None

    def _passes(self, row: Row) -> bool:
        query = self.query
        if _RANK[row.finding.severity] > _RANK[query.least] or (query.new_only and not row.finding.new):
            return False
        return not query.text or all(word in row.text for word in query.text.casefold().split())

    def _replace(self, changed: dict[str, _Group | None]) -> bool:
        old: list[Row] = []
        new: list[Row] = []
        key = _KEYS[self.query.sort]
        for name, group in changed.items():
            before = self._groups.pop(name, None)
            if before:
                old += before.rows
            if group:
                self._groups[name] = group
                new += group.rows
        for row in new:
            row.key = key(row)
            self.counts[row.finding.severity] += 1
            self.longest_rule = max(self.longest_rule, len(row.finding.rule))
            self.longest_place = max(self.longest_place, len(row.finding.path) + len(str(row.finding.line)) + 1)
        for row in old:
            self.counts[row.finding.severity] -= 1
        self.total += len(new) - len(old)
        gone = [row for row in old if self._passes(row)]
        come = [row for row in new if self._passes(row)]
        if len(gone) + len(come) <= max(_FEW, len(self.rows) // 32):
            for row in gone:
                del self.rows[bisect_left(self.rows, row.key, key=attrgetter("key"))]
            for row in come:
                self.rows.insert(bisect_left(self.rows, row.key, key=attrgetter("key")), row)
        else:
            dropped = {id(row) for row in gone}
            self.rows = [row for row in self.rows if id(row) not in dropped] + come
            self.rows.sort(key=attrgetter("key"))
        return bool(old or new)
