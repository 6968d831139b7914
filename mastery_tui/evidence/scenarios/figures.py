"""From the runs of a scenario to its figures."""

import math
from collections.abc import Sequence
from statistics import fmean

import msgspec

PERCENTILES = (50, 95, 99)
MIB = 1 << 20


class Run(msgspec.Struct, frozen=True, gc=False):
    """One run: seconds from start to end, CPU seconds and peak bytes with all below it.

    `failed` says why it did not end as expected, "" where it did; `timed_out`: because it took too long.
    """

    seconds: float
    cpu_s: float = 0.0
    peak_bytes: int = 0
    failed: str = ""
    timed_out: bool = False


def figures(runs: Sequence[Run], wall_s: float, recovery_s: float | None = None) -> dict[str, float]:
    """The metrics of a scenario without their prefix; what cannot be told from so many runs is absent.

    Times are of the runs that ended as expected and of those that took too long, which lasted at least that long: so
    what fails at once is not quick, and what hangs is not left out. `wall_s` is how long all runs took together.
    Memory and CPU are of all runs, where any did its work: a command that only fails is not frugal.
    """
    worked = [run for run in runs if not run.failed or run.timed_out]
    times = [1000.0 * run.seconds for run in worked]
    found: dict[str, float] = {}
    for percent in PERCENTILES:
        value = percentile(times, percent)
        if value is not None:
            found[f"p{percent}_ms"] = value
    if times:
        found["mean_ms"] = fmean(times)
        found["max_ms"] = max(times)
    if runs:
        found["error_percent"] = 100.0 * sum(bool(run.failed) for run in runs) / len(runs)
        if wall_s > 0:
            found["throughput_per_s"] = sum(not run.failed for run in runs) / wall_s
    measured = [run for run in runs if run.peak_bytes] if worked else []
    if measured:
        found["peak_memory_mib"] = max(run.peak_bytes for run in measured) / MIB
        found["cpu_s"] = fmean(run.cpu_s for run in measured)
    if recovery_s is not None:
        found["recovery_s"] = recovery_s
    return found


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The nearest-rank percentile: the smallest value that at least `percent` % of the values do not exceed.

    None with fewer than 100 / (100 - percent) values: so few have none beyond it, and it would only be the largest
    under another name. The 99th takes 100 values, the 95th takes 20.
    """
    if not values or len(values) * (100 - percent) < 100:
        return None
    return sorted(values)[math.ceil(len(values) * percent / 100) - 1]
