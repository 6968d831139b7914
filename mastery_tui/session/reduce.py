"""The one reducer: `reduce(state, event) -> state`, pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import singledispatch
from typing import Any

from msgspec.structs import replace

from mastery_tui.model import event as ev
from mastery_tui.model.finding import Finding, Result
from mastery_tui.model.proof import Phase, Proof
from mastery_tui.model.state import Activity, CheckState, FileState, Notice, State, Status
from mastery_tui.session.set_aside import by_fingerprint, marked

ACTIVITY_KEPT = 200
DURATIONS_KEPT = 40
EXPLAINED_KEPT = 64


@singledispatch
def reduce(event: Any, state: State) -> State:
    """The State after the event. Dispatches on the event; called as `apply(state, event)`."""
    raise TypeError(f"{type(event).__name__} is not an Event")


def apply(state: State, event: ev.Event) -> State:
    """The State after the event."""
    return reduce(event, state)


@reduce.register
def _(event: ev.TreeChanged, state: State) -> State:
    if event.generation <= state.generation:
        return state
    initial = state.generation == 0
    files = dict(state.files)
    lost = [old for path in event.gone if (old := files.pop(path, None)) is not None]
    fresh = False
    for seen in event.seen:
        before = files.get(seen.path)
        if before is None:
            fresh = True
            files[seen.path] = FileState(seen.path, seen.blob, seen.size, event.generation)
        else:
            files[seen.path] = replace(before, blob=seen.blob, size=seen.size, generation=event.generation)
    if fresh:
        files = dict(sorted(files.items()))
    checks = _recount(state.checks, ((name, result, None) for old in lost for name, result in old.results.items()))
    state = replace(
        state,
        generation=event.generation,
        files=files,
        checks=checks,
        skipped=event.skipped,
        loading=False,
        proof=_in_phase(state.proof, "test", event.at),
    )
    names = [seen.path for seen in event.seen] + list(event.gone)
    if initial or not names:
        return state
    text = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    return _note(state, event.at, "save", text)


@reduce.register
def _(event: ev.ChecksKnown, state: State) -> State:
    names = {check.name for check in event.checks} - event.disabled
    kept = {
        check.name: replace(state.checks[check.name], title=check.title, about=check.about)
        if check.name in state.checks and check.name in names and state.checks[check.name].status != "skipped"
        else check
        for check in event.checks
    }
    if names >= {name for name, check in state.checks.items() if check.generation}:
        return replace(state, checks=kept)
    files = {
        path: replace(
            file,
            results={name: result for name, result in file.results.items() if name in names},
            blobs={name: blob for name, blob in file.blobs.items() if name in names},
        )
        for path, file in state.files.items()
    }
    tree = {name: result for name, result in state.tree.items() if name in names}
    return replace(state, checks=kept, files=files, tree=tree)


@reduce.register
def _(event: ev.CheckStarted, state: State) -> State:
    return _check(state, event.check, lambda c: replace(c, status="running", reason="", done=0, total=event.total))


@reduce.register
def _(event: ev.CheckProgress, state: State) -> State:
    return _check(state, event.check, lambda c: replace(c, status="running", done=event.done, total=event.total))


@reduce.register
def _(event: ev.FilesChecked, state: State) -> State:
    files = dict(state.files)
    changes: list[tuple[str, Result | None, Result | None]] = []
    touched: dict[str, tuple[dict[str, Result], dict[str, str]]] = {}
    dismissed = by_fingerprint(state.dismissals)
    for checked in event.results:
        file = files.get(checked.path)
        if file is None or file.blob != checked.blob or checked.check not in state.checks:
            continue  # an older content's result never replaces a newer one's
        if checked.path not in touched:
            touched[checked.path] = (dict(file.results), dict(file.blobs))
        results, blobs = touched[checked.path]
        result = marked(checked.result, dismissed)
        changes.append((checked.check, results.get(checked.check), result))
        results[checked.check] = result
        blobs[checked.check] = checked.blob
    for path, (results, blobs) in touched.items():
        files[path] = replace(files[path], results=results, blobs=blobs)
    checks = _recount(state.checks, changes)
    for name, done in event.done.items():
        if name in checks and checks[name].status == "running":
            checks[name] = replace(checks[name], done=done)
    return replace(state, files=files, checks=checks)


@reduce.register
def _(event: ev.ResultsVoid, state: State) -> State:
    files = {path: replace(file, blobs=_without(file.blobs, event.checks)) for path, file in state.files.items()}
    return replace(state, files=files)


def _without(blobs: Mapping[str, str], checks: Iterable[str]) -> dict[str, str]:
    """The results of these checks are stale now: they speak of no content that is known."""
    return {name: blob for name, blob in blobs.items() if name not in checks}


@reduce.register
def _(event: ev.TreeChecked, state: State) -> State:
    check = state.checks.get(event.check)
    if check is None or event.generation < check.generation:
        return state
    result = marked(event.result, by_fingerprint(state.dismissals))
    tree = {**state.tree, event.check: result}
    checks = _recount(state.checks, [(event.check, state.tree.get(event.check), result)])
    return replace(state, tree=tree, checks=checks)


@reduce.register
def _(event: ev.TestsReported, state: State) -> State:
    tests = dict(state.tests)
    if event.known is not None:
        known = set(event.known)
        tests = {id: test for id, test in tests.items() if id in known}
    for outcome in event.outcomes:
        tests[outcome.id] = replace(outcome, generation=event.generation)
    state = replace(state, tests=tests)
    return _check(state, event.check, lambda c: replace(c, status="running", done=event.done, total=event.total))


@reduce.register
def _(event: ev.CheckFinished, state: State) -> State:
    def finish(check: CheckState) -> CheckState:
        return replace(
            check,
            status=event.status or _verdict(check),
            reason=event.reason,
            generation=event.generation,
            duration_s=event.duration_s,
            done=check.total,
            ran_at=event.at or check.ran_at,
            durations=(*check.durations[1 - DURATIONS_KEPT :], event.duration_s) if event.at else check.durations,
            log=check.log if event.log is None else event.log,
        )

    return _check(state, event.check, finish)


@reduce.register
def _(event: ev.Settled, state: State) -> State:
    if event.generation < state.settled:
        return state
    total = sum(sum(check.counts.values()) for check in state.checks.values())
    text = f"{total:,} {'finding' if total == 1 else 'findings'} in {len(state.files):,} files"
    if state.settled and total != state.settled_findings:
        text += f" ({total - state.settled_findings:+,})"
    dismissed = sum(check.dismissed for check in state.checks.values())
    text += f", {dismissed:,} dismissed" if dismissed else ""
    repeated = state.settled == event.generation
    state = replace(
        state,
        settled=event.generation,
        settled_findings=total,
        latency_ms=event.latency_ms,
        changed=event.changed,
        proof=state.proof if repeated else _in_phase(state.proof, "validate", event.at),
    )
    return state if repeated else _note(state, event.at, "check", text, event.latency_ms / 1000)


@reduce.register
def _(event: ev.RepoChanged, state: State) -> State:
    if event.repo == state.repo:
        return state
    moved = state.repo.branch and event.repo.branch != state.repo.branch
    state = replace(state, repo=event.repo)
    return _note(state, event.at, "git", f"now on {event.repo.branch}") if moved else state


@reduce.register
def _(event: ev.PythonFound, state: State) -> State:
    return replace(state, python=event.python)


@reduce.register
def _(event: ev.SettingsRead, state: State) -> State:
    return replace(
        state,
        fail_on=event.fail_on,
        theme=event.theme,
        keys=event.keys,
        settings=event.settings,
        trend_metrics=event.trend_metrics,
        require=event.require,
    )


@reduce.register
def _(event: ev.TrustChanged, state: State) -> State:
    return replace(
        state, trusted=event.trusted, trust_reason=event.reason, trust_hint=event.hint, trust_runs=event.runs
    )


@reduce.register
def _(event: ev.WatchChanged, state: State) -> State:
    return replace(state, watch=replace(state.watch, kind=event.kind, reason=event.reason))


@reduce.register
def _(event: ev.WatchEvent, state: State) -> State:
    return replace(state, watch=replace(state.watch, last_event=event.at, last_path=event.path))


@reduce.register
def _(event: ev.Paused, state: State) -> State:
    missed = state.watch.missed if event.paused else ()
    return replace(state, watch=replace(state.watch, paused=event.paused, missed=missed))


@reduce.register
def _(event: ev.Missed, state: State) -> State:
    missed = tuple(dict.fromkeys((*state.watch.missed, *event.paths)))
    return replace(state, watch=replace(state.watch, missed=missed))


@reduce.register
def _(event: ev.Problems, state: State) -> State:
    if state.problems_by.get(event.source, ()) == event.lines:
        return state
    problems = {**state.problems_by, event.source: event.lines}
    state = replace(state, problems_by={source: lines for source, lines in problems.items() if lines})
    for line in event.lines:
        state = _note(state, event.at, "error", line)
    return state


@reduce.register
def _(event: ev.SourceShown, state: State) -> State:
    return replace(state, source=event.source)


@reduce.register
def _(event: ev.Noted, state: State) -> State:
    return _note(state, event.at, event.kind, event.text, event.duration_s)


@reduce.register
def _(event: ev.Told, state: State) -> State:
    state = replace(state, notice=Notice(event.at, event.text, event.failed))
    return _note(state, event.at, "error" if event.failed else event.kind, event.text)


@reduce.register
def _(event: ev.ThemesRead, state: State) -> State:
    return replace(state, themes=event.themes, theme=state.theme if event.theme is None else event.theme)


@reduce.register
def _(event: ev.Explained, state: State) -> State:
    known = dict(list(state.explained.items())[1 - EXPLAINED_KEPT :])
    known[f"{event.explanation.check} {event.explanation.rule}"] = event.explanation
    return replace(state, explained=known)


@reduce.register
def _(event: ev.DismissalsRead, state: State) -> State:
    """Every finding is marked anew; a check that has finished passes, or passes no more, with what still counts."""
    dismissed = by_fingerprint(event.dismissals)
    changes: list[tuple[str, Result | None, Result | None]] = []

    def again(results: dict[str, Result]) -> dict[str, Result]:
        now = results
        for name, result in results.items():
            if result.findings and (fresh := marked(result, dismissed)) is not result:
                now = {**now, name: fresh}
                changes.append((name, result, fresh))
        return now

    files = dict(state.files)
    for path, file in state.files.items():
        if (results := again(file.results)) is not file.results:
            files[path] = replace(file, results=results)
    tree = again(state.tree)
    checks = {
        name: replace(check, status=_verdict(check)) if check.status in ("passed", "findings") else check
        for name, check in _recount(state.checks, changes).items()
    }
    return replace(state, dismissals=event.dismissals, files=files, tree=tree, checks=checks)


@reduce.register
def _(event: ev.Sampled, state: State) -> State:
    return replace(state, trend=event.samples)


@reduce.register
def _(event: ev.FirstRun, state: State) -> State:
    return replace(state, first_run=event.first)


@reduce.register
def _(event: ev.ReviewKnown, state: State) -> State:
    return replace(state, review=event.review)


@reduce.register
def _(event: ev.LearningKnown, state: State) -> State:
    return state if event.learning == state.learning else replace(state, learning=event.learning)


@reduce.register
def _(event: ev.Proven, state: State) -> State:
    return state if event.proof == state.proof else replace(state, proof=event.proof)


def _in_phase(proof: Proof, phase: Phase, at: float) -> Proof:
    """Where the cycle stands while it is not judged: issues and number stay until they are known anew."""
    return replace(proof, cycle=replace(proof.cycle, phase=phase, since=at))


def _note(state: State, at: float, kind: str, text: str, duration_s: float | None = None) -> State:
    entry = Activity(at, state.generation, kind, text, duration_s)
    return replace(state, activity=(entry, *state.activity[: ACTIVITY_KEPT - 1]))


def _verdict(check: CheckState) -> Status:
    """What a check that came to its end says."""
    return "findings" if any(check.counts.values()) else "passed"


def _check(state: State, name: str, change: Callable[[CheckState], CheckState]) -> State:
    check = state.checks.get(name)
    if check is None:
        return state
    return replace(state, checks={**state.checks, name: change(check)})


def _recount(
    checks: Mapping[str, CheckState], changes: Iterable[tuple[str, Result | None, Result | None]]
) -> dict[str, CheckState]:
    """The checks with their counts by severity moved on by (check, old result, new result) changes."""
    moves: dict[str, Counter[str]] = {}
    for name, old, new in changes:
        counter = moves.setdefault(name, Counter())
        if old is not None:
            counter.subtract(_counted(finding) for finding in old.findings)
        if new is not None:
            counter.update(_counted(finding) for finding in new.findings)
    changed = dict(checks)
    for name, counter in moves.items():
        if name in changed and any(counter.values()):
            total = Counter(changed[name].counts)
            total.update(counter)
            dismissed = changed[name].dismissed + total.pop(_DISMISSED, 0)
            counts = {severity: n for severity, n in total.items() if n}
            changed[name] = replace(changed[name], counts=counts, dismissed=dismissed)
    return changed


_DISMISSED = "dismissed"


def _counted(finding: Finding) -> str:
    """What a finding counts as: its severity, unless somebody set it aside."""
    return finding.severity if finding.dismissed is None else _DISMISSED
