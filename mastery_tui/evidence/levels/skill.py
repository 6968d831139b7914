"""What learning says of one domain: `learning/skills.py` makes it, the levels are made of it."""

import msgspec

from mastery_tui.evidence.levels.knowledge import Observation


class SkillFacts(msgspec.Struct, frozen=True):
    """One domain. Names are ids of modules; `to_…` are those for which it is still to be done.

    `built`: the first stage of the module holds (justify where there is nothing to build); `alone`: without a hint or,
    where there is nothing to build, beyond self-assessment; `can_harden` counts the modules with bugs to find.
    `justified` counts questions whose answer was graded by somebody else. `due` are to be practised again; `memory`,
    0 to 1, is the share of the estimate that practice has kept alive. `begun` counts modules of which anything counts.
    """

    observations: tuple[Observation, ...] = ()
    modules: int = 0
    begun: int = 0
    built: int = 0
    alone: int = 0
    can_harden: int = 0
    hardened: int = 0
    questions: int = 0
    justified: int = 0
    to_build: tuple[str, ...] = ()
    to_build_alone: tuple[str, ...] = ()
    to_harden: tuple[str, ...] = ()
    to_justify: tuple[str, ...] = ()
    due: tuple[str, ...] = ()
    memory: float = 1.0
