"""The judge as its callers see it: cold and warm, cancelled, killed, without what it needs, timed."""

import os
import threading
import time

import pytest

from mastery_tui.learning.curriculum import Baseline, Limits
from mastery_tui.learning.judging.neighbours import notes_on_neighbours
from mastery_tui.learning.judging.pool import JudgePool
from mastery_tui.learning.judging.warm import WarmJudge, names, sweep
from tests import processes
from tests.learning.judging.conftest import IDS, PYTHON, RIGHT, VALIDATOR, Bench, strays, told

PLAIN = "from double import double\n\ndef test_it():\n    assert double(21) == 42\n"
"""Does without NumPy, which takes long to load."""


@pytest.fixture
def cold(tmp_path):
    with WarmJudge(PYTHON, tmp_path / "cold", ("numpy",), fork=False) as judge:
        yield Bench(judge, tmp_path)


def test_cold_judges_as_warm_does(cold, bench):
    for code in (RIGHT.replace("2 *", "3 *"), "import os\nos._exit(0)"):
        one, other = cold.run(code), bench.run(code)
        assert (one.cases, one.passed, one.broken, one.ended) == (other.cases, other.passed, other.broken, other.ended)


def test_cold_ends_what_does_not_end(cold, bench):
    before = strays(bench.judge)
    judged = cold.run("import os\nos.fork()\nwhile True: pass", limits=Limits(wall_s=1, cpu_s=5))
    assert "ran longer than 1 s while double.py was imported" in judged.ended
    assert strays(bench.judge) <= before


@pytest.mark.parametrize("fork", [True, False])
def test_a_job_is_cancelled_from_another_thread(tmp_path, fork):
    with WarmJudge(PYTHON, tmp_path / "work", fork=fork) as judge:
        bench = Bench(judge, tmp_path)
        assert bench.run(RIGHT, PLAIN, ()).passed
        mark = "import time\ntime.sleep(60)\n"
        found = []
        job = bench.job(mark, PLAIN, (), limits=Limits(wall_s=60))
        thread = threading.Thread(target=lambda: found.append(judge.run(job)))
        thread.start()
        processes.wait_for(lambda: list(judge._folder.glob("run-*")), "the run begins")
        began = time.monotonic()
        while thread.is_alive():
            judge.cancel()
            thread.join(0.2)
        assert time.monotonic() - began < 5
        assert found[0].broken == "cancelled"
        assert not found[0].passed
        judge.cancel()  # nothing runs: nothing happens
        assert bench.run(RIGHT, PLAIN, ()).passed


def test_it_starts_anew_after_its_process_was_killed(tmp_path):
    with WarmJudge(PYTHON, tmp_path / "work") as judge:
        bench = Bench(judge, tmp_path)
        assert bench.run(RIGHT, PLAIN, ()).passed
        os.kill(judge._process.pid, 9)
        assert "the judge is gone" in bench.run(RIGHT, PLAIN, ()).broken or bench.run(RIGHT, PLAIN, ()).passed
        assert bench.run(RIGHT, PLAIN, ()).passed


def test_nothing_is_left_when_it_is_closed(tmp_path):
    before = set(processes.descendants(os.getpid()))
    judge = WarmJudge(PYTHON, tmp_path / "work")
    bench = Bench(judge, tmp_path)
    assert bench.run(RIGHT, PLAIN, ()).passed
    thread = threading.Thread(
        target=lambda: bench.run("while True: pass", PLAIN, (), limits=Limits(wall_s=60, cpu_s=60))
    )
    thread.start()
    processes.wait_for(lambda: list(judge._folder.glob("run-*")), "the run begins")
    judge.close()
    thread.join(10)
    judge.close()
    assert not thread.is_alive()
    assert set(processes.descendants(os.getpid())) <= before
    assert list((tmp_path / "work").iterdir()) == []


def test_without_namespaces_the_rest_still_holds(bench, monkeypatch):
    from mastery_tui.learning.judging import warm

    plain = warm._code
    monkeypatch.setattr(warm, "_code", lambda *a: {**plain(*a), "plan": {**plain(*a)["plan"], "plain": True}})
    before = strays(bench.judge)
    judged = bench.run(RIGHT)
    assert judged.passed
    assert "no namespaces of its own" in judged.notes[0]
    hides = "import os, time\nfor _ in range(3):\n    if not os.fork():\n        os.setsid()\n        os.fork()\n"
    judged = bench.run(hides + "        time.sleep(600)\nwhile True: pass", limits=Limits(wall_s=1))
    assert "ran longer than 1 s" in judged.ended
    assert strays(bench.judge) <= before


@pytest.mark.parametrize("missing", ["no_such_package"])
def test_what_is_missing_is_named_with_how_to_mend(tmp_path, missing):
    with WarmJudge(PYTHON, tmp_path / "work", (missing,)) as judge:
        judged = Bench(judge, tmp_path).run(RIGHT)
        assert judged.broken == f"{missing} is missing in {PYTHON}: `{PYTHON} -m pip install {missing}`"


def test_no_python_is_one_line(tmp_path):
    with WarmJudge(tmp_path / "gone" / "python", tmp_path / "work", ()) as judge:
        assert "the judge does not start" in Bench(judge, tmp_path).run(RIGHT).broken


SLOW = """import numpy as np

def double(x):
    for _ in range({} if type(x) is int and x == 1 else 0): np.sort(np.arange(200000)[::-1] % 977)
    return 2 * x
"""


@pytest.mark.parametrize(("times", "low", "high"), [(1, 0.2, 5), (10**9, 20, 1e5)])  # the last never ends
def test_how_much_slower_than_the_reference(bench, times, low, high):
    bench.job(RIGHT)
    place = bench.folder / "curriculum" / "validator"
    (place / "speed.py").write_text("from double import double\n\ndef speed():\n    double(1)\n")
    reference = {"double.py": SLOW.format(1).encode()}
    judged = bench.run(SLOW.format(times), baseline=Baseline(), reference=reference)
    assert judged.passed
    assert low < judged.slower < high


SEARCHES = """
import re
def double(x): return 2 * x
def found():
    hits = 0
    for line in open("/proc/self/maps"):
        place = re.match(r"([0-9a-f]+)-([0-9a-f]+) rw", line)
        if place:
            begin, end = int(place[1], 16), int(place[2], 16)
            try:
                with open("/proc/self/mem", "rb") as memory:
                    memory.seek(begin)
                    data = memory.read(min(end - begin, 64 << 20))
            except (OSError, ValueError, OverflowError):
                continue
            hits += len(re.findall(rb"SECRET[_]OF[_]ALL|U0VDUkVU[X]09", data))
    return hits

def opened():
    import os
    count = 0
    for fd in range(256):
        try: os.fstat(fd)
        except OSError: continue
        count += 1
    return count
"""


@pytest.mark.parametrize("own", ["", "# SECRET_OF_ALL"])
def test_tests_and_reference_are_not_in_the_memory_of_the_learner_s_process(bench, own):
    validator = f"{VALIDATOR}\n\nNAME = 'SECRET_OF_ALL'\n\ndef test_found():  # SECRET_OF_ALL\n    import double\n"
    validator += "    assert (double.found() > 0) == " + str(bool(own)) + "\n    assert double.opened() <= 4\n"
    tests = (*IDS, "test_double.py::test_found", "SECRET_OF_ALL")
    reference = {"double.py": b"SECRET_OF_ALL"}
    for _ in range(2):  # the second finds the tests compiled
        judged = bench.run(SEARCHES + own, validator, tests, baseline=Baseline(), reference=reference)
        assert [case.id for case in judged.cases if case.outcome != "passed"] == ["SECRET_OF_ALL"]


def test_tests_that_have_changed_are_compiled_anew(bench):
    for number in (42, 43, 42):
        judged = bench.run(RIGHT, VALIDATOR.replace("== 42", f"== {number}"))
        assert judged.passed == (number == 42)


@pytest.mark.parametrize("which", range(3))
def test_a_spare_that_was_killed_is_replaced(bench, which):
    def spare() -> list[processes.Process]:
        return processes.alive(processes.descendants(bench.judge._process.pid))

    processes.wait_for(lambda: len(spare()) == 3, "there is a spare")
    ended = sorted(spare())[which]
    os.kill(ended[0], 9)
    processes.wait_for(lambda: ended not in spare(), "it ends")
    assert bench.run(RIGHT).passed


def test_a_pool_runs_several_at_once(tmp_path):
    with JudgePool(2, PYTHON, tmp_path / "pool") as pool:
        job = Bench(pool, tmp_path).job("import time\ntime.sleep(0.4)\n" + RIGHT, PLAIN, ())
        verdicts: list[bool] = []
        threads = [threading.Thread(target=lambda: verdicts.append(pool.run(job).passed)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert verdicts == [True] * 4


def test_modules_are_named_by_their_files():
    files = dict.fromkeys(["softmax.py", "lm/attention.py", "lm/__init__.py", "notes.md", "no-name.py"], b"")
    assert names(files) == {"softmax": "softmax.py", "lm.attention": "lm/attention.py", "lm": "lm/__init__.py"}


@pytest.mark.parametrize("init", [True, False])
def test_packages(bench, init):
    files = {
        "lm/double.py": "from lm.deep.two import TWO\n\ndef double(x): return TWO * x\n",
        "lm/deep/two.py": "TWO = 2\n",
    }
    if init:
        files |= {"lm/__init__.py": "", "lm/deep/__init__.py": ""}
    validator = "from lm.double import double\nimport lm.deep.two\n\n"
    validator += "def test_it(): assert double(2) == 4 == 2 * lm.deep.two.TWO\n"
    judged = bench.run(files, validator, ("test_double.py::test_it",))
    assert judged.passed, told(judged)


def test_leftovers_of_dead_processes_are_swept(tmp_path):
    for name in ("run-4194305-0", f"run-{os.getpid()}-1", "other"):
        (tmp_path / name).mkdir()
    sweep(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name != "home") == ["other", f"run-{os.getpid()}-1"]


def test_neighbours_that_are_not_used_are_told(tmp_path):
    for path in ("numpy.py", "conftest.py", "sub/pytest.ini", "sub/sitecustomize.py", "sub/softmax.py", "mine.py"):
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text("")
    notes = notes_on_neighbours(tmp_path, ("sub/softmax.py",))
    assert [note.split()[0] for note in notes] == ["conftest.py", "numpy.py", "sub/pytest.ini", "sub/sitecustomize.py"]
    assert all("is not used: only sub/softmax.py is judged" in note for note in notes)
    assert notes_on_neighbours(tmp_path, ("numpy.py",))[0].startswith("conftest.py")


@pytest.mark.parametrize("name", ["numpy.py", "conftest.py", "pytest.ini", "sitecustomize.py"])
def test_even_a_declared_file_of_such_a_name_changes_nothing(bench, name):
    text = "[pytest]\naddopts = --collect-only\n" if name.endswith("ini") else "raise SystemExit(0)\n"
    wrong = RIGHT.replace("2 *", "3 *")
    assert [case.outcome for case in bench.run({"double.py": wrong, name: text}).cases] == ["failed", "failed"]


def test_expected_tests_that_do_not_run_are_missing(bench):
    judged = bench.run(RIGHT, tests=(*IDS, "test_double.py::test_gone"))
    assert not judged.passed
    assert (judged.cases[0].id, judged.cases[0].outcome) == ("test_double.py::test_gone", "missing")
