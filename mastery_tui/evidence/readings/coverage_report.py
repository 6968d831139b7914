"""The JSON report of coverage.py, formats 1 to 3."""

import msgspec

from mastery_tui.evidence.readings.reading import Unreadable, Values, share


class Meta(msgspec.Struct, frozen=True):
    """Whether branches were measured."""

    branch_coverage: bool = False
    timestamp: str | None = None


class Totals(msgspec.Struct, frozen=True):
    """Numbers of statements and of branches."""

    covered_lines: int
    num_statements: int
    num_branches: int = 0
    covered_branches: int = 0


class File(msgspec.Struct, frozen=True):
    """A file's lines."""

    executed_lines: list[int] = []
    missing_lines: list[int] = []


class Report(msgspec.Struct, frozen=True):
    """The whole of it."""

    totals: Totals
    files: dict[str, File]
    meta: Meta = Meta()


def totals(report: Report) -> Values:
    """`coverage.line`, and `coverage.branch` where branches were measured, in percent; `coverage.files`.

    Where they were measured and there is none, all of them ran. Raises Unreadable for a report of nothing.
    """
    if not report.totals.num_statements:
        raise Unreadable("speaks of no line: it proves nothing")
    values: Values = {
        "coverage.line": (share(report.totals.covered_lines, report.totals.num_statements), "%"),
        "coverage.files": (len(report.files), "files"),
    }
    if report.totals.num_branches:
        values["coverage.branch"] = (share(report.totals.covered_branches, report.totals.num_branches), "%")
    elif report.meta.branch_coverage:
        values["coverage.branch"] = (100.0, "%")
    return values
