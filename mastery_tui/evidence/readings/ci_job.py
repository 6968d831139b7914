"""A job of a pipeline, whoever runs it, and what its failure would tell."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from mastery_tui.evidence.readings import shell

_OF_MATRIX = re.compile(
    r"\$\{\{\s*matrix\.([\w-]{1,99})\s*(==\s*'?true'?|\|\|\s*false|&&\s*true\s*\|\|\s*false)?\s*\}\}"
)


class Job(msgspec.Struct, frozen=True):
    """`proving`: its failure fails the pipeline. `masked` counts what fails unseen: its steps, and it itself.
    `kinds`: what it proves."""

    proving: bool
    masked: int = 0
    kinds: frozenset[str] = frozenset()


class Pipeline(msgspec.Struct, frozen=True):
    """The jobs, and whether they run on a push or a pull request."""

    jobs: tuple[Job, ...]
    on_push: bool


def is_off(condition: Any) -> bool:
    """Whether a condition is never true: `if: false`."""
    if isinstance(condition, str):
        bare = condition.strip().removeprefix("${{").removesuffix("}}").strip().lower()
        return bare in ("false", "0", "''", "null")
    return condition is False or (condition == 0 and condition is not None)


def is_tolerant(value: Any, matrix: Any = None) -> bool:
    """Whether `continue-on-error` or `allow_failure` may let a failure pass: also where only a run would tell, but not
    where that depends on an entry of the matrix, and some of its rows do not have it."""
    entry = _OF_MATRIX.fullmatch(value.strip()) if isinstance(value, str) else None
    if entry is not None and isinstance(matrix, dict):
        rows = matrix.get(entry[1], matrix.get("include"))
        several = rows if isinstance(rows, list) else []
        return all(row.get(entry[1]) if isinstance(row, dict) else row for row in several)
    if isinstance(value, str):
        return value.strip().lower() not in ("", "false", "${{ false }}", "${{false}}")
    return bool(value)


def job(steps: Iterable[shell.Script], hidden: bool) -> Job:
    """A job of these steps; `hidden`: its own failure is not seen."""
    steps = list(steps)
    masked = sum(step.masked for step in steps) + hidden
    if hidden:
        return Job(False, masked)
    kinds = frozenset(kind for step in steps for kind in step.kinds)
    return Job(any(step.runs for step in steps), masked, kinds)
