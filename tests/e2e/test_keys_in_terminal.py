"""Keys as a person types them, and sizes as a person drags them."""

import random
import re
from pathlib import Path

import pytest

from tests.e2e.conftest import Open
from tests.e2e.dashboard import Dashboard
from tests.workspace.repo import write

FILES = {
    "apple.py": "import os\n\n\ndef f(a):\n    return a == None\n",
    "broken.py": "def f(:\n",
    "cherry.py": "import pickle\n\npickle.loads(b'')\n",
}


@pytest.fixture
def board(tree: Path, dashboard: Open) -> Dashboard:
    write(tree, FILES)
    board = dashboard(tree)
    board.settled()
    board.shows("apple.py:1", "broken.py:1", "cherry.py")
    return board


def test_filter_severity_and_sort(board: Dashboard) -> None:
    def rows() -> list[str]:
        found = (re.search(r"(apple|broken|cherry)\.py:\d+", line) for line in lines())
        return [match[0] for match in found if match]

    def lines() -> list[str]:
        text = board.text
        return text[text.index("─ 4 Findings") : text.index("─ 5 Source")].splitlines()

    everything = rows()
    assert everything[0].startswith("broken.py"), "the worst come first"
    board.keys("/")
    board.shows("keep the filter")
    board.keys("pickle")
    board.until(lambda: rows() and all(row.startswith("cherry") for row in rows()))
    board.keys("\r")
    board.lacks("keep the filter")
    assert all(row.startswith("cherry") for row in rows())
    board.keys("\x1b")
    board.until(lambda: rows() == everything)
    board.keys("f")
    board.until(lambda: rows() and all(row.startswith("broken") for row in rows()))
    board.keys("f")
    board.until(lambda: len({row.partition(":")[0] for row in rows()}) > 1)
    board.keys("f")
    board.until(lambda: rows() == everything)
    board.keys("s")
    board.until(lambda: rows() == sorted(everything, key=lambda row: (row.split(":")[0], int(row.split(":")[1]))))


def test_panes_source_zoom_help_and_leaving(board: Dashboard) -> None:
    board.keys("n")
    board.keys("\r")
    board.until(lambda: board.screen.display[-1].lstrip().startswith("? Help  / Filter  o Editor"))
    board.keys("z")
    board.until(lambda: "─ 4 Findings" not in board.text and "[5 Source]" in board.text)
    board.keys("\x1b")
    board.shows("─ 4 Findings")
    board.keys("3")
    board.keys("z")
    board.until(lambda: "─ 5 Source" not in board.text and "[3 Mastery]" in board.text)
    board.keys("z8z")
    board.until(lambda: "[8 Activity]" in board.text)
    board.keys("z")
    board.shows("─ 4 Findings", "─ 8 Activity")
    board.keys("?")
    board.shows("─ Help ─", "Go to the first line")
    board.keys("\x1b")
    board.lacks("─ Help ─")
    board.keys("4q")
    assert board.ended() == 0
    board.restored()


def test_source_is_at_the_finding(tree: Path, dashboard: Open) -> None:
    lines = [f"line_{number} = {number}" for number in range(1, 301)]
    lines[249] = "import os"
    (tree / "long.py").write_text("\n".join(lines) + "\n")
    board = dashboard(tree)
    board.settled()
    board.shows("long.py:250")
    board.keys("\r")
    board.shows("250 ! import os", "line_249 = 249", "line_251 = 251")
    assert "line_1 = 1" not in board.text


def test_resizing_while_working(tree: Path, dashboard: Open) -> None:
    chance = random.Random(7)  # noqa: S311  # the same storm every time
    board = dashboard(tree, columns=100, rows=30)
    for number in range(60):
        if number % 6 == 0:
            (tree / f"m{number}.py").write_text(f"import os  # {number}\n")
        board.resize(chance.randint(60, 200), chance.randint(15, 60))
        board.keys(chance.choice(["j", "k", "z", "5", "4", "n"]))
        board.read(0.02)
    board.keys("\x1b\x1b")
    board.resize(140, 40)
    board.keys("4")
    board.settled()
    board.shows("10 findings", "11 files checked", "─ 8 Activity", "─ 5 Source")
    for columns, rows in ((60, 15), (200, 60), (10, 3), (120, 30)):
        board.resize(columns, rows)
        board.until(lambda: "too small" in board.text if columns == 10 else "m0.py" in board.text)  # noqa: B023
    board.keys("q")
    assert board.ended() == 0
    board.restored()
