"""What is known of all domains beside what was learned: looked at once, whatever number of domains there is."""

from collections import defaultdict
from collections.abc import Sequence

from msgspec.structs import replace

from mastery_tui.config.goals import Project
from mastery_tui.evidence.expressions import Lack
from mastery_tui.evidence.levels.sustained import Sustained, directions
from mastery_tui.evidence.objectives import Evidence, fits
from mastery_tui.evidence.objectives.attestations import Attestations
from mastery_tui.evidence.objectives.counting import Demand, lacking
from mastery_tui.model.proof import ObjectiveState, ProjectState

_DEMAND = Demand("E2")


class Known:
    """`evidence` is what `states`, the verdicts on `projects`, were made of. `made` is how many checks and curricula of
    their own the person has that were accepted, None: unknown.

    `values` are the metrics that count, `lacks` says why others do not. `attested` are the ids (project, objective) of
    met transfer objectives for which somebody else than the author vouches; None where nobody knows who the author is.
    """

    def __init__(
        self,
        projects: Sequence[Project],
        states: Sequence[ProjectState],
        evidence: Evidence,
        sustained: Sustained,
        made: int | None = None,
    ) -> None:
        self.states = states
        self.evidence = evidence
        self.made = made
        self.values: dict[str, float] = {}
        self.lacks: dict[str, Lack] = {}
        self._sustained = sustained
        self._objectives: dict[str, list[ObjectiveState]] = defaultdict(list)
        self._targets: dict[str, list[str]] = defaultdict(list)
        self.values |= {name: one.value for name, one in evidence.metrics.items() if one.grade == _DEMAND.grade}
        for name in evidence.metrics.keys() - self.values.keys():
            lack = lacking(evidence.metrics[name], _DEMAND, evidence.now)
            if lack is not None:
                self.lacks[name] = lack[0]
        for state in states:
            for one in state.objectives:
                self._objectives[one.domain.casefold()].append(one)
        for project in projects:
            for objective in project.objective:
                self._targets[objective.domain.casefold()].append(objective.target)
        self.attested = self._attested(projects)

    def objectives(self, name: str, title: str) -> list[ObjectiveState]:
        """Those of a domain, which is also called by its title."""
        return [one for called in _called(name, title) for one in self._objectives.get(called, ())]

    def improved(self, name: str, title: str) -> float | None:
        """For how many days a domain is better than its baseline. What is not known of this very tree is no
        improvement of it."""
        better = directions(target for called in _called(name, title) for target in self._targets.get(called, ()))
        baseline = self.evidence.baseline or {}
        if any(each in baseline and each not in self.values for each in better):
            return None
        return self._sustained.days(better, self.evidence.now)

    def _attested(self, projects: Sequence[Project]) -> frozenset[tuple[str, str]] | None:
        author = self.evidence.author
        if not author:
            return None
        own = {who: fits(who, author) for who in {given.who for given, _ in self.evidence.attestations}}
        others = [(given, at) for given, at in self.evidence.attestations if not own[given.who]]
        words = Attestations(replace(self.evidence, attestations=others))
        met = {
            (one.project, one.id)
            for state in self.states
            for one in state.objectives
            if one.kind == "transfer" and one.verdict == "pass"
        }
        return frozenset(
            (project.id, objective.id)
            for project in projects
            for objective in project.objective
            if (project.id, objective.id) in met
            and objective.attestation is not None
            and words.word(project.id, objective, objective.attestation).lack is None
        )


def same(given: str, name: str, title: str) -> bool:
    """Whether `given` is how somebody calls the domain."""
    return bool(given) and given.casefold() in _called(name, title)


def _called(name: str, title: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.casefold() for each in (name, title) if each))
