"""`mastery scenario`: runs where that is allowed, records what was measured, and says whether it still holds."""

import functools
import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from mastery_tui.cli.main import main
from mastery_tui.config import trust
from mastery_tui.config.paths import store
from mastery_tui.evidence.ledger import Ledger
from tests.processes import wait_for

PYTHON = f'["{sys.executable}", "-I", "-S", "-c"'
SETTINGS = f"""\
[[scenario]]
id = "quick"
title = "Says ready"
command = {PYTHON}, "print('ready')"]
runs = 3
stdout = "^ready$"

[[scenario]]
id = "broken"
command = {PYTHON}, "raise SystemExit('lost')"]
runs = 2
warmup = 0
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n")
    (folder / "mastery.toml").write_text(SETTINGS)
    return folder


def said(capsys: pytest.CaptureFixture[str], status: int, *words: object) -> str:
    assert main(["scenario", *map(str, words)]) == status
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main(["scenario", *map(str, words)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def read(capsys: pytest.CaptureFixture[str], status: int, *words: object) -> list:
    return json.loads(said(capsys, status, *words, "--format", "json"))


def test_nothing_runs_in_a_folder_that_is_not_trusted(root, capsys):
    line = refused(capsys, "run", root)
    assert "not trusted" in line
    assert "mastery trust" in line
    with Ledger(store(root)) as ledger:
        assert ledger.last() == 0


def test_what_runs_is_recorded_and_holds_until_the_tree_changes(root, capsys, monkeypatch):
    trust.grant(root)
    (ran,) = read(capsys, 0, "run", "quick", root)
    assert (ran["scenario"], ran["runs"], ran["failed"], ran["grade"]) == ("quick", 3, 0, "E2")
    shown = read(capsys, 0, "show", root)
    assert set(shown) == {f"scenario.quick.{name}" for name in ran["values"]}
    assert shown["scenario.quick.p50_ms"]["grade"] == "E2"
    assert shown["scenario.quick.p50_ms"]["value"] == ran["values"]["p50_ms"]
    assert (
        said(capsys, 0, "show", root).splitlines()[-1]
        == "○ broken           was never run: mastery scenario run broken"
    )
    with Ledger(store(root)) as ledger:
        (row,) = ledger.rows("scenario")
    assert row.tree_id == ran["tree_id"]
    (root / "a.py").write_text("x = 2\n")
    out = said(capsys, 0, "show", root)
    assert out.startswith("~ quick")
    assert "another tree" in out
    assert out.splitlines()[-1] == "○ broken           was never run: mastery scenario run broken"
    (root / "a.py").write_text("x = 1\n")
    (root / "mastery.toml").write_text(SETTINGS.replace("runs = 3", "runs = 4"))
    assert "settings have changed" in said(capsys, 0, "show", "quick", root)


def test_a_scenario_that_fails_ends_with_1_and_says_why(root, capsys, monkeypatch):
    trust.grant(root)
    monkeypatch.chdir(root)
    out = said(capsys, 1, "run", "broken")
    assert out.startswith("✗ broken ")
    assert "2 runs, 2 failed" in out
    assert "ended with 1: lost" in out


def test_one_that_changes_the_tree_proves_nothing_of_it(root, capsys):
    code = "open('b.py', 'a').write('x = 1')"
    (root / "mastery.toml").write_text(
        f'[[scenario]]\nid = "writes"\nruns = 1\nwarmup = 0\ncommand = {PYTHON}, "{code}"]'
    )
    trust.grant(root)
    assert main(["scenario", "run", str(root), "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert json.loads(captured.out)[0]["grade"] == "E1"
    assert "the tree changed while it ran" in captured.err


def test_a_changed_command_asks_again(root, capsys):
    trust.grant(root)
    (root / "mastery.toml").write_text(SETTINGS.replace("ready')", "steady')"))
    assert "has changed since it was trusted" in refused(capsys, "run", root)


@pytest.mark.parametrize("key", ["command", "recovery", "cwd"])
def test_what_decides_what_runs_is_trusted_by_its_content(root, key):
    value = '"sub"' if key == "cwd" else '["true"]'
    text = '[[scenario]]\nid = "a"\n' + ("" if key == "command" else 'command = ["x"]\n')
    (root / "mastery.toml").write_text(text + f"{key} = {value}\n")
    assert trust.grant(root).trusted
    (root / "mastery.toml").write_text(text + f"{key} = {value.replace('u', 'o')}\n")
    assert not trust.status(root).trusted


def test_lists(root, capsys, monkeypatch):
    monkeypatch.chdir(root)
    assert [one["id"] for one in read(capsys, 0, "list")] == ["quick", "broken"]
    out = said(capsys, 0)
    assert out.startswith("quick            3 runs  ")
    assert "Says ready" in out
    (root / "quick").mkdir()
    assert [one["id"] for one in read(capsys, 0, "list", "quick")] == ["quick"], "a name comes before a folder"


CANNOT = [
    (["run", "quikc"], SETTINGS, 'quikc: no such scenario; did you mean "quick"?'),
    (["run", "a"], "", "there is no [[scenario]] in mastery.toml"),
    (["run"], "", "there is no [[scenario]] in mastery.toml"),
    (["list"], "[[scenario]]\nid = 'a'", "scenario[0].command: is missing"),
]


@pytest.mark.parametrize(("words", "text", "says"), CANNOT)
def test_what_cannot_run_says_so(root, capsys, monkeypatch, words, text, says):
    monkeypatch.chdir(root)
    (root / "mastery.toml").write_text(text)
    assert says in refused(capsys, *words)


def test_a_broken_ledger_takes_nothing(root, capsys):
    trust.grant(root)
    with Ledger(store(root)) as ledger:
        ledger.append("learn.started", {"module": "x"})
    data = (root / ".mastery" / "ledger.db").read_bytes().replace(b'{"module":"x"}', b'{"module":"y"}')
    (root / ".mastery" / "ledger.db").write_bytes(data)
    for left in (root / ".mastery").glob("ledger.db-*"):
        left.unlink()
    assert "the ledger is broken: row 1" in refused(capsys, "run", "quick", root)


def test_an_interrupt_ends_all_runs_and_records_nothing(root):
    code = "import os, time; open('up' + str(os.getpid()), 'w').close(); time.sleep(99)"
    (root / "mastery.toml").write_text(
        f'[[scenario]]\nid = "long"\nwarmup = 0\nconcurrency = 2\ncommand = {PYTHON}, "{code}"]'
    )
    trust.grant(root)
    command = [sys.executable, "-m", "mastery_tui", "scenario", "run", str(root)]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    heard = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # who runs the tests may ignore ctrl+c
    with subprocess.Popen(command, **pipes, preexec_fn=heard) as process:
        try:
            wait_for(lambda: len(list(root.glob("up*"))) == 2, "two runs at a time")
            process.send_signal(signal.SIGINT)
            out, err = process.communicate(timeout=30)
        finally:
            process.kill()
    assert (process.returncode, out, err) == (130, "", "")
    pids = [path.name.removeprefix("up") for path in root.glob("up*")]
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []
    with Ledger(store(root)) as ledger:
        assert list(ledger.rows("scenario")) == []
