"""Real runs on small projects: what they say when all is in order."""

import json
import subprocess
import sys

import pytest

from mastery_tui.checking.interface import Skipped

MIXED = """
    import unittest
    import pytest
    import app

    def helper(value):
        __tracebackhide__ = True
        assert value == 1, "not one"

    def test_passes(): assert app.double(1) == 2
    def test_fails():
        value = app.double(2)
        assert value == 5
    def test_hidden():
        helper(2)
    def test_raises(): app.explode()
    @pytest.fixture
    def broken(): raise RuntimeError("no set-up")
    def test_setup(broken): pass
    @pytest.fixture
    def untidy():
        yield
        raise RuntimeError("no teardown")
    def test_teardown(untidy): pass
    @pytest.mark.parametrize("value", [1, "a b", "é"])
    def test_param(value): pass
    @pytest.mark.skip(reason="not today")
    def test_skip(): pass
    @pytest.mark.xfail(reason="known")
    def test_xfail(): assert 0
    @pytest.mark.xfail
    def test_xpass(): pass
    @pytest.mark.xfail(strict=True)
    def test_strict(): pass
    class TestUnit(unittest.TestCase):
        def test_equal(self): self.assertEqual(1, 2)
"""
APP = """
    def double(x):
        if x is None:
            return 0
        return 2 * x

    def explode():
        raise ValueError("bang\\nsecond line")
"""


def test_each_kind_of_outcome_with_its_place(make_project):
    run = make_project(app=APP, test_mixed=MIXED).run()
    assert run.outcomes == {
        "test_passes": "passed",
        "test_fails": "failed",
        "test_hidden": "failed",
        "test_raises": "failed",
        "test_setup": "error",
        "test_teardown": "error",
        "test_param[1]": "passed",
        "test_param[a b]": "passed",
        "test_param[\\xe9]": "passed",
        "test_skip": "skipped",
        "test_xfail": "xfailed",
        "test_xpass": "xpassed",
        "test_strict": "failed",
        "TestUnit::test_equal": "failed",
    }
    places = {found.anchor.split("::", 1)[1]: (found.path, found.line, found.message) for found in run.found}
    assert places["test_fails"] == ("test_mixed.py", 12, "assert 4 == 5")
    assert places["test_hidden"] == ("test_mixed.py", 14, "not one")
    assert places["test_raises"] == ("app.py", 7, "ValueError: bang")
    assert places["test_setup"] == ("test_mixed.py", 17, "RuntimeError: no set-up")
    assert places["test_strict"][0] == "test_mixed.py"
    assert places["TestUnit::test_equal"][2] == "1 != 2"
    assert len(places) == 7 == run.rules.count("test-failed") + run.rules.count("test-error")
    assert run.metrics["tests.total"] == 14
    assert run.metrics["tests.failed"] == 5
    assert run.metrics["tests.errors"] == 2


def test_coverage_is_what_the_command_says(make_project):
    project = make_project(app=APP, test_app="import app\ndef test_it(): assert app.double(1) == 2\n")
    run = project.run()
    base = [sys.executable, "-m", "coverage"]
    subprocess.run(
        [*base, "run", "--branch", "--source=.", "-m", "pytest", "-q"],
        cwd=project.root,
        check=True,
        capture_output=True,
    )
    report = subprocess.run([*base, "json", "-q", "-o", "-"], cwd=project.root, check=True, capture_output=True)
    totals = json.loads(report.stdout)["totals"]
    assert run.metrics["coverage.line"] == pytest.approx(100 * totals["covered_lines"] / totals["num_statements"])
    assert run.metrics["coverage.branch"] == pytest.approx(100 * totals["covered_branches"] / totals["num_branches"])
    assert 0 < run.metrics["coverage.branch"] < 100


def test_doctest_failure_is_at_its_example(make_project):
    app = '''
        def f():
            """
            >>> f()
            2
            """
            return 1
    '''
    run = make_project(app=app).run(args=("--doctest-modules", "app.py"))
    assert [(found.path, found.line, found.message) for found in run.found] == [("app.py", 3, "f(): expected 2, got 1")]


def test_nothing_is_left_in_the_tree_but_bytecode(make_project):
    project = make_project(test_app="def test_it(): pass\n")
    project.run()
    left = {path.name for path in project.root.iterdir()}
    assert left - {"__pycache__"} == {"pytest.ini", "test_app.py", ".mastery"}
    assert {path.name for path in (project.root / ".mastery" / "tests").iterdir()} <= {"map.json", "pytest_cache"}


def test_no_tests_is_a_skip_with_a_next_step(make_project):
    with pytest.raises(Skipped, match="put functions named test_"):
        make_project(test_none="x = 1\n").run()


def test_all_deselected_is_a_skip(make_project):
    with pytest.raises(Skipped, match="all 1 tests are deselected"):
        make_project(test_one="def test_it(): pass\n").run(args=("-k", "nothing"))


def test_the_tests_see_neither_channel_nor_secrets(make_project, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-private")
    look = """
        import os, sys, subprocess
        def test_look():
            seen = subprocess.run(["env"], capture_output=True, text=True).stdout
            assert "MASTERY" not in seen and "sk-private" not in seen and "PYTHONPATH" not in seen
            assert "mastery_tui" not in sys.modules
            fds = subprocess.run(["ls", "/proc/self/fd"], capture_output=True, text=True).stdout.split()
            assert set(fds) <= {"0", "1", "2", "3"}, fds
    """
    run = make_project(test_look=look).run()
    assert [found.message for found in run.found] == []
    assert run.outcomes == {"test_look": "passed"}
