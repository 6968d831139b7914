"""Readers of the State: the document, the gate, changes, SARIF and annotations."""

import json
import os
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.evidence.measures import metrics, unit
from mastery_tui.model.finding import SEVERITIES, Finding, Result, Severity, Unit
from mastery_tui.model.state import CheckState, FileState, Repo, State, Status
from mastery_tui.model.tests import TestOutcome
from mastery_tui.model.text import printable
from mastery_tui.reporting.changes import change
from mastery_tui.reporting.document import document, encode, ordered
from mastery_tui.reporting.gate import verdict
from mastery_tui.reporting.github import annotation, annotations
from mastery_tui.reporting.sarif import sarif


def finding(
    path: str = "a.py", line: int = 1, severity: Severity = "warning", check: str = "ruff", message: str = "m"
) -> Finding:
    return Finding(check, "R1", severity, path, line, 1, line, 4, message, f"{check}{path}{line}{message}")


def state_of(*findings: Finding, generation: int = 1, **checks: CheckState) -> State:
    files: dict[str, FileState] = {}
    for path in sorted({each.path for each in findings}):
        here = [each for each in findings if each.path == path]
        names = {each.check for each in here}
        results = {name: Result(tuple(each for each in here if each.check == name)) for name in names}
        files[path] = FileState(path, "b", 1, generation, results, dict.fromkeys(names, "b"))
    for name in {each.check for each in findings} - checks.keys():
        checks[name] = CheckState(name, name, "findings", "", 0.1, generation)
    counted = {
        name: replace(check, counts={s: n for s in SEVERITIES if (n := count(findings, name, s))})
        for name, check in checks.items()
    }
    return State("/r", "r", generation, generation, False, checks=counted, files=files)


def count(findings: tuple[Finding, ...], check: str, severity: str) -> int:
    return sum(each.check == check and each.severity == severity for each in findings)


def stands(status: Status, generation: int = 1) -> CheckState:
    return CheckState("other", "Other", status, "why", 0.1, generation)


GATES = [
    # severities found, status of another check, fail_on, does it hold, exit code
    ((), "passed", "error", True, 0),
    (("warning",), "passed", "error", True, 0),
    (("warning",), "passed", "warning", False, 1),
    (("error", "info"), "passed", "warning", False, 1),
    (("info",), "passed", "info", False, 1),
    (("error",), "passed", "never", True, 0),
    (("info",), "skipped", "error", True, 0),
    ((), "skipped", "error", None, 2),  # nothing ran at all: nothing is proven
    ((), "failed", "error", None, 2),
    ((), "failed", "never", None, 2),
    ((), "stale", "error", None, 2),
    ((), "running", "error", None, 2),
    (("error",), "failed", "error", False, 1),  # Kleene: false and unknown is false
    (("warning",), "failed", "error", None, 2),
]


@pytest.mark.parametrize(("severities", "status", "fail_on", "holds", "code"), GATES)
def test_the_gate(
    severities: tuple[Severity, ...], status: Status, fail_on: str, holds: bool | None, code: int
) -> None:
    state = state_of(*(finding(line=n, severity=s) for n, s in enumerate(severities, 1)), other=stands(status))
    gate = verdict(state, fail_on)
    assert (gate.holds, gate.exit_code) == (holds, code)
    assert [each.check for each in gate.unproven] == ([] if status == "passed" else ["other"])
    assert sum(each.findings for each in gate.failing) == sum(
        fail_on != "never" and SEVERITIES.index(s) <= SEVERITIES.index(fail_on) for s in severities
    )


def test_a_result_of_an_older_tree_proves_nothing() -> None:
    state = replace(state_of(other=stands("passed", 1)), generation=2)
    gate = verdict(state)
    assert gate.holds is None and gate.unproven[0].reason == "computed on generation 1 of 2"


def test_no_check_at_all_proves_nothing() -> None:
    assert verdict(State("/r", "r")).holds is None
    with pytest.raises(ValueError, match="fail_on"):
        verdict(State("/r", "r"), "fatal")


def measured() -> State:
    units = (
        Unit("a.py", "f", "f", "function", 1, 2, 3, "A", 5),
        Unit("a.py", "C", "C", "class", 3, 9, 99, "F", 99),
        Unit("a.py", "m", "C.m", "method", 4, 5, 9, "B", 1),
    )
    files = {
        "a.py": FileState(
            "a.py",
            "1",
            9,
            1,
            {"complexity": Result((), {"loc": 10, "maintainability": 80}, units)},
            {"complexity": "1"},
        ),
        "b.py": FileState(
            "b.py", "1", 9, 1, {"complexity": Result((), {"loc": 5, "maintainability": 40})}, {"complexity": "1"}
        ),
        "broken.py": FileState(
            "broken.py", "1", 9, 1, {"complexity": Result((), {"loc": 1000}, error="syntax")}, {"complexity": "1"}
        ),
        "older.py": FileState("older.py", "2", 9, 1, {"complexity": Result((), {"loc": 500})}, {"complexity": "1"}),
    }
    checks = {
        "complexity": CheckState("complexity", "C", "passed", "", 0.1, 1),
        "tests": CheckState("tests", "T", "findings", "", 0.1, 1),
        "security": CheckState("security", "S", "skipped", "not trusted", 0, 0),
    }
    tests = {name: TestOutcome(name, outcome, 0.5) for name, outcome in (("t1", "passed"), ("t2", "failed"))}  # type: ignore[arg-type]
    tree = {"tests": Result((), {"coverage.percent": 87.5})}
    return State("/r", "r", 1, 1, False, checks=checks, files=files, tests=tests, tree=tree, repo=Repo(True, "main"))


def test_metrics_of_the_tree() -> None:
    found = metrics(measured())
    values = {name: metric.value for name, metric in found.items()}
    expected = {
        "files": 4, "loc": 15, "maintainability.mean": 60, "maintainability.min": 40, "complexity.max": 9,
        "complexity.mean": 6, "cognitive.max": 5, "tests.total": 2, "tests.passed": 1, "tests.failed": 1,
        "tests.error": 0, "tests.duration_s": 1.0, "coverage.percent": 87.5, "findings": 0, "findings.error": 0,
        "complexity.findings": 0,
    }  # fmt: skip
    assert {name: values[name] for name in expected} == expected
    assert not [name for name in values if name.startswith("security")], "what was skipped has no number"
    assert {metric.grade for metric in found.values()} == {"E2"}
    later = replace(measured(), generation=2)
    assert {name for name, metric in metrics(later).items() if metric.grade == "E2"} == {"files"}
    assert metrics(later)["loc"].generation == 1


def test_what_was_not_measured_is_absent() -> None:
    assert set(metrics(State("/r", "r"))) == {"files"}
    waiting = replace(measured(), tests={}, tree={}, checks={"tests": CheckState("tests", "T", "running")})
    assert not [name for name in metrics(waiting) if name != "files"]


UNITS = [
    ("files", "files"), ("loc", "lines"), ("coverage.percent", "%"), ("tests.failed", "tests"), ("x.duration_s", "s"),
    ("tests.duration_s", "s"), ("a_ms", "ms"), ("complexity.mean", "paths"), ("maintainability.min", "of 100"),
    ("findings.error", "findings"), ("ruff.findings", "findings"), ("halstead_volume.sum", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "expected"), UNITS)
def test_units(name: str, expected: str) -> None:
    assert unit(name) == expected


CONTRACT = (
    "schema root name generation settled trusted repo watch python gate checks findings files units metrics tests "
    "skipped problems activity objectives levels cycle kpis plan learning review costs"
)
FINDING = "check rule severity path line column end_line end_column message fingerprint url fix"


def test_the_document_has_all_of_the_contract() -> None:
    state = measured()
    read = json.loads(encode(document(state)))
    assert next(iter(read.items())) == ("schema", "mastery.state/1")
    assert set(CONTRACT.split()) <= read.keys()
    assert read["files"]["a.py"] == {"loc": 10, "maintainability": 80}
    assert read["files"]["broken.py"] == read["files"]["older.py"] == {}, "no number of what could not be read"
    assert read["units"][0].keys() >= {"path", "name", "kind", "line", "end_line", "complexity", "rank", "cognitive"}
    assert read["checks"]["security"].items() >= {"status": "skipped", "reason": "not trusted"}.items()
    assert read["metrics"]["loc"] == {"value": 15, "unit": "lines", "grade": "E2", "generation": 1}
    shown = json.loads(encode(document(state_of(finding()))))["findings"]
    assert len(shown) == 1 and set(FINDING.split()) <= shown[0].keys()


@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 3), st.sampled_from(["ruff", "x"]))))
def test_findings_are_sorted_by_place(places: list[tuple[str, int, str]]) -> None:
    state = state_of(*(finding(path, line, check=check) for path, line, check in places))
    shown = document(state)["findings"]
    assert [(f["path"], f["line"], f["check"]) for f in shown] == sorted(places)


@given(st.binary(max_size=8), st.text(st.characters(), max_size=5))
def test_any_name_and_text_becomes_json(name: bytes, text: str) -> None:
    path = os.fsdecode(name)
    state = state_of(finding(path or "x", message=text))
    for value in (document(state), sarif(state), change(None, state, datetime.now(UTC))):
        data = encode(value)
        assert b"\n" not in data
        json.loads(data.decode("utf-8"))


def test_bytes_that_are_no_text_are_told_apart() -> None:
    assert encode({"\udcff": ["\udcfe", "é"]}) == b'{"\\\\xff":["\\\\xfe","\xc3\xa9"]}'
    assert encode("\ud800") == b'"\\\\ud800"'


def moved(one: Finding, line: int) -> Finding:
    return replace(one, line=line)


def test_a_change_tells_what_came_and_went_and_not_what_moved() -> None:
    a, b, c = (finding(message=name) for name in "abc")
    after = replace(state_of(moved(a, 9), c, generation=2), changed=("a.py",), latency_ms=12.5)
    told = change(state_of(a, b), after, datetime(2026, 1, 1, tzinfo=UTC))
    assert ([f.message for f in told.added], [f.message for f in told.fixed]) == (["c"], ["b"])
    read = json.loads(encode(told))
    assert list(read)[:2] == ["schema", "generation"] and read["schema"] == "mastery.watch/1"
    assert (read["generation"], read["changed"], read["latency_ms"]) == (2, ["a.py"], 12.5)
    assert read["verdicts"] == {"ruff": "findings"} and read["gate"]["holds"] is True


@given(st.lists(st.sampled_from("abc"), max_size=6), st.lists(st.sampled_from("abc"), max_size=6))
def test_changes_add_up(before: list[str], after: list[str]) -> None:
    """Also of findings with the same fingerprint, such as the same line twice."""
    old, new = ([finding(message=name) for name in names] for names in (before, after))
    told = change(state_of(*old), state_of(*new), datetime.now(UTC))
    assert ordered([*old, *told.added]) == ordered([*new, *told.fixed])
    assert not {f.message for f in told.added} & {f.message for f in told.fixed}


def test_sarif_has_the_structure_of_the_standard() -> None:
    odd = finding("dir/ü %#\n.py", 3, "error", message="x")
    state = state_of(odd, finding(line=0, severity="info"), finding(path="", check="tests"), other=stands("failed"))
    log: dict[str, Any] = json.loads(encode(sarif(state)))
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules) == 2
    assert run["invocations"][0]["executionSuccessful"] is False
    assert {result["level"] for result in run["results"]} == {"error", "warning", "note"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["message"]["text"] and result["partialFingerprints"]["mastery/v1"]
    by_level = {result["level"]: result for result in run["results"]}
    place = by_level["error"]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "dir/%C3%BC%20%25%23%0A.py"
    assert place["region"] == {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 4}
    assert "region" not in by_level["note"]["locations"][0]["physicalLocation"], "line 0 is the whole file"
    assert "locations" not in by_level["warning"], "the whole tree is no place"


def test_annotations_are_escaped() -> None:
    odd = replace(finding("a,b:c%.py", 2, "info", message="50% of\nlines ::error::\x1b[0m"), end_line=2, end_column=9)
    assert annotation(odd) == (
        "::notice file=a%2Cb%3Ac%25.py,line=2,col=1,endLine=2,endColumn=9,title=ruff R1::"
        "50%25 of%0Alines ::error::\\x1b[0m"
    )


@given(st.text(st.characters(), max_size=20), st.text(st.characters(), max_size=20))
def test_an_annotation_is_one_line_and_ascii_of_control(path: str, message: str) -> None:
    line = annotation(finding(path, message=message))
    assert printable(line) == line and line.startswith("::warning ")
    about = line.removeprefix("::warning ").split("::")[0]
    assert all("=" in field for field in about.split(","))


def test_annotations_begin_with_the_worst_and_end_with_what_could_not_run() -> None:
    state = state_of(finding("a", severity="info"), finding("z", severity="error"), other=stands("failed"))
    kinds = [line[2:].split(" ")[0] for line in annotations(state)]
    assert kinds == ["error", "notice", "error"]
