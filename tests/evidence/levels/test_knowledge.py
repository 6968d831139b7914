"""The knowledge estimate: what may move it which way, and what it is worth for learners who are known through."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import knowledge as simulation
from mastery_tui.evidence.levels.knowledge import (
    GUESS,
    LEARN,
    PRIORS,
    SLIP,
    Estimate,
    Observation,
    Traced,
    estimate,
)

WEIGHT = st.floats(0, 1)
OUTCOMES = st.lists(st.builds(Observation, st.just(0.0), st.booleans(), WEIGHT), max_size=40)
EPSILON = 1e-7
"""What is certain is kept from being so: that moves the numbers by less than this."""


def all_at_least(one: Estimate, other: Estimate) -> bool:
    return all(getattr(one, name) >= getattr(other, name) - EPSILON for name in ("mean", "lower", "upper"))


def by_enumeration(outcomes: list[Observation]) -> list[tuple[float, float]]:
    """(probability that it is known, mass) per set of parameters, over all moments at which it may be learned."""
    found: list[tuple[float, float]] = []
    for learn, guess, slip in product(LEARN, GUESS, SLIP):
        masses = []
        for prior in PRIORS:
            known, unknown = 0.0, 0.0
            for moment in range(-1, len(outcomes) + 1):  # -1: known at first; the last: never
                mass = prior if moment == -1 else 1 - prior
                for number, one in enumerate(outcomes):
                    knows = moment < number
                    right = (1 - slip) if knows else guess
                    mass *= 1 - one.weight + one.weight * (right if one.right else 1 - right)
                    teaches = one.weight * learn if one.right else 0.0
                    if not knows:
                        mass *= teaches if moment == number else 1 - teaches
                known, unknown = (known, unknown + mass) if moment == len(outcomes) else (known + mass, unknown)
            masses.append((known, unknown))
        whole = sum(map(sum, masses)) * len(LEARN) * len(GUESS) * len(SLIP)
        found += [(known / (known + unknown), (known + unknown) / whole) for known, unknown in masses]
    return found


@settings(max_examples=60)
@given(st.lists(st.builds(Observation, st.just(0.0), st.booleans(), WEIGHT), max_size=8))
def test_it_is_what_enumerating_all_that_may_have_happened_gives(outcomes: list[Observation]) -> None:
    points = sorted(by_enumeration(outcomes))
    now = estimate(outcomes)
    assert now.mean == pytest.approx(sum(value * mass for value, mass in points), abs=EPSILON)
    for bound, share in ((now.lower, 0.05), (now.upper, 0.95)):
        at_least = sum(mass for value, mass in points if value <= bound + EPSILON)
        below = sum(mass for value, mass in points if value < bound - EPSILON)
        assert at_least >= share - EPSILON and below <= share + EPSILON


@given(OUTCOMES)
def test_bounds_lie_around_the_mean(outcomes: list[Observation]) -> None:
    now = estimate(outcomes)
    assert 0 <= now.lower <= now.upper <= 1 and 0 <= now.mean <= 1 and now.n == len(outcomes)


@given(OUTCOMES)
def test_one_success_more_lowers_nothing_and_one_failure_more_raises_nothing(outcomes: list[Observation]) -> None:
    before = estimate(outcomes)
    assert all_at_least(estimate([*outcomes, Observation(0.0, True)]), before)
    assert all_at_least(before, estimate([*outcomes, Observation(0.0, False)]))


@given(OUTCOMES, st.booleans(), WEIGHT, WEIGHT)
def test_what_weighs_more_moves_the_mean_further(
    outcomes: list[Observation], right: bool, one: float, other: float
) -> None:
    less, more = sorted((one, other))
    before, light, heavy = (
        estimate([*outcomes, *added]).mean
        for added in ((), (Observation(0.0, right, less),), (Observation(0.0, right, more),))
    )
    steps = (light - before, heavy - light) if right else (before - light, light - heavy)
    assert min(steps) >= -EPSILON


@given(OUTCOMES)
def test_what_weighs_nothing_moves_nothing(outcomes: list[Observation]) -> None:
    before = estimate(outcomes)
    for right in (True, False):
        after = estimate([*outcomes, Observation(0.0, right, 0.0)])
        assert (after.mean, after.lower) == pytest.approx((before.mean, before.lower), abs=EPSILON)


@given(OUTCOMES, OUTCOMES)
def test_one_by_one_is_all_at_once(outcomes: list[Observation], more: list[Observation]) -> None:
    traced = Traced().after(*outcomes)
    for one in more:
        traced = traced.after(one)
    assert traced == Traced().after(*outcomes, *more)


@given(OUTCOMES, st.floats(0, 1), st.floats(0, 1))
def test_what_is_forgotten_lowers_it(outcomes: list[Observation], one: float, other: float) -> None:
    less, more = sorted((one, other))
    assert all_at_least(estimate(outcomes, more), estimate(outcomes, less))


def test_a_long_past_can_be_shaken() -> None:
    sure = Traced().after(*[Observation(0.0, True)] * 2000)
    assert sure.estimate().lower > 0.999
    assert sure.after(*[Observation(0.0, False)] * 30).estimate().mean < 0.5


@pytest.mark.parametrize(
    ("outcomes", "mean", "lower"),
    [
        ([], 0.31, 0.05),
        ([1.0], 0.70, 0.25),
        ([1.0] * 3, 0.96, 0.84),
        ([1.0] * 4, 0.98, 0.93),
        ([0.5] * 4, 0.81, 0.46),
        ([0.3] * 10, 0.89, 0.66),
    ],
)
def test_so_many_successes_of_such_a_weight_lead_so_far(outcomes: list[float], mean: float, lower: float) -> None:
    found = estimate([Observation(0.0, True, weight) for weight in outcomes])
    assert (found.mean, found.lower) == pytest.approx((mean, lower), abs=0.006)


def held(learners: int, seed: int) -> None:
    found = simulation.figures(simulation.MIXED, learners, seed=seed)
    assert found.error <= simulation.MOST_ERROR
    assert found.wrong <= simulation.MOST_WRONG
    assert found.granted >= 0.5  # a rule that grants nothing is never wrong


def test_simulated_learners_are_told_truly() -> None:
    held(500, seed=2)


@pytest.mark.long
def test_ten_thousand_simulated_learners_are_told_truly() -> None:
    held(10_000, seed=3)


def test_a_wrong_estimate_would_be_seen() -> None:
    """The figures are not good whatever is measured: learners who guess every other time deceive the estimate."""
    found = simulation.figures("guess half", 300, seed=4)
    assert found.error > simulation.MOST_ERROR and found.wrong > simulation.MOST_WRONG
