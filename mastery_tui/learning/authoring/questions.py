"""Questions: what is shallow is held back, what is right is not, and nothing that leads on gives the answer."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from mastery_tui.learning.authoring.problem import Problem, in_toml
from mastery_tui.learning.curriculum import Module, Question
from mastery_tui.learning.justify.filter import more
from mastery_tui.learning.justify.grading import TOLD, tells
from mastery_tui.learning.read import QUESTIONS

Key = tuple[str | int, ...]


def check(module: Module) -> Iterator[Problem]:
    """What is wrong with the questions of a module."""
    file = module.folder / QUESTIONS
    for index, question in enumerate(module.questions):
        for key, message in mistakes(question):
            yield in_toml(file, ("question", index, *key), message)


def mistakes(question: Question) -> Iterator[tuple[Key, str]]:
    """Key and what is wrong there, for each mistake."""
    wanted = more(question, question.model)
    if wanted:
        yield ("model",), f'the model answer is held back: "{wanted}"'
    for index, shallow in enumerate(question.shallow):
        if not more(question, shallow):
            yield ("shallow", index), "this shallow answer is not held back: it says enough to be graded"
    for name, ids in (("criterion", [c.id for c in question.criteria]), ("failure", [f.id for f in question.failures])):
        for index in _twice(ids):
            yield (name, index, "id"), f'there are two of the id "{ids[index]}"'
    for index, failure in enumerate(question.failures):
        if tells(question, failure.follow_up):
            yield (
                ("failure", index, "follow_up"),
                f"gives the answer away: {TOLD} words in a row of the model answer, or a criterion",
            )


def _twice(ids: Iterable[str]) -> list[int]:
    placed = sorted((id, index) for index, id in enumerate(ids))
    return [index for (before, _), (id, index) in pairwise(placed) if before == id]
