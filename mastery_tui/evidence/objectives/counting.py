"""Which metrics count as evidence for what is asked, and why the others do not."""

import math
from collections.abc import Iterable, Mapping

import msgspec

from mastery_tui.config.goals import Objective
from mastery_tui.evidence.expressions import Lack, Readings
from mastery_tui.evidence.objectives.words import line
from mastery_tui.model.metric import GRADES, Grade, Metric

_SECONDS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_RANK = {grade: number for number, grade in enumerate(GRADES)}
_AHEAD = 86_400.0
"""Clocks differ; what was measured later than this many seconds from now was not measured then."""


class Demand(msgspec.Struct, frozen=True, gc=False):
    """The least evidence that counts; `within` is an age as the settings write it, "" for any."""

    grade: Grade = "E2"
    within: str = ""
    samples: int = 1


class Counted(msgspec.Struct, frozen=True, gc=False):
    """The readings for an expression; `why` says of each name that is held back why it is."""

    readings: Readings
    why: Mapping[str, str]


def demand(objective: Objective) -> Demand:
    return Demand(objective.evidence, objective.stale_after or "", objective.min_samples)


def counted(
    names: Iterable[str],
    metrics: Mapping[str, Metric],
    baseline: Mapping[str, float] | None,
    demand: Demand,
    now: float,
) -> Counted:
    """The names as far as they were measured, each as what it counts."""
    fresh: dict[str, float] = {}
    held: dict[str, Lack] = {}
    why: dict[str, str] = {}
    for name in names:
        metric = metrics.get(name)
        if metric is None:
            continue
        lack = lacking(metric, demand, now)
        if lack is None:
            fresh[name] = metric.value
        else:
            held[name], why[name] = lack
    return Counted(Readings(fresh, held, baseline or {}), why)


def lacking(metric: Metric, demand: Demand, now: float) -> tuple[Lack, str] | None:
    """As what a metric does not count and why, None when it does."""
    asked = _RANK[demand.grade]
    if _RANK[metric.grade] >= asked and metric.samples >= demand.samples and not (demand.within and metric.at):
        return None
    if metric.grade == "E0" and asked > 0:
        return "unknown", "only configured, nothing has run"
    if metric.samples < demand.samples:
        return "unknown", f"{metric.samples:,} of {demand.samples:,} samples"
    if _RANK[metric.grade] < asked:
        return "stale", line(metric.note) or "it is of another tree, or of a part of this one"
    if demand.within and metric.at:
        age = now - metric.at
        if not math.isfinite(age) or age < -_AHEAD:
            return "stale", "it says that it was measured in the future"
        if age > seconds(demand.within):
            return "stale", f"measured {_age(age)} ago, and counts for {demand.within}"
    return None


def seconds(duration: str) -> int:
    """Of a duration as the settings write it: 90s, 15m, 12h, 7d, 2w."""
    return int(duration[:-1]) * _SECONDS[duration[-1]]


def _age(age: float) -> str:
    for unit in ("d", "h", "m"):
        if age >= _SECONDS[unit]:
            return f"{age / _SECONDS[unit]:.0f}{unit}"
    return f"{age:.0f}s"
