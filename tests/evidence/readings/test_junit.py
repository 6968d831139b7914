"""JUnit XML: each test once, however suites are nested."""

from pathlib import Path

import pytest

from tests.evidence.readings.book import Tree

PYTEST = (
    '<?xml version="1.0" encoding="utf-8"?><testsuites name="pytest tests"><testsuite name="pytest" errors="1" '
    'failures="1" skipped="2" tests="6" time="1.5"><testcase classname="t" name="a" time="0.5" />'
    '<testcase name="b"><failure message="x">y</failure></testcase><testcase name="c"><error/></testcase>'
    '<testcase name="d"><skipped type="pytest.xfail"/></testcase><testcase name="e"><skipped/></testcase>'
    '<testcase name="f" time="0.25"><system-out>failure</system-out></testcase></testsuite></testsuites>'
)
NESTED = (
    '<testsuites tests="4" failures="1"><testsuite tests="4" failures="1"><testsuite tests="3" failures="1">'
    '<testcase name="a"/><testcase name="b"><failure/></testcase><testcase name="c"/></testsuite>'
    '<testcase name="d"/></testsuite></testsuites>'
)


def counts(total: int, passed: int = 0, failed: int = 0, error: int = 0, skipped: int = 0) -> dict[str, float]:
    made = {"total": total, "passed": passed, "failed": failed, "error": error, "skipped": skipped}
    return {f"tests.{name}": value for name, value in made.items()}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (PYTEST, counts(6, 2, 1, 1, 2)),
        (NESTED, counts(4, 3, 1)),
        ('<testsuite><testcase name="a"/></testsuite>', counts(1, 1)),
        ('<testsuite tests="5" failures="2" errors="1" skipped="1"/>', counts(5, 1, 2, 1, 1)),
        ('<testsuite failures="1"><testcase name="a"/></testsuite>', counts(2, 1, 1)),
        ("<testsuite><testcase><failure/><error/></testcase></testsuite>", counts(1, error=1)),
        ('<testsuite><testcase status="notrun"/><testcase result="skipped"/></testsuite>', counts(2, skipped=2)),
        ('<testsuite><testcase status="failed"/></testsuite>', counts(1, failed=1)),
        ("<testsuite><testcase><flakyFailure/></testcase></testsuite>", counts(1, 1)),
        ('<testsuite tests="-5" failures="nan" errors="1e3"><testcase/></testsuite>', counts(1, 1)),
    ],
)
def test_counts(tmp_path: Path, text: str, expected: dict[str, float]):
    tree = Tree(tmp_path)
    tree.put("junit.xml", text)
    found = tree.numbers("tests.")
    assert {name: found[name] for name in expected} == expected
    judged = expected["tests.total"] - expected["tests.skipped"]
    share = {"tests.passed_percent": 100 * expected["tests.passed"] / judged} if judged else {}
    assert {name: value for name, value in found.items() if name == "tests.passed_percent"} == share


def test_the_time_is_that_of_the_tests(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.put("junit.xml", PYTEST)
    assert tree.metrics()["tests.duration_s"].value == 0.75


@pytest.mark.parametrize("text", ["<testsuites/>", '<testsuites><testsuite tests="0"/></testsuites>'])
def test_no_test_proves_nothing(tmp_path: Path, text: str):
    tree = Tree(tmp_path)
    tree.put("reports/junit.xml", text)
    assert tree.numbers("tests.") == {}
    assert tree.problems() == ["holds no test: it proves nothing"]


def test_xml_of_something_else_is_left_alone(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.put("reports/checkstyle.xml", '<checkstyle version="4"><file/></checkstyle>')
    tree.put("test-results/junit.xml", PYTEST)
    assert tree.metrics()["tests.total"].grade == "E2"
    assert tree.problems() == []


@pytest.mark.parametrize(
    "path",
    ["junit.xml", "junit-3.11.xml", "TEST-a.b.xml", "reports/a/b/unit.xml", "build/test-results/test/TEST-x.xml"],
)
def test_where_reports_are_found(tmp_path: Path, path: str):
    tree = Tree(tmp_path)
    tree.put(path, PYTEST)
    assert tree.numbers("tests.")["tests.total"] == 6


def test_folders_behind_links_are_left_alone(tmp_path: Path):
    tree = Tree(tmp_path / "t")
    (tmp_path / "out").mkdir()
    (tmp_path / "out/junit.xml").write_text(PYTEST)
    (tree.root / "reports").symlink_to(tmp_path / "out")
    assert tree.numbers("tests.") == {}


def test_more_reports_than_are_looked_at_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from mastery_tui.evidence.readings import places

    monkeypatch.setattr(places, "MOST_FILES", 3)
    tree = Tree(tmp_path)
    for number in range(6):
        tree.put(f"reports/{number}.xml", NESTED.replace("a", f"a{number}"))
    assert {metric.grade for metric in tree.metrics().values() if metric.unit == "tests"} == {"E1"}
    assert any("more files than are looked at" in problem for problem in tree.problems())
