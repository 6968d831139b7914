"""A grader that says what a table says: for tests, and to try a curriculum."""

from collections.abc import Mapping

from mastery_tui.learning.curriculum import Question
from mastery_tui.learning.justify.grading import Judgement


class Scripted:
    """`judgements` are by question id; it says nothing of others. `asked` keeps what it was given."""

    def __init__(
        self, judgements: Mapping[str, Judgement], name: str = "scripted", self_assessed: bool = False
    ) -> None:
        self.name = name
        self.self_assessed = self_assessed
        self.asked: list[tuple[str, str]] = []
        self._judgements = judgements

    def grade(self, question: Question, answer: str) -> Judgement:
        self.asked.append((question.id, answer))
        return self._judgements.get(question.id, Judgement())
