"""The five most important issues: severity x impact x churn, at most one of a rule in a file."""

import heapq
from collections.abc import Iterable, Mapping

import msgspec

from mastery_tui.evidence.cycle import weights
from mastery_tui.evidence.cycle.weights import Impact
from mastery_tui.model.finding import Finding, Unit
from mastery_tui.model.proof import Issue
from mastery_tui.model.state import FileState, State

MOST = 5
_MAINTAINABILITY = "maintainability"
_NOWHERE: Mapping[str, int] = {}


class _Candidate(msgspec.Struct, frozen=True, gc=False):
    """The worst finding of a rule in a file; `weight` is severity x impact, `alike` how many there are."""

    weight: float
    finding: Finding
    impact: Impact
    alike: int


class Ranking:
    """Ranks the findings of one State after the other; what did not change in between is not weighed anew."""

    def __init__(self) -> None:
        self._failing: frozenset[str] = frozenset()
        self._known: dict[str, tuple[FileState, tuple[_Candidate, ...]]] = {}

    def issues(
        self,
        state: State,
        churn: Mapping[str, int] = _NOWHERE,
        regressions: Iterable[Finding] | None = None,
        most: int = MOST,
    ) -> tuple[Issue, ...]:
        """The most important findings that count, worst first; equal ones in order of place.

        `churn` says how often a path changed in the last 30 days: saves (Churn.lately), commits, or both added up.
        `regressions` are findings on what is worse than the baseline; None: those that the State shows.
        """
        failing = weights.failing(state.fail_on)
        if failing != self._failing:
            self._failing, self._known = failing, {}
        known, kept = self._known, {}
        pool: list[tuple[float, int, _Candidate]] = []
        for path, file in state.files.items():
            found = known.get(path)
            if found is None or found[0] is not file:
                found = (file, _of_file(file, failing, most))
            kept[path] = found
            if found[1]:
                factor = weights.churn(churn.get(path, 0))
                for one in found[1]:
                    pool.append((one.weight * factor, -len(pool), one))
        self._known = kept
        for one in _of_tree(state, failing, state.proof.regressions if regressions is None else regressions):
            factor = weights.churn(churn.get(one.finding.path, 0))
            pool.append((one.weight * factor, -len(pool), one))
        return tuple(_issue(score, one, churn) for score, _, one in heapq.nlargest(most, pool))


def issues(
    state: State,
    churn: Mapping[str, int] = _NOWHERE,
    regressions: Iterable[Finding] | None = None,
    most: int = MOST,
) -> tuple[Issue, ...]:
    """The most important findings of one State, see Ranking."""
    return Ranking().issues(state, churn, regressions, most)


def _of_file(file: FileState, failing: frozenset[str], most: int) -> tuple[_Candidate, ...]:
    findings = [f for result in file.results.values() for f in result.findings if f.dismissed is None]
    if not findings:
        return ()
    around = _complexities(unit for result in file.results.values() for unit in result.units)
    marks = [r.metrics[_MAINTAINABILITY] for r in file.results.values() if _MAINTAINABILITY in r.metrics]
    mark = marks[0] if marks else None
    return _candidates(
        ((f, around[f.line] if f.line < len(around) else 0, mark) for f in findings), failing, most
    )  # the churn of a file raises all of its findings alike: the first few are enough


def _of_tree(state: State, failing: frozenset[str], regressions: Iterable[Finding]) -> tuple[_Candidate, ...]:
    found = [f for result in state.tree.values() for f in result.findings]
    found += regressions
    return _candidates(((f, 0, None) for f in found if f.dismissed is None), failing, len(found))


def _candidates(
    found: Iterable[tuple[Finding, int, float | None]], failing: frozenset[str], most: int
) -> tuple[_Candidate, ...]:
    best: dict[tuple[str, str, str], tuple[float, Finding, Impact, int]] = {}
    for finding, complexity, mark in found:
        why = weights.impact(finding, complexity, mark, failing)
        weight = weights.SEVERITY[finding.severity] * why.factor
        key = (finding.check, finding.rule, finding.path)
        before = best.get(key)
        if before is None:
            best[key] = (weight, finding, why, 1)
        elif weight > before[0]:
            best[key] = (weight, finding, why, before[3] + 1)
        else:
            best[key] = (*before[:3], before[3] + 1)
    chosen = heapq.nlargest(most, best.values(), key=lambda one: one[0])
    return tuple(_Candidate(weight, finding, why, alike) for weight, finding, why, alike in chosen)


def _complexities(units: Iterable[Unit]) -> list[int]:
    """Line to the complexity of the innermost function or method around it."""
    functions = sorted((u for u in units if u.kind != "class"), key=lambda u: (u.line, -u.end_line))
    if not functions:
        return []
    lines = [0] * (max(unit.end_line for unit in functions) + 1)
    for unit in functions:
        first, last = max(unit.line, 0), unit.end_line + 1
        if last > first:
            lines[first:last] = [unit.complexity] * (last - first)
    return lines


def _issue(score: float, one: _Candidate, churn: Mapping[str, int]) -> Issue:
    finding = one.finding
    return Issue(
        weights.importance(score),
        round(score, 2),
        finding.fingerprint,
        finding.check,
        finding.rule,
        finding.path,
        finding.line,
        finding.message,
        weights.reason(finding, one.impact, churn.get(finding.path, 0), one.alike),
    )
