"""What a session proves when a tree settles, and what the ledger is told of it."""

import json
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from mastery_tui.config import paths, trust
from mastery_tui.evidence.ledger import Ledger
from mastery_tui.evidence.record import Judged, Settled, from_row
from mastery_tui.model.intent import Intent
from mastery_tui.model.proof import ObjectiveState
from mastery_tui.model.state import State
from mastery_tui.reporting.document import document
from mastery_tui.reporting.gate import verdict
from mastery_tui.session import Session
from mastery_tui.workspace.git_user import user
from tests.session.live import Live, git

SETTINGS = """
[gate]
fail_on = "error"
require = ["quality.score > 50"]

[[project]]
id = "p"
title = "Project"

[[project.objective]]
id = "tests"
title = "All tests pass"
target = "tests.total >= 2 and tests.failed == 0"
domain = "testing"

[[project.objective]]
id = "quality"
title = "Quality"
target = "quality.score > 90"

[[project.objective]]
id = "word"
title = "Somebody read it"
kind = "transfer"
[project.objective.attestation]
over = ["*.py"]
days = 5
"""
JUNIT = '<testsuite tests="2"><testcase name="a" classname="t"/><testcase name="b" classname="t"/></testsuite>'


def once(root: Path, **about: Any) -> State:
    """One pass."""
    session = Session(root, watch=False, **about)
    session.start()
    try:
        return session.wait_settled(60)
    finally:
        session.stop()


@contextmanager
def watched(root: Path) -> Iterator[Live]:
    live = Live(root)
    try:
        yield live
    finally:
        live.close()


def objective(state: State, id: str) -> ObjectiveState:
    return next(one for project in state.proof.projects for one in project.objectives if one.id == id)


def told(root: Path, kind: type) -> list[Any]:
    with Ledger(paths.project_dir(root), read_only=True) as ledger:
        assert ledger.verify() is None
        return [event for row in ledger.rows() if isinstance(event := from_row(row), kind)]


@pytest.fixture
def goals(tree: Path) -> Path:
    (tree / "mastery.toml").write_text(SETTINGS)
    git(tree, "add", "-A")
    git(tree, "commit", "-qm", "goals")
    return tree


def junit(root: Path, at: float | None = None) -> Path:
    place = root / "junit.xml"
    place.write_text(JUNIT)
    newest = max(file.stat().st_mtime for file in root.glob("*.py"))
    moment = newest + 1 if at is None else at
    os.utime(place, (moment, moment))
    return place


def test_a_run_is_recorded_once_with_the_tree_it_was_on(goals: Path) -> None:
    first = once(goals)
    once(goals)
    runs = told(goals, Settled)
    assert len(runs) == 1 and runs[0].holds is True and runs[0].checks["ruff"] == "passed"
    with Ledger(paths.project_dir(goals), read_only=True) as ledger:
        row = next(ledger.rows("run.settled"))
    assert row.commit_id == first.repo.head and len(row.tree_id) == 64 and row.tools["ruff"].startswith("ruff ")
    (goals / "clean.py").write_text("import os\n")
    once(goals)
    assert len(told(goals, Settled)) == 2
    assert [(one.objective, one.before, one.verdict) for one in told(goals, Judged)][:3] == [
        ("tests", "", "unknown"),
        ("quality", "", "pass"),
        ("word", "", "unknown"),
    ]


def test_nothing_stays_green_when_its_evidence_goes_or_ages_or_the_tree_moves_on(goals: Path) -> None:
    assert objective(once(goals), "tests").verdict == "unknown"
    evidence = junit(goals)
    passed = objective(once(goals), "tests")
    assert (passed.verdict, passed.grade) == ("pass", "E3")
    (goals / "clean.py").write_text("x = 2\n")
    assert objective(once(goals), "tests").verdict == "stale"
    os.utime(evidence)
    assert objective(once(goals), "tests").verdict == "stale", "a touch proves nothing"
    (goals / "clean.py").write_text("x = 1\n")
    assert objective(once(goals), "tests").verdict == "pass", "this is the tree that it was made on"
    evidence.unlink()
    assert objective(once(goals), "tests").verdict == "unknown"
    assert [one.verdict for one in told(goals, Judged) if one.objective == "tests"] == [
        *("unknown", "pass", "stale", "pass", "unknown")
    ]


@pytest.mark.parametrize("name", ["code.js", "native/fast.c", "docs/index.rst", "uv.lock", "Makefile", "page.html"])
def test_results_are_of_files_too_that_no_check_reads(goals: Path, name: str) -> None:
    place = goals / name
    place.parent.mkdir(exist_ok=True)
    place.write_text("before\n")
    junit(goals, time.time() + 5)
    assert objective(once(goals), "tests").verdict == "pass"
    place.write_text("after\n")
    assert objective(once(goals), "tests").verdict == "stale"


def test_a_dashboard_sees_a_result_that_a_tool_writes_beside_it(goals: Path) -> None:
    with watched(goals) as live:
        live.until(lambda state: objective(state, "tests").verdict == "unknown" if state.proof.projects else False)
        junit(goals)
        state = live.until(lambda state: objective(state, "tests").verdict == "pass")
        assert state.generation == state.settled == state.proof.generation
        (goals / "clean.py").write_text("x = 3\n")
        live.until(lambda state: state.generation > 1 and objective(state, "tests").verdict == "stale")


def test_evidence_ages_in_a_dashboard_though_nobody_saves(goals: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, seconds in (("QUIET_S", 0.1), ("LOOK_S", 0.1), ("AGES_S", 0.2)):
        monkeypatch.setattr(f"mastery_tui.session.proof.part.{name}", seconds)
    aged = SETTINGS.replace('id = "tests"', 'id = "tests"\nstale_after = "2s"')
    (goals / "mastery.toml").write_text(aged)
    with watched(goals) as live:
        live.until(lambda state: objective(state, "tests").verdict == "unknown" if state.proof.projects else False)
        junit(goals, time.time())
        live.until(lambda state: objective(state, "tests").verdict == "pass")
        live.until(lambda state: objective(state, "tests").verdict == "stale")
    assert [one.verdict for one in told(goals, Judged) if one.objective == "tests"][-2:] == ["pass", "stale"]


def test_settings_that_cannot_be_read_hold_no_gate(goals: Path) -> None:
    """What they require is not even known."""
    (goals / "mastery.toml").write_text('[gate]\nrequire = ["coverage.line >= 100"]\nfail_no = "error"\n')
    gate = verdict(once(goals))
    assert gate.holds is None and gate.reason.startswith("not decided: mastery.toml:3: gate.fail_no")
    assert told(goals, Settled)[-1].holds is None


@pytest.mark.parametrize(
    ("condition", "holds", "says"),
    [
        ("quality.score > 50", True, "no finding"),
        ("quality.score > 100", False, "quality.score > 100 does not hold: quality.score is 100"),
        ("coverage.line >= 0", None, "not decided: coverage.line >= 0: coverage.line is not measured"),
        ("secrets.found == 0 or coverage.line > 1", True, "no finding"),
    ],
)
def test_the_gate_requires_conditions(goals: Path, condition: str, holds: bool | None, says: str) -> None:
    (goals / "mastery.toml").write_text(f'[gate]\nrequire = ["{condition}"]\n')
    state = once(goals)
    gate = verdict(state)
    assert gate.holds is holds and gate.reason.startswith(says)
    partial = once(goals, only=("ruff",))
    assert verdict(partial).holds is True, "of one check alone nothing is required of the whole"


def test_an_expression_that_is_none_is_one_line_and_the_rest_holds(goals: Path) -> None:
    (goals / "mastery.toml").write_text(SETTINGS.replace("quality.score > 90", "quality.score >> 90"))
    state = once(goals)
    assert objective(state, "quality").verdict == "error" and objective(state, "tests").verdict == "unknown"
    assert any(
        line.startswith("mastery.toml:") and "target: column 16" in line and "\n" not in line for line in state.problems
    )


def test_what_is_worse_than_the_baseline_is_a_finding(goals: Path) -> None:
    with watched(goals) as live:
        live.until(lambda state: state.proof.generation == state.settled > 0)
        live.session.send(Intent("baseline-set", detail="before the summer"))
        live.until(lambda state: "baseline from now on" in state.notice.text)
        (goals / "clean.py").write_text("import os\nimport sys\n\n\ndef f(a):\n    return os.path\n")
        state = live.until(lambda state: any(one.rule == "REGRESSED" for one in state.findings()))
    worse = [one.message for one in state.findings() if one.rule == "REGRESSED"]
    assert any(message.startswith("ruff.findings rose from 0 to") for message in worse)
    assert any(finding["check"] == "baseline" for finding in document(state)["findings"])
    assert state.proof.cycle.regressed == tuple(worse)


def test_a_lesson_is_kept_and_shown(goals: Path) -> None:
    with watched(goals) as live:
        live.until(lambda state: state.proof.generation == state.settled > 0)
        live.session.send(Intent("lesson", "place clean.py:1", "measure before you guess"))
        state = live.until(lambda state: bool(state.proof.lessons))
        assert state.proof.lessons[0].text == "measure before you guess" and state.proof.lessons[0].link == "clean.py:1"
        assert state.proof.timeline[0].kind == "note.lesson"
        live.session.send(Intent("lesson", "", "   "))
        live.until(lambda state: state.notice.failed and "no text" in state.notice.text)


def test_a_broken_ledger_is_told_and_nothing_from_there_on_counts(goals: Path) -> None:
    once(goals)
    with sqlite3.connect(paths.project_dir(goals) / "ledger.db") as database:
        database.execute("PRAGMA writable_schema = ON")
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f"DROP TRIGGER {name}")
        database.execute("UPDATE event SET data = replace(data, 'true', 'false') WHERE kind = 'run.settled'")
    state = once(goals)
    assert "the ledger is broken: row 1" in state.proof.trouble and "mastery ledger verify" in state.proof.trouble
    assert state.proof.trouble in state.problems
    assert state.proof.timeline == () and state.proof.projects, "the tree is judged all the same"


def test_a_ledger_that_came_along_with_the_folder_proves_nothing(
    goals: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    junit(goals)
    assert objective(once(goals), "tests").verdict == "pass"
    (goals / "clean.py").write_text("x = 2\n")
    evidence = goals / "junit.xml"
    os.utime(evidence)
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "somebody else"))
    state = once(goals)
    assert any("not recorded by this user" in one.text and "none of it counts" in one.text for one in state.activity)
    assert any(one.kind == "run.settled" for one in state.proof.timeline), "it is shown all the same"
    assert len(state.proof.kpis) and all(one.value is None for one in state.proof.kpis if one.id == "pass_rate")


def test_a_command_of_a_metric_runs_in_a_trusted_folder_only(goals: Path) -> None:
    marker = goals / "ran"
    program = "import pathlib; pathlib.Path('ran').touch(); print(41.5)"
    command = json.dumps(["python3", "-c", program])
    (goals / "mastery.toml").write_text(f'[metric.speed]\ncommand = {command}\nunit = "m/s"\nbetter = "more"\n')
    assert "speed" not in once(goals, run_tests=False).proof.metrics and not marker.exists()
    trust.grant(goals)
    metric = once(goals, run_tests=False).proof.metrics["speed"]
    assert marker.exists() and (metric.value, metric.unit, metric.grade) == (41.5, "m/s", "E2")


def test_a_tree_that_moves_on_makes_what_was_known_beside_it_stale(goals: Path) -> None:
    from msgspec.structs import replace

    from mastery_tui.evidence.known_metrics import known_metrics

    state = once(goals)
    assert known_metrics(state)["docs.readme"].grade == "E2"
    later = known_metrics(replace(state, generation=state.generation + 1))
    assert later["docs.readme"].grade == "E1" and later["docs.readme"].note


def test_who_works_here_is_what_git_says(goals: Path) -> None:
    git(goals, "config", "user.name", "Ada L.")
    git(goals, "config", "user.email", "ada@example.invalid")
    assert user(goals) == ("Ada L.", "ada@example.invalid")
