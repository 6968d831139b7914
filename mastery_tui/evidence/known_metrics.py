"""All metrics of a State: those of its checks, and those that are known beside them."""

from collections.abc import Mapping

from msgspec.structs import replace

from mastery_tui.evidence.measures import metrics
from mastery_tui.model.metric import GRADES, Metric
from mastery_tui.model.state import State

EARLIER = "of the tree before the last change"


def known_metrics(state: State) -> dict[str, Metric]:
    """By dotted name. What was known of an older tree is E1 on this one."""
    beside: Mapping[str, Metric] = state.proof.metrics
    if state.proof.generation != state.generation:
        beside = {name: _earlier(metric) for name, metric in beside.items()}
    return dict(sorted(merged(metrics(state), beside).items()))


def merged(one: Mapping[str, Metric], other: Mapping[str, Metric]) -> dict[str, Metric]:
    """Both; of a name that is in both, the better grade counts, and of two equal ones the first."""
    found = dict(one)
    for name, metric in other.items():
        known = found.get(name)
        if known is None or GRADES.index(metric.grade) > GRADES.index(known.grade):
            found[name] = metric
    return found


def _earlier(metric: Metric) -> Metric:
    return replace(metric, grade="E1", note=metric.note or EARLIER) if metric.grade == "E2" else metric
