"""What was learned, per domain: what levels are made of. Pure."""

from collections.abc import Iterable, Sequence

from mastery_tui.evidence.levels.knowledge import Observation
from mastery_tui.evidence.levels.skill import SkillFacts
from mastery_tui.learning.curriculum import Curriculum, Module
from mastery_tui.learning.module_progress import ModuleProgress
from mastery_tui.learning.outcomes import Outcomes, Tried
from mastery_tui.learning.progress import Key, Progress
from mastery_tui.learning.schedule import LEAST, Review, is_due, retrievability
from mastery_tui.model.learning import StageName

MOST_SELF_ASSESSED = 10
"""One's own word does not become a proof by being given often: so many such answers of a domain count."""


def skills(
    curricula: Iterable[Curriculum], progress: Progress, outcomes: Outcomes, now: float
) -> dict[str, SkillFacts]:
    """The domains of all modules that there are, whatever their case; one that is on no shelf any more says nothing.

    `progress` and `outcomes` are of the same events; `now` is in seconds.
    """
    domains: dict[str, list[Module]] = {}
    for curriculum in curricula:
        for module in curriculum.modules.values():
            domains.setdefault(module.about.domain.casefold(), []).append(module)
    return {of[0].about.domain: _skill(of, progress, outcomes, now) for of in domains.values()}


def _skill(modules: Sequence[Module], progress: Progress, outcomes: Outcomes, now: float) -> SkillFacts:
    known = [_Known(module, progress.of(_key(module)), outcomes.of(_key(module))) for module in modules]
    built = [one for one in known if one.built]
    bugs = [one for one in known if "harden" in one.stages]
    asked = [one for one in known if "justify" in one.stages]
    kept = [_kept(one.practised(), now) for one in built]
    return SkillFacts(
        observations=_counted(outcomes.among(map(_key, modules))),
        modules=len(known),
        begun=sum(_key(module) in progress.modules for module in modules),
        built=len(built),
        alone=sum(one.alone for one in known),
        can_harden=len(bugs),
        hardened=sum(one.hardened for one in bugs),
        questions=sum(len(one.questions) for one in asked),
        justified=sum(len(one.questions & one.tried.graded) for one in asked),
        to_build=tuple(one.id for one in known if not one.built),
        to_build_alone=tuple(one.id for one in known if not one.alone),
        to_harden=tuple(one.id for one in bugs if not one.hardened),
        to_justify=tuple(one.id for one in asked if one.questions - one.tried.graded),
        due=tuple(one.id for one, (_, due) in zip(built, kept, strict=True) if due),
        memory=sum(share for share, _ in kept) / len(kept) if kept else 1.0,
    )


def _key(module: Module) -> Key:
    return (module.curriculum, module.id)


class _Known:
    """A module with what counts of it."""

    def __init__(self, module: Module, at: ModuleProgress, tried: Tried) -> None:
        self.id = module.id
        self.stages = module.about.stages
        self.questions = frozenset(question.id for question in module.questions)
        self.at = at
        self.tried = tried
        self._first: StageName = "build" if "build" in self.stages else "justify"

    @property
    def built(self) -> bool:
        return self.at.stage(self._first).held

    @property
    def alone(self) -> bool:
        first = self.at.stage(self._first)
        if self._first == "build":
            return first.held and not first.hints_before
        return first.held and self.questions <= self.tried.graded

    @property
    def hardened(self) -> bool:
        return self.at.stage("harden").held

    def practised(self) -> ModuleProgress:
        """With the review that a module has which was built and not hardened: it is forgotten like any other."""
        if self.at.reviews:
            return self.at
        return ModuleProgress(reviews=(Review(max(one.held_last_at for one in self.at.stages.values()), "good"),))


def _kept(practised: ModuleProgress, now: float) -> tuple[float, bool]:
    """The share that is remembered of what was, and whether it is due; nothing is taken away before it is."""
    remembered = retrievability(practised, now)
    if remembered is None or remembered >= LEAST:
        return 1.0, False
    return remembered / LEAST, is_due(practised, now)


def _counted(found: tuple[Observation, ...]) -> tuple[Observation, ...]:
    """Without the self-assessed answers that are too many; those that did not hold count."""
    left = MOST_SELF_ASSESSED
    counted: list[Observation] = []
    for one in found:
        if one.kind == "self-assessed" and one.right:
            left -= 1
            if left < 0:
                continue
        counted.append(one)
    return tuple(counted)
