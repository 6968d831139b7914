"""Ways to a pass that was not earned: each fails, and a line says why."""

import pytest

from tests.learning.judging.conftest import RIGHT, VALIDATOR, told

FINDS = """
import gc, inspect, sys
def double(x):
    frame = inspect.currentframe()
    while frame is not None:
        for name, value in frame.f_locals.items():
            if name == "expected":
                return value
        frame = frame.f_back
    for one in gc.get_objects():
        if type(one) is dict and "expected" in one:
            return one["expected"]
    raise LookupError("nothing found")
"""
EQUAL = """
class Equal{base}:
    def __eq__(self, other): return True
    def __ne__(self, other): return False
    def __array__(self, *a, **k):
        import numpy
        return numpy.zeros((2, 3))
    def __array_ufunc__(self, *a, **k): return True
    def __getattr__(self, name): return Equal()
    def __sub__(self, other): return 0.0
    __rsub__ = __sub__
    def __abs__(self): return 0.0
    def __le__(self, other): return True
    __lt__ = __ge__ = __gt__ = __contains__ = __le__
def double(x): return Equal()
"""
FORGES = """
import os
def double(x):
    for fd in range(256):
        try: os.write(fd, {data!r})
        except OSError: pass
    return 2 * x
"""

CHEATS = {
    "leaves with success": (
        "import os\nos._exit(0)",
        "ended its process with exit code 0 while double.py was imported",
    ),
    "leaves in a call": ("import os\ndef double(x): os._exit(0)", "ended its process with exit code 0"),
    "sys.exit at import": ("import sys\nsys.exit(0)", "sys.exit(0) was called while double.py was imported"),
    "sys.exit in a call": ("import sys\ndef double(x): sys.exit(0)", "sys.exit(0) was called\nat double.py:2"),
    "a thread that leaves": (
        "import os, threading\nthreading.Timer(0.01, os._exit, [0]).start()\ndef double(x):\n    while True: pass",
        "ended its process with exit code 0",
    ),
    "patches numpy.testing": (
        "import numpy.testing as t\nfor n in dir(t):\n"
        "    if n.startswith('assert'): setattr(t, n, lambda *a, **k: None)\n"
        "def double(x): return 0",
        "expected",
    ),
    "patches pytest": (
        "import pytest, _pytest.runner as r, _pytest.reports as p\nr.call_and_report = lambda *a, **k: None\n"
        "p.TestReport.outcome = 'passed'\npytest.raises = None\ndef double(x): return 0",
        "assert 0 == 42",
    ),
    "patches builtins": (
        "import builtins\nbuiltins.AssertionError = Warning\nbuiltins.type = lambda x: int\n"
        "builtins.len = lambda x: 1\n"
        "builtins.isinstance = lambda *a: True\ndef double(x): return 0",
        "",
    ),
    "skips": ("import pytest\ndef double(x): pytest.skip('not now')", "Skipped: not now"),
    "skips at import": ("import pytest\npytest.skip('no', allow_module_level=True)", "Skipped"),
    "exits pytest": ("import pytest\ndef double(x): pytest.exit('done', 0)", "Exit: done"),
    "interrupts": ("def double(x): raise KeyboardInterrupt", "KeyboardInterrupt"),
    "equals everything": (EQUAL.format(base=""), "object of your class Equal: it equals nothing but itself"),
    "a float that equals everything": (EQUAL.format(base="(float)"), "object of your class Equal"),
    "an array that equals everything": (
        "import numpy\n" + EQUAL.format(base="(numpy.ndarray)").replace("Equal()\n", "Equal((2, 3))\n"),
        "object of your class Equal",
    ),
    "looks for the test's variables": (FINDS, "LookupError: nothing found"),
    "an empty file": ("", "double.py is empty: there is no double"),
    "only a comment": ("# later\n", "double.py has no double"),
    "another name": ("def twice(x): return 2 * x", "double.py has no double"),
    "no Python": ("def double(x:\n    return x", "SyntaxError at double.py:1: '(' was never closed"),
    "forges messages": (FORGES.format(data=b'{"value": 42}\n' * 3), "wrote to the judge's own channel"),
    "forges a frame": (
        FORGES.format(data=b"mst1\x00\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00[]"),
        "wrote to the judge's own channel",
    ),
    "closes everything": (
        "import os\ndef double(x):\n    os.closerange(0, 256)\n    return 2 * x",
        "broke the process that it runs in",
    ),
    "raises from nowhere": ("raise RuntimeError('no')", "RuntimeError at double.py:1 while double.py was imported: no"),
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_a_cheat_fails_and_it_is_said_why(bench, cheat):
    code, line = CHEATS[cheat]
    judged = bench.run(
        code, VALIDATOR.replace("assert double(21) == 42", "expected = 42; assert double(21) == expected")
    )
    assert not judged.passed
    assert judged.broken == ""
    assert all(case.outcome != "passed" for case in judged.cases)
    assert line in told(judged)


@pytest.mark.parametrize("cheat", ["leaves with success", "patches pytest", "patches builtins", "closes everything"])
def test_the_next_run_is_none_the_worse(bench, cheat):
    assert not bench.run(CHEATS[cheat][0]).passed
    assert bench.run(RIGHT).passed


TESTS = {
    "subtraction": "assert abs(double(21) - 42) < 1e-9",
    "from the other side": "assert abs(42 - double(21)) < 1e-9",
    "order": "assert double(21) <= 42",
    "order from the other side": "assert 42 <= double(21)",
    "membership": "assert 42 in double(21)",
    "isclose": "import math; assert math.isclose(double(21), 42)",
    "numpy isclose": "assert np.isclose(double(21), 42)",
    "array": "assert (np.zeros(3) == double(21)).all()",
    "allclose": "np.testing.assert_allclose(double(21), 42)",
    "assert_equal": "np.testing.assert_equal(double(21), 42)",
    "array_equal": "np.testing.assert_array_equal(double(21), 42)",
    "not": "assert not double(21) != 42",
    "in a list": "assert [double(21)] == [42]",
    "in a dict": "assert {1: double(21)} == {1: 42}",
    "approx": "import pytest; assert double(21) == pytest.approx(42)",
    "approx from the other side": "import pytest; assert pytest.approx(42) == double(21)",
    "isinstance": "assert isinstance(double(21), int)",
    "max": "assert max(double(21), 42) == 42 and min(double(21), 42) == 42",
}


def compared(ways) -> str:
    tests = (f"def test_{number}():\n    {TESTS[way]}\n" for number, way in enumerate(ways))
    return "import numpy as np\nfrom double import double\n\n" + "\n".join(tests)


ENDS = "assert_equal"  # it asks such an object on and on, until the run is ended
GROUPS = [[way for way in TESTS if way != ENDS], [ENDS]]


@pytest.mark.parametrize("ways", GROUPS, ids=["all", ENDS])
@pytest.mark.parametrize("base", ["", "(float)"])
def test_however_it_is_compared(bench, ways, base):
    judged = bench.run(EQUAL.format(base=base), compared(ways), ())
    assert {case.id: case.outcome for case in judged.cases} == {
        f"test_double.py::test_{number}": "failed" for number in range(len(ways))
    }


def test_what_is_right_passes_however_it_is_compared(bench):
    judged = bench.run(RIGHT, compared(TESTS), ())
    failed = {list(TESTS)[int(case.id.rpartition("_")[2])] for case in judged.cases if case.outcome != "passed"}
    assert failed == {"membership", "array"}


WRITES = {
    "the tests": "open({validator!r} + '/test_double.py', 'w').write('')",
    "a conftest": "open({validator!r} + '/conftest.py', 'w').write('')",
    "beside the curriculum": "open({above!r} + '/numpy.py', 'w').write('')",
    "the worktree": "open('../../numpy.py', 'w').write('')",
    "site-packages": "import pytest; open(pytest.__file__, 'a').write('#')",
    "removes": "os.remove({validator!r} + '/test_double.py')",
    "reads": "found.append(open({validator!r} + '/test_double.py').read())",
    "lists": "found.extend(os.listdir({validator!r}))",
    "another process's memory": "open('/proc/%d/mem' % {pid}, 'rb').close(); found.append('mem')",
    "another process's files": "found += os.listdir('/proc/%d/fd' % {pid})",
    "kills": "os.kill({pid}, 9); found.append('killed')",
    "connects": "import socket; socket.create_connection(('1.1.1.1', 80), 0.3); found.append('net')",
    "the kernel's settings": "open('/proc/sys/kernel/domainname', 'r+').close(); found.append('sysctl')",
    "mounts": "import ctypes; found += [1] * (ctypes.CDLL(None).umount2({validator!r}.encode(), 2) == 0)",
}


@pytest.mark.parametrize("what", WRITES)
def test_nothing_outside_of_the_run_is_in_reach(bench, what):
    judge = bench.judge
    place = bench.job(RIGHT).validator
    text = WRITES[what].format(validator=str(place), above=str(place.parent.parent), pid=judge._process.pid)
    code = f"import os\nfound = []\ntry:\n    {text}\nexcept Exception as error:\n    refused = type(error).__name__\n"
    code += "else:\n    refused = ''\ndef double(x): return 2 * x\n"
    validator = VALIDATOR + "\n\ndef test_refused():\n    import double\n    assert double.found == []\n"
    before = (place / "test_double.py").read_text()
    judged = bench.run(code, validator, ())
    assert judged.passed, told(judged)
    assert sorted(path.name for path in place.iterdir() if path.name != "__pycache__") == ["test_double.py"]
    assert sorted(path.name for path in place.parent.parent.iterdir() if path.name != "home") == ["curriculum"]
    assert before
    assert (place / "test_double.py").read_text() == validator
    assert list(judge._folder.iterdir()) == []
