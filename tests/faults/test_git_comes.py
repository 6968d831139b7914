"""A repository comes to a tree that is watched, and not all at once."""

from pathlib import Path

from tests.faults.conftest import Start, lives_on
from tests.workspace.repo import git


def test_a_repository_that_is_still_being_made(tmp_path: Path, live: Start) -> None:
    root = tmp_path / "tree"
    root.mkdir()
    (root / "a.py").write_text("x = 1\n")
    running = live(root)
    (root / ".git").mkdir()
    (root / "b.py").write_text("import os\n")
    running.until(lambda state: "b.py" in state.files and state.settled == state.generation)
    assert not running.session.state.repo.inside
    git(root, "init", "-q", "-b", "main")
    running.until(lambda state: state.repo.inside and state.repo.branch == "main", 20)
    lives_on(running)
