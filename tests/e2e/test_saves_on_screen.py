"""A save is seen on the screen: the finding comes, and goes when it is mended; git's side of it too."""

from pathlib import Path

from tests.e2e.conftest import Open
from tests.workspace.repo import commit, git


def test_a_finding_comes_and_goes(tree: Path, dashboard: Open) -> None:
    board = dashboard(tree)
    board.settled()
    assert "F401" not in board.text
    (tree / "clean.py").write_text("import os\n")
    board.shows("F401", "`os` imported but unused", "clean.py:1", "+1")
    (tree / "new.py").write_text("import sys\n")
    board.shows("`sys` imported but unused", "2 findings")
    (tree / "clean.py").write_text("x = 1\n")
    board.lacks("`os` imported but unused")
    (tree / "new.py").unlink()
    board.lacks("F401")
    board.settled()
    board.shows("1 file checked")


def test_rename_saves_and_folders_that_move(tree: Path, dashboard: Open) -> None:
    board = dashboard(tree)
    board.settled()
    (tree / "swap.tmp").write_text("import os\n")
    (tree / "swap.tmp").rename(tree / "clean.py")  # vim, VS Code, PyCharm
    board.shows("`os` imported but unused")
    (tree / "inner" / "deep").mkdir(parents=True)
    (tree / "clean.py").rename(tree / "inner" / "deep" / "moved.py")
    board.shows("moved.py:1")
    (tree / "inner").rename(tree / "outer")
    board.until(lambda: "F401" in board.text and "inner/" not in board.text.split("Activity")[0])
    board.keys("\r")
    board.shows("outer/deep/moved.py")


def test_branch_stash_and_commit_are_told(tree: Path, dashboard: Open) -> None:
    board = dashboard(tree)
    board.settled()

    def top() -> str:
        return board.screen.display[0]

    board.until(lambda: "tree  main " in top() and "+" not in top())
    (tree / "clean.py").write_text("import os\n")
    board.until(lambda: "main +1" in top() and "F401" in board.text)
    git(tree, "stash", "-q")
    board.until(lambda: "main " in top() and "+1" not in top() and "F401" not in board.text)
    git(tree, "stash", "pop", "-q")
    board.until(lambda: "main +1" in top() and "F401" in board.text)
    git(tree, "switch", "-q", "-c", "feature")
    board.until(lambda: "feature +1" in top())
    commit(tree)
    board.until(lambda: "feature " in top() and "+1" not in top() and "F401" in board.text)
    git(tree, "switch", "-q", "main")
    board.until(lambda: "tree  main " in top() and "F401" not in board.text)


def test_a_test_fails_is_mended_and_goes(tree: Path, dashboard: Open) -> None:
    (tree / "test_it.py").write_text("from clean import x\n\n\ndef test_it():\n    assert x == 2\n")
    board = dashboard(tree)
    board.settled()
    board.shows("not trusted, static checks only: T shows what would run", "– tests")
    lines = [line for line in board.screen.display[-4:] if "not trusted" in line]
    assert len(lines) == 1
    assert not (tree / ".pytest_cache").exists()
    board.keys("T")
    board.shows("─ Trust ─", "y trusts")
    board.keys("y")
    board.shows("✗ tests 1", "assert 1 == 2")
    board.lacks("not trusted, static")
    (tree / "clean.py").write_text("x = 2\n")
    board.shows("✓ tests")
    board.lacks("assert 1 == 2")
    (tree / "clean.py").write_text("x = 3\n")
    board.shows("✗ tests 1", "assert 3 == 2")
