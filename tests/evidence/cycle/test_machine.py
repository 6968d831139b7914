"""The cycle as a state machine: tables of what happens, and every history held against a naive telling of it."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.evidence.cycle.machine import MOST_FILES, Closed, Course, Live, cycle
from mastery_tui.evidence.record import Baseline, Event, Learned, Settled

HOLDS = {"r": False, "g": True, "?": None}


def run(holds: bool | None, *changed: str, fixed: tuple[str, ...] = (), files: int | None = None) -> Settled:
    return Settled(
        holds, changed=changed, files=len(changed) if files is None else files, fixed=fixed, latency_ms=500.0
    )


def told(course: Course, events: list[Event], start: float = 1000.0) -> list[Closed]:
    closed = [course.take(start + 60.0 * n, event, course.seq + 1) for n, event in enumerate(events)]
    return [one for one in closed if one is not None]


@pytest.mark.parametrize(
    ("story", "number", "is_open", "closed"),
    [
        ("", 0, False, 0),
        ("g", 0, False, 0),
        ("?", 0, False, 0),
        ("r", 1, True, 0),
        ("rrr", 1, True, 0),
        ("r?", 1, True, 0),
        ("?r?g", 1, False, 1),
        ("rg", 1, False, 1),
        ("rgg", 1, False, 1),
        ("rgr", 2, True, 1),
        ("grrgrg?", 2, False, 2),
        ("rg?r", 2, True, 1),
    ],
)
def test_what_opens_and_closes_a_cycle(story: str, number: int, is_open: bool, closed: int) -> None:
    course = Course()
    assert len(told(course, [run(HOLDS[sign], f"{n}.py") for n, sign in enumerate(story)])) == closed
    assert (course.number, course.open) == (number, is_open)


def test_a_cycle_knows_its_times_its_runs_and_what_mended_it() -> None:
    course = Course()
    events: list[Event] = [
        run(False, "old.py"),
        Learned("between"),
        run(False, "a.py"),
        run(None, "b.py", "c.py", fixed=("c.py",)),
        Baseline({}),
        run(True, "d.py", fixed=("d.py", "elsewhere.py")),
    ]
    (one,) = told(course, events)
    assert one == Closed(1, 999.5, 1000.0, 1300.0, 4, ("c.py", "d.py", "b.py"))
    assert (one.recovery_s, one.cycle_s) == (300.0, 300.5)
    assert course.last == one and course.holds is True and course.since == 1300.0


def test_what_mended_it_is_named_up_to_a_number_and_with_its_commit() -> None:
    course = Course()
    course.take(0.0, run(False, "x"), 1, "a" * 40)
    closed = course.take(9.0, run(True, *(f"{n}.py" for n in range(20)), files=50), 2, "b" * 40)
    assert closed is not None
    assert closed.fixed_by[:MOST_FILES] == tuple(f"{n}.py" for n in range(MOST_FILES))
    assert closed.fixed_by[MOST_FILES:] == ("and 38 more", "commit bbbbbbbbbb")


def test_two_dashboards_that_record_the_same_saves_count_once() -> None:
    course = Course()
    closed = []
    for seq, (sign, late) in enumerate([("r", 0.0), ("g", 0.0), ("r", 0.3), ("g", 0.3)]):
        # the second dashboard says both again, after the first one has said both
        event = Settled(HOLDS[sign], changed=(f"{sign}.py",), files=1, latency_ms=2000.0)
        closed.append(course.take(100.0 + (1.0 if sign == "g" else 0.0) + late, event, seq + 1))
    assert (course.number, course.open, sum(one is not None for one in closed)) == (1, False, 1)


def test_a_clock_that_was_set_back_makes_no_negative_time() -> None:
    course = Course()
    course.take(5000.0, run(False, "a"), 1)
    closed = course.take(100.0, run(True, "b"), 2)
    assert closed is not None and closed.recovery_s == 0.0 == closed.cycle_s


STORIES = st.lists(st.sampled_from("rg?n"), max_size=30)


def events_of(story: list[str]) -> list[Event]:
    return [Learned("n") if sign == "n" else run(HOLDS[sign], f"{n}.py") for n, sign in enumerate(story)]


@given(STORIES)
def test_any_story_counts_as_a_naive_telling_does(story: list[str]) -> None:
    closed = told(course := Course(), events_of(story))
    text = "".join(sign for sign in story if sign in "rg")
    stretches = [part for part in text.split("g") if part]
    assert course.number == len(stretches)
    assert course.open == text.endswith("r")
    assert len(closed) == len(stretches) - course.open
    assert [one.number for one in closed] == list(range(1, len(closed) + 1))


@given(STORIES, st.lists(st.integers(0, 30), max_size=4))
def test_rows_that_are_handed_in_again_change_nothing(story: list[str], again: list[int]) -> None:
    rows = [(1000.0 + 60.0 * n, event, n + 1) for n, event in enumerate(events_of(story))]
    once, often = Course(), Course()
    for row in rows:
        once.take(*row)
    for n, row in enumerate(rows):
        often.take(*row)
        for back in again:
            assert often.take(*rows[max(0, n - back)]) is None
    assert (once.number, once.open, once.since, once.last) == (often.number, often.open, often.since, often.last)


@pytest.mark.parametrize(
    ("story", "live", "phase", "since", "number"),
    [
        ("", Live(since=5.0), "test", 5.0, 0),
        ("", Live(running=False, since=5.0), "validate", 5.0, 0),
        ("", Live(running=False, judged=True, since=5.0), "validate", 5.0, 0),
        ("", Live(running=False, judged=True, holds=False, since=5.0), "fix", 5.0, 1),
        ("", Live(running=False, judged=True, holds=True, since=5.0), "pass", 5.0, 0),
        ("r", Live(running=False, judged=True, holds=False, since=5.0), "fix", 1000.0, 1),
        ("r", Live(running=True, since=5.0), "test", 5.0, 1),
        ("r", Live(running=False, judged=True, holds=None, since=5.0), "fix", 1000.0, 1),
        ("r", Live(running=False, judged=True, holds=True, since=5.0), "pass", 5.0, 1),
        ("rg", Live(running=False, judged=True, holds=True, since=5.0), "pass", 1060.0, 1),
        ("rgg", Live(running=False, judged=True, holds=True, since=5.0), "pass", 1060.0, 1),
        ("rg", Live(running=False, judged=True, holds=False, since=5.0), "fix", 5.0, 2),
        ("rg", Live(running=False, judged=True, holds=None, since=5.0), "validate", 5.0, 1),
    ],
)
def test_the_phase_that_one_is_in(story: str, live: Live, phase: str, since: float, number: int) -> None:
    course = Course()
    told(course, [run(HOLDS[sign], f"{n}.py") for n, sign in enumerate(story)])
    state = cycle(course, live)
    assert (state.phase, state.since, state.number) == (phase, since, number)
    assert state.fixed_by == (course.last.fixed_by if course.last and phase == "pass" else ())


def test_a_hundred_thousand_runs_fold_in_a_second() -> None:
    rows = [(60.0 * n, run(n % 3 != 0, f"{n % 50}.py"), n + 1) for n in range(100_000)]
    course = Course()
    before = time.process_time()
    for row in rows:
        course.take(*row)
    assert time.process_time() - before < 1.0
    assert course.number == 33_334
