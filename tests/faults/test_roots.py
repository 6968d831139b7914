"""The tree itself goes, comes back, is replaced, or cannot be written to."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.conftest import Start, lives_on, of
from tests.workspace.repo import commit, make


def test_the_root_goes_and_comes_back(tree: Path, live: Start) -> None:
    (tree / "bad.py").write_text("import os\n")
    running = live(tree)
    assert of(running.caught_up(), "bad.py")
    shutil.rmtree(tree)
    state = running.until(lambda state: not state.files and state.settled == state.generation)
    assert state.problems or state.skipped, "it says what has happened"
    assert not any("session ended" in problem for problem in state.problems)
    make(tree, **{"other.py": "import sys\n"})
    commit(tree)
    state = running.until(lambda state: bool(of(state, "other.py", "ruff")))
    lives_on(running)


def test_the_root_is_replaced_by_another(tree: Path, live: Start, tmp_path: Path) -> None:
    running = live(tree)
    other = make(tmp_path / "other", **{"other.py": "import sys\n"})
    commit(other)
    tree.rename(tmp_path / "old")
    other.rename(tree)
    running.until(lambda state: bool(of(state, "other.py", "ruff")) and "clean.py" not in state.files)
    lives_on(running)


def in_namespace(script: str, *arguments: object, timeout: float = 60) -> "subprocess.CompletedProcess[str]":
    """Run a shell script as root of a mount namespace of its own; what it mounts is seen by nobody else."""
    if not shutil.which("unshare"):
        pytest.skip("unshare is not installed")
    if subprocess.run(["unshare", "-rm", "true"], capture_output=True).returncode:
        pytest.skip("this system lets us make no mount namespace")
    command = ["unshare", "-rm", "sh", "-ec", script, "sh", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=timeout)


CHECK = f"{sys.executable} -m mastery_tui check --check ruff --format json"


def test_a_tree_that_cannot_be_written_to(tree: Path, home: Path) -> None:
    import json

    (tree / "bad.py").write_text("import os\n")
    script = f'mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; ! touch "$1/x" 2>/dev/null; {CHECK} "$1"'
    done = in_namespace(script, tree)
    assert [f["rule"] for f in json.loads(done.stdout)["findings"]] == ["F401"], done.stderr
    assert not done.stderr
    assert not (tree / ".mastery").exists() and list((home / "cache" / "trees").glob("*/cache.db"))


FULL = """
mkdir -p "$1/.mastery"; mount -t tmpfs -o size=64k none "$1/.mastery"
head -c 1000000 /dev/zero > "$1/.mastery/fill" 2>/dev/null || true
"""


def test_a_full_disk_from_the_start(tree: Path) -> None:
    import json

    (tree / "bad.py").write_text("import os\n")
    done = in_namespace(f'{FULL} {CHECK} "$1"', tree)
    assert [f["rule"] for f in json.loads(done.stdout)["findings"]] == ["F401"], done.stderr
    assert "Traceback" not in done.stderr


def test_a_full_disk_while_watching(tree: Path) -> None:
    """The disk is full from the first save on: every save is checked all the same."""
    done = in_namespace(
        f'mkdir -p "$1/.mastery"; mount -t tmpfs -o size=256k none "$1/.mastery"; '
        f'{sys.executable} -m tests.faults.full_disk "$1"',
        tree,
    )
    assert done.stdout.split("\n")[-2:] == ["right", ""], (done.stdout, done.stderr)


def test_something_else_is_where_our_folder_would_be(tree: Path, live: Start) -> None:
    (tree / ".mastery").write_text("mine\n")
    running = live(tree)
    lives_on(running)
    running.close()
    assert (tree / ".mastery").read_text() == "mine\n"


def test_a_link_in_place_of_our_folder_is_never_written_through(tree: Path, live: Start, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (tree / ".mastery").symlink_to(outside)
    before = outside.stat().st_mtime_ns
    running = live(tree)
    lives_on(running)
    running.close()
    assert not list(outside.iterdir()) and outside.stat().st_mtime_ns == before


def test_a_link_in_place_of_the_cache_is_never_written_through(tree: Path, live: Start, tmp_path: Path) -> None:
    import sqlite3

    database = tmp_path / "browser.db"
    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE stat(secret)")
        connection.execute("INSERT INTO stat VALUES ('kept')")
    connection.close()
    absent = tmp_path / "absent.db"
    for target in (database, absent):
        shutil.rmtree(tree / ".mastery", ignore_errors=True)
        (tree / ".mastery").mkdir()
        (tree / ".mastery" / "cache.db").symlink_to(target)
        (tree / ".mastery" / "checks-store").symlink_to(tmp_path)
        before = database.read_bytes()
        running = live(tree)
        lives_on(running)
        running.close()
        assert database.read_bytes() == before and not absent.exists()
        assert not (tmp_path / "tests").exists()
