"""An objective's expressions over the evidence that counts for it."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

import msgspec

from mastery_tui.config.goals import Objective
from mastery_tui.evidence.expressions import Expression, ExpressionError, Kind, Lack, Readings, parse
from mastery_tui.evidence.objectives.counting import Demand, demand, lacking
from mastery_tui.evidence.objectives.evidence import Evidence
from mastery_tui.evidence.objectives.reasons import Said, Seen, decided, how_to_measure, undecided
from mastery_tui.model.metric import Grade

EXPRESSIONS: tuple[tuple[str, Kind], ...] = (
    ("when", "condition"),
    ("guard", "condition"),
    ("target", "condition"),
    ("warn", "condition"),
    ("progress", "number"),
)
"""The fields of an objective that are expressions."""


class Unparsed(Exception):
    """An expression that is none: one line with its field and column."""


class Part(msgspec.Struct, frozen=True, gc=False):
    """One thing that has to hold, in Kleene logic; `told` puts into words why it does or not, when that is asked."""

    holds: bool | None
    told: Callable[[], Said]
    lack: Lack | None = None


class Asked(msgspec.Struct, frozen=True, eq=False):
    """What an objective asks, prepared once: its expressions by field, all their names, those whose baseline they need,
    and those that its grade rests on. `beside` is what is demanded of guard and when: how many samples there are is
    asked of the target alone. Each is equal to itself only, which is quick to look up."""

    objective: Objective
    given: dict[str, Expression]
    names: tuple[str, ...]
    baselines: tuple[str, ...]
    proving: tuple[str, ...]
    demand: Demand
    beside: Demand


class Fact(NamedTuple):
    """A metric as it counts for one objective: `lack` and `beside` say as what it does not, and why."""

    value: float
    unit: str
    grade: Grade
    lack: tuple[Lack, str] | None
    beside: tuple[Lack, str] | None


Facts = tuple[tuple[Fact | None, ...], tuple[float | None, ...]]
"""All that a verdict rests on: of each name, and of each baseline, None for what is not there."""


@lru_cache(1024)
def asked(objective: Objective) -> Asked:
    """Raises Unparsed."""
    given: dict[str, Expression] = {}
    for field, kind in EXPRESSIONS:
        if text := getattr(objective, field):
            try:
                given[field] = parse(text, kind)
            except ExpressionError as error:
                raise Unparsed(f"{field}, {error}") from error
    names = dict.fromkeys(name for each in given.values() for name in each.names)
    baselines = dict.fromkeys(name for each in given.values() for name in each.baselines)
    proving = dict.fromkeys(name for field in ("guard", "target") if field in given for name in given[field].names)
    of_target = demand(objective)
    beside = msgspec.structs.replace(of_target, samples=1)
    return Asked(objective, given, tuple(names), tuple(baselines), tuple(proving), of_target, beside)


def facts(question: Asked, evidence: Evidence) -> Facts:
    """What there is for it."""
    of_target, beside, now = question.demand, question.beside, evidence.now
    found: list[Fact | None] = []
    for name in question.names:
        metric = evidence.metrics.get(name)
        if metric is None:
            found.append(None)
            continue
        lack = lacking(metric, of_target, now)
        other = lack if lack is None or of_target.samples == 1 else lacking(metric, beside, now)
        found.append(Fact(metric.value, metric.unit, metric.grade, lack, other))
    recorded = evidence.baseline or {}
    return tuple(found), tuple(recorded.get(name) for name in question.baselines)


class Case:
    """What is asked beside what there is."""

    def __init__(self, question: Asked, facts: Facts) -> None:
        self.asked = question
        self.facts: Mapping[str, Fact] = {
            name: fact for name, fact in zip(question.names, facts[0], strict=True) if fact is not None
        }
        self.baseline: Mapping[str, float] = {
            name: value for name, value in zip(question.baselines, facts[1], strict=True) if value is not None
        }
        self.why = {name: fact.lack[1] for name, fact in self.facts.items() if fact.lack is not None}
        self.readings = self._readings({name: fact.lack for name, fact in self.facts.items()})
        self._beside = self.readings
        if question.demand.samples > 1:
            self._beside = self._readings({name: fact.beside for name, fact in self.facts.items()})

    def _readings(self, lacks: Mapping[str, tuple[Lack, str] | None]) -> Readings:
        fresh = {name: self.facts[name].value for name, lack in lacks.items() if lack is None}
        return Readings(fresh, {name: lack[0] for name, lack in lacks.items() if lack is not None}, self.baseline)

    def over(self, field: str) -> Readings:
        """What the expression in a field is evaluated over."""
        return self._beside if field in ("when", "guard") else self.readings

    def part(self, field: str) -> Part | None:
        """How the condition in a field stands; None where there is none."""
        expression = self.asked.given.get(field)
        if expression is None:
            return None
        readings = self.over(field)
        outcome = expression.evaluate(readings)
        if outcome.value is None:
            return Part(None, lambda: undecided(outcome, self.why), outcome.lack)
        return Part(bool(outcome.value), lambda: decided(expression.tree, Seen(readings, self._units())))

    def _units(self) -> dict[str, str]:
        return {name: fact.unit for name, fact in self.facts.items()}

    def target(self) -> Part | None:
        """A target that holds though nothing that it speaks of was measured has proven nothing."""
        part = self.part("target")
        if part is None or not part.holds:
            return part
        names = self.asked.given["target"].names
        if any(name in self.readings.fresh for name in names):
            return part
        said = Said("it proves nothing: it names no metric", "let the target name a metric")
        if names:
            what = f"nothing that it speaks of is measured: {', '.join(names)}"
            said = Said(f"it proves nothing: {what}", how_to_measure(names[0]))
        return Part(None, lambda: said, "unknown")
