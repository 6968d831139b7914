"""The cache is damaged, locked, shared, or its writer is killed: it only ever costs time."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.faults.conftest import Start, lives_on, of
from tests.processes import Process, alive, descendants, started, wait_for
from tests.session.live import cold, comparable
from tests.workspace.repo import write

BAD = {f"m{number}.py": f"import os  # {number}\n" for number in range(30)}
MASTERY = [sys.executable, "-m", "mastery_tui"]


def rules(tree: Path, *arguments: str) -> tuple[list[str], str]:
    """The findings of a cold run, and what it complains of."""
    command = [*MASTERY, "check", str(tree), "--check", "ruff", "--format", "json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return [f"{f['path']} {f['rule']}" for f in json.loads(done.stdout)["findings"]], done.stderr


def garbage(file: Path) -> None:
    file.write_bytes(os.urandom(20_000))


def cut(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.truncate(9_000)


def overwritten(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(4_096)
        opened.write(b"\xa5" * 12_000)


def payloads(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE result SET payload = x'c1c1'")


def wrong_types(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE result SET payload = 7")
        connection.execute("UPDATE stat SET size = 'much', blob = NULL")


def other_tables(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TABLE result")
        connection.execute("CREATE TABLE result(other)")


def future(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("PRAGMA user_version = 999")


def folder(file: Path) -> None:
    file.unlink()
    file.mkdir()


DAMAGE: list[Callable[[Path], None]] = [
    garbage, cut, overwritten, payloads, wrong_types, other_tables, future, folder,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_damaged_cache_changes_no_result(tree: Path, live: Start, damage: Callable[[Path], None]) -> None:
    write(tree, BAD)
    before = live(tree)
    expected = {(f.path, f.rule) for f in before.caught_up().findings()}
    before.close()
    damage(tree / ".mastery" / "cache.db")
    running = live(tree)
    state = running.caught_up()
    assert {(f.path, f.rule) for f in state.findings()} == expected
    assert len(state.problems) <= 1 and all("cache" in problem for problem in state.problems)
    lives_on(running)
    running.close()
    again = live(tree)
    assert {(f.path, f.rule) for f in again.caught_up().findings()} == expected
    if damage is not folder and damage is not other_tables:
        assert not again.session.state.problems, "mended"


def test_damage_while_watching(tree: Path, live: Start) -> None:
    write(tree, BAD)
    running = live(tree)
    running.caught_up()
    for suffix in ("", "-wal", "-shm"):
        garbage(tree / ".mastery" / f"cache.db{suffix}")
    assert not of(lives_on(running), "clean.py")


def test_the_cache_is_deleted_while_watching(tree: Path, live: Start) -> None:
    import shutil

    running = live(tree)
    running.caught_up()
    shutil.rmtree(tree / ".mastery")
    lives_on(running)


def test_another_process_holds_the_lock(tree: Path) -> None:
    write(tree, BAD)
    first, _ = rules(tree)
    holder = subprocess.Popen(
        [
            sys.executable,
            "-c",
            "import sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
            "c.execute('PRAGMA locking_mode=EXCLUSIVE'); c.execute('BEGIN EXCLUSIVE');"
            "print('held', flush=True); input()",
            str(tree / ".mastery" / "cache.db"),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    try:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        (tree / "late.py").write_text("import sys\n")
        found, complaint = rules(tree)
        assert sorted(found) == sorted([*first, "late.py F401"])
        assert complaint.count("\n") <= 1 and "Traceback" not in complaint
    finally:
        holder.communicate(b"\n")
    assert sorted(rules(tree)[0]) == sorted([*first, "late.py F401"])


def test_two_sessions_on_one_tree(tree: Path, live: Start, tmp_path: Path) -> None:
    one, two = live(tree), live(tree)
    chance = random.Random(3)  # noqa: S311  # the same edits every time
    for number in range(40):
        (tree / f"m{chance.randrange(12)}.py").write_text(chance.choice(["import os\n", "x = 1\n", "def f(:\n"]))
        if number % 10 == 9:
            one.caught_up()
    mark = one.caught_up().files["zz_mark.py"].blob
    state = two.until(
        lambda state: (
            "zz_mark.py" in state.files and state.files["zz_mark.py"].blob == mark and state.settled == state.generation
        )
    )
    truth = comparable(cold(tree, tmp_path))["files"]
    assert comparable(state)["files"].keys() == truth.keys()
    for each in (one.session.state, state):
        assert {(f.path, f.rule, f.line) for f in each.findings()} == {
            (path, f.rule, f.line)
            for path, (_, _, results) in truth.items()
            for r in results.values()
            for f in r.findings
        }
        assert not each.problems
    one.close(), two.close()
    with closing(sqlite3.connect(tree / ".mastery" / "cache.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def _lines() -> list[tuple[Process, list[str]]]:
    """The command line of all that runs below this process; git, too, which is gone the next moment."""
    found = []
    for process in alive(descendants(os.getpid())):
        with suppress(OSError):
            found.append((process, Path(f"/proc/{process[0]}/cmdline").read_text().split("\0")))
    return found


def test_workers_are_killed_from_outside(tree: Path, live: Start) -> None:
    running = live(tree)
    running.caught_up()
    for worker, line in _lines():
        if "mastery_tui.checking.worker" in line:
            os.kill(worker[0], signal.SIGKILL)  # while they wait for work
    (tree / "one.py").write_text("import os\n")
    state = running.caught_up()
    assert [f.rule for f in of(state, "one.py")] == ["F401"] and not of(state, "zz_mark.py")
    running.session.send(__import__("mastery_tui.model.intent", fromlist=["Intent"]).Intent("visible", "one.py"))
    assert not running.until(lambda state: state.source.path == "one.py").source.note
    write(tree, BAD)
    killed: set[tuple[int, str]] = set()

    def kill_some() -> bool:
        for worker, line in _lines():
            if "mastery_tui.checking.worker" in line and worker not in killed and len(killed) < 6:
                os.kill(worker[0], signal.SIGKILL)
                killed.add(worker)
        return len(killed) >= 4

    wait_for(kill_some, "workers come and are killed")
    state = running.caught_up()
    assert {f.path for f in state.findings()} >= BAD.keys()
    assert {f.rule for f in state.findings()} == {"F401"}


@pytest.fixture
def watch() -> Iterator[Callable[[Path], "subprocess.Popen[bytes]"]]:
    running: list[subprocess.Popen[bytes]] = []

    def start(tree: Path) -> "subprocess.Popen[bytes]":
        command = [*MASTERY, "watch", str(tree), "--format", "jsonl"]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL))
        return running[-1]

    yield start
    for each in running:
        each.kill()
        each.communicate()


@pytest.mark.parametrize("rounds", [4, pytest.param(20, marks=pytest.mark.long)])
def test_killed_at_any_moment(tree: Path, watch: Callable[[Path], "subprocess.Popen[bytes]"], rounds: int) -> None:
    import select

    chance = random.Random(rounds)  # noqa: S311
    for number in range(rounds):
        write(tree, {f"m{chance.randrange(40)}.py": f"import os  # {chance.random()}\n" for _ in range(20)})
        process = watch(tree)
        assert process.stdout is not None
        first, _, _ = select.select([process.stdout], [], [], chance.uniform(0.1, 1.2))
        if first and number % 2:
            write(tree, {f"n{chance.randrange(40)}.py": f"import sys  # {number}\n" for _ in range(20)})
            select.select([], [], [], chance.uniform(0, 0.1))
        family = [started(process.pid), *descendants(process.pid)]
        process.kill()
        process.wait()
        wait_for(lambda: not alive(family), "workers end with the watch")  # noqa: B023
    found, complaint = rules(tree)
    expected = [f"{path.name} F401" for path in tree.glob("*.py") if path.name != "clean.py"]
    assert sorted(found) == sorted(expected) and not complaint
    with closing(sqlite3.connect(tree / ".mastery" / "cache.db")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
