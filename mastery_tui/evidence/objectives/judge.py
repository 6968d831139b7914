"""From objectives and evidence to verdicts."""

from collections.abc import Sequence
from typing import Literal

from mastery_tui.config.goals import Objective, Project
from mastery_tui.evidence.expressions.progress import ALMOST
from mastery_tui.evidence.objectives.attestations import Attestations, Word
from mastery_tui.evidence.objectives.case import Case, Unparsed
from mastery_tui.evidence.objectives.evidence import Evidence
from mastery_tui.evidence.objectives.reasons import Said
from mastery_tui.evidence.objectives.score import project_state
from mastery_tui.evidence.objectives.verdict import verdict as verdict_of
from mastery_tui.evidence.objectives.words import line, number, with_unit
from mastery_tui.model.metric import GRADES, Grade
from mastery_tui.model.proof import ObjectiveState, ProjectState, VerdictName

_VALUES = 12


def judge(projects: Sequence[Project], evidence: Evidence) -> tuple[ProjectState, ...]:
    """The projects with the verdicts of all their objectives."""
    attestations = Attestations(evidence)
    return tuple(
        project_state(project, tuple(_judged(project.id, one, evidence, attestations) for one in project.objective))
        for project in projects
    )


def _judged(project: str, objective: Objective, evidence: Evidence, attestations: Attestations) -> ObjectiveState:
    try:
        case = Case(objective, evidence)
    except Unparsed as error:
        said = Said(str(error), f"mend it in mastery.toml: [[project]] {project}, objective {objective.id}")
        return _state(project, objective, evidence, "error", said)
    asked = objective.attestation
    word = attestations.word(project, objective, asked) if asked is not None else None
    verdict, said = verdict_of(case, word)
    return _state(project, objective, evidence, verdict, said, case, word)


def _state(
    project: str,
    objective: Objective,
    evidence: Evidence,
    verdict: VerdictName,
    said: Said,
    case: Case | None = None,
    word: Word | None = None,
) -> ObjectiveState:
    before, since = evidence.before.get((project, objective.id), ("", 0.0))
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
        values=_values(case) if case else (),
        attested=word.who if word else "",
        since=since if before == verdict else evidence.now,
        next="" if verdict in ("pass", "n/a") else line(said.next),
    )


def _grade(case: Case, word: Word | None, verdict: VerdictName) -> Grade | Literal[""]:
    """Of the weakest evidence in use; what is too old counts as of another tree."""
    grades: list[Grade] = [word.grade] if word is not None and word.lack is None else []
    for field in ("guard", "target"):
        for name in case.given[field].names if field in case.given else ():
            metric = case.metrics.get(name)
            if metric is not None:
                aged = case.over("guard").readings.held.get(name) == "stale"
                grades.append(min(metric.grade, "E1", key=GRADES.index) if aged else metric.grade)
    if not grades:
        return ""
    weakest = min(grades, key=GRADES.index)
    return "E3" if verdict == "pass" and GRADES.index(weakest) >= GRADES.index("E2") else weakest


def _progress(case: Case, verdict: VerdictName) -> float | None:
    """Nothing is known of what is unknown or stale; and only what passes is all the way there."""
    if verdict not in ("pass", "warn", "fail"):
        return None
    own = case.given.get("progress")
    if own is not None:
        share = own.progress(case.counted.readings)
    else:
        parts = [
            case.given[field].progress(case.over(field).readings)
            for field in ("guard", "target")
            if field in case.given
        ]
        share = None if None in parts else min((part for part in parts if part is not None), default=None)
    if verdict == "pass":
        return 1.0 if share is None else share
    return None if share is None else min(share, ALMOST)


def _values(case: Case) -> tuple[tuple[str, str], ...]:
    """What was read, as text, in the order in which the expressions name it."""
    found: list[tuple[str, str]] = []
    baseline = case.counted.readings.baseline
    for name in case.names:
        metric = case.metrics.get(name)
        unit = metric.unit if metric else ""
        text = with_unit(number(metric.value), unit) if metric else "not measured"
        if name in case.counted.why:
            text += f" ({case.counted.readings.held[name]}: {case.counted.why[name]})"
        found.append((name, line(text)))
        if any(name in each.baselines for each in case.given.values()):
            text = with_unit(number(baseline[name]), unit) if name in baseline else "not set"
            found.append((f"baseline({name})", text))
    return tuple(found[:_VALUES])
