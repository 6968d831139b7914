"""Scores and ratings: numbers made of other metrics, each by one documented formula.

The tables and formulas are those of docs/scores.md. A score is absent where anything that it is made of is absent. It
never gets better when a finding is added.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from mastery_tui.evidence.remediation import minutes
from mastery_tui.model.finding import Finding, Severity
from mastery_tui.model.metric import GRADES, Metric
from mastery_tui.model.state import CheckAbout, FileState, State, file_findings, is_stale

WEIGHTS: dict[Severity, float] = {"error": 5.0, "warning": 1.0, "info": 0.2}
"""What a finding takes from `quality.score`; the form, and 5 for an error, are pylint's."""

MINUTES_PER_LINE = 30.0
"""What writing one source line costs, as SonarQube's SQALE rating has it."""

DEBT_LIMITS = (5.0, 10.0, 20.0, 50.0)
"""Percent of debt up to which the rating is A, B, C, D (SonarQube)."""

BUGS = ("F", "B", "E9", "PLE", "ASYNC", "invalid-syntax")
NO_BUGS = ("F401", "F541", "F841")
"""Rules of ruff that speak of bugs, by how they begin; and those among them that speak of what is merely not needed."""

NO_SYNTAX = ("E9", "invalid-syntax")
MANY = 10
"""So many security warnings are as bad as D."""

LIMITS = {"CC": ("max_complexity", 10.0), "COG": ("max_cognitive", 15.0)}
"""Rule of the complexity check to the option that holds its limit, and what that is unless set."""

A, B, C, D, E = 1.0, 2.0, 3.0, 4.0, 5.0


Memory = dict[str, tuple[FileState, int, int]]
"""Path to the very file that was counted, its lines, and those that are not clean."""


class Score(NamedTuple):
    """A value, its unit, and the names of the metrics that it is made of."""

    value: float
    unit: str
    names: tuple[str, ...]


def letter(rating: float) -> str:
    """A to E for 1 to 5."""
    return "ABCDE"[int(rating) - 1]


def graded(found: Mapping[str, Score], metrics: Mapping[str, Metric]) -> dict[str, Metric]:
    """Scores as metrics: as good as the worst evidence that they are made of, and no newer than the oldest."""
    made = {}
    for name, score in found.items():
        parts = [metrics[part] for part in score.names]
        grade = min((part.grade for part in parts), key=GRADES.index)
        note = next((part.note for part in parts if part.note), "")
        generation = min(part.generation for part in parts)
        made[name] = Metric(score.value, score.unit, grade, generation, "scores", note)
    return made


def scores(state: State, metrics: Mapping[str, Metric], memory: Memory | None = None) -> dict[str, Score]:
    """All scores that can be told of this tree. `metrics` holds at least those of `measures.metrics`.

    `memory`: what was counted before, so that a save costs what it changed; one per session.
    """
    findings = [one for file in state.files.values() for one in file_findings(file) if one.dismissed is None]
    found = dict(_all(state, findings, metrics, memory))
    return {name: score for name, score in found.items() if all(part in metrics for part in score.names)}


def _all(
    state: State, findings: list[Finding], metrics: Mapping[str, Metric], memory: Memory | None
) -> Iterator[tuple[str, Score]]:
    by_checks = tuple(f"{name}.findings" for name in _file_checks(state))

    def number(name: str) -> float:
        return metrics[name].value if name in metrics else 0.0

    if number("lloc"):
        yield "quality.score", Score(quality(findings, number("lloc")), "%", ("lloc", *by_checks))
    if number("loc"):
        yield "quality.clean_percent", Score(clean_percent(state.files.values(), memory), "%", ("loc", *by_checks))
    excess = _excess(state)
    debt = sum(minutes(one, excess(one)) for one in findings)
    yield "debt.minutes", Score(debt, "min", ("sloc", *by_checks))
    if number("sloc"):
        ratio = 100.0 * debt / (MINUTES_PER_LINE * number("sloc"))
        yield "debt.ratio_percent", Score(ratio, "%", ("sloc", *by_checks))
        yield "rating.maintainability", Score(maintainability(ratio), "rating", ("sloc", *by_checks))
    broken = number("tests.failed") + number("tests.error")
    tested = ("tests.failed", "tests.error", "ruff.findings")
    yield "rating.reliability", Score(reliability(findings, broken), "rating", tested)
    yield "rating.security", Score(security(findings), "rating", ("security.findings", "secrets.found"))
    yield "findings.critical", Score(number("findings.error"), "findings", ("findings.error",))


def quality(findings: Iterable[Finding], statements: float) -> float:
    """0 to 100: how little weight of findings there is per statement (pylint's evaluation, in percent)."""
    weight = sum(WEIGHTS[one.severity] for one in findings)
    return max(0.0, 100.0 - 100.0 * weight / statements)


def clean_percent(files: Iterable[FileState], memory: Memory | None = None) -> float:
    """The share of lines in functions without any finding, or, outside functions, without one on them."""
    memory = {} if memory is None else memory
    lines = unclean = 0
    for file in files:
        known = memory.get(file.path)
        if known is None or known[0] is not file:
            known = memory[file.path] = (file, *_lines(file))
        lines += known[1]
        unclean += known[2]
    return 100.0 * (lines - unclean) / lines if lines else 100.0


def _lines(file: FileState) -> tuple[int, int]:
    """All lines of a file, and those that are not clean; none where complexity has not counted them."""
    result = file.results.get("complexity")
    if result is None or result.error is not None or is_stale(file, "complexity") or "loc" not in result.metrics:
        return 0, 0
    length = int(result.metrics["loc"])
    spots = [(one.line, max(one.line, one.end_line)) for one in file_findings(file) if one.dismissed is None]
    blocks = [(unit.line, unit.end_line) for unit in result.units if unit.kind != "class"]
    return length, _unclean(length, spots, blocks) if spots else 0


def _unclean(length: int, spots: list[tuple[int, int]], blocks: list[tuple[int, int]]) -> int:
    if any(not first for first, _ in spots):  # a finding on the whole file
        return length
    touched = [block for block in blocks if any(block[0] <= last and first <= block[1] for first, last in spots)]
    rows = {row for first, last in (*spots, *touched) for row in range(first, min(last, length) + 1)}
    return len(rows)


def maintainability(ratio: float) -> float:
    """The rating of a debt ratio in percent."""
    return A + sum(ratio > limit for limit in DEBT_LIMITS)


def reliability(findings: Iterable[Finding], broken_tests: float) -> float:
    """The rating of the worst bug: a test that fails or a file that is no Python is worst."""
    rules = [one for one in findings if one.check == "ruff" and one.rule.startswith(BUGS)]
    if broken_tests or any(one.rule.startswith(NO_SYNTAX) for one in rules):
        return E
    of: dict[Severity, float] = {"info": B, "warning": C, "error": D}
    return max((of[one.severity] for one in rules if not one.rule.startswith(NO_BUGS)), default=A)


def security(findings: Iterable[Finding]) -> float:
    """The rating of the worst of bandit's findings and of secrets; many warnings are worse than one."""
    of: dict[Severity, float] = {"info": B, "warning": C, "error": E}
    seen = [one.severity for one in findings if one.check in ("security", "upkeep")]
    many = D if seen.count("warning") >= MANY else A
    return max((many, *(of[severity] for severity in seen)))


def _file_checks(state: State) -> list[str]:
    """The checks of files that have anything to read here."""
    files = (check for check in state.checks.values() if check.about.shape in ("file", "batch"))
    return [check.name for check in files if check.status != "skipped"]


def _excess(state: State) -> Callable[[Finding], float]:
    """Says by how many points the function that a finding of the complexity check speaks of is over the limit."""
    about = state.checks["complexity"].about if "complexity" in state.checks else CheckAbout()
    options = dict(about.options)
    limits = {rule: _number(options.get(option, ""), default) for rule, (option, default) in LIMITS.items()}

    def excess(finding: Finding) -> float:
        file = state.files.get(finding.path)
        if finding.check != "complexity" or finding.rule not in limits or file is None:
            return 0.0
        units = file.results["complexity"].units
        points = [
            one.complexity if finding.rule == "CC" else one.cognitive for one in units if one.line == finding.line
        ]
        return max(points, default=0.0) - limits[finding.rule]

    return excess


def _number(written: str, default: float) -> float:
    try:
        return float(written)
    except ValueError:
        return default
