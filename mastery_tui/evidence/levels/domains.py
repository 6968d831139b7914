"""Levels of all domains: those of the settings, of modules that were begun, of objectives."""

from collections.abc import Iterable, Mapping

from mastery_tui.config.goals import Domain
from mastery_tui.evidence.levels.criteria import Criteria, reached
from mastery_tui.evidence.levels.facts import facts
from mastery_tui.evidence.levels.known import Known, same
from mastery_tui.evidence.levels.skill import SkillFacts
from mastery_tui.model.proof import LevelState, ProjectState
from mastery_tui.model.text import printable


def levels(
    declared: Mapping[str, Domain], skills: Mapping[str, SkillFacts], known: Known, criteria: Criteria
) -> tuple[LevelState, ...]:
    """One per domain: those of the settings in their order, then the others by name."""
    every = domains(declared, skills, known.states)
    return tuple(_level(name, domain, skills, known, criteria) for name, domain in every.items())


def domains(
    declared: Mapping[str, Domain], skills: Mapping[str, SkillFacts], states: Iterable[ProjectState]
) -> dict[str, Domain]:
    """The domains that there are. One that is declared is also called by its title; case makes no difference."""
    found = dict(declared)
    begun = {name for name, skill in skills.items() if skill.begun}
    for name in sorted(begun | {one.domain for state in states for one in state.objectives}):
        if name and not any(same(name, known, domain.title) for known, domain in found.items()):
            found[name] = Domain()
    return found


def _level(name: str, domain: Domain, skills: Mapping[str, SkillFacts], known: Known, criteria: Criteria) -> LevelState:
    skill = next((skill for called, skill in skills.items() if same(called, name, domain.title)), SkillFacts())
    now = facts(name, domain.title, skill, known)
    current, missing = reached(now, criteria)
    knowledge = now.knowledge
    return LevelState(
        domain=name,
        title=printable(domain.title or name),
        current=current,
        target=domain.target,
        estimate=knowledge.mean if knowledge else None,
        lower=knowledge.lower if knowledge else None,
        upper=knowledge.upper if knowledge else None,
        missing=missing,
        due=tuple(map(printable, now.due)),
        observations=knowledge.n if knowledge else 0,
    )
