"""The State as a report in Markdown: what is proven, what is not, and every finding with its place."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from mastery_tui.evidence.known_metrics import known_metrics
from mastery_tui.model.finding import SEVERITIES, Finding
from mastery_tui.model.metric import Metric
from mastery_tui.model.state import CheckState, FailOn, State
from mastery_tui.model.text import printable
from mastery_tui.model.trend import known
from mastery_tui.reporting.document import ordered
from mastery_tui.reporting.gate import Gate, verdict

_GATE = {True: "✓ The gate holds", False: "✗ The gate fails", None: "○ The gate is not decided"}
_STATUS = {
    "passed": "✓ passed",
    "findings": "! findings",
    "failed": "✗ failed",
    "skipped": "– skipped",
    "running": "● running",
    "stale": "~ stale",
}
_SEVERITY = {"error": "Errors", "warning": "Warnings", "info": "Remarks"}
SUPPRESSIONS = "quality.suppressions"
_ACTIVE = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$-])")


def report(state: State, fail_on: FailOn | None = None, at: datetime | None = None) -> str:
    """The whole report; `fail_on` where it is not what the settings say, `at` the time that it bears (now, UTC)."""
    gate, measured = verdict(state, fail_on), known_metrics(state)
    parts = [
        _head(state, at or datetime.now(UTC)),
        *_gate(state, gate),
        *_checks(state),
        *_findings(state, measured),
        *_metrics(measured),
        *_left_out(state),
    ]
    return "\n\n".join(parts) + "\n"


def text(value: str) -> str:
    """Text from outside, so that nothing in it is Markdown or HTML."""
    return _ACTIVE.sub(r"\\\1", printable(" ".join(value.split())))


def _head(state: State, at: datetime) -> str:
    number = len(state.files)
    facts = [
        f"{number:,} {'file' if number == 1 else 'files'}",
        f"generation {state.generation}",
        at.strftime("%Y-%m-%d %H:%M UTC"),
    ]
    if state.repo.branch:
        dirty = f", {state.repo.dirty} changed" if state.repo.dirty else ""
        facts.insert(0, f"{text(state.repo.branch)} at {text(state.repo.head[:12]) or 'no commit'}{dirty}")
    return f"# {text(state.name)}: what is proven\n\n{' · '.join(facts)}"


def _gate(state: State, gate: Gate) -> Iterator[str]:
    yield f"**{_GATE[gate.holds]}**: {text(gate.reason)} (findings that are {gate.fail_on} or worse fail it)"
    if gate.unproven:
        lines = [
            f"- {text(each.check)}: {each.status}, {text(each.reason or 'not said why')}" for each in gate.unproven
        ]
        yield "## Not proven\n\n" + "\n".join(lines)
    if not state.trusted and state.trust_reason:
        yield "This folder is not trusted: its tests and its own checks and commands did not run."


def _checks(state: State) -> Iterator[str]:
    if state.checks:
        rows = [_check(check) for check in state.checks.values()]
        yield "## Checks\n\n" + _table(("check", "result", "found", "dismissed", "seconds", "of generation"), rows)


def _check(check: CheckState) -> tuple[str, ...]:
    found = ", ".join(f"{check.counts[s]:,} {s}" for s in SEVERITIES if check.counts.get(s))
    took = f"{check.duration_s:.2f}" if check.generation else ""
    result = _STATUS[check.status] + (f": {text(check.reason)}" if check.reason else "")
    return text(check.name), result, found, str(check.dismissed or ""), took, str(check.generation or "")


def _findings(state: State, measured: dict[str, Metric]) -> Iterator[str]:
    found = ordered(state.findings())
    counting = [finding for finding in found if finding.dismissed is None]
    aside = [finding for finding in found if finding.dismissed is not None]
    hidden = measured.get(SUPPRESSIONS)
    notes = [f"{len(counting):,} that {'counts' if len(counting) == 1 else 'count'}"]
    notes += [f"{len(aside):,} dismissed"] if aside else []
    notes += [f"{hidden.value:,.0f} suppressed by comments in the code"] if hidden and hidden.value else []
    yield f"## Findings\n\n{', '.join(notes)}"
    for severity in SEVERITIES:
        some = [finding for finding in counting if finding.severity == severity]
        if some:
            rows = [(*_place(f), text(f.message) + (" (new)" if f.new else "")) for f in some]
            yield f"### {_SEVERITY[severity]} ({len(some):,})\n\n" + _table(("place", "rule", "says"), rows)
    if aside:
        rows = [(*_place(f), f"{text(f.message)}: {text(f.dismissed or 'no reason given')}") for f in aside]
        yield f"### Dismissed ({len(aside):,})\n\n" + _table(("place", "rule", "says, and why it was set aside"), rows)


def _place(finding: Finding) -> tuple[str, str]:
    line = f":{finding.line}" if finding.line else ""
    return text(finding.path) + line if finding.path else "the tree", f"{text(finding.check)} {text(finding.rule)}"


def _metrics(measured: dict[str, Metric]) -> Iterator[str]:
    """Those that a trend could show: the others are for machines, and in the JSON."""
    chosen = {name: metric for name, metric in measured.items() if known(name)}
    if chosen:
        rows = [(text(name), f"{metric.value:,.6g}", metric.unit, metric.grade) for name, metric in chosen.items()]
        grades = (
            "E2: measured on the tree as it is; E1: on an older or incomplete one. What is absent was not measured."
        )
        yield f"## Metrics\n\n{grades}\n\n" + _table(("metric", "value", "unit", "grade"), rows)


def _left_out(state: State) -> Iterator[str]:
    if state.skipped:
        lines = "\n".join(f"- {text(path)}: {text(reason)}" for path, reason in sorted(state.skipped.items()))
        yield f"## Not checked\n\n{lines}"
    if state.problems:
        yield "## Problems of the set-up\n\n" + "\n".join(f"- {text(line)}" for line in state.problems)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
