"""What one settled generation changed: the line of `mastery watch`."""

from collections import Counter
from datetime import datetime

import msgspec

from mastery_tui.model.finding import Finding
from mastery_tui.model.state import FailOn, State
from mastery_tui.reporting.document import ordered
from mastery_tui.reporting.gate import Gate, verdict


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A line `mastery.watch/1`. Findings that only moved are neither added nor fixed: fingerprints tell."""

    schema: str = "mastery.watch/1"
    generation: int
    at: str
    changed: tuple[str, ...]
    latency_ms: float
    added: list[Finding]
    fixed: list[Finding]
    verdicts: dict[str, str]
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
        added=_only_in(new, old),
        fixed=_only_in(old, new),
        verdicts={check.name: check.status for check in after.checks.values()},
        gate=verdict(after, fail_on),
    )


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
