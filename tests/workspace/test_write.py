"""Files of the tree are written in one step, or not at all."""

import os
import stat
from pathlib import Path

import pytest

from mastery_tui.model.blob import blob_id
from mastery_tui.workspace.write import Changed, Refused, read_inside, replace_file


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "tree"
    folder.mkdir()
    return folder


def names(root: Path) -> list[str]:
    return sorted(path.name for path in root.iterdir())


def test_mode_and_link_stay(root: Path) -> None:
    (root / "tool.py").write_bytes(b"old")
    (root / "tool.py").chmod(0o750)
    (root / "link.py").symlink_to("tool.py")
    replace_file(root, "link.py", b"new", blob_id(b"old"))
    assert (root / "tool.py").read_bytes() == b"new"
    assert stat.S_IMODE((root / "tool.py").stat().st_mode) == 0o750
    assert (root / "link.py").readlink() == Path("tool.py")
    assert names(root) == ["link.py", "tool.py"]


def test_a_new_file_is_made_only_where_there_is_none(root: Path) -> None:
    replace_file(root, "new.toml", b"x", None)
    assert (root / "new.toml").read_bytes() == b"x"
    with pytest.raises(Changed):
        replace_file(root, "new.toml", b"y", None)
    assert (root / "new.toml").read_bytes() == b"x" and names(root) == ["new.toml"]


@pytest.mark.parametrize("now", [b"somebody's", None])
def test_what_somebody_else_wrote_stays(root: Path, now: bytes | None) -> None:
    if now is not None:
        (root / "a.py").write_bytes(now)
    with pytest.raises(Changed):
        replace_file(root, "a.py", b"new", blob_id(b"old"))
    assert read_inside(root, "a.py") == now
    assert names(root) == ([] if now is None else ["a.py"])


def test_a_save_while_we_write_wins(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = root / "a.py"
    place.write_bytes(b"old")
    sync = os.fsync

    def slow(descriptor: int) -> None:  # an editor saves between our writing and our renaming
        sync(descriptor)
        place.write_bytes(b"the editor's")

    monkeypatch.setattr(os, "fsync", slow)
    with pytest.raises(Changed):
        replace_file(root, "a.py", b"new", blob_id(b"old"))
    assert place.read_bytes() == b"the editor's" and names(root) == ["a.py"]


@pytest.mark.parametrize("path", ["out.py", "folder/a.py", "../outside.py", ".git/hooks/post-commit", "hooks/x"])
def test_nothing_outside_of_the_tree_nor_of_git_is_read_or_written(root: Path, path: str) -> None:
    outside = root.parent / "outside.py"
    outside.write_bytes(b"old")
    (root.parent / "a.py").write_bytes(b"old")
    (root / "out.py").symlink_to(outside)
    (root / "folder").symlink_to(root.parent)
    (root / ".git" / "hooks").mkdir(parents=True)
    (root / "hooks").symlink_to(".git/hooks")
    with pytest.raises(Refused):
        read_inside(root, path)
    for expected in (None, blob_id(b"old")):
        with pytest.raises(Refused):
            replace_file(root, path, b"new", expected)
    assert outside.read_bytes() == b"old" and not list((root / ".git" / "hooks").iterdir())


def test_a_pipe_is_refused_and_does_not_hang(root: Path) -> None:
    os.mkfifo(root / "pipe.py")
    with pytest.raises(Refused, match="not a regular file"):
        read_inside(root, "pipe.py")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_is_an_error(root: Path) -> None:
    (root / "a.py").write_bytes(b"old")
    root.chmod(0o500)
    try:
        with pytest.raises(PermissionError):
            replace_file(root, "a.py", b"new", blob_id(b"old"))
    finally:
        root.chmod(0o700)
