"""What is known of one domain: the facts that the criteria of levels speak of."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import get_args

import msgspec
from msgspec.structs import replace

from mastery_tui.config.goals import Project
from mastery_tui.evidence.expressions import Lack
from mastery_tui.evidence.levels.knowledge import Estimate, Observation, estimate
from mastery_tui.evidence.levels.skill import SkillFacts
from mastery_tui.evidence.levels.sustained import Sustained, directions
from mastery_tui.evidence.objectives import Evidence, fits
from mastery_tui.evidence.objectives.attestations import Attestations
from mastery_tui.evidence.objectives.counting import Demand, lacking
from mastery_tui.model.proof import Kind, ObjectiveState, ProjectState

KINDS: tuple[Kind, ...] = get_args(Kind)
_DEMAND = Demand("E2")
_NAMED = 3


class Facts(msgspec.Struct, frozen=True):
    """`values` by name, a truth as 1 or 0; a name that is not in there is unknown, and `lacks` may say why.

    `words` are what a line may name beside values: `modules.to_build` and the like. `knowledge` is None without any
    observation.
    """

    values: Mapping[str, float] = {}
    lacks: Mapping[str, Lack] = {}
    words: Mapping[str, str] = {}
    knowledge: Estimate | None = None
    due: tuple[str, ...] = ()


class Known(msgspec.Struct, frozen=True):
    """All that facts are made of beside what was learned. `evidence` is what `states`, the verdicts on `projects`, were
    made of; `made` is how many checks and curricula of their own the person has that were accepted, None: unknown."""

    projects: Sequence[Project]
    states: Sequence[ProjectState]
    evidence: Evidence
    sustained: Sustained
    made: int | None = None


def facts(name: str, title: str, skill: SkillFacts, known: Known) -> Facts:
    """Those of the domain that has this name and title."""
    mine = [one for state in known.states for one in state.objectives if same(one.domain, name, title)]
    values: dict[str, float] = {}
    lacks: dict[str, Lack] = {}
    for metric, found in known.evidence.metrics.items():
        lack = lacking(found, _DEMAND, known.evidence.now)
        if lack is None:
            values[metric] = found.value
        else:
            lacks[metric] = lack[0]
    values |= _learned(skill)
    for kind in KINDS:
        counted = [one for one in mine if one.kind == kind and one.verdict != "n/a"]
        values[f"objectives.{kind}.total"] = len(counted)
        values[f"objectives.{kind}.met"] = sum(one.verdict == "pass" for one in counted)
    optional = {
        "attested": _attested(mine, known),
        "improvement.days": _improved(name, title, known),
        "made.accepted": known.made,
    }
    values |= {fact: float(value) for fact, value in optional.items() if value is not None}
    knowledge = _estimate(skill.observations, skill.memory) if skill.observations else None
    if knowledge is not None:
        values |= {f"knowledge.{bound}": getattr(knowledge, bound) for bound in ("mean", "lower", "upper")}
    return Facts(values, lacks, _words(name, title, skill, mine), knowledge, skill.due)


def same(given: str, name: str, title: str) -> bool:
    """Whether `given` is how somebody calls the domain."""
    return bool(given) and given.casefold() in (name.casefold(), title.casefold())


@lru_cache(maxsize=256)
def _estimate(observations: tuple[Observation, ...], memory: float) -> Estimate:
    return estimate(observations, memory)


def _learned(skill: SkillFacts) -> dict[str, float]:
    return {
        "modules.total": skill.modules,
        "modules.built": skill.built,
        "modules.alone": skill.alone,
        "modules.can-harden": skill.can_harden,
        "modules.hardened": skill.hardened,
        "modules.due": len(skill.due),
        "questions.total": skill.questions,
        "questions.justified": skill.justified,
    }


def _attested(mine: Sequence[ObjectiveState], known: Known) -> bool | None:
    """Whether somebody else than the author vouches for a transfer objective that is met; None where it is not known
    who the author is."""
    author = known.evidence.author
    if not author:
        return None
    others = [(given, at) for given, at in known.evidence.attestations if not fits(given.who, author)]
    words = Attestations(replace(known.evidence, attestations=others))
    met = {(one.project, one.id) for one in mine if one.kind == "transfer" and one.verdict == "pass"}
    return any(
        words.word(project.id, objective, objective.attestation).lack is None
        for project in known.projects
        for objective in project.objective
        if objective.attestation is not None and (project.id, objective.id) in met
    )


def _improved(name: str, title: str, known: Known) -> float | None:
    """In days. What is not known of this very tree is no improvement of it."""
    objectives = [one for project in known.projects for one in project.objective]
    better = directions(one.target for one in objectives if one.target and same(one.domain, name, title))
    days = known.sustained.days(better, known.evidence.now)
    compared = known.evidence.baseline or {}
    for each in better:
        metric = known.evidence.metrics.get(each)
        if each in compared and (metric is None or lacking(metric, _DEMAND, known.evidence.now) is not None):
            return None
    return days


def _words(name: str, title: str, skill: SkillFacts, mine: Sequence[ObjectiveState]) -> dict[str, str]:
    found = {
        "domain": title or name,
        "modules.to-build": _named(skill.to_build),
        "modules.to-build-alone": _named(skill.to_build_alone),
        "modules.to-harden": _named(skill.to_harden),
        "modules.to-justify": _named(skill.to_justify),
        "modules.due": _named(skill.due),
    }
    for kind in KINDS:
        open_ = [one for one in mine if one.kind == kind and one.verdict not in ("pass", "n/a")]
        found[f"objectives.{kind}.open"] = _named([f"{one.id} ({one.verdict})" for one in open_])
    return found


def _named(names: Iterable[str]) -> str:
    every = tuple(names)
    shown = ", ".join(every[:_NAMED])
    return f"{shown} and {len(every) - _NAMED} more" if len(every) > _NAMED else shown or "none"
