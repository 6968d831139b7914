"""The demo: its script holds what it says, it touches nothing of the user's, and it gives way to the person."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from mastery_tui.config import paths, seen, trust
from mastery_tui.demo import player, sample
from mastery_tui.demo.script import Step, names, steps
from mastery_tui.model.state import State
from mastery_tui.session import Session
from tests.processes import wait_for
from tests.workspace.repo import git

COMMAND = str(Path(sys.executable).with_name("mastery"))
WITHIN_S = 110.0


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("TMPDIR", str(tmp_path / "tmp"))
    monkeypatch.setattr("tempfile.tempdir", None)
    (tmp_path / "tmp").mkdir()
    return tmp_path / "home"


@pytest.fixture
def project() -> Iterator[Path]:
    with sample.sample() as root:
        yield root


def everything(folder: Path) -> dict[str, bytes]:
    """All files by their paths, but for the bytecode that an installer made of ours."""
    found = [path for path in folder.rglob("*") if path.is_file() and path.parent.name != "__pycache__"]
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


def test_every_edit_applies_to_what_the_one_before_left() -> None:
    texts: dict[str, str] = {}
    for step in steps():
        assert step.says and len(step.says) < 80
        assert sum(map(bool, (step.file, step.dismiss, step.commit))) <= 1
        assert step.file or not (step.appears or step.goes)
        if step.file:
            text = texts.setdefault(step.file, (sample.PROJECT / step.file).read_text())
            texts[step.file] = step.edit(text)
            assert texts[step.file] != text
            compile(texts[step.file], step.file, "exec")


@pytest.mark.parametrize("find", ["nowhere in it", "return"])
def test_an_edit_that_is_not_sure_where_is_refused(find: str) -> None:
    with pytest.raises(ValueError, match=r"a\.py: .* is there \d times"):
        Step("s", file="a.py", find=find, replace="").edit("return 1\nreturn 2\n")


def played(root: Path, script: tuple[Step, ...], session: Session, done: list[tuple[Step, State]]) -> player.Player:
    playing = player.Player(root, script, session, 0.0, lambda step, state: done.append((step, state)))
    session.start()
    playing.start()
    return playing


def play(root: Path, script: tuple[Step, ...], run_tests: bool) -> tuple[list[tuple[Step, State]], State]:
    """Play it at full speed: each step with the State in which it was checked, and the last State."""
    session = Session(root, run_tests=run_tests)
    done: list[tuple[Step, State]] = []
    playing = played(root, script, session, done)
    try:
        assert playing.join(WITHIN_S), f"still at step {len(done)}: {session.state.activity[:5]}"
    finally:
        playing.stop()
        session.stop()
    assert [step for step, _ in done] == list(script), session.state.activity[:3]
    return done, session.state


def shown(findings: tuple[str, ...], run_tests: bool) -> set[str]:
    return {name for name in findings if run_tests or not name.startswith("tests ")}


def holds_what_it_says(done: list[tuple[Step, State]], run_tests: bool) -> None:
    before = names(done[0][1].findings())
    for step, state in done:
        now = names(state.findings())
        appears, goes = shown(step.appears, run_tests), shown(step.goes, run_tests)
        assert now >= appears and now.isdisjoint(goes), step.says
        assert before.isdisjoint(appears) and before >= goes, step.says
        assert not state.problems
        before = now


@pytest.mark.parametrize("run_tests", [False, pytest.param(True, marks=pytest.mark.long)])
def test_each_step_makes_its_findings_come_and_go(project: Path, run_tests: bool) -> None:
    done, last = play(project, steps(), run_tests)
    holds_what_it_says(done, run_tests)
    said = [entry.text for entry in last.activity if entry.kind == "demo"]
    assert said == [step.says for step in reversed(steps())]
    assert last.repo.dirty == 0 and last.repo.branch == sample.BRANCH and last.repo.base_name == "main"
    assert git(project, "log", "-1", "--format=%an <%ae> %s") == f"{sample.AUTHOR} {committed(steps())}"
    assert [d.reason for d in last.dismissals] == [step.reason for step in steps() if step.dismiss]


def test_tests_fail_and_are_green_when_the_script_says_so(project: Path) -> None:
    first, *rest = steps()
    tested = [step for step in rest if any(name.startswith("tests ") for name in (*step.appears, *step.goes))]
    assert len(tested) >= 4
    done, _ = play(project, (first, *tested), True)
    holds_what_it_says(done, True)
    assert [state.checks["tests"].status for _, state in done] == [
        "findings" if step.appears else "passed" for step, _ in done
    ]


def committed(script: tuple[Step, ...]) -> str:
    return next(step.commit for step in script if step.commit)


def test_it_begins_with_something_new_something_old_and_something_uncommitted(project: Path) -> None:
    session = Session(project)
    session.start()
    try:
        state = session.wait_settled(WITHIN_S)
    finally:
        session.stop()
    assert {finding.new for finding in state.findings()} == {True, False}
    assert state.trusted and not state.first_run and state.checks["tests"].status == "passed"
    assert (state.repo.branch, state.repo.base_name, state.repo.dirty) == (sample.BRANCH, "main", 1)


def test_it_stops_when_the_person_edits_and_never_writes_over_it(project: Path) -> None:
    script = tuple(step for step in steps() if step.file)
    session = Session(project)
    mine = "x = 1\n"
    came = threading.Event()

    def edit(step: Step, state: State) -> None:
        (project / "ledger/rules.py").write_text(mine)

    def heard(state: State) -> None:
        if state.notice.text == player.STOPPED:
            came.set()

    session.subscribe(heard)
    playing = player.Player(project, script, session, 0.0, edit)
    session.start()
    playing.start()
    try:
        assert playing.join(WITHIN_S) and came.wait(WITHIN_S)
    finally:
        playing.stop()
        session.stop()
    assert (project / "ledger/rules.py").read_text() == mine
    assert (project / "ledger/report.py").read_text() == script[0].edit((sample.PROJECT / script[0].file).read_text())


def test_leaving_never_waits_for_the_script(project: Path) -> None:
    session = Session(project)  # never started: nothing ever settles
    playing = player.Player(project, steps(), session)
    playing.start()
    playing.stop()
    assert playing.join(0)
    assert everything(project / "ledger") == everything(sample.PROJECT / "ledger")


def test_nothing_of_the_user_is_touched_and_nothing_stays(tmp_path: Path, home: Path) -> None:
    trust.grant(tmp_path)
    (home / "config/themes").mkdir(parents=True)
    before = everything(home)
    with pytest.raises(KeyError), sample.sample() as root:
        assert trust.status(root).trusted and seen.is_seen(root)
        assert not trust.status(tmp_path).trusted, "it is another home"
        assert (paths.user_config() / "themes").is_dir(), "but the user's own colours and keys"
        raise KeyError
    assert not root.parent.exists()
    assert everything(home) == before and os.environ["MASTERY_HOME"] == str(home)
    assert trust.status(tmp_path).trusted and not trust.status(root).trusted


HOSTILE = """
[user]
    useConfigOnly = true
[commit]
    gpgSign = true
[core]
    hooksPath = {hooks}
    autocrlf = true
[init]
    templateDir = {hooks}
    defaultBranch = trunk
"""


def test_git_is_the_same_whatever_the_user_configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-commit", "post-commit", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\nexit 1\n")
        (hooks / name).chmod(0o755)
    (tmp_path / ".gitconfig").write_text(HOSTILE.format(hooks=hooks))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    with sample.sample() as root:
        (root / "ledger/money.py").write_text("x = 1\n")
        sample.commit(root, "all of it")
        log = git(root, "log", "--format=%an|%cn|%s", "main..HEAD").splitlines()
        assert log == ["Robin|Robin|all of it", "Robin|Robin|Find purchases that were paid back"]
        assert git(root, "log", "--format=%s", "main").splitlines() == [
            each.message for each in reversed(sample.COMMITS) if each.branch == "main"
        ]
        assert git(root, "status", "--porcelain") == ""
    assert not (tmp_path / "ran").exists()


def test_without_git_it_works_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    with sample.sample() as root:
        assert not (root / ".git").exists() and trust.status(root).trusted
        done, last = play(root, tuple(step for step in steps() if not step.dismiss)[-3:], False)
        assert done and not last.repo.inside


def test_without_a_terminal_it_prints_the_report(tmp_path: Path) -> None:
    done = subprocess.run([COMMAND, "demo"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    assert "ledger/download.py" in done.stdout and "gate fails" in done.stdout and done.returncode == 1, done
    assert "passed" in next(line for line in done.stdout.splitlines() if " tests " in line)
    assert not any(path.name.startswith("mastery-demo") for path in (tmp_path / "tmp").iterdir())


def test_kept_it_says_where_it_is(tmp_path: Path) -> None:
    done = subprocess.run([COMMAND, "demo", "--keep"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    place = Path(done.stdout.splitlines()[-1].removeprefix("the demo is in "))
    assert place.is_relative_to(tmp_path / "tmp") and (place / "ledger/money.py").is_file()
    assert not trust.status(place).trusted, "kept, it is a folder like any other"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ended_from_outside_it_removes_its_folder(tmp_path: Path, number: signal.Signals) -> None:
    with subprocess.Popen(
        [COMMAND, "demo"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as child:
        wait_for(lambda: list((tmp_path / "tmp").glob("mastery-demo-*/ledger/.mastery")), "the demo is under way")
        child.send_signal(number)
        assert child.wait(20) == 128 + number
    assert not list((tmp_path / "tmp").glob("mastery-demo-*"))
