"""How far a person has come in a domain: what is probably known, and the criteria of the five levels."""

from mastery_tui.evidence.levels.criteria import Criteria, criteria
from mastery_tui.evidence.levels.domains import domains, levels
from mastery_tui.evidence.levels.facts import Facts, facts
from mastery_tui.evidence.levels.knowledge import Estimate, Observation, Traced, estimate
from mastery_tui.evidence.levels.known import Known
from mastery_tui.evidence.levels.skill import SkillFacts
from mastery_tui.evidence.levels.sustained import Sustained, directions

__all__ = [
    "Criteria",
    "Estimate",
    "Facts",
    "Known",
    "Observation",
    "SkillFacts",
    "Sustained",
    "Traced",
    "criteria",
    "directions",
    "domains",
    "estimate",
    "facts",
    "levels",
]
