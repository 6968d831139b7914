"""Code that does not end, or takes all there is: ended in time, no process left, and the next run is as usual."""

import time

import pytest

from mastery_tui.learning.curriculum import Limits
from tests.learning.judging.conftest import IDS, RIGHT, VALIDATOR, strays, told

WALL_S = 1.0
LIMITS = Limits(wall_s=WALL_S, cpu_s=5, memory_mib=512, file_mib=8)

ENDED = {
    "an infinite loop": ("while True: pass", "ran longer than 1 s"),
    "a hang in C": ("import time; time.sleep(600)", "ran longer than 1 s"),
    "a fork bomb": ("import os\n    while True: os.fork()", "your code"),
    "a patient fork bomb": (
        "import os, time\n    while True:\n        os.fork() or time.sleep(600)",
        "started more processes than it may|ran longer than 1 s|BlockingIOError",
    ),
    "an ignored SIGTERM": (
        "import signal\n    for n in range(1, 65):\n        try: signal.signal(n, signal.SIG_IGN)\n"
        "        except (OSError, ValueError): pass\n    while True: pass",
        "ran longer than 1 s",
    ),
    "children that hide": (
        "import os, time\n    for _ in range(5):\n        if not os.fork():\n            os.setsid()\n"
        "            os.fork() or time.sleep(600)\n            os._exit(0)\n    time.sleep(600)",
        "ran longer than 1 s",
    ),
    "a daemon that stays": (
        "import ctypes, os, time\n    if not os.fork():\n        ctypes.CDLL(None).prctl(1, 0)\n        os.setsid()\n"
        "        if not os.fork(): time.sleep(600)\n        os._exit(0)\n    return 0",
        "assert 0 == 42",
    ),
    "kills all": ("import os\n    os.kill(-1, 9)\n    return 0", "ProcessLookupError"),  # there is nobody else
    "kills itself": ("import os\n    os.kill(os.getpid(), 9)\n    while True: pass", "your code"),
    "20 GB": ("return bytearray(20 << 30)", "MemoryError"),
    "20 GB of zeros": ("import numpy\n    return numpy.zeros(20 << 27)", "MemoryError"),
    "20 GB, a little at a time": ("a = []\n    while True: a.append(bytearray(1 << 20))", "MemoryError"),
    "a result too large": ("return b'x' * (300 << 20)", "cannot be handed over"),
    "1 GB of output": (
        "import os\n    for _ in range(1024): os.write(1, b'x' * (1 << 20))\n    return 0",
        "assert 0 == 42|ran longer than",
    ),
    "output without end": ("while True: print('x' * 1000)", "ran longer than 1 s"),
    "1 GB in a file": (
        "with open('big', 'wb') as f:\n        for _ in range(1024): f.write(b'x' * (1 << 20))",
        "File too large|No space left",
    ),
    "1 GB in files": (
        "for n in range(200):\n        with open(f'big{n}', 'wb') as f: f.write(b'x' * (6 << 20))",
        "No space left",
    ),
    "loses its folder": (
        "import os, shutil; shutil.rmtree(os.getcwd()); os.chdir('/'); return 0",
        "Read-only file system",
    ),
    "no end to it": ("def f(): return f()\n    return f()", "RecursionError"),
    "nested without end": ("a = []\n    for _ in range(100000): a = [a]\n    return a", "nested more than"),
    "holds itself": ("a = []\n    a.append(a)\n    return a", "[...]"),
    "an endless iterator": ("import itertools\n    return itertools.count()", "an object of your class count"),
    "a crash": ("import ctypes; ctypes.string_at(0)", "SIGSEGV"),
    "an abort": ("import os; os.abort()", "ended by SIG"),
}


QUICK = frozenset({
    "an infinite loop", "a fork bomb", "an ignored SIGTERM", "20 GB", "1 GB of output", "1 GB in a file",
    "a daemon that stays", "a crash",
})  # fmt: skip


@pytest.mark.parametrize(
    "what", [what if what in QUICK else pytest.param(what, marks=pytest.mark.long) for what in ENDED]
)
def test_it_is_ended_in_time(bench, what):
    body, line = ENDED[what]
    before = strays(bench.judge)
    began = time.monotonic()
    judged = bench.run(f"def double(x):\n    {body}\n", VALIDATOR, IDS, limits=LIMITS)
    assert time.monotonic() - began < WALL_S + 2
    assert not judged.passed
    assert judged.broken == ""
    assert any(one in told(judged) for one in line.split("|")), told(judged)
    assert strays(bench.judge) <= before
    assert bench.run(RIGHT).passed


def test_time_on_the_processor_is_limited_too(bench):
    judged = bench.run("def double(x):\n    while True: pass\n", limits=Limits(wall_s=20, cpu_s=1))
    assert "used more than 1 s of CPU time" in told(judged)


def test_a_validator_that_hangs_is_ended(bench):
    judged = bench.run(RIGHT, VALIDATOR + "\ndef test_hangs():\n    while True: pass\n", limits=LIMITS)
    assert "took longer than 1 s" in judged.ended
    assert [case.outcome for case in judged.cases] == ["passed", "passed"]  # those that were expected
    assert not judged.passed
    assert bench.run(RIGHT).passed
