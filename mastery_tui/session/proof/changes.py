"""What is to be recorded once a tree is judged: what is not as the ledger last said."""

from collections import Counter
from collections.abc import Iterable, Mapping
from math import isfinite

from mastery_tui.evidence import record
from mastery_tui.evidence.broken_tests import broken
from mastery_tui.evidence.history import History
from mastery_tui.evidence.measures import TESTS
from mastery_tui.evidence.timeline import said
from mastery_tui.model.finding import Finding
from mastery_tui.model.metric import Metric
from mastery_tui.model.proof import LevelState, ProjectState
from mastery_tui.model.state import State, file_findings
from mastery_tui.model.trend import TIMINGS
from mastery_tui.reporting.gate import Gate

_DIGITS = 6
_PATHS = 20


def settled(state: State, before: State | None, gate: Gate) -> record.Settled:
    """The run that this State is the end of; `before` is the last settled State of this session."""
    came, went = moved(before, state) if before is not None else ([], [])
    saved = state.changed if before is not None else ()  # the first scan follows no save
    counts: Counter[str] = Counter()
    for check in state.checks.values():
        counts.update(check.counts)
    tests: Counter[str] = Counter(test.outcome for test in state.tests.values())
    if wrong := broken(state):
        tests["error"] += wrong
    return record.Settled(
        holds=gate.holds,
        checks={name: check.status for name, check in state.checks.items()},
        counts=dict(counts),
        tests=dict(tests),
        added=len(came),
        gone=len(went),
        changed=saved[:_PATHS],
        files=len(saved),
        fixed=tuple(dict.fromkeys(finding.path for finding in went if finding.path))[:_PATHS],
        duration_s=round(sum(check.duration_s for check in state.checks.values()), 3),
        latency_ms=state.latency_ms if saved else 0.0,
        tests_s=state.checks[TESTS].duration_s if TESTS in state.checks and tests else 0.0,
        reason=gate.reason,
    )


def moved(before: State, state: State) -> tuple[list[Finding], list[Finding]]:
    """The findings that count that came, and those that went; only what is another value is looked at."""
    was, now = _of_others(before, state), _of_others(state, before)
    old, new = {finding.fingerprint for finding in was}, {finding.fingerprint for finding in now}
    came = [finding for finding in now if finding.fingerprint not in old]
    return came, [finding for finding in was if finding.fingerprint not in new]


def _of_others(these: State, those: State) -> list[Finding]:
    """The findings that count of files and tree checks that are not the very same in `those`."""
    files = (file for path, file in these.files.items() if those.files.get(path) is not file)
    found = [finding for file in files for finding in file_findings(file)]
    for name, result in these.tree.items():
        if those.tree.get(name) is not result:
            found += result.findings
    return [finding for finding in found if finding.dismissed is None]


def is_news(run: record.Settled, tree: str, history: History) -> bool:
    """Whether this run says what the last one did not: opening a dashboard anew is no run."""
    if history.settled is None:
        return True
    last, last_tree, _ = history.settled
    told = (run.holds, run.checks, run.counts, run.tests)
    return tree != last_tree or told != (last.holds, last.checks, last.counts, last.tests)


def metrics(now: Mapping[str, Metric], history: History) -> Iterable[record.Event]:
    """One event for all metrics that moved, came or went."""
    values = {
        name: (round(metric.value, _DIGITS), metric.grade)
        for name, metric in now.items()
        if name not in TIMINGS and isfinite(metric.value)
    }
    moved: dict[str, tuple[float, str] | None] = {
        name: value for name, value in values.items() if history.metrics.get(name) != value
    }
    moved |= {name: None for name in history.metrics if name not in values}
    return [record.Measured(moved)] if moved else []


def verdicts(projects: Iterable[ProjectState], history: History) -> Iterable[record.Event]:
    """One event for each objective whose verdict is another one."""
    for project in projects:
        for one in project.objectives:
            before = history.verdicts.get((project.id, one.id))
            if before is None or before[0] != one.verdict:
                was = before[0] if before else ""
                yield record.Judged(project.id, one.id, one.verdict, was, one.grade, one.reason, one.title)


def notes(events: Iterable[record.Event]) -> Iterable[tuple[str, str]]:
    """What of it a person is told in Activity: kind and line. The first word on something is no news."""
    for event in events:
        if isinstance(event, record.Judged | record.Levelled) and event.before:
            kind = "verdict" if isinstance(event, record.Judged) else "level"
            yield kind, " ".join(said(event))


def levels(states: Iterable[LevelState], history: History) -> Iterable[record.Event]:
    """One event for each domain that stands on another level."""
    for state in states:
        before = history.levels.get(state.domain)
        if before != state.current and (before is not None or state.current != "none"):
            yield record.Levelled(state.domain, state.current, before or "")
