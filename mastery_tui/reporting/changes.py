"""What one settled generation changed: the line of `mastery watch`."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

import msgspec

from mastery_tui.model.finding import Finding
from mastery_tui.model.state import FailOn, State
from mastery_tui.reporting.document import ordered
from mastery_tui.reporting.gate import Gate, verdict


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A line `mastery.watch/1`. Findings that only moved are neither added nor fixed: fingerprints tell.

    Of the findings that were there before and still are, `dismissed` were set aside since, `restored` count again. One
    that comes dismissed is in none of the lists, nor is one that goes. `verdicts` are those of checks,
    `objectives` those of PROJECT.OBJECTIVE.
    """

    schema: str = "mastery.watch/1"
    generation: int
    at: str
    changed: tuple[str, ...]
    latency_ms: float
    added: list[Finding]
    fixed: list[Finding]
    dismissed: list[Finding]
    restored: list[Finding]
    verdicts: dict[str, str]
    objectives: dict[str, str]
    gate: Gate


def change(before: State | None, after: State, at: datetime, fail_on: FailOn | None = None) -> Change:
    """The change from one settled State to the next; with none before, every finding is added."""
    old = list(before.findings()) if before is not None else []
    new = list(after.findings())
    return Change(
        generation=after.settled,
        at=at.isoformat(timespec="milliseconds"),
        changed=after.changed,
        latency_ms=after.latency_ms,
        added=_only_in(_open(new), old),
        fixed=_only_in(_open(old), new),
        dismissed=_moved(_open(old), new, lambda finding: finding.dismissed is not None),
        restored=_moved([f for f in old if f.dismissed is not None], new, lambda finding: finding.dismissed is None),
        verdicts={check.name: check.status for check in after.checks.values()},
        objectives={
            f"{project.id}.{one.id}": one.verdict for project in after.proof.projects for one in project.objectives
        },
        gate=verdict(after, fail_on),
    )


def _open(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.dismissed is None]


def _moved(old: list[Finding], new: list[Finding], holds: Callable[[Finding], bool]) -> list[Finding]:
    """The findings that were in `old` and for which it holds now."""
    before = {_identity(finding) for finding in old}
    return ordered(finding for finding in new if _identity(finding) in before and holds(finding))


def _only_in(these: list[Finding], those: list[Finding]) -> list[Finding]:
    """Findings of `these` that have no partner in `those`; each partner counts once."""
    partners = Counter(_identity(finding) for finding in those)
    alone: list[Finding] = []
    for finding in these:
        identity = _identity(finding)
        if partners[identity] > 0:
            partners[identity] -= 1
        else:
            alone.append(finding)
    return ordered(alone)


def _identity(finding: Finding) -> tuple[str, str, str, str]:
    return finding.check, finding.rule, finding.path, finding.fingerprint
