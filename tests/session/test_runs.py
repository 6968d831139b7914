"""Tests that write into the tree: they run once more, not for ever; and no save of a person is taken for theirs."""

import sys
from pathlib import Path

import pytest

from mastery_tui.config import trust
from mastery_tui.config.dismissed_file import FILE
from mastery_tui.model.intent import Intent
from mastery_tui.session.runs import Written
from tests.session.live import Live

TABLE = [
    # what happens: a run (files that change during it) or a change between runs; whether the tests have to run
    ([("run", set())], [False]),
    ([("run", {"out.json"})], [True]),
    ([("run", {"out.json"}), ("run", {"out.json"})], [True, False]),
    ([("run", {"out.json"}), ("run", set()), ("run", {"out.json"})], [True, False, True]),
    ([("run", {"o.json"}), ("run", {"o.json"}), ("run", {"o.json"})], [True, False, False]),
    ([("run", {"o.json"}), ("run", {"o.json"}), ("save", {"o.json"}), ("run", {"o.json"})], [True, False, True, False]),
    ([("run", {"o.json"}), ("run", {"o.json", "data.csv"})], [True, True]),
]


@pytest.mark.parametrize(("story", "expected"), TABLE)
def test_whose_file_it_is(story: list[tuple[str, set[str]]], expected: list[bool]) -> None:
    written = Written()
    said = []
    for what, files in story:
        if what == "save":
            said.append(bool(written.foreign(files, running=False)))
        else:
            assert written.foreign(files, running=True) == set()
            said.append(written.run_ended())
    assert said == expected


def test_a_suite_that_writes_into_the_tree_does_not_run_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MASTERY_PYTHON", sys.executable)
    root = tmp_path / "tree"
    root.mkdir()
    log = tmp_path / "runs.txt"
    (root / "test_writes.py").write_text(
        "import pathlib, time\n\ndef test_it():\n"
        "    pathlib.Path('out.json').write_text(str(time.time_ns()))\n"
        f"    with open({str(log)!r}, 'a') as f:\n        f.write('x')\n"
    )
    trust.grant(root)
    live = Live(root, run_tests=True, only=("tests",))
    try:
        live.until(lambda state: state.checks["tests"].status == "passed" and state.settled == state.generation, 60)
        runs = len(log.read_text())
        assert 1 <= runs <= 3
        (root / "test_more.py").write_text("def test_more():\n    assert False\n")
        state = live.until(lambda s: s.settled == s.generation and s.checks["tests"].status == "findings", 60)
        assert [f.rule for f in state.findings()] == ["test-failed"]
        (root / "test_more.py").write_text("def test_more():\n    assert True\n")
        live.until(lambda s: s.settled == s.generation and s.checks["tests"].status == "passed", 60)
    finally:
        live.close()


def test_a_dismissal_starts_no_test_and_a_failed_test_can_be_dismissed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("MASTERY_PYTHON", sys.executable)
    root = tmp_path / "tree"
    root.mkdir()
    log = tmp_path / "runs.txt"
    (root / "test_fails.py").write_text(
        f"def test_it():\n    with open({str(log)!r}, 'a') as f:\n        f.write('x')\n    assert False\n"
    )
    trust.grant(root)
    live = Live(root, run_tests=True, only=("tests",))
    try:
        state = live.until(lambda s: s.settled == s.generation and s.checks["tests"].status == "findings", 60)
        (finding,) = state.findings()
        runs, generation = len(log.read_text()), state.generation
        live.session.send(Intent("set-aside", finding.fingerprint, "known, see the issue"))
        state = live.until(lambda s: s.settled == s.generation > generation and FILE in s.files, 60)
        assert (state.checks["tests"].status, state.checks["tests"].dismissed) == ("passed", 1)
        assert len(log.read_text()) == runs
        assert state.tests["test_fails.py::test_it"].outcome == "failed"  # what happened stays what happened
        live.session.send(Intent("run"))  # and the mark is there again after a run
        state = live.until(lambda s: s.settled == s.generation and len(log.read_text()) > runs, 60)
        live.until(lambda s: s.settled == s.generation and s.checks["tests"].dismissed == 1, 60)
    finally:
        live.close()
