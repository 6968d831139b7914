"""pytest-benchmark's files."""

import json
from pathlib import Path

import pytest

from mastery_tui.config.goals_read import NAME
from tests.evidence.readings import book
from tests.evidence.readings.book import NOW, Tree


def report(*names: str, **more: object) -> str:
    stats = {"mean": 0.5, "median": 0.25, "max": 1.0, "stddev": 0.125, "rounds": 7, "ops": 2}
    made = [{"name": name.rpartition("::")[2], "fullname": name, "stats": stats} for name in names]
    return json.dumps({"benchmarks": made, **more})


def test_values_and_samples(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.put(".benchmarks/m/0001_a.json", book.BENCHMARK)
    found = tree.metrics()
    assert {name: (one.value, one.unit, one.samples) for name, one in found.items() if name.startswith("bench")} == {
        "benchmark.count": (1, "benchmarks", 1),
        "benchmark.test_parse-1-a.mean_ms": (2.0, "ms", 42),
        "benchmark.test_parse-1-a.median_ms": (1.0, "ms", 42),
        "benchmark.test_parse-1-a.max_ms": (10.0, "ms", 42),
        "benchmark.test_parse-1-a.stddev_ms": (0.5, "ms", 42),
    }


def test_the_last_of_a_machine_counts_and_the_newest_of_several(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.put(".benchmarks/m/0002_b.json", report("t.py::old"))
    tree.put(".benchmarks/m/0010_a.json", report("t.py::new"), NOW - 10)
    tree.put(".benchmarks/n/0001_a.json", report("t.py::other", "t.py::more"), NOW - 20)
    found = tree.metrics()
    assert "benchmark.old.mean_ms" not in found
    assert found["benchmark.new.mean_ms"].source == ".benchmarks/m/0010_a.json"
    assert found["benchmark.count"].value == 1


@pytest.mark.parametrize(
    "names", [("a.py::x", "b.py::x"), ("a.py::x", "a.py::x", "a.py::x"), ("é", "ü", "-"), ("x", "x-2", "x"), ("A", "a")]
)
def test_every_benchmark_has_a_name_of_its_own_that_expressions_can_say(tmp_path: Path, names: tuple[str, ...]):
    tree = Tree(tmp_path)
    tree.put("benchmark.json", report(*names))
    found = [name for name in tree.numbers("benchmark.") if name.endswith("mean_ms")]
    assert len(found) == len(names)
    assert all(NAME.fullmatch(name) for name in found)


def test_a_result_of_another_commit_or_of_changes_that_are_gone_is_stale(tmp_path: Path):
    tree = Tree(tmp_path)
    for commit, dirty, now_dirty, grade in (
        (tree.head, False, False, "E2"),
        (tree.head, True, False, "E1"),
        (tree.head, False, True, "E1"),
        (tree.head, True, True, "E2"),
        ("0" * 40, False, False, "E1"),
    ):
        tree.bound.clear()
        tree.dirty = now_dirty
        tree.put("benchmark.json", report("a", commit_info={"id": commit, "dirty": dirty}))
        assert tree.metrics()["benchmark.count"].grade == grade


@pytest.mark.parametrize("stats", [{"mean": -1.0}, {"mean": None}, {"rounds": 0}, {"max": "1"}])
def test_numbers_that_cannot_be(tmp_path: Path, stats: dict):
    tree = Tree(tmp_path)
    made = json.loads(report("a"))
    made["benchmarks"][0]["stats"].update(stats)
    tree.put("benchmark.json", json.dumps(made))
    assert tree.numbers("benchmark.") == {}
    assert len(tree.problems()) == 1
