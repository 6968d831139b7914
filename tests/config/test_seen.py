"""Which folders were opened before: by real path, bounded, outside the tree, harmless to lose."""

import os
import stat
from pathlib import Path

import pytest

from mastery_tui.config import seen


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


def test_a_folder_is_seen_once_it_is_marked_by_whatever_way_it_is_named(tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    (tmp_path / "link").symlink_to(root)
    assert not seen.is_seen(root)
    seen.mark(tmp_path / "link")
    assert seen.is_seen(root) and seen.is_seen(tmp_path / "link") and seen.is_seen(root / ".." / "project")
    assert not seen.is_seen(tmp_path) and not seen.is_seen(root / "inner")
    assert list(root.iterdir()) == [], "nothing is written into the tree"


def test_the_store_is_private_and_outside_the_tree(tmp_path: Path, home: Path) -> None:
    seen.mark(tmp_path)
    assert seen.store_path().is_relative_to(home)
    assert stat.S_IMODE(seen.store_path().stat().st_mode) == 0o600
    assert [path.name for path in seen.store_path().parent.iterdir()] == [seen.STORE]


def test_the_store_is_bounded_and_the_oldest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seen, "MOST", 3)
    for name in "abcab":
        seen.mark(tmp_path / name)
    seen.mark(tmp_path / "d")
    assert [name for name in "abcd" if seen.is_seen(tmp_path / name)] == ["a", "b", "d"]


def test_a_name_that_is_no_text_is_remembered(tmp_path: Path) -> None:
    root = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b"))
    root.mkdir()
    seen.mark(root)
    assert seen.is_seen(root) and not seen.is_seen(tmp_path / "\\xff\\x1b")


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"folders": 3}', b"\xff", b'{"folders": {"/": 1}}'])
def test_a_damaged_store_is_a_new_start(tmp_path: Path, data: bytes) -> None:
    seen.mark(tmp_path)
    seen.store_path().write_bytes(data)
    assert not seen.is_seen(tmp_path)
    seen.mark(tmp_path)
    assert seen.is_seen(tmp_path)


def test_what_cannot_be_stored_is_told(tmp_path: Path, home: Path) -> None:
    home.write_text("a file where a folder is wanted")
    assert not seen.is_seen(tmp_path)
    with pytest.raises(OSError):
        seen.mark(tmp_path)
