"""A job of a pipeline, whoever runs it, and what its failure would tell."""

from collections.abc import Iterable
from typing import Any

import msgspec

from mastery_tui.evidence.readings import shell


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


def is_tolerant(value: Any) -> bool:
    """Whether `continue-on-error` or `allow_failure` may let a failure pass: also where only a run would tell."""
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
