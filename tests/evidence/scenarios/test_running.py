"""Scenarios of real commands with known sleeps, memory and CPU; the bounds are wide, the machine is shared."""

import os
import sys
import threading
import time
from pathlib import Path

import pytest

from mastery_tui.config.goals import CustomMetric, Scenario
from mastery_tui.evidence.commands import CannotRun, environment
from mastery_tui.evidence.custom_command import run_custom
from mastery_tui.evidence.record import Measurement
from mastery_tui.evidence.scenarios.running import Running, Stopped
from tests.processes import wait_for

PYTHON = (sys.executable, "-I", "-S", "-c")


def measured(root: Path, code: str, **settings: object) -> Measurement:
    fine = {"runs": 3, "warmup": 0, "timeout_s": 20.0, **settings}
    return Running(root, Scenario("it", (*PYTHON, code), **fine), environment(os.environ)).measure()


def test_a_sleep_takes_as_long_as_it_does_and_no_cpu(tmp_path):
    found = measured(tmp_path, "import time; time.sleep(0.2)", runs=4, concurrency=4)
    values = found.values
    assert (found.runs, found.failed, found.reason, values["error_percent"]) == (4, 0, "", 0.0)
    assert 200 <= values["p50_ms"] <= values["max_ms"] < 2_000
    assert 200 <= values["mean_ms"] <= values["max_ms"]
    assert values["cpu_s"] < 0.19
    assert 4 / 3 < values["throughput_per_s"] < 4 / 0.2, "four at a time"


def test_cpu_and_memory_are_those_of_the_run_and_what_it_started(tmp_path):
    code = (
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'b = b\"x\" * (64 << 20)\\nimport time\\n'"
        " 'while time.process_time() < 0.3: pass'])"
    )
    values = measured(tmp_path, code, runs=1).values
    assert 64 <= values["peak_memory_mib"] < 120
    assert 0.3 <= values["cpu_s"] < 3


FAILING = {
    "fails": ("raise SystemExit(3)", {}, "ended with 3"),
    "fails with words": ("print('a\\x1b[31m', flush=True); raise SystemExit('lost')", {}, "ended with 1: lost"),
    "hangs": ("import time; time.sleep(99)", {"timeout_s": 0.4}, "ran longer than 0.4 s"),
    "garbage": (
        "import os; os.write(1, b'\\xff\\x00' * 400_000)",
        {"stdout": "^ready$"},
        "printed nothing that matches",
    ),
    "too much memory": ("b = bytearray(2 << 30)", {"memory_mib": 300}, "MemoryError"),
    "killed": ("import os; os.kill(os.getpid(), 9)", {}, "ended by SIGKILL"),
    "not 3": ("pass", {"exit_code": 3}, "ended with 0"),
}


@pytest.mark.parametrize("case", FAILING)
def test_a_run_that_is_not_as_expected_is_an_error(tmp_path, case):
    code, settings, says = FAILING[case]
    found = measured(tmp_path, code, runs=2, concurrency=2, **settings)
    assert (found.failed, found.values["error_percent"], found.values["throughput_per_s"]) == (2, 100.0, 0.0)
    assert says in found.reason
    assert found.reason.isprintable()
    assert ("p50_ms" in found.values) == (case == "hangs")


def test_what_is_expected_may_be_another_end_and_a_text(tmp_path):
    found = measured(tmp_path, "print('x'); print('ready'); raise SystemExit(3)", exit_code=3, stdout="^ready$")
    assert found.failed == 0


def test_some_fail(tmp_path):
    code = "import os\ntry: os.mkdir('first')\nexcept FileExistsError: raise SystemExit(1)"
    found = measured(tmp_path, code, runs=4)
    assert (found.failed, found.values["error_percent"]) == (3, 75.0)


def test_a_command_that_is_not_there(tmp_path):
    scenario = Scenario("it", ("no-such-command-here",), runs=2, warmup=0)
    found = Running(tmp_path, scenario, environment(os.environ)).measure()
    assert found.failed == 2
    assert "no-such-command-here" in found.reason


def test_so_many_at_a_time_and_warm_up_does_not_count(tmp_path):
    code = (
        "import os, time, uuid\n"
        "name = uuid.uuid4().hex\n"
        "open('r' + name, 'w').close()\n"
        "end = time.monotonic() + 10\n"
        "while len([n for n in os.listdir('.') if n[0] == 'r']) < 8 and time.monotonic() < end: time.sleep(0.01)\n"
        "print(len([n for n in os.listdir('.') if n[0] == 'r']))\n"
    )
    (tmp_path / "runs").mkdir()
    seen: list[int] = []
    scenario = Scenario("it", (*PYTHON, code), runs=8, concurrency=8, warmup=0, cwd="runs", stdout="^8$")
    found = Running(tmp_path, scenario, environment(os.environ)).measure(lambda done, total: seen.append(done))
    assert found.failed == 0, "each waits until all eight are there"
    assert seen[-1] == 8
    assert seen == sorted(seen)
    warm = measured(tmp_path, "open('log', 'a').write('x')", runs=2, warmup=3)
    assert (warm.runs, (tmp_path / "log").read_text()) == (2, "xxxxx")


def test_what_recovers_is_timed_and_what_does_not_is_unknown(tmp_path):
    third = "import os, sys\nopen('n', 'a').write('x')\nsys.exit(os.path.getsize('n') < 3)"
    found = measured(tmp_path, "pass", runs=1, recovery=(*PYTHON, third))
    assert 0.0 < found.values["recovery_s"] < 20
    assert (tmp_path / "n").read_text() == "xxx"
    never = measured(tmp_path, "pass", runs=1, timeout_s=0.2, recovery=(*PYTHON, "raise SystemExit(1)"))
    assert "recovery_s" not in never.values
    assert "did not recover" in never.reason


@pytest.mark.parametrize("cwd", ["..", "/", "gone", "file", "out", "a\0b"])
def test_it_never_runs_outside_of_the_tree(tmp_path, cwd):
    root = tmp_path / "tree"
    root.mkdir()
    (root / "file").write_text("")
    (root / "out").symlink_to(tmp_path)
    if cwd == "/":  # below the tree all the same
        assert measured(root, "import os; print(os.getcwd())", cwd=cwd, runs=1, stdout="tree$").failed == 0
        return
    with pytest.raises(CannotRun, match="cwd"):
        measured(root, "pass", cwd=cwd)


def test_our_secrets_stay_here(tmp_path):
    environ = environment({**os.environ, "OPENAI_API_KEY": "s", "X_TOKEN": "t"}, "/opt/their/bin/python")
    assert {"OPENAI_API_KEY", "X_TOKEN"}.isdisjoint(environ)
    assert environ["PATH"].startswith("/opt/their/bin:")


def test_it_can_be_stopped_and_nothing_lives_on(tmp_path):
    code = "import os, time; open('up' + str(os.getpid()), 'w').close(); time.sleep(99)"
    running = Running(tmp_path, Scenario("it", (*PYTHON, code), runs=50, concurrency=3), environment(os.environ))
    said: list[BaseException] = []

    def work() -> None:
        try:
            running.measure()
        except Stopped as stopped:
            said.append(stopped)

    thread = threading.Thread(target=work)
    thread.start()
    wait_for(lambda: list(tmp_path.glob("up*")), "the warm-up runs")
    began = time.monotonic()
    running.stop()
    thread.join(20)
    assert said
    assert time.monotonic() - began < 15
    pids = [int(path.name.removeprefix("up")) for path in tmp_path.glob("up*")]
    assert [pid for pid in pids if Path(f"/proc/{pid}").exists()] == []


COMMANDS = {
    "prints": ("print(42)", "42\n", ""),
    "fails": ("print(42, flush=True); raise SystemExit('no')", "", "metric a.b: the command ended with 1: no"),
    "hangs": ("import time; time.sleep(99)", "", "metric a.b: the command ran longer than 0.5 s"),
    "floods": ("print('x' * (6 << 20))", "", "metric a.b: the command printed more than 4 MiB"),
}


@pytest.mark.parametrize("case", COMMANDS)
def test_the_command_of_a_metric(tmp_path, case):
    code, text, reason = COMMANDS[case]
    metric = CustomMetric(command=(*PYTHON, code), timeout_s=0.5 if case == "hangs" else 20)
    printed = run_custom(tmp_path, "a.b", metric, environment(os.environ))
    assert (printed.text, printed.reason) == (text, reason)


def test_the_command_of_a_metric_that_is_not_there(tmp_path):
    printed = run_custom(tmp_path, "a", CustomMetric(command=("no-such-command",)), environment(os.environ))
    assert "no-such-command" in printed.reason
    assert "null byte" in run_custom(tmp_path, "a", CustomMetric(command=("a\0b",)), {}).reason


def test_what_hangs_takes_longer_than_it_may_whatever_its_own_clock_says(tmp_path):
    found = measured(tmp_path, "import time; time.sleep(9)", runs=1, timeout_s=0.2)
    assert found.values["max_ms"] > 200.0 and found.failed == 1
