"""What becomes the baseline: the metrics of this very tree, and the key figures as `kpi.NAME`."""

from math import isfinite

from mastery_tui.evidence.known_metrics import known_metrics
from mastery_tui.model.metric import Metric
from mastery_tui.model.state import State

KPI = "kpi."


def comparable(state: State) -> dict[str, Metric]:
    """All that can be compared with a baseline, each with its grade."""
    return {**known_metrics(state), **_figures(state)}


def baseline_of(state: State) -> dict[str, float]:
    """The values of what is of this very tree; empty where next to nothing is."""
    values = {
        name: metric.value
        for name, metric in comparable(state).items()
        if metric.grade == "E2" and isfinite(metric.value)
    }
    measured = [name for name in values if not name.startswith(KPI)]
    return values if len(measured) > 1 else {}  # `files` alone is known of an empty tree


def _figures(state: State) -> dict[str, Metric]:
    known = [one for one in state.proof.kpis if one.value is not None]
    return {f"{KPI}{one.id}": Metric(one.value or 0.0, one.unit, "E2", state.proof.generation) for one in known}
