"""Files that no tool likes: each gives one clear line, and the next save is checked as ever."""

import os
import re
import time
from pathlib import Path

import pytest

from tests.faults.conftest import Start, lives_on, of

DEEP = "x = " + "(" * 5000 + "1" + ")" * 5000 + "\n"
ODD = {
    "syntax": (b"def f(:\n    pass\n", r"parameter"),
    "null": (b"x = 1\x00\n", r"unexpected token"),
    "deep": (DEEP.encode(), r"parenthes"),
}
"""What ruff says of each. Where no tool says anything, such as of UTF-16, see the next test."""
SILENT = {
    "utf16": "x = 1\n".encode("utf-16"),
    "unknown-coding": b"# coding: klingon\nx = 1\n",
    "bad-utf8": b"x = '\xff\xfe'\n",
}


@pytest.mark.parametrize("name", ODD)
def test_what_cannot_be_read_says_so_on_that_file(tree: Path, live: Start, name: str) -> None:
    data, words = ODD[name]
    running = live(tree)
    (tree / "odd.py").write_bytes(data)
    state = running.caught_up()
    found = of(state, "odd.py", "ruff")
    assert found and re.search(words, " ".join(f.message for f in found), re.I), [
        (f.check, f.message) for f in of(state, "odd.py")
    ]
    assert not of(state, "clean.py") and not state.problems
    lives_on(running)
    (tree / "odd.py").write_text("x = 1\n")
    assert not of(running.caught_up(), "odd.py")


@pytest.mark.parametrize("name", SILENT)
def test_what_nobody_can_decode_proves_nothing(tree: Path, live: Start, name: str) -> None:
    running = live(tree)
    (tree / "odd.py").write_bytes(SILENT[name])
    results = running.caught_up().files["odd.py"].results
    assert any(result.error for result in results.values()), (
        "not a file of complexity 0: a file of which nothing is known"
    )
    lives_on(running)
    (tree / "odd.py").write_text("x = 1\n")
    results = running.caught_up().files["odd.py"].results
    assert not any(result.error for result in results.values())


def test_empty_and_crlf_are_ordinary(tree: Path, live: Start) -> None:
    running = live(tree)
    (tree / "empty.py").write_bytes(b"")
    (tree / "crlf.py").write_bytes(b"import os\r\n\r\nx = 1\r\n")
    (tree / "mac.py").write_bytes(b"import os\rx = 1\r")
    (tree / "bom.py").write_bytes(b"\xef\xbb\xbfimport os\n")
    state = running.caught_up()
    assert not of(state, "empty.py")
    for name in ("crlf.py", "bom.py"):
        assert [(f.rule, f.line) for f in of(state, name, "ruff")] == [("F401", 1)]
    assert not state.problems and all(
        c.status in ("passed", "findings", "skipped", "stale", "unknown")
        for c in state.checks.values()
        if c.name != "tests"
    )
    lives_on(running)


def test_a_line_of_fifty_megabytes_is_over_the_limit(tree: Path, live: Start) -> None:
    running = live(tree)
    (tree / "long.py").write_bytes(b"x = '" + b"a" * (50 << 20) + b"'\n")
    state = running.caught_up()
    assert "long.py" not in state.files
    assert "limit" in state.skipped["long.py"] or "larger" in state.skipped["long.py"], state.skipped
    lives_on(running)
    (tree / "long.py").write_text("import os\n")
    state = running.caught_up()
    assert not state.skipped and [f.rule for f in of(state, "long.py", "ruff")] == ["F401"]


@pytest.mark.long
def test_a_line_of_fifty_megabytes_that_is_read(tree: Path, live: Start) -> None:
    (tree / "mastery.toml").write_text("[files]\nmax_kib = 60000\n[pool]\nfile_timeout_s = 10\n")
    running = live(tree)
    began = time.monotonic()
    (tree / "long.py").write_bytes(b"x = '" + b"a" * (50 << 20) + b"'\n")
    running.until(lambda state: "long.py" in state.files and state.settled == state.generation, 100)
    assert time.monotonic() - began < 90
    lives_on(running)


def test_files_that_are_gone_when_they_are_read(tree: Path, live: Start) -> None:
    running = live(tree)
    for round_ in range(15):
        for number in range(8):
            (tree / f"brief{number}.py").write_text(f"import os  # {round_}\n")
        if round_ % 3 == 0:
            running.until(lambda state: any("brief" in path for path in state.files))
        for number in range(8):
            (tree / f"brief{number}.py").unlink()
    state = running.caught_up()
    assert sorted(state.files) == ["clean.py", "zz_mark.py"] and not list(state.findings()) and not state.problems


def test_a_folder_that_goes_while_it_is_checked(tree: Path, live: Start) -> None:
    import shutil

    running = live(tree)
    for round_ in range(4):
        folder = tree / "brief" / "inner"
        folder.mkdir(parents=True)
        for number in range(60):
            (folder / f"m{number}.py").write_text(f"import os  # {round_} {number}\n")
        running.until(lambda state: any(path.startswith("brief/") for path in state.files))
        shutil.rmtree(tree / "brief")
    state = running.caught_up()
    assert sorted(state.files) == ["clean.py", "zz_mark.py"] and not list(state.findings())
    lives_on(running)


def test_fifo_socket_and_loops_do_not_hold_up(tree: Path, live: Start) -> None:
    import socket

    os.mkfifo(tree / "fifo.py")
    (tree / "loop").symlink_to(tree)
    (tree / "self.py").symlink_to("self.py")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(os.path.relpath(tree / "sock.py"))
        running = live(tree)
        state = lives_on(running)
    assert not any("fifo" in f.path or "sock" in f.path for f in state.findings())
