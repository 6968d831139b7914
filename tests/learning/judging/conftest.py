"""A warm judge for all tests of a file, and modules small enough to read."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest

from mastery_tui.learning.curriculum import Limits
from mastery_tui.learning.judging.job import Job, Judged
from mastery_tui.learning.judging.warm import WarmJudge
from tests import processes

PYTHON = Path(sys.executable)
RIGHT = "def double(x):\n    return 2 * x\n"
"""The solution of the module that the tests judge."""
VALIDATOR = """
import numpy as np
from double import double

def test_numbers():
    assert double(21) == 42

def test_arrays():
    np.testing.assert_allclose(double(np.arange(6.0).reshape(2, 3)), [[0, 2, 4], [6, 8, 10]])
"""
IDS = ("test_double.py::test_numbers", "test_double.py::test_arrays")


class Bench:
    """Puts jobs together and has them judged."""

    def __init__(self, judge: WarmJudge, folder: Path) -> None:
        self.judge = judge
        self.folder = folder

    def job(self, code: str | dict[str, str], validator: str = VALIDATOR, tests=IDS, **fields) -> Job:
        files = {"double.py": code} if isinstance(code, str) else code
        place = self.folder / "curriculum" / "validator"
        place.mkdir(parents=True, exist_ok=True)
        (place / "test_double.py").write_text(dedent(validator))
        fields.setdefault("limits", Limits(wall_s=10, cpu_s=10))
        encoded = {name: dedent(text).encode() for name, text in files.items()}
        return Job(encoded, place, tests, hidden=(place.parent,), **fields)

    def run(self, code, validator: str = VALIDATOR, tests=IDS, **fields) -> Judged:
        return self.judge.run(self.job(code, validator, tests, **fields))


@pytest.fixture(scope="package")
def warm(tmp_path_factory) -> Iterator[WarmJudge]:
    with WarmJudge(PYTHON, tmp_path_factory.mktemp("worktree"), ("numpy",)) as judge:
        assert judge.warm_up() == ""
        yield judge


@pytest.fixture
def bench(warm, tmp_path) -> Bench:
    return Bench(warm, tmp_path)


def strays(judge: WarmJudge) -> set[processes.Process]:
    """All processes below this one but those of the warm judge, which has at most the three of its spare."""
    every = set(processes.descendants(os.getpid()))
    own = set(processes.descendants(judge._process.pid))  # looked for last: the spare may just be starting
    assert len(own) <= 3, own
    return every - own


def told(judged: Judged) -> str:
    """All that the learner is told."""
    lines = [judged.broken, judged.ended, *judged.notes]
    lines += [text for case in judged.cases if case.outcome != "passed" for text in (case.message, case.got)]
    return "\n".join(lines)
