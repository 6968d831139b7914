"""Metrics of the lines that changed since the merge base: what a change answers for.

After SonarQube's "Clean as You Code". Unlike there, what is not known is absent: a missing measure is no pass.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from mastery_tui.model.finding import Finding, Unit

Ranges = Mapping[str, Sequence[tuple[int, int]]]
"""Path to ranges of lines, first and last, counted from 1."""

Values = dict[str, tuple[float, str]]
"""Metric to value and unit."""


class Covered(NamedTuple):
    """Of one file, the lines that ran in tests, and those that could have and did not."""

    lines: Collection[int]
    missing: Collection[int]


def new_code(
    files: Collection[str],
    ranges: Ranges,
    findings: Iterable[Finding] | None = None,
    units: Iterable[Unit] | None = None,
    coverage: Mapping[str, Covered] | None = None,
    *,
    repeated: Mapping[str, Collection[int]] | None = None,
    todos: Mapping[str, Collection[int]] | None = None,
) -> Values:
    """The `new.*` metrics of these `files` (others in `ranges` are none of ours). None for what is not known.

    - `new.lines`; `new.todos`;
    - `new.findings`: those that count and begin on a changed line, or are new and speak of a whole file that has
      changed lines;
    - `new.complexity.max`: of functions and methods with a changed line, absent where there is none;
    - `new.coverage`: of changed lines that tests can run, absent where there is none, and where a changed file is not
      in `coverage`: give an empty `Covered` for what is not meant to be measured, such as tests;
    - `new.duplicated_percent`: of changed lines, absent where there is none.
    """
    changed = {path: _lines(parts) for path, parts in ranges.items() if path in files}
    total = sum(map(len, changed.values()))
    found: Values = {"new.lines": (total, "lines")}
    if findings is not None:
        counting = sum(_begins(one, changed) for one in findings if one.dismissed is None)
        found["new.findings"] = (counting, "findings")
    if todos is not None:
        found["new.todos"] = (sum(len(lines & set(todos.get(path, ()))) for path, lines in changed.items()), "comments")
    if units is not None:
        touched = [one.complexity for one in units if one.kind != "class" and _touches(one, changed)]
        if touched:
            found["new.complexity.max"] = (max(touched), "paths")
    if repeated is not None and total:
        again = sum(len(lines & set(repeated.get(path, ()))) for path, lines in changed.items())
        found["new.duplicated_percent"] = (100.0 * again / total, "%")
    share = None if coverage is None else _coverage(changed, coverage)
    if share is not None:
        found["new.coverage"] = (share, "%")
    return found


def _lines(parts: Iterable[tuple[int, int]]) -> set[int]:
    return {number for first, last in parts for number in range(first, last + 1)}


def _begins(finding: Finding, changed: Mapping[str, set[int]]) -> bool:
    lines = changed.get(finding.path, ())
    return finding.line in lines or (finding.line == 0 and finding.new is True and bool(lines))


def _touches(unit: Unit, changed: Mapping[str, set[int]]) -> bool:
    lines = changed.get(unit.path, set())
    return not lines.isdisjoint(range(unit.line, unit.end_line + 1))


def _coverage(changed: Mapping[str, set[int]], coverage: Mapping[str, Covered]) -> float | None:
    ran = could = 0
    for path, lines in changed.items():
        known = coverage.get(path)
        if known is None:
            return None
        hit = len(lines & set(known.lines))
        ran += hit
        could += hit + len(lines & set(known.missing))
    return 100.0 * ran / could if could else None
