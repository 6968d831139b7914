"""What is known of a scenario that ran: on this tree, on another one, with other settings, not at all."""

import pytest
from msgspec.structs import replace

from mastery_tui.config.goals import Scenario
from mastery_tui.evidence.record import Measurement
from mastery_tui.evidence.scenarios.metrics import OTHER_SETTINGS, OTHER_TREE, metrics_of, sha_of

SCENARIO = Scenario("start", ("true",), runs=40)
RAN = Measurement("start", {"p95_ms": 12.5, "error_percent": 0.0, "peak_memory_mib": 9.0}, 40, 0, sha_of(SCENARIO))
MOMENT = 1_000.0

CASES = {
    "this tree": (SCENARIO, RAN, "t1", "t1", "E2", ""),
    "another tree": (SCENARIO, RAN, "t0", "t1", "E1", OTHER_TREE),
    "a tree that changed meanwhile": (SCENARIO, RAN, "", "t1", "E1", OTHER_TREE),
    "no tree is known": (SCENARIO, RAN, "", "", "E1", OTHER_TREE),
    "other settings": (replace(SCENARIO, concurrency=2), RAN, "t1", "t1", "E1", OTHER_SETTINGS),
    "another command": (replace(SCENARIO, command=("false",)), RAN, "t1", "t1", "E1", OTHER_SETTINGS),
    "another title": (replace(SCENARIO, title="x"), RAN, "t1", "t1", "E2", ""),
    "an event of no settings": (SCENARIO, replace(RAN, sha=""), "t1", "t1", "E1", OTHER_SETTINGS),
}


@pytest.mark.parametrize("case", CASES)
def test_how_good_what_was_measured_is(case):
    scenario, event, its_tree, tree, grade, note = CASES[case]
    found = metrics_of([scenario], {"start": (event, MOMENT, its_tree)}, tree, 7)
    assert set(found) == {f"scenario.start.{name}" for name in RAN.values}
    p95 = found["scenario.start.p95_ms"]
    assert (p95.value, p95.unit, p95.grade, p95.note, p95.samples, p95.at) == (12.5, "ms", grade, note, 40, MOMENT)
    assert p95.generation == (7 if grade == "E2" else 0)
    assert {metric.unit for metric in found.values()} == {"ms", "%", "MiB"}


def test_a_run_that_failed_is_no_sample_of_a_time():
    event = replace(RAN, failed=30)
    found = metrics_of([SCENARIO], {"start": (event, MOMENT, "t1")}, "t1", 7)
    assert (found["scenario.start.p95_ms"].samples, found["scenario.start.error_percent"].samples) == (10, 40)


def test_one_that_never_ran_or_is_asked_for_no_more_is_unknown():
    assert metrics_of([SCENARIO], {}, "t1", 7) == {}
    assert metrics_of([], {"start": (RAN, MOMENT, "t1")}, "t1", 7) == {}


def test_every_option_but_the_title_counts():
    others = [
        {"command": ("x",)}, {"runs": 3}, {"concurrency": 3}, {"warmup": 3}, {"timeout_s": 3.0}, {"exit_code": 3},
        {"stdout": "x"}, {"cwd": "x"}, {"memory_mib": 3}, {"recovery": ("x",)},
    ]  # fmt: skip
    shas = {sha_of(replace(SCENARIO, **other)) for other in others}
    assert len(shas | {sha_of(SCENARIO)}) == len(others) + 1 == len(Scenario.__struct_fields__) - 1
