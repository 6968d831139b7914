"""Scores and ratings: numbers made of other metrics, each by one documented formula.

The tables and formulas are those of docs/scores.md. A score is absent where anything that it is made of is absent. It
never gets better when a finding is added.
"""

from collections.abc import Iterable, Iterator, Mapping
from math import fsum
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
BUG_RATINGS: dict[Severity, float] = {"info": B, "warning": C, "error": D}
RISKS: dict[Severity, float] = {"info": B, "warning": C, "error": E}
SECURITY = ("security", "upkeep")
"""The checks whose findings are risks."""


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


class FilePart(NamedTuple):
    """What one file adds: lines, those that are not clean, what findings take and cost, the worst bug, and of security
    findings the worst and the number of warnings. `file` is the very value that it was told of."""

    file: FileState
    lines: int
    unclean: int
    weight: float
    debt: float
    bug: float
    risk: float
    warnings: int


class Memory:
    """What was counted before, so that a save costs what it changed; one per session, used by one thread at a time."""

    def __init__(self) -> None:
        self._limits: dict[str, float] = {}
        self._parts: dict[str, FilePart] = {}

    def parts(self, state: State) -> list[FilePart]:
        """What each file adds, in the order of the tree."""
        limits = _limits(state)
        if limits != self._limits:
            self._limits, self._parts = limits, {}
        known, kept = self._parts, {}
        for path, file in state.files.items():
            part = known.get(path)
            kept[path] = part if part is not None and part.file is file else part_of(file, limits)
        self._parts = kept
        return list(kept.values())


def scores(state: State, metrics: Mapping[str, Metric], memory: Memory | None = None) -> dict[str, Score]:
    """All scores that can be told of this tree. `metrics` holds at least those of `measures.metrics`."""
    parts = (memory or Memory()).parts(state)
    found = dict(_all(state, parts, metrics))
    return {name: score for name, score in found.items() if all(part in metrics for part in score.names)}


def _all(state: State, parts: list[FilePart], metrics: Mapping[str, Metric]) -> Iterator[tuple[str, Score]]:
    by_checks = tuple(f"{name}.findings" for name in _file_checks(state))

    def number(name: str) -> float:
        return metrics[name].value if name in metrics else 0.0

    if number("lloc"):
        yield (
            "quality.score",
            Score(quality(fsum(part.weight for part in parts), number("lloc")), "%", ("lloc", *by_checks)),
        )
    if number("loc"):
        yield "quality.clean_percent", Score(clean_percent(parts), "%", ("loc", *by_checks))
    debt = fsum(part.debt for part in parts)
    yield "debt.minutes", Score(debt, "min", ("sloc", *by_checks))
    if number("sloc"):
        ratio = 100.0 * debt / (MINUTES_PER_LINE * number("sloc"))
        yield "debt.ratio_percent", Score(ratio, "%", ("sloc", *by_checks))
        yield "rating.maintainability", Score(maintainability(ratio), "rating", ("sloc", *by_checks))
    broken = number("tests.failed") + number("tests.error")
    worst = E if broken else max((part.bug for part in parts), default=A)
    yield "rating.reliability", Score(worst, "rating", ("tests.failed", "tests.error", "ruff.findings"))
    yield "rating.security", Score(security(parts), "rating", ("security.findings", "secrets.found"))
    yield "findings.critical", Score(number("findings.error"), "findings", ("findings.error",))


def part_of(file: FileState, limits: Mapping[str, float]) -> FilePart:
    """What the findings of one file that count add up to."""
    counting = [one for one in file_findings(file) if one.dismissed is None]
    lines, unclean = _lines(file, counting)
    return FilePart(
        file=file,
        lines=lines,
        unclean=unclean,
        weight=fsum(WEIGHTS[one.severity] for one in counting),
        debt=fsum(minutes(one, _excess(one, file, limits)) for one in counting),
        bug=max((_bug(one) for one in counting), default=A),
        risk=max((RISKS[one.severity] for one in counting if one.check in SECURITY), default=A),
        warnings=sum(one.check in SECURITY and one.severity == "warning" for one in counting),
    )


def quality(weight: float, statements: float) -> float:
    """0 to 100: how little weight of findings there is per statement (pylint's evaluation, in percent)."""
    return max(0.0, 100.0 - 100.0 * weight / statements)


def clean_percent(parts: Iterable[FilePart]) -> float:
    """The share of lines in functions without any finding, or, outside functions, without one on them."""
    lines = unclean = 0
    for part in parts:
        lines += part.lines
        unclean += part.unclean
    return 100.0 * (lines - unclean) / lines if lines else 100.0


def _lines(file: FileState, counting: list[Finding]) -> tuple[int, int]:
    """All lines of a file, and those that are not clean; none where complexity has not counted them."""
    result = file.results.get("complexity")
    if result is None or result.error is not None or is_stale(file, "complexity") or "loc" not in result.metrics:
        return 0, 0
    length = int(result.metrics["loc"])
    spots = [(one.line, max(one.line, one.end_line)) for one in counting]
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


def _bug(finding: Finding) -> float:
    """The rating of one finding as a bug: a file that is no Python is worst."""
    if finding.check != "ruff" or not finding.rule.startswith(BUGS):
        return A
    if finding.rule.startswith(NO_SYNTAX):
        return E
    return A if finding.rule.startswith(NO_BUGS) else BUG_RATINGS[finding.severity]


def security(parts: Iterable[FilePart]) -> float:
    """The rating of the worst of bandit's findings and of secrets; many warnings are worse than one."""
    worst, warnings = A, 0
    for part in parts:
        worst, warnings = max(worst, part.risk), warnings + part.warnings
    return max(worst, D) if warnings >= MANY else worst


def _file_checks(state: State) -> list[str]:
    """The checks of files that have anything to read here."""
    files = (check for check in state.checks.values() if check.about.shape in ("file", "batch"))
    return [check.name for check in files if check.status != "skipped"]


def _limits(state: State) -> dict[str, float]:
    """Rule of the complexity check to the limit that is set."""
    about = state.checks["complexity"].about if "complexity" in state.checks else CheckAbout()
    options = dict(about.options)
    return {rule: _number(options.get(option, ""), default) for rule, (option, default) in LIMITS.items()}


def _excess(finding: Finding, file: FileState, limits: Mapping[str, float]) -> float:
    """By how many points the function that a finding of the complexity check speaks of is over the limit."""
    if finding.check != "complexity" or finding.rule not in limits:
        return 0.0
    here = [one for one in file.results["complexity"].units if one.line == finding.line]
    points = [one.complexity if finding.rule == "CC" else one.cognitive for one in here]
    return max(points, default=0.0) - limits[finding.rule]


def _number(written: str, default: float) -> float:
    try:
        return float(written)
    except ValueError:
        return default
