"""The schedule: what FSRS says of the reviews, and nothing that depends on when it is asked."""

from datetime import UTC, datetime

import pytest
from fsrs import Card, Rating, Scheduler
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.learning.events import Diagnosed, Event, Forgot, Held, Hinted, Injected
from mastery_tui.learning.module_progress import ModuleProgress
from mastery_tui.learning.progress import progress
from mastery_tui.learning.schedule import LEAST, Review, due_at, is_due, retrievability

DAY = 86_400.0
C = {"curriculum": "c", "version": "1", "module": "m"}
REVIEWS = st.lists(
    st.builds(Review, at=st.floats(0, 2e9), rating=st.sampled_from(("again", "hard", "good"))), max_size=6
)


@settings(max_examples=100)
@given(REVIEWS)
def test_it_is_due_from_the_moment_on_that_it_would_be_forgotten(reviews: list[Review]) -> None:
    module = ModuleProgress(reviews=tuple(reviews))
    if not reviews:
        assert retrievability(module, 1e9) is None and due_at(module) == 0.0 and not is_due(module, 4e9)
        return
    due = due_at(module)
    last = max(review.at for review in reviews)
    assert due > last - 1
    assert retrievability(module, last) == 1.0
    assert retrievability(module, due) < LEAST <= retrievability(module, due - 1)  # type: ignore[operator]
    assert is_due(module, due) and not is_due(module, due - 1)


@settings(max_examples=50)
@given(st.lists(st.tuples(st.floats(0, 1e7), st.sampled_from(("again", "hard", "good"))), min_size=1, max_size=6))
def test_it_is_what_fsrs_itself_says(spans: list[tuple[float, str]]) -> None:
    scheduler = Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
    card, at, reviews = Card(card_id=7), 1e9, []
    for span, rating in spans:
        at += span
        reviews.append(Review(at, rating))  # type: ignore[arg-type]
        card, _ = scheduler.review_card(card, Rating[rating.capitalize()], datetime.fromtimestamp(int(at), UTC))
    module = ModuleProgress(reviews=tuple(reviews))
    for days in (0, 1, 10, 1000):
        moment = int(at) + days * DAY
        expected = scheduler.get_card_retrievability(card, datetime.fromtimestamp(moment, UTC))
        assert retrievability(module, moment) == pytest.approx(expected)


def round_of(bug: str, *between: Event) -> list[Event]:
    return [Injected(**C, bug=bug), *between, Held(**C, stage="harden", grade="validated", bug=bug)]


PRACTICE = (
    Injected(**C, bug="p", practice=True),
    Hinted(**C, stage="harden", number=1, practice=True),
    Diagnosed(**C, bug="p", line=1, why="", hit=False),
)


@pytest.mark.parametrize(
    ("events", "ratings"),
    [
        ([], []),
        ([Held(**C, stage="build", grade="validated")], []),
        ([Forgot(**C)], []),
        (round_of("a"), ["good"]),
        (round_of("a", Diagnosed(**C, bug="a", line=1, why="", hit=False)), ["good"]),
        ([*round_of("a"), *round_of("b")], ["good", "good"]),
        ([*round_of("a"), *round_of("b", Hinted(**C, stage="harden", number=1))], ["good", "hard"]),
        ([*round_of("a"), *round_of("b", Diagnosed(**C, bug="b", line=1, why="", hit=False))], ["good", "again"]),
        ([*round_of("a"), *round_of("b", Diagnosed(**C, bug="b", line=1, why="", hit=True))], ["good", "good"]),
        ([*round_of("a"), Injected(**C, bug="b"), Forgot(**C)], ["good", "again"]),
        ([*round_of("a"), Held(**C, stage="harden", grade="validated", bug="a")], ["good"]),
        ([*round_of("a"), *PRACTICE, *round_of("b")], ["good", "good"]),
    ],
)
def test_reviews_follow_from_events(events: list[Event], ratings: list[str]) -> None:
    module = progress((event, 1e9 + at * DAY) for at, event in enumerate(events)).of(("c", "m"))
    assert [review.rating for review in module.reviews] == ratings


def test_each_good_review_holds_longer_and_one_that_was_forgotten_shorter() -> None:
    at, reviews, spans = 1e9, [], []
    for _ in range(5):
        reviews.append(Review(at, "good"))
        spans.append(due_at(ModuleProgress(reviews=tuple(reviews))) - at)
        at += spans[-1]
    assert spans == sorted(spans) and spans[0] == 3 * DAY
    forgotten = (*reviews, Review(at, "again"))
    assert due_at(ModuleProgress(reviews=forgotten)) - at < spans[-1]
