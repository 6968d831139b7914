"""The most important issues: held against a brute force over every finding, and against tables of weights."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.evidence.cycle import weights
from mastery_tui.evidence.cycle.churn import DAY_S, DAYS, Churn
from mastery_tui.evidence.cycle.issues import MOST, Ranking, issues
from mastery_tui.evidence.record import Settled
from mastery_tui.model.finding import SEVERITIES, Finding, Result, Unit
from mastery_tui.model.proof import Issue
from mastery_tui.model.state import FailOn, FileState, State


def finding(path: str = "a.py", rule: str = "R1", severity: str = "warning", line: int = 1, **more: object) -> Finding:
    base = Finding("ruff", rule, severity, path, line, 1, line, 2, f"{rule} at {line}", f"{rule}{path}{line}")  # type: ignore[arg-type]
    return replace(base, **more)


def unit(line: int, end: int, complexity: int, kind: str = "function") -> Unit:
    return Unit("a.py", "f", "f", kind, line, end, complexity, "A", 0)  # type: ignore[arg-type]


def state(
    *findings: Finding, units: tuple[Unit, ...] = (), mark: float | None = None, fail_on: FailOn = "error"
) -> State:
    files = {}
    metrics = {} if mark is None else {"maintainability": mark}
    for path in dict.fromkeys(one.path for one in findings if one.path and one.check != "tests"):
        mine = tuple(one for one in findings if one.path == path and one.check != "tests")
        results = {"ruff": Result(mine), "complexity": Result(metrics=metrics, units=units)}
        files[path] = FileState(path, "b", 1, 1, results)
    tests = tuple(one for one in findings if one.check == "tests" or not one.path)
    return State("/x", "x", files=files, tree={"tests": Result(tests)}, fail_on=fail_on)


def brute(shown: State, churn: dict[str, int]) -> list[float]:
    """The scores of the best, by a look at everything."""
    best: dict[tuple[str, str, str], float] = {}
    failing = {"error": {"error"}, "warning": {"error", "warning"}, "info": set(SEVERITIES), "never": set()}
    for one in shown.findings():
        if one.dismissed is not None:
            continue
        file = shown.files.get(one.path) if one.check != "tests" else None
        units = [u for r in file.results.values() for u in r.units] if file else []
        inside = [u for u in units if u.kind != "class" and u.line <= one.line <= u.end_line]
        complexity = max(inside, key=lambda u: (u.line, -u.end_line)).complexity if inside else 0
        mark = (
            next((r.metrics["maintainability"] for r in file.results.values() if r.metrics), 100.0) if file else 100.0
        )
        impact = 1.0 + (8.0 if one.check == "tests" and one.severity == "error" else 0.0)
        impact += 1.0 if one.severity in failing[shown.fail_on] else 0.0
        impact += 1.0 if one.new else 0.0
        impact += min(1.0, max(0.0, (complexity - 5) / 15))
        impact += 0.5 * min(1.0, max(0.0, (65.0 - mark) / 45.0))
        score = {"error": 9.0, "warning": 3.0, "info": 1.0}[one.severity] * impact
        score *= 1.0 + min(churn.get(one.path, 0), 20) / 20
        key = (one.check, one.rule, one.path)
        best[key] = max(score, best.get(key, 0.0))
    return sorted(best.values(), reverse=True)[:MOST]


PATHS = st.sampled_from(["a.py", "b.py", "c.py", "d/e.py", ""])
FINDINGS = st.builds(
    finding,
    PATHS,
    st.sampled_from(["R1", "R2", "R3", "R4", "R5", "R6"]),
    st.sampled_from(SEVERITIES),
    st.integers(0, 30),
    check=st.sampled_from(["ruff", "ruff", "security", "tests"]),
    new=st.sampled_from([True, False, None]),
    dismissed=st.sampled_from([None, None, None, "because"]),
)
UNITS = st.lists(st.builds(lambda a, n, c, k: unit(a, a + n, c, k), st.integers(1, 20), st.integers(0, 9),
                           st.integers(1, 40), st.sampled_from(["function", "method", "class"])), max_size=3,
                 unique_by=lambda one: (one.line, one.end_line))  # fmt: skip
STATES = st.builds(
    lambda found, units, mark, fail: state(*found, units=tuple(units), mark=mark, fail_on=fail),
    st.lists(FINDINGS, max_size=25),
    UNITS,
    st.none() | st.floats(0, 100),
    st.sampled_from(["error", "warning", "info", "never"]),
)
CHURN = st.dictionaries(PATHS, st.integers(0, 40))


@settings(max_examples=60)
@given(st.lists(st.tuples(STATES, CHURN), min_size=1, max_size=3))
def test_the_first_five_are_those_of_a_look_at_everything(shown: list[tuple[State, dict[str, int]]]) -> None:
    ranking = Ranking()
    for one, churn in shown:
        for _ in range(2):  # what is remembered says the same
            found = ranking.issues(one, churn)
            assert [issue.score for issue in found] == pytest.approx(brute(one, churn), abs=0.006)
            assert found == issues(one, churn)
        assert len({(issue.check, issue.rule, issue.path) for issue in found}) == len(found)


def test_a_file_that_was_saved_is_weighed_anew_and_one_that_went_is_forgotten() -> None:
    ranking = Ranking()
    first = state(finding("a.py"), finding("b.py", severity="error"))
    assert [one.path for one in ranking.issues(first)] == ["b.py", "a.py"]
    clean = {**first.files, "b.py": replace(first.files["b.py"], results={})}
    assert [one.path for one in ranking.issues(replace(first, files=clean))] == ["a.py"]
    assert ranking.issues(replace(first, files={})) == ()
    assert [one.path for one in ranking.issues(first)] == ["b.py", "a.py"]


@given(STATES, CHURN)
def test_a_failing_test_comes_before_all_else(shown: State, churn: dict[str, int]) -> None:
    failing = finding("test_x.py", "test-failed", "error", check="tests")
    shown = replace(shown, tree={"tests": Result((*shown.tree["tests"].findings, failing))})
    found = issues(shown, churn)
    tests = [one.check == "tests" and one.reason.startswith("failing test") for one in found]
    assert tests[0] and tests == sorted(tests, reverse=True)


def test_a_hundred_equal_lines_are_one_issue() -> None:
    found = issues(state(*(finding(line=n) for n in range(1, 101)), finding(rule="R2", severity="info")))
    assert [(one.rule, one.line) for one in found] == [("R1", 1), ("R2", 1)]
    assert found[0].reason == "warning, 100 like it in this file"


@pytest.mark.parametrize(
    ("one", "units", "mark", "changes", "score", "importance", "reason"),
    [
        (finding(severity="info"), (), None, 0, 1.0, "Low", "info"),
        (finding(), (), None, 0, 3.0, "Low", "warning"),
        (finding(new=True), (), None, 1, 6.3, "Medium", "warning, file changed once this month, new"),
        (finding(severity="error"), (), None, 0, 18.0, "High", "error, breaks the gate"),
        (
            finding(severity="error", line=3, new=True),
            (unit(1, 9, 18),),
            42.5,
            12,
            59.28,
            "Critical",
            "error in a function of complexity 18, file of maintainability 42, file changed 12 times this month, new, "
            "breaks the gate",
        ),
        (finding("t.py", "test-failed", "error", check="tests"), (), None, 0, 90.0, "Critical",
         "failing test, breaks the gate"),
    ],
)  # fmt: skip
def test_weights(
    one: Finding, units: tuple[Unit, ...], mark: float | None, changes: int, score: float, importance: str, reason: str
) -> None:
    (issue,) = issues(state(one, units=units, mark=mark), {one.path: changes})
    assert issue == Issue(
        importance, score, one.fingerprint, one.check, one.rule, one.path, one.line, one.message, reason
    )  # fmt: skip


@pytest.mark.parametrize(("score", "name"), [(40, "Critical"), (39.9, "High"), (18, "High"), (17.9, "Medium"),
                                             (6, "Medium"), (5.9, "Low"), (0, "Low")])  # fmt: skip
def test_thresholds(score: float, name: str) -> None:
    assert weights.importance(score) == name


def test_regressions_count_and_belong_to_no_file() -> None:
    worse = finding("", "coverage.line", "warning", 0, check="baseline")
    assert [one.rule for one in issues(state(), regressions=[worse])] == ["coverage.line"]


ROWS = st.lists(st.tuples(st.integers(0, 80), st.lists(st.sampled_from("abcd"), max_size=3, unique=True)), max_size=25)


@given(ROWS, st.lists(st.integers(0, 90), min_size=1, max_size=4))
def test_churn_is_that_of_the_last_thirty_days(rows: list[tuple[int, list[str]]], looks: list[int]) -> None:
    churn, taken = Churn(), []
    todays = iter(sorted(looks))
    for n, (day, paths) in enumerate(rows):
        at = day * DAY_S + 600.0 + n * 60.0
        churn.take(at, Settled(True, changed=tuple(paths), files=len(paths)))
        taken.append((day, paths))
        if n % 7 == 3 and (today := next(todays, None)) is not None:
            agrees(churn, taken, today)
    for today in todays:
        agrees(churn, taken, today)


def agrees(churn: Churn, taken: list[tuple[int, list[str]]], today: int) -> None:
    expected: dict[str, int] = {}
    for day, paths in taken:
        if today - DAYS < day <= today:
            for path in paths:
                expected[path] = expected.get(path, 0) + 1
    assert dict(churn.lately(today * DAY_S + 5.0)) == expected


def test_ten_thousand_findings_are_ranked_again_in_two_milliseconds() -> None:
    found = [finding(f"{n % 1000}.py", f"R{n % 40}", SEVERITIES[n % 3], n % 200) for n in range(10_000)]
    files: dict[str, FileState] = {}
    for n in range(1000):
        mine = tuple(found[n::1000])
        files[f"{n}.py"] = FileState(f"{n}.py", "b", 1, 1, {"ruff": Result(mine)})
    shown = State("/x", "x", files=files)
    churn = {f"{n}.py": n % 30 for n in range(1000)}
    ranking = Ranking()
    first = ranking.issues(shown, churn)
    took = []
    for _ in range(20):
        before = time.process_time()
        assert ranking.issues(shown, churn) == first
        took.append(time.process_time() - before)
    assert min(took) < 0.004  # the bar is 2 ms, on a machine that does nothing else
