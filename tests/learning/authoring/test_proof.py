"""What is told of a module whose code does not hold what the module promises."""

import hashlib
import os
import shutil
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

import msgspec
import pytest

from mastery_tui.learning.authoring import hardening
from mastery_tui.learning.authoring.check import Checked, check_module
from mastery_tui.learning.authoring.known_cheap import known_cheap
from mastery_tui.learning.judging.job import Job, Judge, Judged
from mastery_tui.learning.judging.pool import JudgePool
from tests.learning.authoring.made import Change, assert_told, change, module, scaffold

REFERENCE, STUB = "reference/moving_average.py", "stub/moving_average.py"
SUMS, CHEAP = "variants/prefix_sums/moving_average.py", "cheap/examples_only/moving_average.py"
RUNNING = "variants/running_sum/moving_average.py"
TESTS = "validator/test_moving_average.py"
RIGHT = """
def moving_average(numbers, width):
    if width < 1:
        raise ValueError
    return [sum(numbers[at : at + width]) / width for at in range(len(numbers) - width + 1)]
"""
WEAK = "from moving_average import moving_average\n\n\ndef test_a():\n    assert len(moving_average([1, 2], 1)) == 2\n"


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Judge]:
    """The real judge, which is asked only once for the same code and the same tests."""
    known: dict[bytes, Judged] = {}
    lock = Lock()
    with JudgePool(2, Path(sys.executable), tmp_path_factory.mktemp("runs")) as pool:

        def run(job: Job) -> Judged:
            tests = {file.name: file.read_bytes() for file in sorted(job.validator.iterdir()) if file.is_file()}
            key = hashlib.sha256(msgspec.json.encode([job.files, tests, sorted(job.tests)])).digest()
            with lock:
                found = known.get(key)
            if found is None:
                found = known[key] = pool.run(job)
            return found

        yield run


def checked(folder: Path, judge: Judge) -> Checked:
    with ThreadPoolExecutor(2) as pool:
        return check_module(module(folder), judge, pool)


def test_the_scaffold_holds(tmp_path: Path, judge: Judge) -> None:
    result = checked(scaffold(tmp_path), judge)
    assert [str(problem) for problem in result.problems] == []
    assert (result.tests, result.solutions, result.rejected, result.bugs) == (15, 3, 8, 3)


TOGETHER = [
    Change(STUB, "", RIGHT, "the stub passes all 15 tests: it must be rejected"),
    Change(CHEAP, "", RIGHT, "this cheap solution passes all 15 tests: it must be rejected"),
    Change(SUMS, "", RIGHT + "# with a comment\n", "is the same code as variants/again"),
    Change(RUNNING, "total - gone", "total + gone", "this variant does not pass: "),
    Change("module.toml", '  "test_moving_average.py::test_a_width_below_one_is_refused[0]",\n', "",
           "test_a_width_below_one_is_refused[0] and 1 more are not expected: `mastery",
           "tests = ["),
    Change("module.toml", "windows_fit[9]", "windows_fit[10]", "there is no such test", "windows_fit[10]"),
    Change("module.toml", 'refused[-2]",', 'refused[-2]", "test_moving_average.py::test_the_list_is_left_as_it_was",',
           "is listed twice", '  "test_moving_average.py::test_the_list'),
    Change("module.toml", 'targets = ["mov', 'targets = ["_mov', 'no such name; did you mean "moving_average"?',
           "targets ="),
    Change("bugs.toml", 'target = "moving_average"', 'target = "moving"', "the reference has no such name",
           'target = "moving"'),
    Change("bugs.toml", "range(len($X) - $W + 1)", "nothing($X)", "reference: no pattern fits", 'id = "last-window"'),
    Change("bugs.toml", "$A / ($W - 1)", "$A / ($W - 0)", "no test fails", 'id = "one-less"'),
    Change("bugs.toml", 'find = "$W < 1"', 'rule = { kind = "nonsense" }', "Kind `nonsense` is invalid.",
           "[[bug.pattern]]  # here"),
    Change("prompt.md", "x_1, \\dots", "x_1$, \\dots", "$ is not closed in this paragraph", "x_1$"),
]  # fmt: skip
ALONE = [
    Change(REFERENCE, "width + 1", "width", "the reference does not pass: 8 of 15 tests fail, first test_"),
    Change(REFERENCE, "means = []", "means = [", "is no Python", "means = ["),
    Change(TESTS, "import pytest", "import pytset", "the validator proves nothing", "", REFERENCE),
]


def test_every_mistake_is_told_with_its_place_and_hides_no_other(
    tmp_path: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hardening, "_MOST_TRIES", 4)
    folder = scaffold(tmp_path)
    shutil.copytree(folder / "variants" / "running_sum", folder / "variants" / "again")
    change(folder, Change("variants/again/moving_average.py", "", RIGHT, ""))
    change(
        folder, Change("bugs.toml", '[[bug.pattern]]\nfind = "$W < 1"', '[[bug.pattern]]  # here\nfind = "$W < 1"', "")
    )
    for wrong in TOGETHER:
        change(folder, wrong)
    result = checked(folder, judge)
    for wrong in TOGETHER:
        assert_told(folder, wrong, list(result.problems))
    assert len(result.problems) == len(TOGETHER)


@pytest.mark.parametrize("wrong", ALONE, ids=lambda wrong: wrong.told)
def test_where_nothing_can_be_judged_the_reason_is_told(tmp_path: Path, judge: Judge, wrong: Change) -> None:
    folder = scaffold(tmp_path)
    change(folder, wrong)
    result = checked(folder, judge)
    assert_told(folder, wrong, list(result.problems))
    assert len(result.problems) == 1


def test_a_validator_that_is_too_weak_is_told_from_both_sides(
    tmp_path: Path, judge: Judge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hardening, "_MOST_TRIES", 3)
    folder = scaffold(tmp_path)
    change(folder, Change(TESTS, "", WEAK, ""))
    change(folder, Change("module.toml", "tests = [", 'tests = ["test_moving_average.py::test_a"]\nskipped = [', ""))
    file = folder / "module.toml"
    file.write_text(file.read_text("utf-8").partition("\nskipped")[0] + "\n", "utf-8")
    problems = list(checked(folder, judge).problems)
    first = "a solution (every target returns its first argument) passes all 1 tests"
    assert_told(folder, Change("validator", "", "", first), problems)
    for place in (REFERENCE, SUMS, RUNNING):
        assert_told(folder, Change(place, "", "", "searched bugs is caught by some and not by all tests"), problems)


def test_one_variant_is_not_enough(tmp_path: Path, judge: Judge) -> None:
    folder = scaffold(tmp_path)
    shutil.rmtree(folder / "variants" / "prefix_sums")
    lines = [str(problem) for problem in checked(folder, judge).problems]
    assert lines == [f"{folder / 'variants'}: has 1 solution; it must have at least 2"]


def test_an_empty_stub_is_no_mistake_of_the_proof(tmp_path: Path, judge: Judge) -> None:
    folder = scaffold(tmp_path)
    change(folder, Change(STUB, "", "", ""))
    assert checked(folder, judge).holds


CLASS = b"""
import math

LIMIT = 3

def free(a, b=2, *rest):
    return a + b

def other():
    return 1

class Layer:
    def __init__(self, size):
        self.size = size
    def forward(self, x):
        return x * self.size
    @staticmethod
    def made(size):
        return Layer(size)
"""


@pytest.mark.parametrize("targets", [(), ("free", "other", "Layer"), ("Layer.forward",)])
def test_known_cheap_solutions_keep_what_is_no_target(targets: tuple[str, ...]) -> None:
    made = dict(known_cheap({"a.py": CLASS}, targets))
    assert len(made) == 5
    assert made.pop("an empty file") == {"a.py": b""}
    for what, files in made.items():
        names: dict[str, object] = {}
        exec(compile(files["a.py"], what, "exec"), names)  # noqa: S102
        layer = names["Layer"](3)  # type: ignore[operator]
        assert layer.size == names["LIMIT"] == 3
        if "first" in what:
            assert layer.forward(7) == 7
            assert names["free"](5) == (7 if targets == ("Layer.forward",) else 5)  # type: ignore[operator]
        if "equals" in what:
            assert layer.forward(7) == os
        if "None" in what:
            assert layer.forward(7) is None
        if "raises" in what:
            with pytest.raises(RuntimeError):
                layer.forward(7)
