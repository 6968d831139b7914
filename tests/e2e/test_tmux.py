"""In a real shell in a real tmux: stopped and continued, ended, resized, clicked at and pasted into."""

import os
import random
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mastery_tui.config import seen
from tests.e2e.tmux import Tmux
from tests.processes import alive, descendants
from tests.workspace.repo import commit, write

pytestmark = pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")

ROOT = Path(__file__).resolve().parents[2]
HELD = f"cd {ROOT}; {sys.executable} -m tests.ui.terminal_app"
"""The dashboard on a State that is made by hand: always the same screen at one size."""
LONG = "\n".join(f"line_{number} = {number}" for number in range(1, 200))
FILES = {
    "apple.py": "import os\n",
    "cherry.py": "import pickle\n\npickle.loads(b'')\n",
    "long.py": f"import sys\n{LONG}\n",
}


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    terminal = Tmux(tmp_path)
    yield terminal
    terminal.close()


@pytest.fixture
def tree(tree: Path) -> Path:
    """Three files with findings."""
    write(tree, FILES)
    commit(tree)
    seen.mark(tree)
    return tree


def settled(tmux: Tmux) -> None:
    tmux.shows("4 files checked", "5 findings · warnings 3")


# -- jobs --------------------------------------------------------------------------------------------------------------


def test_stopped_by_ctrl_z_and_continued(tmux: Tmux, tree: Path) -> None:
    tmux.starts(tree)
    settled(tmux)
    tmux.is_dashboard()
    tmux.presses("C-z")
    tmux.is_shell_again()
    (tree / "clean.py").write_text("import json\n")
    tmux.runs("fg")
    tmux.is_dashboard()
    tmux.shows("`json` imported but unused", "4 Findings", "◆ mastery")
    found = re.search(r"last event \S+ · ([0-9.]+) (ms|s)", tmux.text)
    assert found
    assert float(found[1]) * (1000 if found[2] == "s" else 1) < 20_000
    tmux.presses("q")
    tmux.is_shell_again()


def test_stopped_and_continued_from_outside_in_every_way(tmux: Tmux, tree: Path) -> None:
    pid = tmux.starts(tree)
    settled(tmux)
    before = tmux.text.splitlines()[:20]
    os.kill(pid, signal.SIGCONT)  # alone: there is nothing to continue
    tmux.is_dashboard()
    tmux.until(lambda: tmux.text.splitlines()[:20] == before)
    os.kill(pid, signal.SIGTSTP)
    tmux.is_shell_again()
    tmux.runs("bg")  # it may not draw over the shell

    def stopped_again() -> bool:
        tmux.runs("clear; jobs")
        return "Stopped" in tmux.text.partition("[1]")[2]

    tmux.until(stopped_again)
    tmux.is_shell_again()
    tmux.runs("fg")
    tmux.is_dashboard()
    os.kill(pid, signal.SIGSTOP)  # nobody can prepare for this one
    tmux.until(lambda: "Stopped" in tmux.text)
    tmux.presses("Enter")
    tmux.runs("fg")
    tmux.is_dashboard()
    tmux.until(lambda: tmux.text.splitlines()[:20] == before)

    def filtering() -> bool:
        tmux.presses("/")  # again, since what is typed while the screen is entered is dropped
        return "keep the filter" in tmux.text

    tmux.until(filtering)
    tmux.presses("Enter")
    tmux.until(lambda: "keep the filter" not in tmux.text)
    tmux.presses("q")
    tmux.is_shell_again()


def test_a_script_is_stopped_with_it_and_without_a_shell_nothing_is(tmux: Tmux, tree: Path) -> None:
    tmux.starts(tree)
    settled(tmux)
    tmux.presses("q")
    tmux.is_shell_again()
    from tests.e2e.dashboard import COMMAND

    tmux.runs(f"clear; sh -c '{COMMAND} {tree}; echo over'")
    tmux.is_dashboard()
    settled(tmux)
    tmux.presses("C-z")
    tmux.is_shell_again()
    tmux.runs("fg")
    tmux.is_dashboard()
    tmux.presses("q")
    tmux.shows("over")
    tmux("new-window", f"{COMMAND} {tree}")
    tmux.is_dashboard()
    settled(tmux)
    tmux.presses("C-z")
    tmux.shows("no shell waits")
    tmux.is_dashboard()


# -- the end -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_ended_by_a_signal(tmux: Tmux, tree: Path, number: signal.Signals) -> None:
    pid = tmux.starts(tree)
    settled(tmux)
    running = descendants(pid)
    os.kill(pid, number)
    tmux.is_shell_again()
    tmux.until(lambda: not alive(running))


def test_a_crash_leaves_the_terminal_as_it_was_and_says_why(tmux: Tmux, tmp_path: Path) -> None:
    tmux.runs(f"stty -a > {tmp_path}/before; clear; {HELD} breaking")
    tmux.shows("AttributeError")
    tmux.is_shell_again()


def test_a_worker_that_is_killed_is_replaced(tmux: Tmux, tree: Path) -> None:
    pid = tmux.starts(tree)
    settled(tmux)
    workers = descendants(pid)
    assert workers
    for worker, _ in workers:
        os.kill(worker, signal.SIGKILL)
    tmux.until(lambda: not alive(workers))
    (tree / "clean.py").write_text("import json\n")
    tmux.shows("`json` imported but unused")
    assert "killed" not in tmux.text


# -- sizes -------------------------------------------------------------------------------------------------------------


def test_the_terminal_knows_its_size_whatever_is_exported(tmux: Tmux, tree: Path) -> None:
    tmux.starts(tree, COLUMNS="80", LINES="24")
    settled(tmux)
    tmux.until(lambda: max(map(len, tmux.text.splitlines())) == 120)
    tmux.resize(100, 30)
    tmux.until(lambda: max(map(len, tmux.text.splitlines())) == 100)


def test_after_a_storm_of_sizes_the_screen_is_that_of_a_fresh_start(tmux: Tmux) -> None:
    chance = random.Random(11)  # noqa: S311  # the same storm every time
    tmux.runs(f"clear; {HELD} busy")
    tmux.shows("try/except/pass")
    sizes = [(chance.randint(10, 220), chance.randint(3, 70)) for _ in range(48)]
    for size in (*sizes[:24], (10, 3), *sizes[24:], (300, 90)):
        tmux.resize(*size)
    for size in ((80, 24), (200, 60), (120, 40)):
        tmux.resize(*size)
        tmux.until(lambda: "B110" in tmux.text)
        tmux("new-window", f"{HELD} busy")
        tmux.until(lambda: "B110" in tmux.text)
        tmux.resize(*size)

        def both() -> tuple[str, str]:
            return tmux("capture-pane", "-p", "-t", ":1"), tmux("capture-pane", "-p", "-t", ":0")

        tmux.until(lambda: len(set(both())) == 1)
        fresh, stormed = both()
        assert fresh == stormed
        tmux.presses("q")
        tmux.until(lambda: "1" not in tmux("list-windows", "-F", "#{window_index}").split())


# -- mouse and paste ---------------------------------------------------------------------------------------------------


def test_clicks_wheel_and_drag(tmux: Tmux, tree: Path) -> None:
    tmux.starts(tree)
    settled(tmux)
    x, y = tmux.at("cherry.py:3")
    tmux.mouse((0, x, y), up=(x, y))
    tmux.shows("5 Source  cherry.py")
    tmux.mouse((0, x, y), (32, x + 2, y), (32, x + 10, y), up=(x + 10, y))
    tmux.presses("y")
    tmux.shows("copied: cherry.py:3")
    tmux.until(lambda: tmux("show-buffer") == "cherry.py:3")
    tmux.mouse((0, x, y), up=(x, y))  # a click lets the selected text go
    tmux.presses("y")
    tmux.until(lambda: tmux("show-buffer").startswith("cherry.py:3:1: "))
    x, y = tmux.at("long.py:1")
    tmux.mouse((0, x, y), up=(x, y))
    tmux.shows("5 Source  long.py", "line_2 = 2")
    x, y = tmux.at("line_2 = 2")
    tmux.mouse(*[(65, x, y)] * 30)
    tmux.until(lambda: "line_2 = 2" not in tmux.text)
    tmux.mouse(*[(64, x, y)] * 30)
    tmux.shows("line_2 = 2")
    x, y = tmux.at("8 Activity")
    tmux.mouse((0, x, y), up=(x, y))
    tmux.until(lambda: "[8 Activity]" in tmux.text)
    x, y = tmux.at("long.py:1")
    tmux.mouse((0, x, y), up=(x, y))
    tmux.until(lambda: "[4 Findings]" in tmux.text)


def test_what_is_pasted_is_text_and_never_keys(tmux: Tmux, tree: Path) -> None:
    tmux.starts(tree)
    settled(tmux)
    tmux.shows("1 ! import os")

    def rows() -> list[str]:
        return [line.split("││")[1] for line in tmux.text.splitlines()[:16] if "││" in line and ".py:" in line]

    before = rows()
    assert len(before) == 5
    tmux.pastes("q\nzzz\nr\x03Tq \x1b[15~ " * 600)
    tmux.presses("?")  # what comes behind a paste is seen after it
    tmux.shows("─ Help")
    tmux.presses("Escape")
    tmux.until(lambda: rows() == before)
    tmux.presses("/")
    tmux.shows("keep the filter")
    tmux.pastes("cherry " * 1500 + "\nq\n")
    tmux.until(lambda: "apple.py:" not in tmux.text and "cherry.py:3" in tmux.text)
    tmux.presses("Escape")
    tmux.until(lambda: rows() == before)


# -- an editor in the terminal -----------------------------------------------------------------------------------------

EDITOR = """
import signal, sys, termios
print("EDITING", *sys.argv[1:])
while (line := input("> ")) != "end":
    print("GOT", line)
"""


def test_an_editor_has_the_terminal_until_it_ends(tmux: Tmux, tree: Path, tmp_path: Path) -> None:
    editor = tmp_path / "vim"
    editor.write_text(f"#!{sys.executable}\n{EDITOR}")
    editor.chmod(0o755)
    pid = tmux.starts(tree, VISUAL=str(editor))
    settled(tmux)
    x, y = tmux.at("cherry.py:3")
    tmux.mouse((0, x, y), up=(x, y))
    tmux.shows("5 Source  cherry.py")
    tmux.presses("o")
    tmux.shows("EDITING +call cursor(3,1)", str(tree / "cherry.py"))
    assert tmux.terminal == {"alternate": False, "mouse": False, "cursor": True}
    (tree / "clean.py").write_text("import json\n")  # the session keeps watching
    tmux.runs("hello")
    tmux.shows("GOT hello")
    tmux.presses("C-z")  # the editor is stopped, and we with it
    tmux.until(lambda: "Stopped" in tmux.text)
    tmux.runs("fg")
    tmux.runs("again")
    tmux.shows("GOT again")
    tmux.presses("C-c")  # it ends the editor, not us
    tmux.is_dashboard()
    tmux.shows("vim ended with exit code", "`json` imported but unused")
    tmux.presses("o")
    tmux.until(lambda: "EDITING +call" in tmux.text and not tmux.terminal["alternate"])
    tmux.runs("end")
    tmux.is_dashboard()
    tmux.shows("in vim")
    os.kill(pid, signal.SIGTERM)
    tmux.is_shell_again()
