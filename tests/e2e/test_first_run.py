"""The first time in a folder, and the demo, as the real command shows them."""

import shutil
import signal
from pathlib import Path

import pytest

from mastery_tui.config import seen, trust
from tests.e2e.conftest import Open
from tests.processes import alive, descendants, started, wait_for


def test_the_first_screen_comes_once_and_leads_to_trust(tree: Path, dashboard: Open) -> None:
    (tree / "test_it.py").write_text("from clean import x\n\n\ndef test_it():\n    assert x == 2\n")
    board = dashboard(tree, first=True)
    board.shows("─ First time here", "Not trusted yet", "every key that works where you are")
    board.until(lambda: "2 files, found: · 1 remark" in board.text)
    board.keys("T")
    board.shows("─ Trust", "Once it is trusted, this runs:", "tests: pytest imports and runs")
    assert not trust.status(tree).trusted
    board.keys("y")
    board.shows("✗ tests 1", "assert 1 == 2")
    board.keys("q")
    assert board.ended() == 0
    assert seen.is_seen(tree) and trust.status(tree).trusted
    again = dashboard(tree, first=True)
    again.shows("✗ tests 1")
    assert "First time here" not in again.text


def test_going_on_without_trust_is_one_key_and_is_remembered(tree: Path, dashboard: Open) -> None:
    board = dashboard(tree, first=True)
    board.shows("─ First time here")
    board.keys("\r")
    board.lacks("First time here")
    board.shows("not trusted, static checks only")
    wait_for(lambda: seen.is_seen(tree), "it is remembered")
    board.keys("q")
    board.ended()
    again = dashboard(tree, first=True)
    again.settled()
    assert "First time here" not in again.text and not trust.status(tree).trusted


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setenv("TMPDIR", str(place))
    return place


def demos(temporary: Path) -> list[Path]:
    return list(temporary.glob("mastery-demo-*"))


def test_the_demo_edits_and_leaves_nothing(temporary: Path, home: Path, dashboard: Open) -> None:
    board = dashboard(Path("demo"), first=True)
    board.shows("ledger", "refunds +1", "A reader of bank statements")
    board.shows("Saved: an import that nothing uses", "`json` imported but unused")
    assert "First time here" not in board.text and len(demos(temporary)) == 1
    running = [started(board.pid), *descendants(board.pid)]
    board.keys("q")
    assert board.ended() == 0
    assert demos(temporary) == [] and list(home.rglob("*.json")) == []
    wait_for(lambda: not alive(running), "every process ends")


def test_after_a_crash_of_the_demo_the_user_trusts_what_was_trusted_before(
    tree: Path, temporary: Path, dashboard: Open
) -> None:
    trust.grant(tree)
    before = trust.store_path().read_bytes()
    board = dashboard(Path("demo"), first=True)
    board.shows("ledger", "✓ tests")
    board.child.kill(signal.SIGKILL)
    board.ended()
    assert trust.store_path().read_bytes() == before
    (left,) = demos(temporary)
    assert not trust.status(left / "ledger").trusted
    shutil.rmtree(left)
