"""A first run is known and remembered; trust is given to exactly what was shown."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from mastery_tui.config import seen, trust
from mastery_tui.config.would_run import MOST_SHOWN, would_run
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from tests.session.live import Live

CHECK = ".mastery/checks/todo.py"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "a.py").write_text("x = 1\n")
    return folder


def asked(live: Live, intent: Intent, holds: Callable[[State], bool]) -> State:
    live.session.send(intent)
    return live.until(holds)


def test_a_first_run_is_told_until_it_was_read(root: Path) -> None:
    live = Live(root)
    try:
        assert live.session.state.first_run
        asked(live, Intent("welcomed"), lambda state: not state.first_run)
    finally:
        live.close()
    assert seen.is_seen(root)
    again = Live(root)
    try:
        assert not again.session.state.first_run
    finally:
        again.close()
    assert sorted(path.name for path in root.iterdir()) == [".mastery", "a.py"]


def test_a_trusted_folder_is_known_already(root: Path) -> None:
    trust.grant(root)
    live = Live(root)
    try:
        assert not live.session.state.first_run
    finally:
        live.close()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_what_cannot_be_remembered_is_told(root: Path, home: Path) -> None:
    live = Live(root)
    (home / "data").chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        asked(live, Intent("welcomed"), lambda s: any("will come again" in entry.text for entry in s.activity))
    finally:
        (home / "data").chmod(0o700)
        live.close()


def test_only_what_was_shown_is_trusted(root: Path) -> None:
    live = Live(root)
    try:
        shown = live.session.state.trust_runs
        assert len(shown) == 1 and shown[0].startswith("tests: pytest imports and runs the code in this folder with /")
        (root / CHECK).parent.mkdir(parents=True)
        (root / CHECK).write_text("x = 1\n")  # nobody watches it
        told = asked(live, Intent("trust", detail="\n".join(shown)), lambda state: len(state.trust_runs) == 2)
        assert not told.trusted and not trust.status(root).trusted
        assert live.until(lambda state: "look again" in state.notice.text).trust_runs == told.trust_runs
        assert told.trust_runs[1].startswith(f"{CHECK}: your project's own check (1 line, sha256 ")
        (root / CHECK).write_text("y = 1\n")
        lines = told.trust_runs
        told = asked(live, Intent("trust", detail="\n".join(lines)), lambda state: state.trust_runs != lines)
        assert not told.trusted, "as long, but another one"
        asked(live, Intent("trust", detail="\n".join(told.trust_runs)), lambda state: state.trusted)
        asked(live, Intent("untrust"), lambda state: not state.trusted)
    finally:
        live.close()
    assert not trust.status(root).trusted


MARKS = [
    # file, its new text (None: removed), the line that says so
    (
        CHECK,
        "x = 2\n",
        f"{CHECK}: your project's own check (1 line, sha256 4205c4809ab1) (changed since it was trusted)",
    ),
    (CHECK, None, f"{CHECK} (gone since it was trusted)"),
    (".mastery/checks/b.txt", "", ".mastery/checks/b.txt: belongs to your project's own checks"),
    ("mastery.toml", "[checks.tests]\nargs = ['-q']\n", 'mastery.toml: checks.tests = {"args": ["-q"]} (changed since'),
    ("mastery.toml", "[files]\nmax_kib = 9\n", "settings: checks.tests (gone since it was trusted)"),
    ("mastery.toml", "[a]\nrun = 'x'\n", 'mastery.toml: a.run = "x" (new since it was trusted)'),
    ("mastery.toml", "broken [", "none of the settings is in use until that is mended"),
]


@pytest.mark.parametrize(("name", "text", "says"), MARKS)
def test_what_is_new_since_it_was_trusted_is_marked(root: Path, name: str, text: str | None, says: str) -> None:
    (root / CHECK).parent.mkdir(parents=True)
    (root / CHECK).write_text("x = 1\n")
    (root / "mastery.toml").write_text("[checks.tests]\nargs = ['-x']\n")
    assert not any("since" in line for line in would_run(root))
    trust.grant(root)
    assert not any("since" in line for line in would_run(root))
    (root / name).write_text(text) if text is not None else (root / name).unlink()
    now = would_run(root)
    assert any(says in line for line in now), now
    assert sum("since it was trusted" in line for line in now) == (
        0 if "broken" in (text or "") else 1 + ("a.run" in says)
    )


def test_hostile_names_and_values_are_shown_safely_and_told_apart(root: Path) -> None:
    folder = root / ".mastery/checks"
    folder.mkdir(parents=True)
    (folder / "a\x1b[2Jb\n.py").write_text("")
    Path(os.fsdecode(os.fsencode(folder) + b"/\xff.py")).write_text("")
    long = "x" * (MOST_SHOWN + 10)
    (root / "mastery.toml").write_text(f'[checks.tests]\nargs = ["{long}1"]\n')
    first = would_run(root)
    (root / "mastery.toml").write_text(f'[checks.tests]\nargs = ["{long}2"]\n')
    assert first != would_run(root), "beyond what is shown the digest tells"
    assert all(line.isprintable() and len(line) < MOST_SHOWN + 200 for line in first)
    assert any("a\\x1b[2Jb\\n.py" in line for line in first) and len(first) == 3
