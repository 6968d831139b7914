"""Grading: a grader says yes or no per criterion and quotes the answer; what that makes is computed here.

Graders are good at yes or no with a quoted piece, and poor at scales. An answer is data: what it asks of its grader
counts for nothing, since a yes needs words of the answer, and since score, verdict and feedback never come from one.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol

import msgspec

from mastery_tui.learning.curriculum import Criterion, Failure, Module, Question
from mastery_tui.learning.justify.wording import STOP, folded, runs, words

TOLD = 6
"""So many words in a row of the model answer would tell it."""
_MOST = 2
_ELSE = "There is a step that is not written down yet: what follows from what, and why?"
_EDGES = " \t\n\"'.,;:!?…"


class Said(msgspec.Struct, frozen=True):
    """What a grader says of one criterion, by its id. A yes comes with words of the answer."""

    criterion: str
    met: bool
    quote: str = ""


class Judgement(msgspec.Struct, frozen=True):
    """All that a grader says; `failures` are the ids of the failure modes that it saw."""

    said: tuple[Said, ...] = ()
    failures: tuple[str, ...] = ()


class Grader(Protocol):
    """Whoever judges answers. `self_assessed`: it is the learner."""

    @property
    def name(self) -> str: ...

    @property
    def self_assessed(self) -> bool: ...

    def grade(self, question: Question, answer: str) -> Judgement: ...


class Met(msgspec.Struct, frozen=True):
    """One criterion, by its id. `met` is None where the grader did not say, or quoted what the answer does not say."""

    criterion: str
    met: bool | None
    quote: str = ""


class Graded(msgspec.Struct, frozen=True):
    """What came of an answer. `score` is from 0 to 1; `feedback` leads on, and tells no answer."""

    question: str
    grader: str
    self_assessed: bool
    met: tuple[Met, ...]
    score: float
    held: bool
    feedback: tuple[str, ...] = ()


def graded(question: Question, answer: str, judgement: Judgement, grader: Grader) -> Graded:
    """What a grader's judgement makes of an answer."""
    met = tuple(_met(criterion, answer, judgement.said) for criterion in question.criteria)
    yes = {one.criterion for one in met if one.met}
    total = sum(criterion.weight for criterion in question.criteria)
    score = sum(criterion.weight for criterion in question.criteria if criterion.id in yes) / total if total else 0.0
    required = all(criterion.id in yes for criterion in question.criteria if criterion.required)
    held = bool(yes) and required and score >= question.pass_score - 1e-9
    feedback: tuple[str, ...] = ()
    if not held:
        missed = [criterion.id for criterion in question.criteria if criterion.id not in yes]
        feedback = _unquoted(met, judgement) if grader.self_assessed else ()
        feedback = (*feedback, *follow_ups(question, missed, judgement.failures))
    return Graded(question.id, grader.name, grader.self_assessed, met, score, held, feedback)


def stands(quote: str, answer: str) -> bool:
    """Whether these words stand in the answer, one after the other, whatever their case, blanks and quotes.

    What says nothing by itself, such as one article, is no quote.
    """
    wanted, text = folded(quote).strip(_EDGES), folded(answer)
    if all(word in STOP for word in words(wanted)) and not _has_sign(wanted):
        return False
    return re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", text) is not None


def all_held(module: Module, held: Iterable[str]) -> bool:
    """Whether every question of the module is among those that are held (ids); none are not enough."""
    return bool(module.questions) and {question.id for question in module.questions} <= set(held)


def follow_ups(question: Question, missed: Iterable[str], seen: Iterable[str] = ()) -> tuple[str, ...]:
    """Questions that lead on, at most two: for the failure modes that were seen, else for what is missed."""
    named = set(seen)
    safe = [failure for failure in question.failures if not tells(question, failure.follow_up)]
    chosen = [failure for failure in safe if failure.id in named] or _fitting(safe, set(missed), question.criteria)
    return tuple(dict.fromkeys(failure.follow_up for failure in chosen))[:_MOST] or (_ELSE,)


def tells(question: Question, text: str) -> bool:
    """Whether a text gives away the model answer, or a criterion's own words."""
    said = words(text)
    if runs(said, TOLD) & runs(words(question.model), TOLD):
        return True
    return any(criterion and criterion in folded(text) for criterion in (folded(c.text) for c in question.criteria))


def _fitting(failures: list[Failure], missed: set[str], criteria: tuple[Criterion, ...]) -> list[Failure]:
    """Those that miss what is missed, required criteria first; the second one prefers what the first leaves open."""
    required = {criterion.id for criterion in criteria if criterion.required}
    chosen: list[Failure] = []
    open_ = set(missed)
    left = [failure for failure in failures if missed & set(failure.criteria)]
    while left and len(chosen) < _MOST:
        best = max(left, key=lambda one: (len(open_ & required & {*one.criteria}), len(open_ & {*one.criteria})))
        chosen.append(best)
        left.remove(best)
        open_ -= set(best.criteria)
    return chosen


def _met(criterion: Criterion, answer: str, said: tuple[Said, ...]) -> Met:
    about = [one for one in said if one.criterion == criterion.id]
    if not about or len({one.met for one in about}) > 1:
        return Met(criterion.id, None)
    if not about[0].met:
        return Met(criterion.id, False)
    for one in about:
        if stands(one.quote, answer):
            return Met(criterion.id, True, one.quote)
    return Met(criterion.id, None, about[0].quote)


def _unquoted(met: tuple[Met, ...], judgement: Judgement) -> tuple[str, ...]:
    claimed = {one.criterion for one in judgement.said if one.met}
    return tuple(
        f"{one.criterion}: {ask_again(one.quote)}" for one in met if one.met is None and one.criterion in claimed
    )


def ask_again(quote: str) -> str:
    """Why a yes does not count yet."""
    if not quote.strip():
        return "a yes needs the words of your answer that say so"
    return "these words do not stand in your answer: quote them as you wrote them"


def _has_sign(text: str) -> bool:
    """Whether there is a mathematical sign or the like in it."""
    return any(unicodedata.category(char) in ("Sm", "So", "Sc") for char in text)
