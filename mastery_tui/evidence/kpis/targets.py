"""The key figures: what each is, which way is better, what it has to reach, and how much it takes to say so."""

from collections.abc import Mapping

import msgspec

from mastery_tui.config.goals import KpiTarget

LESS, MORE = -1, 1
WINDOW_DAYS = 30
"""A figure is of the last so many days (UTC), today included; so is its trail."""


class About(msgspec.Struct, frozen=True):
    """A figure. Fewer than `least` samples in the window prove nothing."""

    title: str
    unit: str
    better: int
    target: float
    least: int
    samples: str
    means: str


KPIS: dict[str, About] = {
    "pass_rate": About("pass rate", "%", MORE, 80.0, 5, "decided runs", "runs whose gate held, of all decided"),
    "error_rate": About(
        "error rate", "%", LESS, 2.0, 20, "test results", "tests that failed or broke, of all that ran"
    ),
    "recovery": About("time to recovery", "min", LESS, 15.0, 3, "recoveries", "from red to green, median"),
    "between_failures": About(
        "time between failures", "h", MORE, 1.0, 3, "failures after a pass", "from green to the next red, median"
    ),
    "cycle_time": About(
        "cycle time",
        "min",
        LESS,
        20.0,
        3,
        "closed cycles",
        "from the start of the run that turned red to the pass, median",
    ),
    "debt_trend": About(
        "debt trend", "min/week", LESS, 0.0, 1, "weeks of history", "technical debt now less that of a week ago"
    ),
    "latency_p50": About("save to result, half", "ms", LESS, 1_000.0, 10, "runs", "median of all runs"),
    "latency_p95": About("save to result, slow", "ms", LESS, 5_000.0, 20, "runs", "95 of 100 runs are quicker"),
    "test_duration": About(
        "test time", "s", LESS, 60.0, 1, "runs with tests", "all tests, median of the runs that had any"
    ),
    "objectives_met": About(
        "objectives met", "%", MORE, 80.0, 1, "objectives", "objectives that pass, of all that apply"
    ),
    "evidence_coverage": About(
        "evidence coverage",
        "%",
        MORE,
        90.0,
        1,
        "objectives",
        "objectives with evidence of this tree, of all that apply",
    ),
}


def targets(wanted: Mapping[str, KpiTarget]) -> tuple[dict[str, float], tuple[str, ...]]:
    """The target of every figure, those of `wanted` (Goals.kpis) first; and the names that are none."""
    found = {name: wanted[name].target if name in wanted else about.target for name, about in KPIS.items()}
    return found, tuple(name for name in wanted if name not in KPIS)
