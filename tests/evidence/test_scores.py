"""Scores and ratings: the worked example of docs/scores.md, tables of limits; and nothing gets better by a finding."""

from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.evidence.measures import metrics
from mastery_tui.evidence.remediation import minutes
from mastery_tui.evidence.scores import Memory, Score, clean_percent, graded, letter, maintainability, quality, scores
from mastery_tui.model.finding import Finding, Fix, Result, Severity, Unit
from mastery_tui.model.metric import Metric
from mastery_tui.model.state import CheckAbout, CheckState, FileState, State
from mastery_tui.model.tests import TestOutcome
from mastery_tui.model.trend import KNOWN

UNITS = (
    Unit("a.py", "load", "load", "function", 11, 30, 3, "A", 2),
    Unit("a.py", "walk", "walk", "function", 41, 65, 14, "C", 9),
    Unit("a.py", "K", "K", "class", 70, 99, 2, "A", 0),
    Unit("a.py", "m", "K.m", "method", 72, 80, 2, "A", 0),
)
SAFE = Fix("mend", True, ())


def finding(check: str, rule: str, severity: Severity, line: int, **about: Any) -> Finding:
    return Finding(check, rule, severity, "a.py", line, 1, line, 4, "m", f"{check}{rule}{line}", **about)


EXAMPLE = (
    finding("ruff", "F821", "error", 20),
    finding("ruff", "F401", "warning", 3, fix=SAFE),
    finding("complexity", "CC", "warning", 41),
    finding("security", "B101", "info", 21),
)


def state(*found: Finding, tests: str = "passed", without: str = "", **about: Any) -> State:
    """One file, all checks, and one test with that outcome."""
    results = {name: Result(tuple(f for f in found if f.check == name)) for name in ("ruff", "security", "upkeep")}
    numbers = {"loc": 100.0, "sloc": 80.0, "lloc": 60.0}
    of_complexity = tuple(f for f in found if f.check == "complexity")
    results["complexity"] = Result(of_complexity, numbers, UNITS)
    results.pop(without, None)
    checks = {}
    for name in {*results, "tests"}:
        shape = {"ruff": "batch", "upkeep": "batch", "tests": "tree"}.get(name, "file")
        own = [f for f in results.get(name, Result()).findings if f.dismissed is None]
        counts = {severity: sum(f.severity == severity for f in own) for severity in get_args(Severity)}
        checks[name] = CheckState(name, name, "findings", "", 1.0, 1, counts=counts, about=CheckAbout(shape))
    if without:
        checks[without] = CheckState(without, without, about=CheckAbout("file"))
    file = FileState("a.py", "b", 9, 1, results, dict.fromkeys(results, "b"))
    outcome = TestOutcome("t", tests, 0.1)  # type: ignore[arg-type]
    return State("/r", "r", 1, 1, False, checks=checks, files={"a.py": file}, tests={"t": outcome}, **about)


def scored(*found: Finding, **about: Any) -> dict[str, Score]:
    now = state(*found, **about)
    return scores(now, metrics(now))


def values(*found: Finding, **about: Any) -> dict[str, float]:
    return {name: score.value for name, score in scored(*found, **about).items()}


def test_the_worked_example() -> None:
    assert values(*EXAMPLE) == pytest.approx(
        {
            "quality.score": 88.0,
            "quality.clean_percent": 54.0,
            "debt.minutes": 50.0,
            "debt.ratio_percent": 100 * 50 / 2400,
            "rating.maintainability": 1,
            "rating.reliability": 4,
            "rating.security": 2,
            "findings.critical": 1,
        }
    )
    text = Path("docs/scores.md").read_text()
    for said in ("**88 %**", "**54 %**", "**50**", "**2.08 %**", "**D** (4)", "**B** (2)", "**1**"):
        assert said in text
    for name in KNOWN:
        if name.startswith(
            ("quality.score", "quality.clean", "debt.", "rating.", "new.", "dead.", "duplicates.", "docs.")
        ):
            assert f"`{name}`" in text, name


def test_without_any_finding_all_is_well() -> None:
    found = values()
    assert (found["quality.score"], found["quality.clean_percent"], found["debt.minutes"]) == (100, 100, 0)
    assert [letter(found[f"rating.{name}"]) for name in ("maintainability", "reliability", "security")] == ["A"] * 3


@pytest.mark.parametrize(
    ("found", "tests", "reliability", "security"),
    [
        ([], "failed", "E", "A"),
        ([], "error", "E", "A"),
        ([], "skipped", "A", "A"),
        ([finding("ruff", "invalid-syntax", "error", 1)], "passed", "E", "A"),
        ([finding("ruff", "E999", "error", 1)], "passed", "E", "A"),
        ([finding("ruff", "F821", "error", 1)], "passed", "D", "A"),
        ([finding("ruff", "B006", "warning", 1)], "passed", "C", "A"),
        ([finding("ruff", "F401", "warning", 1)], "passed", "A", "A"),
        ([finding("ruff", "E501", "info", 1), finding("own", "F821", "error", 1)], "passed", "A", "A"),
        ([finding("ruff", "F821", "error", 1, dismissed="no")], "passed", "A", "A"),
        ([finding("security", "B1", "info", 1)], "passed", "A", "B"),
        ([finding("security", "B1", "warning", 1)], "passed", "A", "C"),
        ([finding("security", "B1", "warning", n) for n in range(1, 11)], "passed", "A", "D"),
        ([finding("security", "B1", "error", 1)], "passed", "A", "E"),
        ([finding("upkeep", "S-AWS", "error", 1)], "passed", "A", "E"),
    ],
)
def test_ratings(found: list[Finding], tests: str, reliability: str, security: str) -> None:
    told = values(*found, tests=tests)
    assert (letter(told["rating.reliability"]), letter(told["rating.security"])) == (reliability, security)


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [
        (0, "A"),
        (5, "A"),
        (5.01, "B"),
        (10, "B"),
        (10.1, "C"),
        (20, "C"),
        (20.1, "D"),
        (50, "D"),
        (50.1, "E"),
        (999, "E"),
    ],
)
def test_the_limits_of_debt(ratio: float, expected: str) -> None:
    assert letter(maintainability(ratio)) == expected


@pytest.mark.parametrize(
    ("one", "excess", "expected"),
    [
        (finding("complexity", "CC", "error", 1), 31, 41),
        (finding("complexity", "COG", "warning", 1), 5, 10),
        (finding("complexity", "CC", "warning", 1), -3, 10),
        (finding("complexity", "MI", "warning", 0), 0, 60),
        (finding("complexity", "MI", "info", 0), 0, 2),
        (finding("ruff", "E501", "info", 1), 0, 2),
        (finding("ruff", "B006", "warning", 1), 0, 10),
        (finding("ruff", "B006", "warning", 1, fix=SAFE), 0, 1),
        (finding("ruff", "B006", "warning", 1, fix=Fix("m", False, ())), 0, 10),
        (finding("security", "B1", "warning", 1), 0, 30),
        (finding("upkeep", "S-KEY", "error", 1), 0, 60),
        (finding("own", "X", "error", 1), 0, 30),
    ],
)
def test_minutes(one: Finding, excess: float, expected: float) -> None:
    assert minutes(one, excess) == expected


def test_the_limits_are_those_of_the_settings() -> None:
    now = state(EXAMPLE[2])
    options = (("max_complexity", "4"), ("max_cognitive", "15"))
    checks = {**now.checks, "complexity": replace(now.checks["complexity"], about=CheckAbout("file", options=options))}
    strict = replace(now, checks=checks)
    assert scores(strict, metrics(strict))["debt.minutes"].value == 20


def test_a_score_is_absent_where_an_input_is() -> None:
    assert "lloc" not in metrics(state(without="complexity"))
    assert set(values(without="complexity")) == {"rating.reliability", "rating.security", "findings.critical"}
    assert set(values(without="security")) == {"rating.reliability", "findings.critical"}
    now = state()
    known = metrics(now)
    for name, score in scores(now, known).items():
        for part in score.names:
            assert name not in scores(now, {n: m for n, m in known.items() if n != part}), (name, part)
    assert scores(State("/r", "r"), {}) == {}


def test_the_grade_is_the_worst_of_what_it_is_made_of() -> None:
    known = {"a": Metric(1, "", "E2", 7), "b": Metric(1, "", "E1", 3, note="old"), "c": Metric(1, "", "E2", 5)}
    made = graded({"x": Score(1, "%", ("a", "b", "c")), "y": Score(2, "min", ("a", "c"))}, known)
    assert made == {
        "x": Metric(1, "%", "E1", 3, "scores", "old"),
        "y": Metric(2, "min", "E2", 5, "scores"),
    }


FINDINGS = st.builds(
    finding,
    st.sampled_from(["ruff", "security", "complexity", "upkeep"]),
    st.sampled_from(["F821", "F401", "B101", "E501", "invalid-syntax", "CC", "COG", "MI", "S-KEY"]),
    st.sampled_from(get_args(Severity)),
    st.integers(0, 110),
    dismissed=st.none() | st.just("a reason"),
    fix=st.none() | st.just(SAFE),
)


@given(st.lists(FINDINGS, max_size=15), FINDINGS)
def test_one_more_finding_never_makes_anything_better(found: list[Finding], one: Finding) -> None:
    before, after = values(*found), values(*found, one)
    assert before.keys() == after.keys()
    for name in before:
        better = KNOWN[name].better
        assert (after[name] - before[name]) * better <= 1e-9, name
    assert 0 <= after["quality.score"] <= 100 and 0 <= after["quality.clean_percent"] <= 100


@given(st.lists(FINDINGS, max_size=15))
def test_clean_lines_against_counting(found: list[Finding]) -> None:
    counting = [one for one in found if one.dismissed is None]

    def is_clean(line: int) -> bool:
        around = next((u for u in UNITS if u.kind != "class" and u.line <= line <= u.end_line), None)
        first, last = (around.line, around.end_line) if around else (line, line)
        return not any(one.line == 0 or first <= one.line <= last for one in counting)

    assert clean_percent(Memory().parts(state(*found))) == sum(map(is_clean, range(1, 101)))


@given(st.lists(st.lists(FINDINGS, max_size=4), min_size=1, max_size=4))
def test_what_was_counted_before_changes_no_score(states: list[list[Finding]]) -> None:
    memory = Memory()
    for found in states:
        now = state(*found)
        for _ in range(2):
            assert scores(now, metrics(now), memory) == scores(now, metrics(now))


def test_quality_has_a_floor() -> None:
    assert quality(5_000, 10) == 0
