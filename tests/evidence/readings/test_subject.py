"""Which readings speak of this tree, and what becomes of several that speak of the same thing."""

import os
from pathlib import Path

import pytest
from msgspec.structs import replace

from mastery_tui.evidence.readings import Reading, Subject, is_evidence, metrics_of, newest_mtime
from mastery_tui.evidence.record import Bound

NOW, NEWEST = 10_000.0, 1_000.0
HEAD = "a" * 40
ONE = Reading("coverage.json", "coverage-json", {"coverage.line": (50.0, "%")}, "sha", 2_000.0)
COUNTS = dict.fromkeys(("tests.total", "tests.passed", "tests.failed", "tests.error", "tests.skipped"), (0.0, "tests"))


def subject(**changes: object) -> Subject:
    return replace(Subject("T", lambda: NEWEST, HEAD, False, {}, NOW), **changes)


def report(source: str, total: int, failed: int, mtime: float = 2_000.0, sha: str = "") -> Reading:
    counts = {"tests.total": total, "tests.failed": failed, "tests.passed": total - failed}
    values = {**COUNTS, **{name: (float(count), "tests") for name, count in counts.items()}}
    return Reading(source, "junit", values, sha or source, mtime)


@pytest.mark.parametrize(
    ("reading", "changes", "grade", "binds"),
    [
        ({}, {}, "E2", True),
        ({"mtime": NEWEST}, {}, "E2", True),
        ({"mtime": NEWEST - 0.01}, {}, "E1", False),
        ({"mtime": NOW + 61}, {}, "E1", False),
        ({}, {"bound": {("coverage.json", "sha"): "T"}}, "E2", False),
        ({"mtime": 1.0}, {"bound": {("coverage.json", "sha"): "T"}}, "E2", False),
        ({}, {"bound": {("coverage.json", "sha"): "U"}}, "E1", False),
        ({}, {"bound": {("coverage.json", "other"): "U"}}, "E2", True),
        ({"commit": HEAD}, {}, "E2", True),
        ({"commit": "b" * 40}, {}, "E1", False),
        ({"commit": HEAD}, {"head": ""}, "E1", False),
        ({"commit": HEAD}, {"dirty": True}, "E1", False),
        ({"commit": HEAD, "dirty": True}, {}, "E1", False),
        ({"commit": HEAD, "dirty": True}, {"dirty": True}, "E2", True),
        ({"commit": HEAD, "dirty": True, "mtime": 1.0}, {"dirty": True}, "E1", False),
        ({"sha": "", "mtime": 1.0}, {}, "E2", False),
        ({"grade": "E0"}, {}, "E0", False),
        ({"made": NEWEST}, {}, "E2", True),
        ({"came": "with the commit"}, {}, "E1", False),
        ({"came": "with the commit"}, {"bound": {("coverage.json", "sha"): "T"}}, "E2", False),
        ({"made": NEWEST - 1}, {}, "E1", False),  # it was touched, or a file was saved while it ran
        ({"made": NOW + 999}, {}, "E2", True),  # no later than the file was written
        ({"made": NEWEST - 1}, {"bound": {("coverage.json", "sha"): "T"}}, "E2", False),
    ],
)
def test_the_rule(reading: dict, changes: dict, grade: str, binds: bool):
    found, bound = metrics_of([replace(ONE, **reading)], subject(**changes), 3)
    metric = found["coverage.line"]
    assert (metric.grade, metric.generation, metric.source, metric.value) == (grade, 3, "coverage.json", 50.0)
    assert bound == ([Bound("coverage.json", "sha")] if binds else [])
    assert bool(metric.note) == (grade == "E1")


def test_what_says_when_it_was_measured_grows_no_younger_by_a_touch():
    found, _ = metrics_of([replace(ONE, made=1_500.0)], subject(), 3)
    assert found["coverage.line"].at == 1_500.0


def test_the_newest_source_is_asked_for_once_and_only_for_what_is_not_bound():
    asked = []
    readings = [ONE, replace(ONE, source="b", sha="b"), replace(ONE, source="c", sha="c")]
    ask = subject(newest=lambda: asked.append(1) or 0.0)
    metrics_of(readings, ask, 1)
    assert asked == [1]
    metrics_of(readings, replace(ask, bound={(one.source, one.sha): "U" for one in readings}), 1)
    assert asked == [1]


def test_the_better_grade_wins_then_the_newer():
    old = replace(ONE, source="old", sha="o", mtime=1.0, values={"coverage.line": (1.0, "%")})
    fresh = replace(ONE, source="f", sha="f", mtime=3_000.0, values={"coverage.line": (2.0, "%")})
    fresher = replace(ONE, adapter="coverage-xml", sha="g", mtime=3_001.0, values={"coverage.line": (3.0, "%")})
    for order in ([old, fresh, fresher], [fresher, fresh, old], [fresh, fresher, old]):
        assert metrics_of(order, subject(), 1)[0]["coverage.line"].value == 3.0
    assert metrics_of([old, fresh], subject(), 1)[0]["coverage.line"].value == 2.0
    late = subject(bound={("f", "f"): "U"})
    assert metrics_of([old, fresh], late, 1)[0]["coverage.line"].value == 2.0


def test_several_test_reports_add_up_and_are_as_good_as_the_worst():
    unit, whole = report("junit-unit.xml", 8, 0), report("junit-whole.xml", 2, 1)
    found = metrics_of([unit, whole], subject(), 1)[0]
    assert {name: metric.value for name, metric in found.items()} == {
        **dict.fromkeys(COUNTS, 0.0),
        "tests.total": 10,
        "tests.failed": 1,
        "tests.passed": 9,
        "tests.passed_percent": 90.0,
    }
    assert {metric.grade for metric in found.values()} == {"E2"}
    stale = metrics_of([unit, replace(whole, mtime=1.0)], subject(), 1)[0]
    assert {metric.grade for metric in stale.values()} == {"E1"}
    assert "junit-whole.xml" in stale["tests.failed"].note


def test_a_part_that_cannot_be_read_is_missed():
    broken = Reading("junit-whole.xml", "junit", problem="is empty")
    found = metrics_of([report("junit-unit.xml", 8, 0), broken], subject(), 1)[0]
    assert found["tests.failed"].grade == "E1"
    assert found["tests.failed"].note == "junit-whole.xml is empty"


def test_of_configuration_that_cannot_all_be_read_nothing_is_known():
    made = Reading("a.yml", "ci", {"ci.masked": (0.0, ""), "ci.on_push": (1.0, "")}, grade="E0")
    broken = Reading("b.yml", "ci", grade="E0", problem="is not YAML")
    assert "ci.masked" in metrics_of([made], subject(), 1)[0]
    assert metrics_of([made, broken], subject(), 1)[0] == {}


def test_a_second_copy_of_a_report_is_no_second_run():
    copies = [report("junit.xml", 5, 0, sha="s"), report("reports/junit.xml", 5, 0, sha="s")]
    assert metrics_of(copies, subject(), 1)[0]["tests.total"].value == 5


def test_samples_are_told():
    made = Reading("b.json", "benchmark", {"b.x": (1.0, "ms"), "b.y": (1.0, "ms")}, "s", 2_000.0, samples={"b.x": 9})
    found = metrics_of([made], subject(), 1)[0]
    assert (found["b.x"].samples, found["b.y"].samples) == (9, 1)


@pytest.mark.parametrize(
    ("path", "result"),
    [
        (".coverage", True),
        ("coverage.xml", True),
        ("reports/deep/x.xml", True),
        ("junit-a.xml", True),
        ("ruff.sarif", True),
        (".benchmarks/m/1.json", True),
        ("build/junit.xml", True),
        ("tests/data/junit.xml", False),
        ("src/coverage.xml", False),
        ("README.md", False),
        (".github/workflows/ci.yml", False),
        ("build/x.py", False),
        ("reports/x.py", False),
        ("xcoverage", False),
    ],
)
def test_a_result_is_no_part_of_the_tree_and_all_else_is(path: str, result: bool):
    assert is_evidence(path) is result


def test_the_newest_file(tmp_path: Path):
    for name, at in (("a", 5.0), ("b", 9.0), ("c", 7.0)):
        (tmp_path / name).write_text(name)
        os.utime(tmp_path / name, (at, at))
    assert newest_mtime(tmp_path, ["a", "b", "c", "gone", "nul\0"]) == 9.0
    assert newest_mtime(tmp_path, []) == 0.0
