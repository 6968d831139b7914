"""Justify: the learner's own words, a filter that only asks for more, and a grader whose score is computed here."""

from collections.abc import Mapping

from mastery_tui.learning import standing
from mastery_tui.learning.curriculum import Module, Question
from mastery_tui.learning.events import Answered, Held
from mastery_tui.learning.files import digests
from mastery_tui.learning.justify.draft import Drafts, encoded
from mastery_tui.learning.justify.filter import more
from mastery_tui.learning.justify.grading import Graded, Grader, graded
from mastery_tui.learning.justify.self_assess import SelfAssessment
from mastery_tui.learning.study import CannotLearn, Study
from mastery_tui.model.learning import AnswerState
from mastery_tui.model.text import printable

ANSWER = "answer"
"""The action of backups that keep an answer which another text took the place of: an undo leaves them alone."""


def question_of(module: Module, id: str) -> Question:
    """The question of this id. Raises CannotLearn."""
    from mastery_tui.config.nearest import suggestion

    found = {question.id: question for question in module.questions}
    if id not in found:
        raise CannotLearn(f"{module.id} has no question {id}; {suggestion(id, found)}")
    return found[id]


def allow(study: Study, module: Module) -> None:
    """Raises CannotLearn where the learner is not there yet."""
    if "justify" not in module.about.stages:
        raise CannotLearn(f"{module.id} asks no questions")
    if "build" in module.about.stages and not standing.holds(study.of(module), "build"):
        raise CannotLearn(f"{module.id} is not built yet: `mastery learn validate {module.id}` until it passes")


def drafts(study: Study) -> Drafts:
    return Drafts(study.store / "learning" / "drafts")


def save_draft(study: Study, module: Module, id: str, text: str, *, typed: bool = False) -> None:
    """Keep an answer. Raises CannotLearn.

    `typed`: it grew out of the one that is there. Else that one is another text, and goes into a backup first.
    """
    kept = drafts(study)
    try:
        before = kept.bytes(module.curriculum, module.id, id)
        data = encoded(text)
        if before and data != before and not typed:
            place = kept.path(module.curriculum, module.id, id).relative_to(study.store).as_posix()
            study.keep(ANSWER, module.name, {f"store/{place}": before}, {f"store/{place}": data})
        kept.save(module.curriculum, module.id, id, text)
    except OSError as error:
        raise CannotLearn(f"your answer cannot be saved: {printable(str(error.filename))}: {error.strerror}") from error


def asks_for_more(question: Question, text: str) -> str:
    """What the free filter says: "" where the answer can be graded. It never passes or fails anyone."""
    return more(question, text)


def answer(study: Study, module: Module, id: str, text: str, grader: Grader) -> Graded:
    """Grade an answer that the filter let through, and record what came of it."""
    allow(study, module)
    question = question_of(module, id)
    save_draft(study, module, id, text)
    wanted = asks_for_more(question, text)
    if wanted:
        raise CannotLearn(wanted)
    result = graded(question, text, grader.grade(question, text), grader)
    study.record(
        Answered(
            **study.about(module),
            question=id,
            grader=result.grader,
            self_assessed=result.self_assessed,
            held=result.held,
            score=result.score,
            met=tuple(one.criterion for one in result.met if one.met),
            text_sha=digests({"": encoded(text)})[""],
        )
    )
    _close(study, module)
    return result


def assess(study: Study, module: Module, id: str, text: str, quotes: Mapping[str, str | None]) -> Graded:
    """The learner's own yes or no per criterion, each yes with a quote of the answer."""
    return answer(study, module, id, text, SelfAssessment(quotes))


def _close(study: Study, module: Module) -> None:
    """Once every question is held, the stage is."""
    progress = study.of(module)
    given = [progress.answers.get(question.id) for question in module.questions]
    if standing.holds(progress, "justify") or not all(one is not None and one.held for one in given):
        return
    alone = any(one is not None and one.self_assessed for one in given)
    study.record(Held(**study.about(module), stage="justify", grade="self-assessed" if alone else "graded"))


def answers(study: Study, module: Module) -> tuple[AnswerState, ...]:
    """Where each question stands, with its draft."""
    progress = study.of(module)
    kept = drafts(study)
    states: list[AnswerState] = []
    for question in module.questions:
        text = kept.load(module.curriculum, module.id, question.id)
        last = progress.answers.get(question.id)
        held = last is not None and last.held
        status = "held" if held else "failed" if last is not None else "draft" if text.strip() else "open"
        states.append(
            AnswerState(
                question.id,
                question.ask,
                status,
                text,
                model=question.model if held else "",
                grader=last.grader if last else "",
                score=last.score if last else 0.0,
            )
        )
    return tuple(states)
