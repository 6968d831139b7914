"""Children that misbehave: each is ended, with all that it started, and says why."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mastery_tui.workspace.process import Completed, Limits, can_isolate_network, clean_env, kill_tree, run

DEADLINE_S = 15.0


def _processes_with(mark: str) -> list[str]:
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if mark.encode() in command and int(folder.name) != os.getpid():
                found.append(folder.name)
    return found


@pytest.fixture
def mark() -> str:
    """An argument by which the processes of one test are found again."""
    return f"mark-{os.getpid()}-{time.monotonic_ns()}"


def _python(code: str, mark: str = "", **limits: object) -> Completed:
    fine = Limits(**{"wall_s": DEADLINE_S, "grace_s": 0.2, **limits})
    return run([sys.executable, "-I", "-c", code, mark], cwd="/", env=clean_env(os.environ), limits=fine)


def test_plain_run() -> None:
    done = _python("import sys; print('out'); print('err', file=sys.stderr); sys.exit(3)")
    assert (done.returncode, sorted(done.output.split()), done.timed_out, done.killed_reason) == (
        3,
        [b"err", b"out"],
        False,
        "",
    )


USES = {
    "time": ("import time; time.sleep(0.3)", (0.3, 3.0), (0.0, 0.25), (1, 40)),
    "cpu": ("import time\nwhile time.process_time() < 0.4: pass", (0.4, 8.0), (0.4, 2.0), (1, 40)),
    "memory": ("b = b'x' * (60 << 20)", (0.0, 3.0), (0.0, 1.0), (60, 110)),
    "below": (
        "import subprocess, sys\n"
        "subprocess.run([sys.executable, '-c', 'b = b\"x\" * (60 << 20)\\nimport time\\n'"
        " 'while time.process_time() < 0.4: pass'])",
        (0.4, 8.0),
        (0.4, 2.0),
        (60, 110),
    ),
}


@pytest.mark.parametrize("name", USES)
def test_what_it_used_is_known(name: str) -> None:
    code, ran, cpu, peak = USES[name]
    done = _python(code)
    assert ran[0] <= done.ran_s <= min(ran[1], done.duration_s)
    assert cpu[0] <= done.cpu_s <= cpu[1]
    assert peak[0] <= done.peak_bytes / (1 << 20) <= peak[1]


def test_standard_input_descriptors_and_lines() -> None:
    read, write = os.pipe()
    lines: list[bytes] = []
    code = (
        f"import os, sys; d = sys.stdin.read(); os.write({write}, d.upper().encode()); print('a'); print('b', end='')"
    )
    done = run(
        [sys.executable, "-c", code],
        cwd="/",
        env=clean_env(os.environ),
        limits=Limits(wall_s=DEADLINE_S),
        pass_fds=(write,),
        on_line=lines.append,
        stdin=b"hello",
    )
    os.close(write)
    assert (os.read(read, 100), lines, done.returncode) == (b"HELLO", [b"a", b"b"], 0)
    os.close(read)


IGNORES_TERM = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(99)"
)
DAEMON = (
    "import os, subprocess, sys\n"
    "subprocess.Popen(['env', '-i', 'setsid', sys.executable, '-c',\n"
    " 'import os, time; os.fork() and os._exit(0); os.setsid(); time.sleep(99)', sys.argv[1]])\n"
)
HOLDS_PIPES = (
    "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)', sys.argv[1]])"
)
FORKS = "import os, time\nfor _ in range(7): os.fork()\ntime.sleep(99)"
KEEPS_FORKING = (
    "import os, time\n"
    "end = time.monotonic() + 20\n"
    "while time.monotonic() < end:\n"
    "    if os.fork() == 0:\n"
    "        os.setsid(); time.sleep(0.05)\n"
    "        if os.fork(): os._exit(0)\n"
    "        time.sleep(0.05)\n"
    "        os._exit(0)\n"
    "    time.sleep(0.01)\n"
)


@pytest.mark.parametrize(
    ("code", "timed_out"),
    [(IGNORES_TERM, True), (FORKS, True), (KEEPS_FORKING, True), (HOLDS_PIPES, False), (DAEMON, False)],
    ids=["ignores TERM", "127 processes", "keeps forking away", "grandchild holds the pipe", "daemon"],
)
def test_nothing_is_left(code: str, timed_out: bool, mark: str) -> None:
    began = time.monotonic()
    done = _python(code, mark, wall_s=1.0 if timed_out else DEADLINE_S)
    assert done.timed_out is timed_out
    assert done.killed_reason == ("ran longer than 1 s" if timed_out else "")
    assert time.monotonic() - began < 10
    assert _processes_with(mark) == []


def test_a_gigabyte_of_output_neither_blocks_nor_fills_memory() -> None:
    import resource

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    done = _python("import os\nfor _ in range(16_384): os.write(1, b'y' * 65_535 + b'\\n')\nprint('end')")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (done.returncode, done.truncated, len(done.output), done.output[-4:]) == (0, True, 1_048_576, b"end\n")
    assert after - before < 30_000, "kilobytes"


@pytest.mark.parametrize(
    ("code", "limits", "returncode", "reason"),
    [
        ("while True: pass", {"cpu_s": 1}, -signal.SIGXCPU, "used more than 1 s of CPU time"),
        ("bytearray(10**9)", {"memory_bytes": 400_000_000}, 1, ""),
        ("import os; os.kill(os.getpid(), 11)", {}, -signal.SIGSEGV, "ended by SIGSEGV"),
        ("import os; os._exit(7)", {}, 7, ""),
    ],
)
def test_limits_and_sudden_ends(code: str, limits: dict[str, int], returncode: int, reason: str) -> None:
    done = _python(code, **limits)
    assert (done.returncode, done.killed_reason) == (returncode, reason)


def test_a_file_cannot_grow_beyond_the_limit(tmp_path: Path) -> None:
    target = tmp_path / "big"
    done = _python(f"open({str(target)!r}, 'wb').write(b'x' * 2_000_000)", file_bytes=1_000_000)
    assert done.returncode == 1
    assert b"File too large" in done.output
    assert target.stat().st_size == 1_000_000


def test_a_command_that_is_not_there() -> None:
    done = run(["/no/such/command"], cwd="/", env={}, limits=Limits(wall_s=5))
    assert (done.returncode, done.output) == (127, b"/no/such/command: No such file or directory\n")
    with pytest.raises(FileNotFoundError):
        run(["true"], cwd="/no/such/folder", env={}, limits=Limits(wall_s=5))


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_S
    while not holds():
        assert time.monotonic() < deadline
        threading.Event().wait(0.01)


def test_stopped_from_another_thread(mark: str) -> None:
    pids: list[int] = []
    done: list[Completed] = []
    up = threading.Event()

    def work() -> None:
        command = [sys.executable, "-c", IGNORES_TERM, mark]
        limits = Limits(wall_s=60, grace_s=0.2)
        done.append(
            run(
                command,
                cwd="/",
                env=clean_env(os.environ),
                limits=limits,
                on_start=pids.append,
                on_line=lambda line: up.set(),
            )
        )

    thread = threading.Thread(target=work)
    thread.start()
    assert up.wait(DEADLINE_S)
    kill_tree(pids[0], 2.0)
    thread.join(DEADLINE_S)
    assert (done[0].returncode, done[0].timed_out, _processes_with(mark)) == (-signal.SIGKILL, False, [])


def test_kill_tree_ends_sessions_below_a_plain_process(mark: str) -> None:
    code = f"import subprocess, sys; subprocess.run(['setsid', sys.executable, '-c', {IGNORES_TERM!r}, sys.argv[1]])"
    process = subprocess.Popen([sys.executable, "-c", code, mark], stdout=subprocess.DEVNULL)
    _until(lambda: len(_processes_with(mark)) >= 2)
    kill_tree(process.pid, 0.1)
    process.wait()
    assert _processes_with(mark) == []
    kill_tree(process.pid, 0.1)  # gone: nothing to do, no error


def test_killing_us_ends_them(mark: str) -> None:
    """kill -9 on the dashboard leaves no test suite behind."""
    code = (
        "import os, sys; from mastery_tui.workspace.process import *\n"
        "limits = Limits(wall_s=99, grace_s=0.1)\n"
        f"run([sys.executable, '-c', {IGNORES_TERM!r}, sys.argv[1]], cwd='/', env={{}}, limits=limits)"
    )
    ours = subprocess.Popen([sys.executable, "-c", code, mark])
    _until(lambda: len(_processes_with(mark)) >= 3)
    ours.kill()
    ours.wait()
    _until(lambda: not _processes_with(mark))


def test_the_environment_holds_no_secret_and_no_injection() -> None:
    stays = {
        "PATH": "/bin",
        "HOME": "/home/me",
        "LANG": "C.UTF-8",
        "VIRTUAL_ENV": "/v",
        "LD_LIBRARY_PATH": "/l",
        "DJANGO_SETTINGS_MODULE": "a.b",
        "TZ": "UTC",
    }
    goes = dict.fromkeys(
        (
            *(
                "OPENAI_API_KEY",
                "GITHUB_TOKEN",
                "AWS_PROFILE",
                "DB_PASSWORD",
                "MY_SECRET",
                "SSH_AUTH_SOCK",
                "NPM_TOKEN",
            ),
            *("PYTHONPATH", "PYTHONSTARTUP", "PYTHONHOME", "GIT_DIR", "GIT_CONFIG_COUNT", "LD_PRELOAD", "BASH_ENV"),
            *("MASTERY_LLM_KEY", "SENTRY_DSN", "COV_CORE_SOURCE"),
        ),
        "x",
    )
    goes["DATABASE_URL"] = "postgres://me:hunter2@localhost/db"
    assert clean_env({**stays, **goes}) == stays
    assert clean_env(goes, keep=("PYTHONPATH",)) == {"PYTHONPATH": "x"}


def test_the_network_is_cut_off_but_for_loopback() -> None:
    possible, why = can_isolate_network()
    if not possible:
        pytest.skip(why)
    code = (
        "import socket\n"
        "with socket.create_server(('127.0.0.1', 0)) as server:\n"
        "    socket.create_connection(server.getsockname()).close()\n"
        "print('loopback')\n"
        "try: socket.create_connection(('192.0.2.1', 80), 5)\n"
        "except OSError as error: print(error.strerror)\n"
    )
    assert _python(code, network=False).output == b"loopback\nNetwork is unreachable\n"
