"""What is known of one domain: the facts that the criteria of levels speak of."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import get_args

import msgspec

from mastery_tui.evidence.expressions import Lack
from mastery_tui.evidence.levels.knowledge import Estimate, Observation, estimate
from mastery_tui.evidence.levels.known import Known
from mastery_tui.evidence.levels.skill import SkillFacts
from mastery_tui.model.proof import Kind, ObjectiveState

KINDS: tuple[Kind, ...] = get_args(Kind)
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


def facts(name: str, title: str, skill: SkillFacts, known: Known) -> Facts:
    """Those of the domain that has this name and title."""
    mine = known.objectives(name, title)
    values = known.values | _learned(skill)
    for kind in KINDS:
        counted = [one for one in mine if one.kind == kind and one.verdict != "n/a"]
        values[f"objectives.{kind}.total"] = len(counted)
        values[f"objectives.{kind}.met"] = sum(one.verdict == "pass" for one in counted)
    attested = known.attested
    optional = {
        "attested": None if attested is None else any((one.project, one.id) in attested for one in mine),
        "improvement.days": known.improved(name, title),
        "made.accepted": known.made,
    }
    values |= {fact: float(value) for fact, value in optional.items() if value is not None}
    knowledge = _estimate(skill.observations, skill.memory) if skill.observations else None
    if knowledge is not None:
        values |= {f"knowledge.{bound}": getattr(knowledge, bound) for bound in ("mean", "lower", "upper")}
    return Facts(values, known.lacks, _words(name, title, skill, mine), knowledge, skill.due)


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
