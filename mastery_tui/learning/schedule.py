"""When a module that was mastered is to be practised again: FSRS 6, from events alone.

The first mastery is a Good review; every later Harden on a fresh bug is Good, Hard with hints, Again after a wrong
diagnosis or when it was given up. Intervals are whole days, without the scheduler's random fuzz.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Protocol

import msgspec

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

Rating = Literal["again", "hard", "good"]
LEAST = 0.9
"""A module is due when it would be remembered with less than this probability."""
_DAY_S = 86_400
_MOST_S = 4_102_444_800.0  # 2100: a clock that is wrong must not end in an error


class Review(msgspec.Struct, frozen=True):
    """A module was remembered, or not; `at` in seconds."""

    at: float
    rating: Rating


class _Reviewed(Protocol):
    @property
    def reviews(self) -> tuple[Review, ...]: ...


def retrievability(module: _Reviewed, now: float) -> float | None:
    """The probability, 0 to 1, that what was mastered is remembered at `now`; None for what was not mastered yet."""
    if not module.reviews:
        return None
    return _scheduler().get_card_retrievability(_card(module.reviews), _moment(now))


def due_at(module: _Reviewed) -> float:
    """From which moment on it is due, in seconds; 0.0 for what was not mastered yet."""
    if not module.reviews:
        return 0.0
    card = _card(module.reviews)
    last = card.last_review.timestamp() if card.last_review else 0.0
    days = max(0, int(card.stability or 0.0) - 1)
    while _scheduler().get_card_retrievability(card, _moment(last + days * _DAY_S)) >= LEAST:
        days += 1  # stability is the number of days to 0.9, but for rounding
    return last + days * _DAY_S


def is_due(module: _Reviewed, now: float) -> bool:
    """Whether it is to be practised again."""
    return bool(module.reviews) and now >= due_at(module)


@lru_cache(maxsize=1)
def _scheduler() -> "Scheduler":
    from fsrs import Scheduler

    return Scheduler(desired_retention=LEAST, learning_steps=(), relearning_steps=(), enable_fuzzing=False)


@lru_cache(maxsize=512)
def _card(reviews: tuple[Review, ...]) -> "Card":
    from fsrs import Card, Rating

    ratings = {"again": Rating.Again, "hard": Rating.Hard, "good": Rating.Good}
    card = Card(card_id=1)
    last = 0.0
    for review in reviews:
        last = max(last, review.at)  # a clock that was set back takes nothing back
        card, _ = _scheduler().review_card(card, ratings[review.rating], _moment(last))
    return card


def _moment(at: float) -> datetime:
    """Whole seconds: a day later must be a day later."""
    return datetime.fromtimestamp(int(min(max(at, 0.0), _MOST_S)), UTC)
