"""Which bug is chosen. The judge of these tests calls functions here; the styles are judged by the real one."""

import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from mastery_tui.learning.bugs.search import NotCorrect, accepted, find
from mastery_tui.learning.curriculum import About, Bug, Module, Pattern
from mastery_tui.learning.judging.job import Job, Judged
from mastery_tui.model.learning import Case

SOURCE = b"""\
def f(x, y):
    # keep me
    if x > y:
        return x - y
    return y - x + 0.0
"""
CHECKS = {
    "larger": lambda f: f(5, 3) == 2,
    "smaller": lambda f: f(3, 5) == 2,
    "equal": lambda f: f(3, 3) == 0,
    "negative": lambda f: f(-3, 4) == 7,
    "type": lambda f: isinstance(f(1, 2), float),
}


def judge(job: Job) -> Judged:
    space: dict[str, object] = {}
    exec(job.files["m.py"], space)  # noqa: S102 (our own text)
    return Judged(
        tuple(Case(name, "passed" if _holds(check, space["f"]) else "failed") for name, check in CHECKS.items())
    )


def _holds(check: Callable[[object], bool], function: object) -> bool:
    try:
        return check(function)
    except Exception:
        return False


def module(*bugs: tuple[str, str, str]) -> Module:
    declared = tuple(Bug(name, name, "f", "S.", "M.", (Pattern(find=a, rewrite=b),)) for name, a, b in bugs)
    about = About("T", "D", (), 5, files=("m.py",), targets=("f",), tests=tuple(CHECKS))
    return Module("c", "m", about, (), Path("/nowhere/modules/m"), "", (), (), declared, {}, {}, {}, {})


SOME = ("some", "x > y", "x < y")
NONE = ("none", "x > y", "x >= y")  # the same for all numbers
ALL = ("all", "if x > y:\n    return $A", "return 'x'")
TYPE = ("type", "$A + 0.0", "$A")


@pytest.mark.parametrize("bugs", [(NONE, SOME), (SOME, NONE), (ALL, NONE, SOME)])
@pytest.mark.parametrize("seed", range(5))
def test_a_declared_bug_counts_where_some_tests_fail_and_some_pass(
    bugs: tuple[tuple[str, str, str], ...], seed: int
) -> None:
    found = find(module(*bugs), {"m.py": SOURCE}, judge, seed=seed)
    assert found is not None
    bug, judged = found
    assert (bug.id, bug.source) == ("some", "declared")
    assert accepted(judged)


def test_the_seed_decides_and_what_was_had_comes_last() -> None:
    both = module(SOME, TYPE)
    ids = {find(both, {"m.py": SOURCE}, judge, seed=seed)[0].id for seed in range(20)}  # type: ignore[index]
    assert ids == {"some", "type"}
    for seed in range(5):
        again = [find(both, {"m.py": SOURCE}, judge, seed=seed, avoid=frozenset({"some"})) for _ in range(2)]
        assert again[0] == again[1] is not None
        assert again[0][0].id == "type"  # type: ignore[index]
        fresh = find(both, {"m.py": SOURCE}, judge, seed=seed, avoid=frozenset({"some", "type"}))
        assert fresh is not None and fresh[0].source == "searched"


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_a_bug_that_few_tests_catch(seed: int, workers: int) -> None:
    found = find(module(NONE), {"m.py": SOURCE}, judge, seed=seed, workers=workers)
    assert found is not None
    bug, judged = found
    assert bug.source == "searched" and "# keep me" in bug.after
    assert judged.failing == 1 and judge(Job({"m.py": bug.after.encode()}, Path())) == judged


def test_everything_had_before_comes_again_when_there_is_nothing_else() -> None:
    source = {"m.py": b"def f(x, y):\n    return float(abs(x - y))\n"}
    ids: set[str] = set()
    while (found := find(module(), source, judge, seed=1, avoid=frozenset(ids))) and found[0].id not in ids:
        ids.add(found[0].id)
    assert found is not None and len(ids) > 3


def test_workers_are_used_and_no_more_of_them() -> None:
    now, most, lock, seen = [0], [0], threading.Lock(), list[Job]()
    gate = threading.Barrier(3)

    def slow(job: Job) -> Judged:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
            first = len(seen) < 4  # the files as they are, and one bug for each worker
            seen.append(job)
        if first and len(seen) > 1:
            gate.wait(10)
        judged = judge(job)
        with lock:
            now[0] -= 1
        return Judged(judged.cases, broken="" if job.limits.wall_s == 20 else "no")

    find(
        module(), {"m.py": b"def f(x, y):\n    return float(max(x - y, y - x))\n"}, slow, seed=1, workers=3, most_s=0.5
    )
    assert most[0] == 3


@pytest.mark.parametrize("how", [{"broken": "no process"}, {"ended": "it took longer than 5 s"}])
def test_a_run_that_did_not_end_well_proves_nothing(how: dict[str, str]) -> None:
    def lost(job: Job) -> Judged:
        judged = judge(job)
        return judged if judged.passed else Judged(judged.cases, **how)

    assert find(module(SOME), {"m.py": SOURCE}, lost, seed=1) is None


def test_a_pattern_that_is_none_stops_no_learner() -> None:
    wrong = Bug("wrong", "W", "f", "S.", "M.", (Pattern(rule={"patern": "x"}, rewrite="y"),))
    found = find(msgspec.structs.replace(module(), bugs=(wrong,)), {"m.py": SOURCE}, judge, seed=1)
    assert found is not None and found[0].source == "searched"


def test_no_time_no_bug() -> None:
    assert find(module(), {"m.py": SOURCE}, judge, seed=1, most_s=0.0) is None


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (b"def f(x, y):\n    return x - y\n", "3 of 5 tests fail, first smaller"),
        (b"def f(x, y):\n    return 0\n", "tests fail"),
    ],
)
def test_what_does_not_pass_gets_no_bug(source: bytes, told: str) -> None:
    with pytest.raises(NotCorrect, match=told) as caught:
        find(module(SOME), {"m.py": source}, judge, seed=1)
    assert "\n" not in str(caught.value)


def test_a_run_that_failed_to_be_a_run_is_told_as_it_is() -> None:
    with pytest.raises(NotCorrect, match="no process could be started"):
        find(module(), {"m.py": SOURCE}, lambda job: Judged(broken="no process could be started"), seed=1)
