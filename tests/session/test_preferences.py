"""Settings changed and exports written from within a session; keys that follow the files."""

import json
import subprocess
import time
from datetime import datetime
from pathlib import Path

import pytest

from mastery_tui.config import trust
from mastery_tui.config.paths import store, user_config
from mastery_tui.model.intent import Intent
from mastery_tui.session.exports import FORMS, export
from mastery_tui.session.preferences import put
from mastery_tui.session.setup import read_setup
from tests.session.live import Live
from tests.ui.states import busy

NOON = datetime(2026, 1, 2, 12, 0, 0)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def root(tmp_path, home):
    root = tmp_path / "tree"
    root.mkdir()
    (root / "a.py").write_text("import os\n")
    return root


def set_(root: Path, key: str, value: str):
    setup = read_setup(root, (), None)
    options = {
        name: type(check.options) if check.options is not None else None
        for name, check in setup.settings.checks.items()
    }
    return put(root, key, value, setup.preferred.settings, options)


def test_a_setting_is_written_where_the_settings_are(root):
    answer = set_(root, "gate.fail_on", '"warning"')
    assert (answer.failed, answer.text) == (False, 'gate.fail_on = "warning" is in mastery.toml:2')
    (root / "mastery.toml").unlink()
    (root / "pyproject.toml").write_bytes(b'[tool.mastery]\r\ntheme = "a" # mine\r\n')
    assert not set_(root, "gate.fail_on", '"warning"').failed
    written = (root / "pyproject.toml").read_bytes()
    assert written.startswith(b'[tool.mastery]\r\ntheme = "a" # mine\r\n')
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert not (root / "mastery.toml").exists()


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("pool.workers", "65", "from 0 to 64"),
        ("keys.zoom", '"n"', "next"),
        ("keys.quit", '""', "nobody could leave"),
        ("gate.fail", '"error"', 'did you mean "gate.fail_on"'),
        ("gate.fail_on", "[", "TOML"),
    ],
)
def test_what_is_wrong_is_told_and_not_written(root, key, value, said):
    (root / "mastery.toml").write_text("# mine\n[gate]\n")
    answer = set_(root, key, value)
    assert answer.failed and said in answer.text, answer.text
    assert (root / "mastery.toml").read_text() == "# mine\n[gate]\n"


def test_a_broken_file_is_left_as_it_is(root):
    (root / "mastery.toml").write_text("[gate\n")
    answer = set_(root, "gate.fail_on", '"never"')
    assert answer.failed and "mastery.toml:1" in answer.text
    assert (root / "mastery.toml").read_text() == "[gate\n"


def test_a_file_that_leads_out_of_the_tree_is_not_written(root, tmp_path):
    (tmp_path / "elsewhere.toml").write_text("")
    (root / "mastery.toml").symlink_to(tmp_path / "elsewhere.toml")
    answer = set_(root, "gate.fail_on", '"never"')
    assert answer.failed and "leads out" in answer.text
    assert (tmp_path / "elsewhere.toml").read_text() == ""


def test_a_setting_that_runs_something_asks_for_trust_again(root):
    trust.grant(root)
    assert "trusted again" not in set_(root, "gate.fail_on", '"never"').text
    assert "trusted again" in set_(root, "checks.tests.args", '["-x"]').text
    assert not trust.status(root).trusted


def test_the_users_own_keys_come_first_and_are_changed_there(root):
    user_config().mkdir(parents=True)
    (user_config() / "settings.toml").write_text('[keys]\nzoom = "Z"\n')
    (root / "mastery.toml").write_text('[keys]\nzoom = "x"\nrun = "f5"\n')
    setup = read_setup(root, (), None)
    assert (setup.preferred.keys["zoom"], setup.preferred.keys["run"]) == ("Z", "f5")
    answer = set_(root, "keys.zoom", '"W"')
    assert answer.failed and "settings.toml" in answer.text
    (user_config() / "settings.toml").write_text('[keys]\nzoom = "n"\n')
    broken = read_setup(root, (), setup)
    assert broken.preferred.keys == setup.preferred.keys
    assert any("settings.toml:2" in line and "former" in line for line in broken.problems)


def test_a_session_writes_settings_and_takes_them_up(root):
    live = Live(root)
    try:
        assert live.session.state.keys["zoom"] == "z"
        live.session.send(Intent("set", "keys.zoom", '"Z"'))
        state = live.until(lambda state: state.keys["zoom"] == "Z")
        assert state.notice.text == 'keys.zoom = "Z" is in mastery.toml:2' and not state.notice.failed
        assert {s.key: s.place for s in state.settings}["keys.zoom"] == "mastery.toml:2"
        (root / "mastery.toml").write_text('[keys]\nzoom = "n"\n')
        state = live.until(lambda state: state.problems)
        assert "mastery.toml:2: keys.zoom" in state.problems[0] and "next" in state.problems[0]
        assert state.keys["zoom"] == "Z"
        live.session.send(Intent("write", "sarif"))
        state = live.until(lambda state: state.notice.text.startswith("written to "))
        place = root / state.notice.text.removeprefix("written to ")
        assert place.parent == root / ".mastery" / "exports"
        assert json.loads(place.read_bytes())["runs"][0]["results"]
    finally:
        live.session.stop()


@pytest.mark.parametrize("form", FORMS)
def test_every_format_is_written_and_never_over_another(root, form):
    folder = store(root)
    first = export(busy(), form, root, folder, NOON)
    second = export(busy(), form, root, folder, NOON)
    end = FORMS[form][0]
    assert first.text == f"written to .mastery/exports/learn-python-20260102-120000{end}"
    assert second.text == f"written to .mastery/exports/learn-python-20260102-120000-2{end}"
    files = sorted((root / ".mastery" / "exports").iterdir())
    assert len(files) == 2 and all(file.stat().st_size for file in files)


def test_what_is_exported_stays_out_of_git(root):
    subprocess.run(["git", "init", "-q", root], check=True)
    export(busy(), "json", root, store(root), NOON)
    told = subprocess.run(["git", "-C", root, "status", "--short"], check=True, capture_output=True, text=True).stdout
    assert ".mastery" not in told


def test_an_export_that_cannot_be_written_is_told(root):
    assert export(busy(), "pdf", root, store(root), NOON).failed
    assert export(busy(), "json", root, None, NOON).failed
    folder = store(root)
    (folder / "exports").write_text("in the way")
    answer = export(busy(), "json", root, folder, NOON)
    assert answer.failed and "exports" in answer.text


def test_the_users_own_file_is_followed_too(root):
    file = user_config() / "settings.toml"
    file.parent.mkdir(parents=True)
    live = Live(root)
    try:
        file.write_text('[keys]\nzoom = "Z"\n')
        live.until(lambda state: state.keys["zoom"] == "Z")
        file.write_text('[keys]\nzomm = "W"\n')
        broken = live.until(lambda state: state.problems)
        assert 'did you mean "zoom"' in broken.problems[0] and broken.keys["zoom"] == "Z"
        file.write_text('[keys]\nzoom = "W"\n')
        mended = live.until(lambda state: state.keys["zoom"] == "W")
        assert mended.problems == () and mended.generation == broken.generation
    finally:
        live.close()


def test_how_long_it_took_counts_from_what_was_written(root):
    live = Live(root)
    try:
        before = live.caught_up()
        written = time.monotonic()
        live.session.send(Intent("set", "gate.fail_on", '"never"'))
        state = live.until(lambda state: state.generation > before.generation and state.settled == state.generation)
        assert state.latency_ms <= (time.monotonic() - written) * 1000
    finally:
        live.close()
