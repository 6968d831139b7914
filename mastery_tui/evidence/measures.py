"""Metrics of the whole tree, each with its unit, grade and generation; what was not measured is absent, never 0."""

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from mastery_tui.evidence.broken_tests import broken
from mastery_tui.evidence.file_numbers import FOLDS, FileNumbers
from mastery_tui.model.finding import SEVERITIES
from mastery_tui.model.metric import Grade, Metric
from mastery_tui.model.state import CheckState, State
from mastery_tui.model.tests import Outcome

TESTS = "tests"
UPKEEP = "upkeep"
SUPPRESSIONS = "quality.suppressions"
SECRETS = "secrets.found"
_SUMS = {"suppressions": SUPPRESSIONS, "todos": "quality.todos"}
_PARTS = frozenset({"documentable", "documented", "secrets"})
"""What is told together with something else."""
_LINES = frozenset({"loc", "lloc", "sloc", "comments", "single_comments", "multi", "blank"})
_UNITS = {
    "maintainability": "of 100",
    "complexity": "paths",
    "cognitive": "points",
    "files": "files",
    TESTS: "tests",
    "coverage": "%",
    "quality": "comments",
    "docs": "names",
    "secrets": "secrets",
    "debt": "min",
    "rating": "rating",
}
_UNITS_BY_NAME = {
    "quality.dismissed": "findings",
    "quality.score": "%",
    "docs.docstrings": "%",
    "dead.items": "items",
    "dead.sure": "items",
    "dead.lines": "lines",
    "duplicates.lines": "lines",
    "duplicates.blocks": "blocks",
    "new.lines": "lines",
    "new.complexity.max": "paths",
    "new.coverage": "%",
    "new.todos": "comments",
}


def metrics(state: State, memory: FileNumbers | None = None) -> dict[str, Metric]:
    """All metrics by dotted name.

    `files`; `loc`, `lloc`, `sloc`, `comments`… are sums over files; any other per-file metric gives `.mean`, `.min`,
    `.max` and `.sum`; `complexity` and `cognitive` are over functions and methods (classes would count them twice);
    `findings`, `findings.SEVERITY` over the checks that ran, `CHECK.findings` for each: without what was set aside,
    which is `quality.dismissed`; `findings.new` over the checks of files, since nobody can tell when a test began to
    fail; `quality.suppressions`: the comments that tell a tool to look away; `quality.todos`: those that hold a note to
    oneself; `docs.docstrings`: the share of public names that have one, `docs.undocumented`: how many have none;
    `secrets.found`; `tests.*` and what tree checks measured, under their own names.

    `memory`: what was counted before, so that a save costs what it changed; one per session.
    """
    memory = memory or FileNumbers()
    memory.take(state.files)
    found: dict[str, Metric] = {"files": Metric(len(state.files), "files", "E2", state.generation)}
    for name, value, check in (*_of_findings(state), *_of_files(state, memory), *_of_tests(state), *_of_tree(state)):
        found[name] = Metric(value, unit(name), _grade(state, check), check.generation)
    found.update(_totals(state, memory))
    return dict(sorted(found.items()))


def unit(name: str) -> str:
    """The unit of a metric, by its name."""
    head, _, last = name.partition(".")
    end = name.rpartition(".")[2]
    if end == "percent" or end.endswith("_percent"):
        return "%"
    if name in _UNITS_BY_NAME:
        return _UNITS_BY_NAME[name]
    if end == "findings" or head == "findings" or last.startswith("findings"):
        return "findings"
    if name in _LINES:
        return "lines"
    if end.endswith("_ms"):
        return "ms"
    return "s" if end.endswith("_s") else _UNITS.get(head, "")


Measured = Iterator[tuple[str, float, CheckState]]


def _ran(state: State) -> list[CheckState]:
    """The checks that have a result to show, of whatever age."""
    return [check for check in state.checks.values() if check.status != "skipped" and check.generation > 0]


def _grade(state: State, *checks: CheckState) -> Grade:
    complete = all(c.status in ("passed", "findings") and c.generation >= state.generation for c in checks)
    return "E2" if complete else "E1"


def _of_findings(state: State) -> Measured:
    for check in _ran(state):
        yield f"{check.name}.findings", sum(check.counts.values()), check
        if check.name == UPKEEP:
            yield SECRETS, sum(check.counts.values()), check  # all of its findings are secrets


def _totals(state: State, memory: FileNumbers) -> dict[str, Metric]:
    ran = _ran(state)
    if not ran:
        return {}
    by_severity: Counter[str] = Counter()
    for check in ran:
        by_severity.update(check.counts)
    values: dict[str, float] = {"findings": by_severity.total()}
    values["quality.dismissed"] = sum(check.dismissed for check in ran)
    values |= {f"findings.{severity}": by_severity[severity] for severity in SEVERITIES}
    new = memory.new(check.name for check in ran) if state.repo.base else None
    if new is not None:
        values["findings.new"] = new
    grade, generation = _grade(state, *ran), min(check.generation for check in ran)
    return {name: Metric(value, "findings", grade, generation) for name, value in values.items()}


def _of_files(state: State, memory: FileNumbers) -> Measured:
    """Sums and means over the files whose result speaks of their present content."""
    for key in memory.keys():  # noqa: SIM118 (it is no mapping)
        check, name = key
        if check in state.checks and not (check == UPKEEP and name in _PARTS):
            for whole, how in _folds(name):
                yield whole, memory.fold(key, how), state.checks[check]
    if UPKEEP in state.checks:
        public, documented = (memory.fold((UPKEEP, name), ".sum") for name in ("documentable", "documented"))
        if public:
            yield "docs.docstrings", 100.0 * documented / public, state.checks[UPKEEP]
            yield "docs.undocumented", public - documented, state.checks[UPKEEP]


def _folds(name: str) -> list[tuple[str, str]]:
    """The names of the metrics that a number gives, and how each is folded."""
    if name in _LINES:
        return [(name, ".sum")]
    if name in _SUMS:
        return [(_SUMS[name], ".sum")]
    return [(f"{name}{how}", how) for how in FOLDS]


def _of_tests(state: State) -> Measured:
    check = state.checks.get(TESTS)
    if check is None or (not state.tests and check.status not in ("passed", "findings")):
        return
    outcomes = Counter(test.outcome for test in state.tests.values())
    wrong = broken(state)
    outcomes["error"] += wrong
    total = len(state.tests) + wrong
    yield "tests.total", total, check
    for outcome in get_args(Outcome):
        yield f"tests.{outcome}", outcomes[outcome], check
    judged = total - outcomes["skipped"]
    if judged:
        good = sum(outcomes[outcome] for outcome in ("passed", "xfailed", "xpassed"))
        yield "tests.passed_percent", 100.0 * good / judged, check
    yield "tests.duration_s", sum(test.duration_s for test in state.tests.values()), check


def _of_tree(state: State) -> Measured:
    for name, result in state.tree.items():
        if name in state.checks and result.error is None:
            for metric, value in result.metrics.items():
                yield metric, value, state.checks[name]
