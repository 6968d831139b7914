"""The tests check as the engine finds it."""

import sys
from pathlib import Path

import msgspec
import pytest

from mastery_tui.checking.discovery import discover
from mastery_tui.checking.interface import Skipped, TreeView

CHECKS = Path(__file__).parents[2] / "checks"


@pytest.fixture(scope="module")
def check():
    return discover([CHECKS]).checks["tests"]


def view(root, python=sys.executable, paths=("test_a.py",)):
    return TreeView(root, paths, None, 1, Path(python), "said so", True, root / ".mastery" / "tests")


def test_it_runs_project_code_and_so_needs_trust(check):
    assert check.needs_trust
    assert check.shape == "tree"


def test_options_are_typed(check):
    options = msgspec.convert({"args": ["-x"], "timeout_s": 5}, check.options)
    assert (options.args, options.timeout_s, options.idle_timeout_s) == (("-x",), 5.0, 120.0)
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"arg": ["-x"]}, check.options)


def test_a_python_that_is_not_there_is_a_skip(check, tmp_path):
    with pytest.raises(Skipped, match="MASTERY_PYTHON"):
        list(check.run(view(tmp_path, tmp_path / "python"), check.options()))


def test_a_python_without_pytest_is_a_skip_with_the_line_to_type(check, tmp_path):
    bare = tmp_path / "bare"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -S -I "$@"\n')
    bare.chmod(0o755)
    with pytest.raises(Skipped, match="-m pip install pytest"):
        list(check.run(view(tmp_path, bare), check.options()))


def test_a_tree_without_tests_starts_nothing(check, tmp_path):
    with pytest.raises(Skipped, match="no tests found"):
        list(check.run(view(tmp_path, tmp_path / "python", ("app.py", "README.md")), check.options()))
