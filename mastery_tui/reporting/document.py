"""The headless document: the State as one JSON object, `mastery.state/1`."""

import re
from collections.abc import Iterable
from typing import Any

import msgspec

from mastery_tui.evidence.known_metrics import known_metrics
from mastery_tui.model.finding import Finding
from mastery_tui.model.proof import ProjectState
from mastery_tui.model.state import FailOn, FileState, State, is_stale
from mastery_tui.model.text import printable
from mastery_tui.reporting import gate
from mastery_tui.reporting.dismissals import stale

SCHEMA = "mastery.state/1"
_SURROGATES = re.compile("[\ud800-\udfff]")
_LATER_OBJECTS = ("plan", "review", "costs")


def document(state: State, fail_on: FailOn | None = None) -> dict[str, Any]:
    """The State as JSON-ready values; `fail_on` where it is not what the settings say.

    Findings are sorted by place; those that were set aside say why in `dismissed`. `dismissals` that match nothing any
    more are `stale`. File metrics are those of the present content: older ones are left out.
    """
    return {
        "schema": SCHEMA,
        "root": state.root,
        "name": state.name,
        "generation": state.generation,
        "settled": state.settled,
        "loading": state.loading,
        "trusted": state.trusted,
        "trust": {"trusted": state.trusted, "reason": state.trust_reason, "hint": state.trust_hint},
        "repo": _plain(state.repo),
        "watch": _plain(state.watch),
        "python": _plain(state.python),
        "gate": _plain(gate.verdict(state, fail_on)),
        "checks": {check.name: _plain(check) for check in state.checks.values()},
        "findings": findings(state.findings()),
        "dismissals": _dismissals(state),
        "files": {path: _metrics(file) for path, file in state.files.items()},
        "units": [_plain(unit) for file in state.files.values() for unit in _units(file)],
        "metrics": {name: _plain(metric) for name, metric in known_metrics(state).items()},
        "tests": [_plain(test) for _, test in sorted(state.tests.items())],
        "skipped": dict(sorted(state.skipped.items())),
        "problems": list(state.problems),
        "activity": [_plain(entry) for entry in state.activity],
        "latency_ms": state.latency_ms,
        "learning": _plain(state.learning),
        "projects": [_project(project) for project in state.proof.projects],
        "objectives": [_plain(one) for project in state.proof.projects for one in project.objectives],
        "levels": [_plain(level) for level in state.proof.levels],
        "cycle": _plain(state.proof.cycle),
        "kpis": [_plain(kpi) for kpi in state.proof.kpis],
        "lessons": [_plain(lesson) for lesson in state.proof.lessons],
        "evidence": {"generation": state.proof.generation, "trouble": state.proof.trouble},
        **{name: {} for name in _LATER_OBJECTS},
    }


def findings(found: Iterable[Finding]) -> list[dict[str, Any]]:
    """Findings as JSON-ready objects, sorted by path, line, column, check and rule."""
    return [_plain(finding) for finding in ordered(found)]


def ordered(found: Iterable[Finding]) -> list[Finding]:
    """Findings sorted by path, line, column, check and rule."""
    return sorted(found, key=lambda f: (f.path, f.line, f.column, f.check, f.rule, f.message))


def encode(value: object) -> bytes:
    """JSON in UTF-8, without a line break. Bytes of file names that are not UTF-8 become text such as `\\xff`."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return msgspec.json.encode(_encodable(msgspec.to_builtins(value)))


def _plain(value: msgspec.Struct) -> Any:
    return msgspec.to_builtins(value)


def _project(project: ProjectState) -> dict[str, Any]:
    return {name: value for name, value in _plain(project).items() if name != "objectives"}


def _dismissals(state: State) -> list[dict[str, Any]]:
    gone = set(stale(state))
    return [{**_plain(dismissal), "stale": dismissal in gone} for dismissal in state.dismissals]


def _metrics(file: FileState) -> dict[str, float]:
    return {
        name: value
        for check, result in file.results.items()
        if result.error is None and not is_stale(file, check)
        for name, value in result.metrics.items()
    }


def _units(file: FileState) -> Iterable[msgspec.Struct]:
    for check, result in file.results.items():
        if not is_stale(file, check):
            yield from result.units


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return _SURROGATES.sub(lambda match: printable(match[0]), value)
    if isinstance(value, dict):
        return {_encodable(key): _encodable(item) for key, item in value.items()}
    return [_encodable(item) for item in value] if isinstance(value, list) else value
