"""Trusted test suites that misbehave: each gives a clear line, and the next save is checked."""

from pathlib import Path

import pytest

from mastery_tui.config import trust
from tests.faults.conftest import Start, of
from tests.processes import alive, started, wait_for
from tests.workspace.repo import write

FORKS = """
import os, subprocess, sys
from pathlib import Path

def test_forks():
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], start_new_session=True)
    Path("child.pid").write_text(str(child.pid))
    if os.fork() == 0:
        import time
        time.sleep(600)
"""
SUITES = {
    "hang": ("import time\n\ndef test_it():\n    time.sleep(600)\n", r"test_it"),
    "much": ("def test_it():\n    for _ in range(3000):\n        print('x' * 10_000)\n    assert False\n", r"test_odd"),
    "segfault": ("import ctypes\n\ndef test_it():\n    ctypes.string_at(0)\n", r"SIGSEGV|segfault|signal"),
    "exit": ("import os\n\ndef test_it():\n    os._exit(0)\n", r"ended|exit"),
}
SETTINGS = "[checks.tests]\ntimeout_s = 20\n"
IMPATIENT = "[checks.tests]\nidle_timeout_s = 6\n"
"""On a busy machine pytest itself may need longer to start: only for what says nothing anyway."""


@pytest.mark.parametrize("name", SUITES)
def test_a_suite_that_goes_wrong(tree: Path, live: Start, name: str) -> None:
    import re

    text, words = SUITES[name]
    write(tree, {"test_odd.py": text, "mastery.toml": IMPATIENT if name == "hang" else ""})
    trust.grant(tree)
    running = live(tree, run_tests=True)
    state = running.until(lambda state: state.settled == state.generation and state.checks["tests"].generation > 0)
    found = [f for f in state.findings() if f.check == "tests"]
    assert state.checks["tests"].status in ("findings", "failed") and not state.problems
    assert any(re.search(words, f"{f.message} {f.path}", re.I) for f in found), found
    (tree / "test_odd.py").write_text("def test_it():\n    pass\n")
    running.until(lambda state: state.checks["tests"].status == "passed" and state.settled == state.generation)


def test_a_conftest_that_does_not_import(tree: Path, live: Start) -> None:
    write(tree, {"conftest.py": "import nothing_of_this_name\n", "test_it.py": "def test_it():\n    pass\n"})
    trust.grant(tree)
    running = live(tree, run_tests=True)
    state = running.until(lambda state: state.checks["tests"].status == "findings")
    assert any(f.check == "tests" and "nothing_of_this_name" in f.message for f in of(state, "conftest.py"))
    (tree / "conftest.py").write_text("")
    running.until(lambda state: state.checks["tests"].status == "passed")


def test_what_a_suite_starts_ends_with_it(tree: Path, live: Start) -> None:
    write(tree, {"test_forks.py": FORKS, "mastery.toml": SETTINGS})
    trust.grant(tree)
    running = live(tree, run_tests=True)
    running.until(lambda state: (tree / "child.pid").exists())
    pid = int((tree / "child.pid").read_text() or 0)
    child = [started(pid)] if Path(f"/proc/{pid}").exists() else []
    running.until(lambda state: state.settled == state.generation and state.checks["tests"].generation > 0)
    wait_for(lambda: not alive(child), "the child has ended with the run")
