"""From objectives and evidence to verdicts."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from msgspec.structs import replace

from mastery_tui.config.goals import Objective, Project
from mastery_tui.evidence.expressions.progress import ALMOST
from mastery_tui.evidence.objectives.attestations import Attestations, Word
from mastery_tui.evidence.objectives.case import Asked, Case, Facts, Unparsed, asked, facts
from mastery_tui.evidence.objectives.evidence import Evidence
from mastery_tui.evidence.objectives.reasons import Said
from mastery_tui.evidence.objectives.score import project_state
from mastery_tui.evidence.objectives.verdict import verdict as verdict_of
from mastery_tui.evidence.objectives.words import line, number, with_unit
from mastery_tui.model.metric import GRADES, Grade
from mastery_tui.model.proof import ObjectiveState, ProjectState, VerdictName

_VALUES = 12
_AGED, _ON_THIS_TREE = GRADES.index("E1"), GRADES.index("E2")


def judge(projects: Sequence[Project], evidence: Evidence) -> tuple[ProjectState, ...]:
    """The projects with the verdicts of all their objectives."""
    attestations = Attestations(evidence)
    return tuple(
        project_state(project, tuple(_judged(project.id, one, evidence, attestations) for one in project.objective))
        for project in projects
    )


def _judged(project: str, objective: Objective, evidence: Evidence, attestations: Attestations) -> ObjectiveState:
    vouching = objective.attestation
    word = attestations.word(project, objective, vouching) if vouching is not None else None
    try:
        question = asked(objective)
        state = _weighed(project, question, facts(question, evidence), word)
    except Unparsed as error:
        said = Said(str(error), f"mend it in mastery.toml: [[project]] {project}, objective {objective.id}")
        state = _state(project, objective, "error", said)
    before, since = evidence.before.get((project, objective.id), ("", 0.0))
    return replace(state, since=since if before == state.verdict else evidence.now)


@lru_cache(1024)
def _weighed(project: str, question: Asked, found: Facts, word: Word | None) -> ObjectiveState:
    """Kept, since a save changes the evidence of few objectives."""
    case = Case(question, found)
    verdict, said = verdict_of(case, word)
    return _state(project, question.objective, verdict, said, case, word)


def _state(
    project: str,
    objective: Objective,
    verdict: VerdictName,
    said: Said,
    case: Case | None = None,
    word: Word | None = None,
) -> ObjectiveState:
    return ObjectiveState(
        project=project,
        id=objective.id,
        title=line(objective.title),
        domain=objective.domain,
        kind=objective.kind,
        verdict=verdict,
        grade=_grade(case, word, verdict) if case and verdict != "n/a" else "",
        progress=_progress(case, verdict) if case else None,
        reason=line(said.text),
        weight=objective.weight,
        expression=line(objective.target),
        guard=line(objective.guard),
        values=_values(case) if case else (),
        attested=word.who if word else "",
        next="" if verdict in ("pass", "n/a") else line(said.next),
    )


def _grade(case: Case, word: Word | None, verdict: VerdictName) -> Grade | Literal[""]:
    """Of the weakest evidence in use; what is too old counts as of another tree."""
    grades = [] if word is None or word.lack is not None else [GRADES.index(word.grade)]
    for name in case.asked.proving:
        fact = case.facts.get(name)
        if fact is not None:
            grade = GRADES.index(fact.grade)
            grades.append(min(grade, _AGED) if fact.beside is not None and fact.beside[0] == "stale" else grade)
    if not grades:
        return ""
    return "E3" if verdict == "pass" and min(grades) >= _ON_THIS_TREE else GRADES[min(grades)]


def _progress(case: Case, verdict: VerdictName) -> float | None:
    """Nothing is known of what is unknown or stale; and only what passes is all the way there."""
    if verdict not in ("pass", "warn", "fail"):
        return None
    given = case.asked.given
    if "progress" in given:
        share = given["progress"].progress(case.readings)
    elif verdict == "pass":
        return 1.0
    else:
        parts = [given[field].progress(case.over(field)) for field in ("guard", "target") if field in given]
        share = None if None in parts else min((part for part in parts if part is not None), default=None)
    if verdict == "pass":
        return 1.0 if share is None else share
    return None if share is None else min(share, ALMOST)


def _values(case: Case) -> tuple[tuple[str, str], ...]:
    """What was read, as text, in the order in which the expressions name it."""
    found: list[tuple[str, str]] = []
    for name in case.asked.names[:_VALUES]:
        fact = case.facts.get(name)
        text = "not measured" if fact is None else with_unit(number(fact.value), fact.unit)
        if fact is not None and fact.lack is not None:
            text = line(f"{text} ({fact.lack[0]}: {fact.lack[1]})")
        found.append((name, text))
        if name in case.asked.baselines:
            before = case.baseline.get(name)
            unit = fact.unit if fact else ""
            found.append((f"baseline({name})", "not set" if before is None else with_unit(number(before), unit)))
    return tuple(found)
