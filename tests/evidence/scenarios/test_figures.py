"""From runs to figures, against counting and the standard library."""

import statistics

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.evidence.scenarios.figures import PERCENTILES, Run, figures, percentile

VALUES = st.lists(st.floats(0, 1e6), min_size=1, max_size=300)


@settings(max_examples=300)
@given(VALUES, st.integers(1, 99))
def test_a_percentile_is_the_smallest_value_that_so_many_do_not_exceed(values, percent):
    found = percentile(values, percent)
    if len(values) < 100 / (100 - percent):
        assert found is None
        return
    enough = [v for v in values if sum(other <= v for other in values) * 100 >= percent * len(values)]
    assert found == min(enough)


@given(st.integers(1, 400))
def test_of_1_to_n_the_rank_is_the_value(n):
    values = [float(v) for v in range(n, 0, -1)]
    assert percentile(values, 50) == (None if n < 2 else float(-(-n // 2)))
    cut = statistics.quantiles(values, n=100, method="inclusive") if n > 1 else []
    for percent in PERCENTILES:
        found = percentile(values, percent)
        if found is not None:
            assert abs(found - cut[percent - 1]) <= 1.0  # interpolation differs by less than one rank


def test_few_runs_have_no_high_percentiles():
    known = {n: [p for p in PERCENTILES if percentile([1.0] * n, p) is not None] for n in (1, 2, 19, 20, 99, 100)}
    assert known == {1: [], 2: [50], 19: [50], 20: [50, 95], 99: [50, 95], 100: [50, 95, 99]}


GOOD = Run(0.1, 0.05, 10 << 20)
FAST_FAILURE = Run(0.001, 0.001, 5 << 20, "ended with 1")
HUNG = Run(2.0, 0.5, 30 << 20, "ran longer than 2 s", timed_out=True)


def test_a_quick_failure_is_not_quick_and_what_hangs_is_not_left_out():
    found = figures([GOOD] * 6 + [FAST_FAILURE] * 3 + [HUNG], wall_s=4.0)
    assert found["p50_ms"] == pytest.approx(100)
    assert found["max_ms"] == pytest.approx(2000)
    assert found["mean_ms"] == pytest.approx((6 * 100 + 2000) / 7)
    assert found["error_percent"] == 40.0
    assert found["throughput_per_s"] == 1.5
    assert found["peak_memory_mib"] == 30.0
    assert found["cpu_s"] == pytest.approx((6 * 0.05 + 3 * 0.001 + 0.5) / 10)
    assert "recovery_s" not in found
    assert "p95_ms" not in found


def test_what_is_not_known_is_absent():
    assert figures([], 0.0) == {}
    all_failed = figures([FAST_FAILURE] * 30, 1.0, 0.0)
    assert {"p50_ms", "p95_ms", "mean_ms", "max_ms", "peak_memory_mib", "cpu_s"}.isdisjoint(all_failed)
    assert (all_failed["error_percent"], all_failed["throughput_per_s"], all_failed["recovery_s"]) == (100.0, 0.0, 0.0)
    assert {"peak_memory_mib", "cpu_s"}.isdisjoint(figures([Run(0.1)], 1.0))
