"""ruff's JSON output, typed, as findings.

Severities are ours, by rule: ruff calls nearly everything an error. `SEVERITY` maps a linter's letters, with as many
digits as needed, to a severity; the longest match counts, and what is not listed is a matter of style: info.
"""

import re
from collections.abc import Iterable

import msgspec

from mastery_tui.checking.interface import Found
from mastery_tui.model.finding import Edit, Fix, Severity

UNREADABLE = "E902"
"""ruff's code for a file that it could not read."""

_ERRORS: Severity = "error"
_WARNINGS: Severity = "warning"
_ERROR = "E9 F5 F6 F7 F82 PLE"
_WARNING = (
    "F F541 E71 E72 W605 B BLE S PLW PLC24 ASYNC A DTZ EXE LOG NPY PGH SLF YTT AIR DJ FAST C901 T10 PT RUF001 RUF002"
    " RUF003 RUF006 RUF008 RUF009 RUF012 RUF016 RUF048 RUF200 TRY00 TRY2 TRY4 PERF402"
)
SEVERITY: dict[str, Severity] = dict.fromkeys(_WARNING.split(), _WARNINGS) | dict.fromkeys(_ERROR.split(), _ERRORS)
"""error: fails or misbehaves when it runs; warning: likely a bug, a risk or a trap; all else is style."""

_SYNTAX: tuple[str | None, ...] = (None, "invalid-syntax", "panic")
_CODE = re.compile(r"([A-Z]+)(\d*)")


class Place(msgspec.Struct, frozen=True, gc=False):
    row: int
    column: int


class Change(msgspec.Struct, frozen=True, gc=False):
    content: str
    location: Place
    end_location: Place


class Mend(msgspec.Struct, frozen=True, gc=False):
    applicability: str
    edits: list[Change]
    message: str | None = None


class Diagnostic(msgspec.Struct, frozen=True, gc=False):
    """One entry of ruff's JSON list. Rows and columns count from 1, in characters; in a notebook within its cell."""

    code: str | None
    filename: str
    message: str
    location: Place | None = None
    end_location: Place | None = None
    url: str | None = None
    fix: Mend | None = None
    cell: int | None = None


decode = msgspec.json.Decoder(list[Diagnostic]).decode


def severity(code: str | None) -> Severity:
    """How much a finding of this rule matters."""
    if code in _SYNTAX:
        return "error"
    split = _CODE.fullmatch(code or "")
    if split is None:
        return "info"
    letters, digits = split.groups()
    for length in range(len(digits), -1, -1):
        if found := SEVERITY.get(letters + digits[:length]):
            return found
    return "info"


def found(diagnostic: Diagnostic) -> Found:
    """The finding. In a notebook it names the cell, for lines are the cell's; and no fix, which would not apply."""
    start = diagnostic.location or Place(0, 1)
    end = diagnostic.end_location or start
    in_cell = diagnostic.cell is not None
    return Found(
        diagnostic.code or "invalid-syntax",
        severity(diagnostic.code),
        start.row,
        f"cell {diagnostic.cell}: {diagnostic.message}" if in_cell else diagnostic.message,
        column=start.column,
        end_line=end.row,
        end_column=end.column,
        url=diagnostic.url,
        fix=None if in_cell or diagnostic.fix is None else _fix(diagnostic.fix),
        anchor=diagnostic.message if in_cell else None,
    )


def _fix(mend: Mend) -> Fix:
    edits: Iterable[Edit] = (
        Edit(
            change.location.row,
            change.location.column,
            change.end_location.row,
            change.end_location.column,
            change.content,
        )
        for change in mend.edits
    )
    return Fix(mend.message or "", mend.applicability == "safe", tuple(edits))
