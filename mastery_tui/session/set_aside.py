"""Findings marked with the reason for which they were set aside."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from mastery_tui.checking.fingerprint import BROKEN
from mastery_tui.checking.testing.rules import PROVES_NOTHING as RUNS_THAT_PROVE_NOTHING
from mastery_tui.model.finding import Finding, Result
from mastery_tui.model.state import Dismissal
from mastery_tui.model.text import printable

PROVE_NOTHING = RUNS_THAT_PROVE_NOTHING | {BROKEN}
"""The rules of findings that tell of missing evidence."""


def by_fingerprint(dismissals: Iterable[Dismissal]) -> dict[str, Dismissal]:
    """The dismissals by the fingerprint of their finding; where there are several, the first counts."""
    known: dict[str, Dismissal] = {}
    for dismissal in dismissals:
        known.setdefault(dismissal.fingerprint, dismissal)
    return known


def marked(result: Result, dismissed: Mapping[str, Dismissal]) -> Result:
    """The result with each finding's `dismissed` as it has to be; the same object where nothing changes."""
    for finding in result.findings:
        if finding.dismissed is not None or finding.fingerprint in dismissed:
            break
    else:
        return result  # nearly always
    findings = tuple(_with(finding, reason_for(finding, dismissed)) for finding in result.findings)
    if all(now is before for now, before in zip(findings, result.findings, strict=True)):
        return result
    return replace(result, findings=findings)


def reason_for(finding: Finding, dismissed: Mapping[str, Dismissal]) -> str | None:
    """Why the finding was set aside, if it was.

    The entry has to say what it sets aside: who reads that a style rule was dismissed must not have lost a security
    finding. That a check broke or tests did not run is no finding to set aside: then nothing is proven.
    """
    entry = dismissed.get(finding.fingerprint)
    if entry is None or finding.rule in PROVE_NOTHING:
        return None
    said = entry.check, entry.rule, entry.path
    return (
        entry.reason if said == (printable(finding.check), printable(finding.rule), printable(finding.path)) else None
    )


def _with(finding: Finding, reason: str | None) -> Finding:
    return finding if finding.dismissed == reason else replace(finding, dismissed=reason)
