"""The pipeline of GitLab, as far as .gitlab-ci.yml itself says it: what it includes is not fetched."""

from collections.abc import Iterator
from typing import Any

from mastery_tui.evidence.readings import shell
from mastery_tui.evidence.readings.ci_job import Job, Pipeline, is_tolerant, job
from mastery_tui.evidence.readings.reading import Unreadable

_MOST_JOBS = 500
_DEEPEST = 10
_NO_JOBS = frozenset(
    (
        *("stages", "variables", "include", "default", "workflow", "image", "services", "before_script"),
        *("after_script", "cache", "spec", "types"),
    )
)
_MACHINES = frozenset(("schedules", "web", "triggers", "api", "pipelines", "tags", "chat", "external"))


def pipeline(document: dict[Any, Any]) -> Pipeline:
    """Its jobs. Raises Unreadable for what is no pipeline."""
    extended = _Extended(document)
    tables = [
        extended.of(table)
        for name, table in document.items()
        if isinstance(table, dict) and isinstance(name, str) and name not in _NO_JOBS and not name.startswith(".")
    ]
    tables = [table for table in tables if table.keys() & {"script", "trigger", "run"}][:_MOST_JOBS]
    if not tables:
        raise Unreadable("holds no jobs")
    workflow = document.get("workflow")
    rules = workflow.get("rules") if isinstance(workflow, dict) else None
    jobs = [(_job(table), _on_push(table)) for table in tables]
    return Pipeline(
        tuple(one for one, _ in jobs), not _never(rules) and any(push and one.proving for one, push in jobs)
    )


class _Extended:
    """Jobs with what they extend, each base made once; a job's own keys come first."""

    def __init__(self, document: dict[Any, Any]) -> None:
        self._document = document
        self._made: dict[str, dict[Any, Any]] = {}

    def of(self, table: dict[Any, Any], depth: int = 0) -> dict[Any, Any]:
        extends = table.get("extends")
        names: list[Any] = extends if isinstance(extends, list) else [extends]
        made: dict[Any, Any] = {}
        for name in names[:_DEEPEST] if depth < _DEEPEST else ():
            base = self._document.get(name)
            if isinstance(name, str) and isinstance(base, dict):
                if name not in self._made:
                    self._made[name] = {}  # one that extends itself
                    self._made[name] = self.of(base, depth + 1)
                made |= self._made[name]
        return made | {key: value for key, value in table.items() if key != "extends"}


def _job(table: dict[Any, Any]) -> Job:
    rules = table.get("rules")
    if table.get("when") == "never" or _never(rules):
        return Job(False, 1)
    tolerant = is_tolerant(table.get("allow_failure")) or _each(rules, "allow_failure", True)
    if table.get("when") == "manual" and "allow_failure" not in table:
        return Job(False)  # it waits for somebody, and the pipeline does not
    if "trigger" in table:
        return job([shell.Script(runs=True)], tolerant)
    script = "\n".join(_lines(table.get("script"), 0))
    return job([shell.read(script, pipefail=True)], tolerant)


def _lines(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list) and depth < _DEEPEST:
        for one in value:
            yield from _lines(one, depth + 1)


def _never(rules: Any) -> bool:
    return _each(rules, "when", "never")


def _each(rules: Any, key: str, value: Any) -> bool:
    """Whether each of the rules says so."""
    return isinstance(rules, list) and bool(rules) and all(isinstance(r, dict) and r.get(key) == value for r in rules)


def _on_push(table: dict[Any, Any]) -> bool:
    only = table.get("only")
    refs = only.get("refs") if isinstance(only, dict) else only
    names = refs if isinstance(refs, list) else [refs] if isinstance(refs, str) else []
    return not names or not all(name in _MACHINES for name in names)
