"""One finding as a row: what it is known by, what it is ordered by, what the filter reads."""

from collections.abc import Callable, Iterable
from typing import Any, Literal

from mastery_tui.model.finding import SEVERITIES, Finding
from mastery_tui.model.state import FileState, is_stale

Sort = Literal["severity", "place", "check", "newest"]
SORTS: tuple[Sort, ...] = ("severity", "place", "check", "newest")

RANK: dict[str, int] = {severity: index for index, severity in enumerate(SEVERITIES)}

Place = tuple[str, str, int]
"""What a row is known by through updates: its file, its fingerprint, and which of that fingerprint it is."""


class Row:
    """One finding as listed; `key` orders it under the sort and the groups of the moment."""

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
        """What the words of the filter are looked for in."""
        if not self._text:
            f = self.finding
            self._text = f"{f.path}:{f.line} {f.check} {f.rule} {f.severity} {f.message} {f.dismissed or ''}".casefold()
        return self._text


def _by_severity(r: Row) -> tuple[Any, ...]:
    f = r.finding
    return (f.dismissed is not None, RANK[f.severity], f.path, f.line, f.column, f.check, f.rule, r.place)


def _by_place(r: Row) -> tuple[Any, ...]:
    f = r.finding
    return (f.path, f.line, f.column, RANK[f.severity], f.check, f.rule, r.place)


def _by_check(r: Row) -> tuple[Any, ...]:
    f = r.finding
    return (f.check, *_by_severity(r))


def _by_age(r: Row) -> tuple[Any, ...]:
    return (-r.generation, not r.finding.new, *_by_severity(r))


KEYS: dict[Sort, Callable[[Row], tuple[Any, ...]]] = {
    "severity": _by_severity,
    "place": _by_place,
    "check": _by_check,
    "newest": _by_age,
}


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
