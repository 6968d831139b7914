"""`mastery trust`: says line by line what runs, the same as the dashboard does."""

import json
from pathlib import Path

import pytest

from mastery_tui.cli.main import main
from mastery_tui.config import trust
from mastery_tui.session.setup import read_setup

CHECK = ".mastery/checks/todo.py"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    folder = tmp_path / "project"
    (folder / CHECK).parent.mkdir(parents=True)
    (folder / CHECK).write_text("x = 1\n")
    (folder / "mastery.toml").write_text('[checks.tests]\nargs = ["-x", "\\u001b[2J"]\n')
    return folder


def said(capsys: pytest.CaptureFixture[str], *words: str) -> list[str]:
    assert main(["trust", *words]) == 0
    return capsys.readouterr().out.splitlines()


def test_what_would_run_is_shown_without_trusting(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, str(root), "--show")
    assert not trust.status(root).trusted
    assert lines[0] == f"– {root}: this folder is not trusted: static checks only"
    assert lines[1] == "  once it is trusted, this runs:"
    assert lines[2:-1] == [f"  · {line}" for line in read_setup(root, (), None).trust_runs]
    assert 'mastery.toml: checks.tests = {"args": ["-x", "\\u001b[2J"]}' in lines[3]
    assert f"mastery trust {root}" in lines[-1]
    assert json.loads(said(capsys, str(root), "--show", "--format", "json")[0])["trusted"] is False


def test_what_was_trusted_is_said_and_what_changed_since_is_marked(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(capsys, str(root))
    assert trust.status(root).trusted and lines[1] == "  this may run:"
    assert not any("since it was trusted" in line for line in lines)
    (root / CHECK).write_text("x = 2\n")
    lines = said(capsys, str(root))
    assert [line for line in lines if line.endswith("(changed since it was trusted)")] == [lines[4]]
    assert CHECK in lines[4] and trust.status(root).trusted
    assert said(capsys, str(root), "--revoke") == [f"– {root}: this folder is not trusted: static checks only"]
