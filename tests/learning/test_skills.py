"""What was learned per domain: outcomes with their weights, what resets and undos leave of them, and what is due."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.evidence.levels.knowledge import estimate
from mastery_tui.evidence.levels.skill import SkillFacts
from mastery_tui.learning.events import (
    Answered,
    Diagnosed,
    Event,
    Forgot,
    Held,
    Hinted,
    Injected,
    OfModule,
    Reset,
    Undone,
    Validated,
)
from mastery_tui.learning.outcomes import Outcomes
from mastery_tui.learning.progress import progress, taken_back
from mastery_tui.learning.skills import MOST_SELF_ASSESSED, skills
from tests.evidence.levels.story import curriculum, module
from tests.learning.test_progress import EVENTS

OF = {"curriculum": "c", "version": "1", "module": "softmax"}
SHELF = (curriculum(module("softmax"), module("linear")),)
DAY = 86_400.0

BUILD_FAILS = Validated(**OF, stage="build", verdict="fail")
BUILD_HOLDS = Held(**OF, stage="build", grade="validated")
HINT = Hinted(**OF, stage="build", number=1)
BUG = Injected(**OF, bug="axis")
BUG_HINT = Hinted(**OF, stage="harden", number=1)
MISS = Diagnosed(**OF, bug="axis", line=1, why="so", hit=False)
FOUND = Held(**OF, stage="harden", grade="validated", bug="axis")
GIVEN_UP = Forgot(**OF, bug="axis")


def answer(held: bool, *, own: bool, question: str = "why") -> Answered:
    return Answered(**OF, question=question, grader="somebody", self_assessed=own, held=held)


def skill(events: list[Event], now: float = 0.0, shelf: tuple = SHELF) -> SkillFacts:  # type: ignore[type-arg]
    outcomes = Outcomes()
    for event in events:
        outcomes.take(event, 0.0)
    return skills(shelf, progress((event, 0.0) for event in events), outcomes, now)["Numerics"]


TOLD: list[tuple[str, list[Event], list[tuple[bool, float]]]] = [
    ("a build without hints", [BUILD_HOLDS], [(True, 1.0)]),
    ("a build after one hint", [HINT, BUILD_HOLDS], [(True, 0.5)]),
    ("the same hint twice", [HINT, HINT, BUILD_HOLDS], [(True, 0.5)]),
    ("two hints", [HINT, replace(HINT, number=2), BUILD_HOLDS], [(True, 0.25)]),
    ("a hint after it held", [BUILD_HOLDS, HINT], [(True, 1.0)]),
    ("it held for other content too", [BUILD_HOLDS, BUILD_HOLDS], [(True, 1.0)]),
    ("fails before", [BUILD_FAILS, BUILD_HOLDS], [(False, 0.1), (True, 1.0)]),
    ("many fails", [BUILD_FAILS] * 9, [(False, 0.1)] * 5),
    ("a fail after it held", [BUILD_HOLDS, BUILD_FAILS], [(True, 1.0)]),
    ("nothing could be judged", [replace(BUILD_FAILS, verdict="unknown")], []),
    ("a bug found", [BUG, FOUND], [(True, 1.0)]),
    ("a bug found with a hint", [BUG, BUG_HINT, FOUND], [(True, 0.5)]),
    ("a bug found after a miss", [BUG, MISS, FOUND], [(False, 0.5), (True, 0.5)]),
    ("a bug found line by line", [BUG, *[MISS] * 9, FOUND], [(False, 0.5)] * 3 + [(True, 0.5**9)]),
    ("hints are of one bug", [BUG, BUG_HINT, MISS, BUG, FOUND], [(False, 0.5), (True, 1.0)]),
    ("the fix does not pass yet", [BUG, replace(BUILD_FAILS, stage="harden")], []),
    ("a review given up", [BUG, FOUND, GIVEN_UP], [(True, 1.0), (False, 1.0)]),
    ("practice", [BUILD_HOLDS, replace(BUG, practice=True), replace(BUG_HINT, practice=True),
                  replace(MISS, practice=True)], [(True, 1.0)]),
    ("practice between hint and find", [BUG, BUG_HINT, replace(BUG, practice=True), FOUND], [(True, 0.5)]),
    ("a graded answer", [answer(True, own=False)], [(True, 0.8)]),
    ("a self-assessed answer", [answer(True, own=True)], [(True, 0.3)]),
    ("first one, then the other", [answer(True, own=True), answer(True, own=False)], [(True, 0.3), (True, 0.5)]),
    ("self-assessed twice", [answer(True, own=True)] * 2, [(True, 0.3)]),
    ("self-assessed after graded", [answer(True, own=False), answer(False, own=True)], [(True, 0.8)]),
    ("answers that did not hold", [answer(False, own=False)] * 4, [(False, 0.8)] * 2),
    ("graded down afterwards", [answer(True, own=True), answer(False, own=False)], [(True, 0.3), (False, 0.8)]),
    ("reset", [BUILD_HOLDS, Reset("c", "1", "softmax", "r")], []),
    ("reset and undone", [BUILD_HOLDS, Reset("c", "1", "", "r"), Undone("r")], [(True, 1.0)]),
    ("a hint before a reset", [HINT, Reset("c", "1", "softmax", "r"), BUILD_HOLDS], [(True, 1.0)]),
    ("of a module that is no more", [replace(BUILD_HOLDS, module="gone")], []),
]  # fmt: skip


@pytest.mark.parametrize(("events", "told"), [pytest.param(*case[1:], id=case[0]) for case in TOLD])
def test_what_happened_is_told_with_its_weight(events: list[Event], told: list[tuple[bool, float]]) -> None:
    found = [(one.right, pytest.approx(one.weight)) for one in skill(events).observations]
    assert found == told


def test_ones_own_word_counts_so_often_only() -> None:
    given = [answer(True, own=True, question=f"q{number}") for number in range(40)]
    assert len(skill(given).observations) == MOST_SELF_ASSESSED


def test_what_holds_is_counted_and_what_is_left_is_named() -> None:
    found = skill([HINT, BUILD_HOLDS, answer(True, own=True), answer(True, own=False, question="how"), BUG, FOUND])
    assert replace(found, observations=(), memory=1.0, due=()) == SkillFacts(
        modules=2, begun=1, built=1, alone=0, can_harden=2, hardened=1, questions=4, justified=1,
        to_build=("linear",), to_build_alone=("softmax", "linear"), to_harden=("linear",),
        to_justify=("softmax", "linear"),
    )  # fmt: skip


@pytest.mark.parametrize("own", [True, False])
def test_a_module_of_questions_only_is_built_by_answers_and_alone_by_graded_ones(own: bool) -> None:
    shelf = (curriculum(module("softmax", ("justify",))),)
    given = [answer(True, own=own), answer(True, own=own, question="how")]
    found = skill([*given, Held(**OF, stage="justify", grade="self-assessed" if own else "graded")], shelf=shelf)
    assert (found.built, found.alone, found.can_harden) == (1, not own, 0)


def test_what_was_built_is_forgotten_and_hardening_it_again_brings_it_back() -> None:
    assert skill([BUILD_HOLDS], now=DAY).memory == 1.0
    for events in ([BUILD_HOLDS], [BUILD_HOLDS, BUG, FOUND]):
        months = [skill(events, now=days * DAY) for days in (60, 200, 400)]
        assert 1.0 > months[0].memory > months[1].memory > months[2].memory > 0.0
        assert all(one.due == ("softmax",) for one in months)
    outcomes, past = Outcomes(), [(BUILD_HOLDS, 0.0), (BUG, 400 * DAY), (FOUND, 400 * DAY)]
    for event, at in past:
        outcomes.take(event, at)
    found = skills(SHELF, progress(past), outcomes, 401 * DAY)["Numerics"]
    assert (found.memory, found.due) == (1.0, ())


def test_nothing_is_taken_away_before_it_is_due() -> None:
    for days in range(30):
        found = skill([BUILD_HOLDS, BUG, FOUND], now=days * DAY)
        assert (found.memory < 1.0) <= bool(found.due)


def test_domains_differ_by_more_than_case() -> None:
    shelf = (curriculum(module("a"), module("b", domain="NUMERICS"), module("c", domain="Text")),)
    found = skills(shelf, progress([]), Outcomes(), 0.0)
    assert {name: one.modules for name, one in found.items()} == {"Numerics": 2, "Text": 1}


LOGS = st.lists(EVENTS, max_size=25)


@settings(max_examples=60)
@given(LOGS)
def test_resets_and_undos_leave_what_was_neither_reset_nor_taken_back(log: list[Event]) -> None:
    void = taken_back(log)
    kept: list[Event] = []
    for number, event in enumerate(log):
        if isinstance(event, Reset):
            kept = kept if number in void else [
                one for one in kept
                if (one.curriculum, one.module) != (event.curriculum, event.module or one.module)  # type: ignore[attr-defined]
            ]  # fmt: skip
        elif number not in void and isinstance(event, OfModule):
            kept.append(event)
    whole, left = Outcomes(), Outcomes()
    for event in log:
        whole.take(event, 0.0)
    for event in kept:
        left.take(event, 0.0)
    keys = [(one, other) for one in ("c", "d") for other in ("softmax", "linear")]
    assert whole.among(keys) == left.among(keys)


@settings(max_examples=60)
@given(LOGS, st.integers(0, 25), st.sampled_from(("build", "harden")))
def test_a_hint_never_raises_the_estimate(log: list[Event], place: int, stage: str) -> None:
    hinted = [*log[:place], Hinted(**OF, stage=stage, number=9), *log[place:]]  # type: ignore[arg-type]
    before, after = (estimate(skill(events).observations) for events in (log, hinted))
    for bound in ("mean", "lower", "upper"):
        assert getattr(after, bound) <= getattr(before, bound) + 1e-7


@given(LOGS)
def test_practice_tells_nothing(log: list[Event]) -> None:
    found = [event for event in log if not getattr(event, "practice", False)]
    assert skill(log).observations == skill(found).observations
