"""SARIF: what counts, and at which level."""

import json
from pathlib import Path

import pytest

from tests.evidence.readings.book import Tree

RULES = [
    {"id": "E"},
    {"id": "N", "defaultConfiguration": {"level": "note"}},
    {"id": "X", "defaultConfiguration": {"level": "error"}},
]


def log(*results: dict, **run: object) -> str:
    tool = {"driver": {"name": "My Tool 2", "rules": RULES}, "extensions": [{"name": "more", "rules": RULES[::-1]}]}
    return json.dumps({"version": "2.1.0", "runs": [{"tool": tool, "results": list(results), **run}]})


def read(tmp_path: Path, text: str, path: str = "reports/a.sarif") -> tuple[dict[str, float], list[str]]:
    tree = Tree(tmp_path)
    tree.put(path, text)
    return tree.numbers("sarif."), tree.problems()


@pytest.mark.parametrize(
    ("result", "level"),
    [
        ({}, "warning"),
        ({"level": "error"}, "error"),
        ({"level": "none"}, None),
        ({"ruleId": "N"}, "note"),
        ({"ruleId": "E"}, "warning"),
        ({"ruleIndex": 2}, "error"),
        ({"rule": {"index": 1}}, "note"),
        ({"rule": {"id": "X"}}, "error"),
        ({"rule": {"index": 0, "toolComponent": {"index": 0}}}, "error"),
        ({"ruleId": "N", "level": "error"}, "error"),
        ({"ruleIndex": 99}, "warning"),
        ({"kind": "pass"}, None),
        ({"kind": "open", "level": "error"}, "error"),
        ({"level": "error", "suppressions": [{"kind": "inSource"}]}, None),
        ({"level": "error", "suppressions": [{"status": "accepted"}]}, None),
        ({"level": "error", "suppressions": [{"status": "rejected"}]}, "error"),
        ({"level": "error", "suppressions": [{"status": "accepted"}, {"status": "underReview"}]}, "error"),
        ({"level": "error", "suppressions": []}, "error"),
        ({"level": "error", "baselineState": "absent"}, None),
        ({"level": "error", "baselineState": "new"}, "error"),
    ],
)
def test_levels(tmp_path: Path, result: dict, level: str | None):
    found, problems = read(tmp_path, log(result))
    counted = {name.rpartition(".")[2]: value for name, value in found.items() if value and name.count(".") == 1}
    assert counted == ({level: 1, "findings": 1} if level else {})
    assert problems == []


def test_each_tool_has_its_own(tmp_path: Path):
    assert read(tmp_path, log({}, {"level": "note"}))[0] == {
        "sarif.error": 0,
        "sarif.warning": 1,
        "sarif.note": 1,
        "sarif.findings": 2,
        "sarif.my-tool-2.findings": 2,
    }


def test_nothing_found_is_zero(tmp_path: Path):
    assert read(tmp_path, log())[0]["sarif.findings"] == 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (log(invocations=[{"executionSuccessful": True}, {"executionSuccessful": False}]), "did not succeed"),
        (log(results=None), "has no results"),
        ('{"version": "2.1.0", "runs": []}', "no run"),
        ('{"version": "1.0.0", "runs": []}', "SARIF 1.0.0"),
        ('{"version": "2.1.0"}', "damaged"),
        ("[]", "damaged"),
    ],
)
def test_what_proves_nothing(tmp_path: Path, text: str, problem: str):
    found, problems = read(tmp_path, text)
    assert found == {}
    assert [problem in one for one in problems] == [True]


def test_two_scanners_add_up(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.put("a.sarif", log({}))
    tree.put("b.sarif.json", log({}, {}).replace("My Tool 2", "Other"))
    found = tree.numbers("sarif.")
    assert (found["sarif.findings"], found["sarif.other.findings"], found["sarif.my-tool-2.findings"]) == (3, 2, 1)


def test_the_commit_that_it_names_counts(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.put("a.sarif", log({}, versionControlProvenance=[{"repositoryUri": "x", "revisionId": "f" * 40}]))
    assert tree.metrics()["sarif.findings"].grade == "E1"
    tree.head = "f" * 40
    assert tree.metrics()["sarif.findings"].grade == "E2"
