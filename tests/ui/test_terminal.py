"""In a real pseudo-terminal: painted, left and restored, whatever happens."""

import os
import re
import sys
from pathlib import Path
from time import monotonic

import pexpect
import pytest

ROOT = Path(__file__).resolve().parents[2]
LEFT_ALTERNATE_SCREEN = r"\x1b\[\?1049l"


@pytest.fixture
def run():
    children = []

    def start(mode: str, **environ: str) -> pexpect.spawn:
        child = pexpect.spawn(
            sys.executable,
            ["-m", "tests.ui.terminal_app", mode],
            cwd=str(ROOT),
            env={**os.environ, "TERM": "xterm-256color", **environ},
            dimensions=(24, 80),
            encoding="utf-8",
            timeout=20,
        )
        children.append(child)
        return child

    yield start
    for child in children:
        child.close(force=True)


def test_q_quits_and_gives_the_terminal_back(run):
    child = run("busy")
    child.expect("try/except/pass")
    started = monotonic()
    child.send("q")
    child.expect(LEFT_ALTERNATE_SCREEN)
    child.expect(r"closed in 0\.\d s")
    child.expect(pexpect.EOF)
    assert monotonic() - started < 3
    child.wait()
    assert child.exitstatus == 0


def test_a_crash_gives_the_terminal_back_and_says_why(run):
    child = run("breaking")
    child.expect(LEFT_ALTERNATE_SCREEN)
    child.expect("AttributeError")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 1


def test_a_session_that_does_not_stop_is_left(run):
    child = run("hanging")
    child.expect("try/except/pass")
    child.send("q")
    child.expect("did not stop within 3 s")
    child.expect(pexpect.EOF)
    child.wait()
    assert child.exitstatus == 0


@pytest.mark.parametrize("no_color", ["", "1"])
def test_no_color_is_honoured(run, no_color):
    child = run("busy", NO_COLOR=no_color, COLORTERM="truecolor") if no_color else run("busy", COLORTERM="truecolor")
    child.expect("try/except/pass")
    painted = child.before
    colours = {m for m in re.findall(r"38;2;(\d+;\d+;\d+)", painted) if len(set(m.split(";"))) > 1}
    assert bool(colours) is not bool(no_color)  # greys are no colours
