"""Test suites that hang, crash, lie or cannot start: each is a finding that names the test, and never a pass."""

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

FINE = "    def test_fine(): pass\n"


def hostile(body, imports="import os, sys, signal, time"):
    return f"{imports}\ndef test_before(): pass\ndef test_bad():\n    {body}\ndef test_after(): pass\n"


CRASHES = {
    "segfault": ("import faulthandler; faulthandler._sigsegv()", "test-crash", "died (SIGSEGV) while running"),
    "exit": ("os._exit(0)", "test-crash", "ended with exit code 0 while running"),
    "killed": ("os.kill(os.getpid(), signal.SIGKILL)", "test-crash", "died (SIGKILL) while running"),
    "closes everything": ("os.closerange(3, 256); os._exit(0)", "test-crash", "exit code 0 while running"),
    "closes the channel": (
        "import stat\n    for fd in range(3, 64):\n        try:\n"
        "            if stat.S_ISFIFO(os.fstat(fd).st_mode): os.close(fd)\n        except OSError: pass\n"
        "    time.sleep(600)",
        "test-channel",
        "closed the channel",
    ),
    "interrupt": ("raise KeyboardInterrupt('me')", "test-interrupted", "KeyboardInterrupt: me"),
    "exits with success": ("import pytest; pytest.exit('enough', 0)", "test-interrupted", "enough"),
}


@pytest.mark.parametrize("name", CRASHES)
def test_a_crash_names_the_test(make_project, name):
    body, rule, message = CRASHES[name]
    run = make_project(test_bad=hostile(body)).run(idle_timeout_s=20)
    assert rule in run.rules
    found = run.found[run.rules.index(rule)]
    assert message in found.message
    assert "test_bad" in found.message
    assert found.path == "test_bad.py"
    assert run.outcomes.get("test_before") == "passed"
    assert run.outcomes.get("test_bad") != "passed"
    assert "tests.total" not in run.metrics
    assert "coverage.line" not in run.metrics


FORGERIES = {
    "garbage": b"hello\n",
    "a forged pass": b'{"kind":"result","token":"x","number":1,"id":"test_bad.py::test_after"}\n',
    "half a line": b'{"kind":',
}


@pytest.mark.parametrize("name", FORGERIES)
def test_a_forged_message_is_not_trusted(make_project, name):
    body = f"""
    import stat
    for fd in range(3, 64):
        try:
            if stat.S_ISFIFO(os.fstat(fd).st_mode): os.write(fd, {FORGERIES[name]!r})
        except OSError: pass
    """
    run = make_project(test_bad=hostile(body.strip())).run(idle_timeout_s=20)
    assert "test-channel" in run.rules
    assert "not trusted" in run.found[0].message
    assert "tests.total" not in run.metrics


def test_a_hang_is_named(make_project):
    # Less would be over on a busy machine before pytest has come to the test.
    run = make_project(test_bad=hostile("time.sleep(600)")).run(idle_timeout_s=5)
    assert run.rules == ["test-timeout"]
    assert "did not end within 5 s while running test_bad.py::test_bad" in run.found[0].message
    assert run.found[0].line == 3


def test_the_whole_run_is_limited(make_project):
    run = make_project(test_bad=hostile("time.sleep(600)")).run(timeout_s=1.5)
    assert run.rules == ["test-timeout"]
    assert "within 1.5 s" in run.found[0].message


def test_a_test_that_crashes_does_not_block_the_others_next_time(make_project):
    project = make_project(test_bad=hostile("os._exit(3)"))
    project.run()
    again = project.run(())
    assert again.outcomes["test_after"] == "passed"
    assert again.order[-1] == "test_bad"
    project.write({"test_bad.py": hostile("pass")})
    mended = project.run(("test_bad.py",))
    assert mended.found == []
    assert mended.metrics["tests.passed"] == 3


FRIENDLY = {
    "forks and goes on": "pid = os.fork()\n    if pid: os.waitpid(pid, 0)\n    else: assert 0",
    "daemonises": (
        "pid = os.fork()\n    if not pid:\n        os.setsid(); os.fork() or time.sleep(20)\n        os._exit(0)"
    ),
    "loses its folder": "import tempfile, shutil; d = tempfile.mkdtemp(); os.chdir(d); shutil.rmtree(d)",
    "replaces stdout": "sys.stdout = sys.stderr = None; sys.__stdout__ = None",
    "deep recursion": "import pytest\n    def f(): f()\n    with pytest.raises(RecursionError): f()",
}


@pytest.mark.parametrize("name", FRIENDLY)
def test_odd_but_lawful_tests_pass(make_project, name):
    started = time.monotonic()
    run = make_project(test_bad=hostile(FRIENDLY[name])).run(idle_timeout_s=20)
    assert run.found == []
    assert run.outcomes == {"test_before": "passed", "test_bad": "passed", "test_after": "passed"}
    assert time.monotonic() - started < 30


def test_a_conftest_that_does_not_import_is_a_finding_in_it(make_project):
    run = make_project(conftest="import os\nimport no_such_thing\n", test_a="def test_a(): pass\n").run()
    assert [(found.rule, found.path, found.line) for found in run.found] == [("collection-error", "conftest.py", 2)]
    assert "No module named 'no_such_thing'" in run.found[0].message
    assert run.metrics == {}


def test_a_conftest_further_down_too(make_project):
    run = make_project(tests__sub__conftest="1 / 0\n", tests__sub__test_b="def test_b(): pass\n").run()
    assert ("collection-error", "tests/sub/conftest.py", 1) in [(f.rule, f.path, f.line) for f in run.found]
    assert run.metrics == {}


def test_a_broken_file_does_not_blind_the_rest(make_project):
    run = make_project(
        test_a="def test_a(): pass\n", test_b="def test_b(:\n", test_c="x = 1\nraise ValueError('x')\n"
    ).run()
    assert {(found.rule, found.path, found.line) for found in run.found} == {
        ("collection-error", "test_b.py", 1),
        ("collection-error", "test_c.py", 2),
    }
    assert run.outcomes == {"test_a": "passed"}
    assert run.known == []  # else the outcomes of test_b and test_c would be forgotten
    assert run.metrics == {}


def test_a_usage_error_is_shown(make_project):
    run = make_project(test_a="def test_a(): pass\n").run(args=("--no-such-option",))
    assert run.rules == ["pytest-usage"]
    assert "--no-such-option" in run.found[0].message


def test_a_plugin_that_breaks_is_a_finding(make_project):
    conftest = "def pytest_runtest_setup(item): pass\ndef pytest_runtest_logfinish(nodeid): raise OSError('plugin')\n"
    run = make_project(conftest=conftest, test_a="def test_a(): pass\n").run()
    assert "pytest-internal-error" in run.rules
    assert "OSError: plugin" in run.found[run.rules.index("pytest-internal-error")].message
    assert run.metrics == {}


def test_a_thread_that_stays_is_a_finding(make_project):
    body = "import threading; threading.Thread(target=time.sleep, args=(600,)).start()"
    run = make_project(test_bad=hostile(body)).run(idle_timeout_s=1.5)
    assert run.rules == ["test-timeout"]
    assert "a thread or a child was left running" in run.found[0].message


@pytest.mark.long
def test_a_gigabyte_of_output(make_project):
    body = "block = 'x' * (1 << 20)\n    for _ in range(1024): os.write(1, block.encode())"
    run = make_project(test_bad=hostile(body)).run(args=("-s",))
    assert run.found == []


def test_much_output_outside_capture_is_only_capped(make_project):
    body = "block = b'x' * (1 << 20)\n    for _ in range(64): os.write(1, block)"
    assert make_project(test_bad=hostile(body)).run(args=("-s",)).found == []


def _alive(pid):
    with contextlib.suppress(OSError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def _until(condition, seconds=15):
    deadline = time.monotonic() + seconds
    while not (value := condition()):
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.02)
    return value


HANGS = """
    import os, subprocess, time
    def test_hang():
        child = subprocess.Popen(["sleep", "600"])
        with open("pids.tmp", "w") as file: file.write(f"{os.getpid()} {child.pid}")
        os.rename("pids.tmp", "pids")
        time.sleep(600)
"""


def _pids(project):
    file = project.root / "pids"
    return [int(pid) for pid in _until(lambda: file.exists() and file.read_text()).split()]


def test_closing_the_stream_ends_the_tree(make_project):
    project = make_project(test_hang=HANGS)
    stream = project.stream()
    next(stream)  # collected: it runs
    pids = _pids(project)
    stream.close()
    _until(lambda: not any(map(_alive, pids)))


def test_sigterm_to_the_engines_child_ends_the_tree(make_project):
    project = make_project(test_hang=HANGS)
    program = (
        "import sys, msgspec\nfrom mastery_tui.checking.interface import TreeView\n"
        "from mastery_tui.checking.testing.run import TestsOptions, run_tests\n"
        "for item in run_tests(msgspec.json.decode(sys.argv[1], type=TreeView, dec_hook=lambda kind, text: kind(text)),"
        " TestsOptions()): pass\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", program, msgspec.json.encode(project.view(), enc_hook=str).decode()],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        pids = _pids(project)
        child.terminate()
        assert child.wait(timeout=15) == -15
        _until(lambda: not any(map(_alive, pids)))
    finally:
        child.kill()
        child.wait()
