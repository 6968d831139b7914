"""What is known of scenarios now, from when they ran last."""

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from mastery_tui.config.goals import Scenario
from mastery_tui.evidence.record import Measurement
from mastery_tui.model.metric import Metric

PREFIX = "scenario"
UNITS = {"throughput_per_s": "per s", "peak_memory_mib": "MiB", "error_percent": "%", "cpu_s": "s", "recovery_s": "s"}
"""All others are in ms."""
Last = tuple[Measurement, float, str]
"""When a scenario ran last: what came of it, the moment in seconds, and the id of the tree."""

OTHER_TREE = "measured on another tree: mastery scenario run"
OTHER_SETTINGS = "its settings have changed since: mastery scenario run"
_NO_MATTER = ("title",)


def sha_of(scenario: Scenario) -> str:
    """A digest of what decides its figures."""
    said = {name: value for name, value in msgspec.to_builtins(scenario).items() if name not in _NO_MATTER}
    return hashlib.sha256(msgspec.json.encode(said, order="deterministic")).hexdigest()


def metrics_of(
    scenarios: Iterable[Scenario], last: Mapping[str, Last], tree: str, generation: int
) -> dict[str, Metric]:
    """By name: scenario.ID.p95_ms and so on. E2 where it ran on this very `tree` with the settings of now, else E1.

    One that was never run, or is in the settings no more, is not there. A run that failed is no sample of a time.
    """
    found: dict[str, Metric] = {}
    for scenario in scenarios:
        if scenario.id not in last:
            continue
        event, at, its_tree = last[scenario.id]
        note = note_of(scenario, event, its_tree, tree)
        for name, value in event.values.items():
            found[f"{PREFIX}.{scenario.id}.{name}"] = Metric(
                value=value,
                unit=UNITS.get(name, "ms"),
                grade="E1" if note else "E2",
                generation=0 if note else generation,
                source=f"scenario {scenario.id}",
                note=note,
                samples=max(1, event.runs - event.failed) if name.endswith("_ms") else event.runs,
                at=at,
            )
    return found


def note_of(scenario: Scenario, event: Measurement, its_tree: str, tree: str) -> str:
    """Why what was measured does not hold for this tree; "" where it does."""
    if event.sha != sha_of(scenario):
        return OTHER_SETTINGS
    return "" if its_tree and its_tree == tree else OTHER_TREE
