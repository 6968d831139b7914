"""Metrics of the whole tree, each with its unit, grade and generation; what was not measured is absent, never 0."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from statistics import fmean
from typing import get_args

from mastery_tui.model.finding import SEVERITIES
from mastery_tui.model.metric import Grade, Metric
from mastery_tui.model.state import CheckState, State, file_findings, is_stale
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


def metrics(state: State) -> dict[str, Metric]:
    """All metrics by dotted name.

    `files`; `loc`, `lloc`, `sloc`, `comments`… are sums over files; any other per-file metric gives `.mean`, `.min`,
    `.max` and `.sum`; `complexity` and `cognitive` are over functions and methods (classes would count them twice);
    `findings`, `findings.SEVERITY` over the checks that ran, `CHECK.findings` for each: without what was set aside,
    which is `quality.dismissed`; `findings.new` over the checks of files, since nobody can tell when a test began to
    fail; `quality.suppressions`: the comments that tell a tool to look away; `quality.todos`: those that hold a note to
    oneself; `docs.docstrings`: the share of public names that have one, `docs.undocumented`: how many have none;
    `secrets.found`; `tests.*` and what tree checks measured, under their own names.
    """
    found: dict[str, Metric] = {"files": Metric(len(state.files), "files", "E2", state.generation)}
    for name, value, check in (*_of_findings(state), *_of_files(state), *_of_tests(state), *_of_tree(state)):
        found[name] = Metric(value, unit(name), _grade(state, check), check.generation)
    found.update(_totals(state))
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


def _totals(state: State) -> dict[str, Metric]:
    ran = _ran(state)
    if not ran:
        return {}
    names = {check.name for check in ran}
    findings = [finding for finding in state.findings() if finding.check in names and finding.dismissed is None]
    by_severity = Counter(finding.severity for finding in findings)
    values: dict[str, float] = {"findings": len(findings)}
    values["quality.dismissed"] = sum(check.dismissed for check in ran)
    values |= {f"findings.{severity}": by_severity[severity] for severity in SEVERITIES}
    marks = [
        f.new for file in state.files.values() for f in file_findings(file) if f.check in names and f.dismissed is None
    ]
    if state.repo.base and None not in marks:
        values["findings.new"] = marks.count(True)
    grade, generation = _grade(state, *ran), min(check.generation for check in ran)
    return {name: Metric(value, "findings", grade, generation) for name, value in values.items()}


def _of_files(state: State) -> Measured:
    """Sums and means over the files whose result speaks of their present content."""
    numbers: dict[tuple[str, str], list[float]] = {}
    for file in state.files.values():
        for check, result in file.results.items():
            if result.error is not None or is_stale(file, check):
                continue
            for name, value in result.metrics.items():
                numbers.setdefault((check, name), []).append(value)
            for one in result.units:
                if one.kind != "class":
                    numbers.setdefault((check, "complexity"), []).append(one.complexity)
                    numbers.setdefault((check, "cognitive"), []).append(one.cognitive)
    for (check, name), values in numbers.items():
        if check == UPKEEP and name in _PARTS:
            continue
        if check in state.checks:
            for whole, fold in _folds(name):
                yield whole, fold(values), state.checks[check]
    if UPKEEP in state.checks:
        public, documented = (sum(numbers.get((UPKEEP, name), ())) for name in ("documentable", "documented"))
        if public:
            yield "docs.docstrings", 100.0 * documented / public, state.checks[UPKEEP]
            yield "docs.undocumented", public - documented, state.checks[UPKEEP]


def _folds(name: str) -> list[tuple[str, Callable[[Iterable[float]], float]]]:
    if name in _LINES:
        return [(name, sum)]
    if name in _SUMS:
        return [(_SUMS[name], sum)]
    return [(f"{name}.mean", fmean), (f"{name}.min", min), (f"{name}.max", max), (f"{name}.sum", sum)]


def _of_tests(state: State) -> Measured:
    check = state.checks.get(TESTS)
    if check is None or (not state.tests and check.status not in ("passed", "findings")):
        return
    outcomes = Counter(test.outcome for test in state.tests.values())
    yield "tests.total", len(state.tests), check
    for outcome in get_args(Outcome):
        yield f"tests.{outcome}", outcomes[outcome], check
    judged = len(state.tests) - outcomes["skipped"]
    if judged:
        good = sum(outcomes[outcome] for outcome in ("passed", "xfailed", "xpassed"))
        yield "tests.passed_percent", 100.0 * good / judged, check
    yield "tests.duration_s", sum(test.duration_s for test in state.tests.values()), check


def _of_tree(state: State) -> Measured:
    for name, result in state.tree.items():
        if name in state.checks and result.error is None:
            for metric, value in result.metrics.items():
                yield metric, value, state.checks[name]
