"""The grader that is always there: the learner, criterion by criterion, with words of their own answer."""

from collections.abc import Mapping

from mastery_tui.config.nearest import suggestion
from mastery_tui.learning.curriculum import Question
from mastery_tui.learning.justify.grading import Judgement, Said, ask_again, stands

NAME = "self"


class SelfAssessment:
    """`quotes` map a criterion's id to the words of the answer that meet it; None, or left out, is a no."""

    name = NAME
    self_assessed = True

    def __init__(self, quotes: Mapping[str, str | None]) -> None:
        self._quotes = quotes

    def grade(self, question: Question, answer: str) -> Judgement:
        """Every criterion has a word: what the learner did not say is a no."""
        return Judgement(
            tuple(
                Said(criterion.id, quote is not None, quote or "")
                for criterion in question.criteria
                for quote in [self._quotes.get(criterion.id)]
            )
        )


def again(question: Question, answer: str, quotes: Mapping[str, str | None]) -> dict[str, str]:
    """What has to be asked once more: by criterion one line that says why. A yes needs words of the answer."""
    known = [criterion.id for criterion in question.criteria]
    wrong = {id: f"no such criterion; {suggestion(id, known)}" for id in quotes if id not in known}
    return wrong | {
        id: ask_again(quote)
        for id, quote in quotes.items()
        if id in known and quote is not None and not stands(quote, answer)
    }
