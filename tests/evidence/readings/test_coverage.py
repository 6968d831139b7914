"""Coverage: against coverage's own report, and nothing of the tree is run."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from mastery_tui.evidence.readings.coverage import covered_lines
from mastery_tui.workspace.process import clean_env
from tests.evidence.readings import book
from tests.evidence.readings.book import Tree

SOURCE = """\
import sys


def taken(a):
    if a:
        return 1
    return 2


def never(a):
    for b in a:
        print(b)


def left_out():  # pragma: skip me
    return 3


if TYPE_CHECKING:
    import x
taken(1)
"""
SETTINGS = """\
[tool.coverage.run]
branch = true
relative_files = {relative}
plugins = ["evil"]
debug = ["sys"]
debug_file = "debug.log"
[tool.coverage.report]
omit = ["*/omitted.py"]
exclude_also = ["skip me", "if TYPE_CHECKING"]
"""
EVIL = "from pathlib import Path\nPath(__file__).with_name('ran').touch()\n"
TRAPS = ("evil.py", "json.py", "sqlite3.py", "coverage.py", "mastery_tui.py", "sitecustomize.py", "conftest.py")


def measure(root: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "coverage", *command],
        cwd=root,
        env=clean_env(os.environ),
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.mark.parametrize("relative", ["true", "false"])
def test_the_same_as_coverage_itself_says_and_no_file_of_the_tree_runs(tmp_path: Path, relative: str):
    tree = Tree(tmp_path / "t")
    for name in ("pkg/code.py", "pkg/omitted.py"):
        tree.source(name, SOURCE.replace("if TYPE_CHECKING", "TYPE_CHECKING = 0\nif TYPE_CHECKING"))
    tree.source("pkg/plain.py", "x = 1\ny = 2\n")
    tree.source("run.py", "import runpy\nfor n in ('code', 'omitted', 'plain'):\n    runpy.run_path(f'pkg/{n}.py')\n")
    plain = SETTINGS.format(relative=relative).replace('plugins = ["evil"]\n', "").partition("debug =")
    settings = plain[0] + "[tool.coverage.report]" + plain[2].partition("[tool.coverage.report]")[2]
    tree.source("pyproject.toml", settings)
    measure(tree.root, "run", "run.py")
    expected = json.loads(measure(tree.root, "json", "-q", "-o", "-"))
    measure(tree.root, "xml", "-q", "-o", "coverage.xml")

    tree.source("pyproject.toml", SETTINGS.format(relative=relative))
    for trap in TRAPS:
        tree.put(trap, EVIL)
    before = {path.name for path in tree.root.iterdir()}
    found = tree.metrics()
    assert tree.problems() == []
    totals = expected["totals"]
    assert set(expected["files"]) == {"run.py", "pkg/code.py", "pkg/plain.py"}
    for source in (".coverage", "coverage.xml"):
        line, branch, files = (
            next(r for _, r in tree.kept.values() if r.source == source).values[f"coverage.{name}"][0]
            for name in ("line", "branch", "files")
        )
        assert line == pytest.approx(100 * totals["covered_lines"] / totals["num_statements"])
        assert branch == pytest.approx(100 * totals["covered_branches"] / totals["num_branches"])
        assert files == 3
        lines, problem = covered_lines(tree.root, source)
        assert problem == ""
        assert {path: (sorted(ran), sorted(missing)) for path, (ran, missing) in lines.items()} == {
            path: (file["executed_lines"], file["missing_lines"]) for path, file in expected["files"].items()
        }
    assert found["coverage.line"].unit == "%"
    assert {path.name for path in tree.root.iterdir()} == before


def test_files_that_are_gone_are_told_and_those_outside_do_not_count(tmp_path: Path):
    from coverage import CoverageData

    tree = Tree(tmp_path / "t")
    outside = tmp_path / "outside.py"
    outside.write_text("a = 1\nb = 2\n")
    data = CoverageData(str(tree.root / ".coverage"))
    data.add_lines({str(tree.root / "a.py"): [1, 2], str(tree.root / "gone.py"): [1], str(outside): [1]})
    data.write()
    tree.put(".coverage", (tree.root / ".coverage").read_bytes())
    found = tree.metrics()
    assert found["coverage.files"].value == 1
    assert found["coverage.line"].value == pytest.approx(200 / 3)
    assert found["coverage.line"].note == "1 measured file is gone: run it again"
    assert found["coverage.line"].grade == "E1"
    assert "coverage.branch" not in found
    (tree.root / "a.py").unlink()
    tree.listed.remove("a.py")
    tree.put(".coverage", (tree.root / ".coverage").read_bytes(), book.FRESH + 1)
    assert "coverage.line" not in tree.metrics()
    assert tree.problems() == ["speaks of no file of this tree"]


def report(**totals: object) -> str:
    made = json.loads(book.COVERAGE_JSON)
    made["totals"].update(totals)
    return json.dumps(made)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (book.COVERAGE_JSON, {"coverage.line": 50, "coverage.branch": 75, "coverage.files": 1}),
        (
            report(num_branches=0, covered_branches=0),
            {"coverage.line": 50, "coverage.branch": 100, "coverage.files": 1},
        ),
        (report(num_branches=0).replace("true", "false"), {"coverage.line": 50, "coverage.files": 1}),
        (report(num_statements=0, covered_lines=0), {}),
        (report(covered_lines=3), {}),
        (report(covered_lines=-1), {}),
        (report(covered_lines="1"), {}),
    ],
)
def test_json(tmp_path: Path, text: str, expected: dict[str, float]):
    tree = Tree(tmp_path)
    tree.put("coverage.json", text)
    assert tree.numbers("coverage.") == expected
    assert bool(tree.problems()) == (not expected)


def test_the_lines_of_json(tmp_path: Path):
    tree = Tree(tmp_path)
    tree.put("coverage.json", book.COVERAGE_JSON)
    assert covered_lines(tree.root, "coverage.json") == ({"a.py": (frozenset({1}), frozenset({2}))}, "")
    tree.put("coverage.json", "[")
    assert covered_lines(tree.root, "coverage.json")[0] == {}
    assert covered_lines(tree.root, "nowhere.json")[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (book.COBERTURA, {"coverage.line": 50, "coverage.branch": 50, "coverage.files": 1}),
        ('<!DOCTYPE coverage SYSTEM "http://x/coverage-04.dtd">' + book.COBERTURA, {"coverage.line": 50}),
        ('<coverage lines-covered="3" lines-valid="4"/>', {"coverage.line": 75, "coverage.files": 0}),
        ('<coverage lines-covered="5" lines-valid="4"/>', {}),
        ("<coverage/>", {}),
        ("<testsuites/>", {}),
    ],
)
def test_cobertura(tmp_path: Path, text: str, expected: dict[str, float]):
    tree = Tree(tmp_path)
    tree.put("coverage.xml", text)
    found = tree.numbers("coverage.")
    assert expected.items() <= found.items()
    assert bool(found) == bool(expected) != bool(tree.problems())
