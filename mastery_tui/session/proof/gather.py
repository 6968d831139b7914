"""All metrics of a settled tree: what checks measured, what files and commands say, what follows from them."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

import msgspec

from mastery_tui.config.goals import Goals
from mastery_tui.evidence.file_numbers import FileNumbers
from mastery_tui.evidence.known_metrics import merged
from mastery_tui.evidence.measures import metrics
from mastery_tui.evidence.new_code import Covered, Ranges, new_code
from mastery_tui.evidence.readings.subject import Subject, metrics_of
from mastery_tui.evidence.record import Bound
from mastery_tui.evidence.scenarios.metrics import Last
from mastery_tui.evidence.scenarios.metrics import metrics_of as of_scenarios
from mastery_tui.evidence.scores import Memory as Scored
from mastery_tui.evidence.scores import graded, scores
from mastery_tui.evidence.whole_tree.fold import UPKEEP, Folded, whole_tree
from mastery_tui.model import facts
from mastery_tui.model.metric import Grade, Metric
from mastery_tui.model.state import FileState, State, file_findings
from mastery_tui.session.proof.slow import Slow

_TEST = re.compile(r"(^|/)(tests?/|test_[^/]*\.py$|[^/]*_test\.py$|conftest\.py$)")
Values = Mapping[str, tuple[float, str]]


class Told(msgspec.Struct, frozen=True):
    """What is known beside the State. `tree` is its id, `newest` gives the newest mtime of its files; `slow` was read
    while nobody typed; `scenarios` and `bound` are what the ledger says."""

    tree: str
    newest: Callable[[], float]
    now: float
    slow: Slow
    scenarios: Mapping[str, Last] = {}
    bound: Mapping[tuple[str, str], str] = {}


class Memory:
    """What was counted before, so that a save costs what it changed."""

    def __init__(self) -> None:
        self.numbers = FileNumbers()
        self.folded = Folded()
        self.scored = Scored()


class Gathered(NamedTuple):
    """`beside`: the metrics that do not come from checks; `all` of them; `bound` is to be recorded as of this tree."""

    beside: dict[str, Metric]
    all: dict[str, Metric]
    bound: list[Bound]


def gather(state: State, goals: Goals, told: Told, memory: Memory) -> Gathered:
    """All that is measured of this tree."""
    subject = Subject(told.tree, told.newest, state.repo.head, bool(state.repo.dirty), told.bound, told.now)
    of_files, bound = metrics_of(told.slow.readings, subject, state.generation)
    beside = merged(of_files, of_scenarios(goals.scenarios, told.scenarios, told.tree, state.generation))
    beside |= _printed(state, told)
    beside |= _folded(state, whole_tree(state.files, memory.folded))
    ran = of_files.get("coverage.line")
    beside |= _new(state, told, memory.folded, covered=ran is not None and ran.grade == "E2")
    everything = merged(metrics(state, memory.numbers), beside)
    scored = graded(scores(state, everything, memory.scored), everything)
    return Gathered(beside | scored, everything | scored, bound)


def _printed(state: State, told: Told) -> dict[str, Metric]:
    """What the commands of custom metrics said, and of which tree."""
    found = {}
    for name, (printed, tree) in told.slow.printed.items():
        if not printed.problem:
            value, unit = printed.values[name]
            fresh = tree == told.tree
            grade: Grade = "E2" if fresh else "E1"
            note = "" if fresh else "of an older tree: it is run again once the tree is at rest"
            generation = state.generation if fresh else 0
            found[name] = Metric(value, unit, grade, generation, printed.source, note, 1, printed.mtime)
    return found


def _folded(state: State, values: Values) -> dict[str, Metric]:
    """What is folded from a check of ours is as good as its word."""
    check = state.checks.get(UPKEEP)
    if check is None or check.status == "skipped" or not check.generation:
        return {}
    complete = check.status in ("passed", "findings") and check.generation >= state.generation
    grade: Grade = "E2" if complete else "E1"
    return {name: Metric(value, unit, grade, check.generation, UPKEEP) for name, (value, unit) in values.items()}


def _new(state: State, told: Told, folded: Folded, *, covered: bool) -> dict[str, Metric]:
    """What the lines since the merge base answer for; unknown until git was asked about this very tree.

    `covered`: the coverage report is of this tree. What is a test need not be covered itself.
    """
    if told.slow.ranges is None or told.slow.ranges[1] != told.tree:
        return {}
    ranges = told.slow.ranges[0]
    changed = [state.files[path] for path in ranges if path in state.files]
    findings = [finding for file in changed for finding in file_findings(file)]
    units = [unit for file in changed for result in file.results.values() for unit in result.units]
    checks = [check for check in state.checks.values() if check.about.shape != "tree" and check.status != "skipped"]
    complete = all(check.status in ("passed", "findings") and check.generation >= state.generation for check in checks)
    grade: Grade = "E2" if complete else "E1"
    values = new_code(
        state.files,
        ranges,
        findings,
        units,
        _with_tests(told.slow.covered, ranges) if covered and told.slow.covered is not None else None,
        repeated=folded.duplicates.repeated,
        todos={file.path: _todos(file) for file in changed},
    )
    return {name: Metric(value, unit, grade, state.generation, "git") for name, (value, unit) in values.items()}


def _todos(file: FileState) -> tuple[int, ...]:
    """The lines of notes to oneself, as the check of that name told them."""
    result = file.results.get(UPKEEP)
    if result is None or facts.PLACES not in result.facts:
        return ()
    try:
        return facts.places(result.facts[facts.PLACES]).todos
    except msgspec.DecodeError:  # a check of that name that is not ours
        return ()


def _with_tests(covered: Mapping[str, Covered], ranges: Ranges) -> dict[str, Covered]:
    tests = {path: Covered((), ()) for path in ranges if path not in covered and _TEST.search(path)}
    return {**covered, **tests}
