"""What an issue weighs: score = severity x impact x churn. The numbers are ours; docs/cycle.md has an example.

severity  how bad the finding is by itself
impact    1, and what is added for each reason why it hurts here; a failing test adds more than all others together
churn     1 for a file that rests, 2 for one that changed on CHURN_FULL saves or commits in the last 30 days
"""

import msgspec

from mastery_tui.model.finding import Finding, Severity
from mastery_tui.model.proof import Importance
from mastery_tui.model.state import FailOn

SEVERITY: dict[Severity, float] = {"error": 9.0, "warning": 3.0, "info": 1.0}
TESTS = "tests"

FAILING_TEST = 8.0
BREAKS_GATE = 1.0
NEW = 1.0
COMPLEX = 1.0
"""Added in full in a unit of complexity COMPLEX_TO, nothing up to COMPLEX_FROM."""
COMPLEX_FROM, COMPLEX_TO = 5, 20
UNMAINTAINABLE = 0.5
"""Added in full in a file with a maintainability of FRAGILE_TO, nothing from FRAGILE_FROM on."""
FRAGILE_FROM, FRAGILE_TO = 65.0, 20.0
CHURN_FULL = 20

THRESHOLDS: tuple[tuple[float, Importance], ...] = ((40.0, "Critical"), (18.0, "High"), (6.0, "Medium"), (0.0, "Low"))
"""The least score of each, worst first."""


class Impact(msgspec.Struct, frozen=True, gc=False):
    """Why a finding hurts. `complexity` is that of the function around it, 0 where there is none."""

    factor: float
    failing_test: bool = False
    breaks_gate: bool = False
    new: bool = False
    complexity: int = 0
    maintainability: float | None = None


def impact(finding: Finding, complexity: int, maintainability: float | None, failing: frozenset[str]) -> Impact:
    """The impact of a finding; `failing` are the severities that fail the gate."""
    test = finding.check == TESTS and finding.severity == "error"
    gate = finding.severity in failing
    new = bool(finding.new)
    factor = 1.0 + FAILING_TEST * test + BREAKS_GATE * gate + NEW * new
    factor += COMPLEX * _share(complexity, COMPLEX_FROM, COMPLEX_TO)
    if maintainability is not None:
        factor += UNMAINTAINABLE * _share(FRAGILE_FROM - maintainability, 0.0, FRAGILE_FROM - FRAGILE_TO)
    return Impact(factor, test, gate, new, complexity, maintainability)


def failing(fail_on: FailOn) -> frozenset[str]:
    """The severities that fail the gate."""
    if fail_on == "never":
        return frozenset()
    severities = list(SEVERITY)
    return frozenset(severities[: severities.index(fail_on) + 1])


def churn(changes: int) -> float:
    """The factor of a file that changed so often in the last 30 days."""
    return 1.0 + min(max(changes, 0), CHURN_FULL) / CHURN_FULL


def importance(score: float) -> Importance:
    """The name of a score."""
    return next(name for least, name in THRESHOLDS if score >= least)


def reason(finding: Finding, why: Impact, changes: int, alike: int) -> str:
    """One line on how an issue comes to its place; `alike` counts the findings of its rule in its file."""
    if why.failing_test:
        head = "failing test"
    elif why.complexity > COMPLEX_FROM:
        head = f"{finding.severity} in a function of complexity {why.complexity}"
    else:
        head = finding.severity
    parts = [head]
    if why.maintainability is not None and why.maintainability < FRAGILE_FROM:
        parts.append(f"file of maintainability {why.maintainability:.0f}")
    if changes:
        parts.append(f"file changed {'once' if changes == 1 else f'{changes:,} times'} this month")
    if why.new:
        parts.append("new")
    if why.breaks_gate:
        parts.append("breaks the gate")
    if alike > 1:
        parts.append(f"{alike:,} like it in this file")
    return ", ".join(parts)


def _share(value: float, least: float, full: float) -> float:
    return min(1.0, max(0.0, (value - least) / (full - least)))
