"""What a check says: findings, units and measures, for one file or for the tree."""

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "info"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "info")
"""Worst first; the index is the sort key."""


class Edit(msgspec.Struct, frozen=True, gc=False):
    """Replace the text between two places; lines and columns count from 1, the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


class Fix(msgspec.Struct, frozen=True, gc=False):
    """Edits that mend a finding; `safe` when they cannot change what the program does."""

    message: str
    safe: bool
    edits: tuple[Edit, ...]


class Finding(msgspec.Struct, frozen=True, gc=False):
    """One thing that a check found, at one place.

    Lines and columns count from 1, the end column is exclusive; line 0 means the whole file and path "" the whole
    tree. The fingerprint stays the same while the code it speaks of moves up or down. `new` says whether it came
    since the merge base with the default branch: None where that cannot be told. `dismissed` is the reason that
    somebody gave for setting it aside, None while it counts.
    """

    check: str
    rule: str
    severity: Severity
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    fingerprint: str
    url: str | None = None
    fix: Fix | None = None
    new: bool | None = None
    dismissed: str | None = None


UnitKind = Literal["function", "method", "class"]


class Unit(msgspec.Struct, frozen=True, gc=False):
    """A function, method or class with its complexity; `name` is bare, `qualname` dotted."""

    path: str
    name: str
    qualname: str
    kind: UnitKind
    line: int
    end_line: int
    complexity: int
    rank: str
    cognitive: int


class Result(msgspec.Struct, frozen=True, gc=False):
    """What one check says of one file (or, for a tree check, of the tree).

    `error` is set when the check could not read the file; its findings and metrics then prove nothing. `facts` mean
    something only beside those of all other files: see `model.facts`.
    """

    findings: tuple[Finding, ...] = ()
    metrics: dict[str, float] = {}
    units: tuple[Unit, ...] = ()
    error: str | None = None
    facts: dict[str, bytes] = {}


EMPTY = Result()
