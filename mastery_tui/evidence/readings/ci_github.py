"""A workflow of GitHub Actions."""

from typing import Any

from mastery_tui.evidence.readings import shell
from mastery_tui.evidence.readings.ci_job import Job, Pipeline, is_off, is_tolerant, job
from mastery_tui.evidence.readings.proving import kind_of_action
from mastery_tui.evidence.readings.reading import Unreadable

_MOST_JOBS = 500
_EVENTS = ("push", "pull_request", "pull_request_target", "merge_group")
_SHELLS = ("bash", "sh", "pwsh", "powershell", "cmd")
_HIDDEN = shell.Script(masked=True)


def pipeline(document: dict[Any, Any]) -> Pipeline:
    """Its jobs. Raises Unreadable for what is no workflow."""
    jobs = document.get("jobs")
    if not isinstance(jobs, dict) or not jobs:
        raise Unreadable("holds no jobs")
    shell_name = _shell(document)
    made = tuple(_job(one, shell_name) for one in list(jobs.values())[:_MOST_JOBS] if isinstance(one, dict))
    return Pipeline(made, _on_push(document.get("on", document.get(True))))  # YAML 1.1 reads `on` as true


def _on_push(on: Any) -> bool:
    if isinstance(on, dict):
        return any(event in on and not _only_tags(on[event]) for event in _EVENTS)
    names = on if isinstance(on, list) else [on]
    return any(event in names for event in _EVENTS)


def _only_tags(filters: Any) -> bool:
    """Whether a push counts only with a tag: a release, not a change."""
    if not isinstance(filters, dict):
        return False
    return ("tags" in filters or "tags-ignore" in filters) and not (
        "branches" in filters or "branches-ignore" in filters
    )


def _job(table: dict[Any, Any], shell_name: str) -> Job:
    strategy = table.get("strategy")
    matrix = strategy.get("matrix") if isinstance(strategy, dict) else None
    hidden = is_tolerant(table.get("continue-on-error"), matrix) or is_off(table.get("if", True))
    if isinstance(table.get("uses"), str):
        return job([shell.Script(runs=True)], hidden)
    steps = table.get("steps")
    shell_name = _shell(table) or shell_name
    found = (
        [_step(one, shell_name, matrix) for one in steps if isinstance(one, dict)] if isinstance(steps, list) else []
    )
    return job(found, hidden)


def _step(table: dict[Any, Any], shell_name: str, matrix: Any) -> shell.Script:
    if is_tolerant(table.get("continue-on-error"), matrix) or is_off(table.get("if", True)):
        return _HIDDEN
    uses, script = table.get("uses"), table.get("run")
    if isinstance(uses, str):
        kinds = kind_of_action(uses)
        return shell.Script(kinds, runs=bool(kinds))
    if not isinstance(script, str):
        return shell.Script()
    named = str(table.get("shell") or shell_name).strip()
    if named and named.split()[0] not in _SHELLS:
        return shell.Script(runs=True)  # another language: what it proves is not known
    return shell.read(script, pipefail=named == "bash" or "pipefail" in named)


def _shell(table: dict[Any, Any]) -> str:
    """`defaults.run.shell`."""
    found: Any = table
    for key in ("defaults", "run", "shell"):
        found = found.get(key) if isinstance(found, dict) else None
    return found if isinstance(found, str) else ""
