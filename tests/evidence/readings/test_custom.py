"""Custom metrics of files and of what commands print."""

import os
from pathlib import Path

import pytest

from mastery_tui.config.goals import CustomMetric
from mastery_tui.evidence.readings import custom_from_file, custom_from_output
from tests.evidence.readings.book import NOW, Tree

SPEED = CustomMetric(file="out/speed.json", json="runs.0.ms", unit="ms")


def test_a_file_is_evidence_as_any_other(tmp_path: Path):
    tree = Tree(tmp_path)
    assert "site.speed" not in tree.metrics(**{"site.speed": SPEED})
    tree.put("out/speed.json", '{"runs": [{"ms": 12.5}]}')
    found = tree.metrics(**{"site.speed": SPEED})["site.speed"]
    assert (found.value, found.unit, found.grade, found.source) == (12.5, "ms", "E2", "out/speed.json")
    tree.source("a.py", "other = 1\n", NOW)
    os.utime(tree.root / "out/speed.json", (NOW + 1, NOW + 1))
    assert tree.metrics(**{"site.speed": SPEED})["site.speed"].grade == "E1"
    assert "site.speed" not in tree.metrics()


def test_it_is_read_again_only_when_it_or_what_is_asked_changes(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.put("log", "took 5 ms, 7 MB\n")
    asked = CustomMetric(file="log", regex="([0-9]+) ms")
    assert tree.metrics(x=asked)["x"].value == 5
    first = dict(tree.kept)
    tree.metrics(x=asked)
    assert all(first[key] is value for key, value in tree.kept.items())
    assert tree.metrics(x=CustomMetric(file="log", regex="([0-9]+) MB"))["x"].value == 7
    tree.put("log", "took 6 ms\n")
    assert tree.metrics(x=asked)["x"].value == 6


@pytest.mark.parametrize(
    ("path", "content", "metric", "problem"),
    [
        ("f", "{}", CustomMetric(file="f", json="a.b"), "there is no"),
        ("f", "x", CustomMetric(file="f", json="a"), "is not JSON"),
        ("f", "x", CustomMetric(file="f", regex="y"), "nothing matches"),
        ("f", "a" * 64 + "!", CustomMetric(file="f", regex="(a+)+$"), "takes too long"),
        ("f", "", CustomMetric(file="f", regex="y"), "is empty"),
        ("g", "1", CustomMetric(file="../outside", regex="1"), "leads out of the tree"),
        ("g", "1", CustomMetric(file="f", regex="1"), "No such file"),
    ],
)
def test_what_cannot_be_read_is_unknown(tmp_path: Path, path: str, content: str, metric: CustomMetric, problem: str):
    (tmp_path / "outside").write_text("1")
    tree = Tree(tmp_path / "t")
    tree.put(path, content)
    found = custom_from_file(tree.root, "x", metric)
    assert found.values == {}
    assert problem in found.problem


def test_what_a_command_printed_is_of_this_tree():
    metric = CustomMetric(command=("tool", "--sum"), unit="%")
    found = custom_from_output("x.y", metric, " 93.5 %\n", NOW)
    assert (found.values, found.source, found.problem, found.sha) == ({"x.y": (93.5, "%")}, "tool --sum", "", "")
    assert custom_from_output("x.y", metric, "no\n").problem == '"no" is no number'
