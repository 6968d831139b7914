"""What a run keeps: whole, whoever else runs, and never a reason not to run."""

import os
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec
import pytest

from mastery_tui.checking.testing import coverage_map as cm
from mastery_tui.checking.testing.runner import PLUGIN

FILES = {
    "app": "def f(x):\n    if x:\n        return 1\n    return 2\n",
    "test_1": "import app\ndef test_f(): assert app.f(1)\n",
    "test_2": "def test_free(): pass\n",
}


def test_a_store_that_cannot_be_written_costs_only_what_would_be_kept(make_project):
    project = make_project(**FILES)
    (project.root / ".mastery").write_text("no folder")
    run = project.run()
    assert run.found == []
    assert run.metrics["tests.passed"] == 2
    assert "coverage.line" in run.metrics
    assert [note for note in run.notes if "cannot be kept" in note and ".mastery" in note]


def test_two_dashboards_on_one_tree_leave_a_whole_store(make_project):
    project = make_project(**FILES)
    store = project.root / ".mastery" / "tests"
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: project.run(), range(2)))
    for run in runs:
        assert (run.found, run.notes) == ([], [])
        assert run.outcomes == {"test_f": "passed", "test_free": "passed"}
    known = msgspec.json.decode((store / "map.json").read_bytes(), type=cm.TestMap)
    assert set(known.tests) == {"test_1.py::test_f", "test_2.py::test_free"}
    assert {path.name for path in store.iterdir()} <= {"map.json", "pytest_cache"}


def test_what_a_killed_run_left_is_removed_in_time(make_project):
    project = make_project(**FILES)
    old, new = (project.root / ".mastery" / "tests" / name for name in ("run-old", "run-new"))
    for folder in (old, new):
        folder.mkdir(parents=True)
        (folder / "data").write_bytes(b"x")
    os.utime(old, (time.time() - 2 * 86400,) * 2)
    project.run()
    assert not old.exists()
    assert new.exists()  # it may be another dashboard's, at work


RECORD = """
import json, os, sys
sys.path[:0] = [{plugin!r}, {root!r}]
from mastery_pytest.recorder import Recorder
where = {{name: os.path.join({out!r}, name) for name in ("data", "report", "touched")}}
recorder = Recorder(where, {root!r})
recorder.start()
if {contexts}:
    recorder._hits = None
import app
for value in (0, 1, 0):
    recorder.switch(f"test_{{value}}")
    app.f(value)
    if value:
        import other
        other.g()
recorder.finish(True)
assert not recorder.problem, recorder.problem
"""


@pytest.mark.parametrize("contexts", [False, True])
def test_the_collector_says_what_coverages_own_contexts_say(tmp_path: Path, contexts):
    root, out = tmp_path / "root", tmp_path / "out"
    for folder in (root, out):
        folder.mkdir()
    (root / "app.py").write_text(FILES["app"])
    (root / "other.py").write_text("def g(): pass\n")
    (root / "never.py").write_text("x = 1\n")
    program = RECORD.format(plugin=str(PLUGIN), root=str(root), out=str(out), contexts=contexts)
    subprocess.run([sys.executable, "-c", program], check=True, cwd=root)
    assert (out / "touched").exists() is not contexts
    assert cm.read_touched(out, root) == {"test_0": {"app.py"}, "test_1": {"app.py", "other.py"}}
    totals = msgspec.json.decode((out / "report").read_bytes())["totals"]
    want = {"num_statements": 6, "covered_lines": 5, "num_branches": 2, "covered_branches": 2}
    assert {name: totals[name] for name in want} == want


def test_a_damaged_data_file_is_said_to_be_one(tmp_path: Path):
    (tmp_path / "data").write_bytes(b"no database")
    with pytest.raises(sqlite3.Error):
        cm.read_touched(tmp_path, tmp_path)
