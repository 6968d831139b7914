"""The queue: newest first, preferred before all, nothing lost, nothing twice."""

from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.checking.queue import Queue

PATHS = st.lists(st.sampled_from("abcdefgh"), unique=True)


def drain(queue: Queue, most: int = 3) -> list[str]:
    out: list[str] = []
    while queue:
        out += queue.take(most, lambda path: 1, 100)[1]
    return out


def test_what_came_last_goes_first() -> None:
    queue = Queue()
    queue.add(["a", "b"], lambda _: frozenset({"x"}))
    queue.add(["c"], lambda _: frozenset({"x"}))
    queue.add(["d"], lambda _: frozenset({"x"}), last=True)
    queue.preferred = "d"
    assert drain(queue, 1) == ["d", "c", "a", "b"]


def test_one_task_has_one_set_of_checks_and_a_weight_limit() -> None:
    queue = Queue()
    queue.add(["a", "b", "c"], lambda path: frozenset({"x"}) if path < "c" else frozenset({"y"}))
    assert queue.take(9, lambda _: 1, 100) == (frozenset({"x"}), ["a", "b"])
    queue.add(["a", "b"], lambda _: frozenset({"y"}))
    assert queue.take(9, lambda _: 60, 100)[1] == ["a", "b"]
    assert queue.take(9, lambda _: 1, 100)[1] == ["c"]


@given(st.lists(PATHS, max_size=6), st.sampled_from("abcdefgh"))
def test_every_path_comes_out_exactly_once(additions: list[list[str]], preferred: str) -> None:
    queue = Queue()
    queue.preferred = preferred
    for paths in additions:
        queue.add(paths, lambda _: frozenset({"x"}))
    wanted = {path for paths in additions for path in paths}
    out = drain(queue)
    assert sorted(out) == sorted(wanted)
    if preferred in wanted:
        assert out[0] == preferred


def test_waiting_for_one_more_check_forgets_none() -> None:
    queue = Queue()
    queue.add(["a"], lambda _: frozenset({"x"}))
    queue.add(["a"], lambda _: frozenset({"y"}))
    assert queue.take(1, lambda _: 1, 1) == (frozenset({"x", "y"}), ["a"])


def test_a_check_that_was_refused_is_waited_for_no_more() -> None:
    queue = Queue()
    queue.add(["a"], lambda _: frozenset({"x", "y"}))
    queue.add(["b"], lambda _: frozenset({"x"}))
    queue.discard_check("x")
    assert queue.waiting == {"a": frozenset({"y"})}
