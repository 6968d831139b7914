"""For how long something is better than its baseline: a fold, held against going through all of it day by day."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.evidence.levels.sustained import DAY_S, Sustained, directions
from mastery_tui.evidence.record import Baseline, Event, Measured

NAMES = ("a", "b")
BETTER = {"a": 1, "b": -1}
VALUE = st.sampled_from((1.0, 2.0, 3.0))
EVENT = st.one_of(
    st.builds(Measured, st.dictionaries(st.sampled_from(NAMES), st.tuples(VALUE, st.just("E2")) | st.none())),
    st.builds(Measured, st.dictionaries(st.sampled_from(NAMES), st.tuples(VALUE, st.just("E1")))),
    st.builds(Baseline, st.dictionaries(st.sampled_from(NAMES), VALUE)),
)


def states(events: list[Event]) -> list[dict[str, int | None]]:
    """After each event, per metric with a baseline: +1 better, 0 the same, -1 worse, None unknown."""
    values: dict[str, float] = {}
    baseline: dict[str, float] = {}
    found = []
    for event in events:
        if isinstance(event, Baseline):
            baseline = dict(event.values)
        elif isinstance(event, Measured):
            for name, told in event.values.items():
                if told is None:
                    values.pop(name, None)
                elif told[1] == "E2":
                    values[name] = told[0]
        signs = {
            name: None if name not in values else BETTER[name] * ((values[name] > mark) - (values[name] < mark))
            for name, mark in baseline.items()
        }
        found.append(signs)
    return found


def by_days(events: list[Event]) -> float | None:
    """Event n happens on day n, and it is the day after the last one."""
    history = states(events)
    if not history or not history[-1] or None in history[-1].values():
        return None
    names = history[-1].keys()

    def run(holds: dict[str, set[int]]) -> int:
        days = 0
        for signs in reversed(history):
            if not all(signs.get(name) in wanted for name, wanted in holds.items()):
                break
            days += 1
        return days

    return max(run({name: {1} if name == best else {0, 1} for name in names}) for best in names)


@given(st.lists(EVENT, max_size=15))
def test_the_fold_is_what_going_back_day_by_day_gives(events: list[Event]) -> None:
    sustained = Sustained()
    for day, event in enumerate(events):
        sustained.take(day * DAY_S, event)
    expected = by_days(events)
    found = sustained.days(BETTER, len(events) * DAY_S)
    assert found == expected if expected is None else found == pytest.approx(expected)


def test_other_events_and_clocks_that_were_set_back_do_no_harm() -> None:
    sustained = Sustained()
    sustained.take(9e9, Baseline({"a": 1.0}))
    sustained.take(9e9, Measured({"a": (2.0, "E2")}))
    sustained.take(0.0, None)
    assert sustained.days({"a": 1}, 0.0) == 0.0
    assert sustained.days({}, 9e9) is None


@pytest.mark.parametrize(
    ("expression", "found"),
    [
        ("coverage.line >= 80", {"coverage.line": 1}),
        ("80 < a and b <= baseline", {"a": 1, "b": -1}),
        ("0 < a <= 9", {}),
        ("not a > 9 or not (b < 1)", {"a": -1, "b": 1}),
        ("a == 3", {}),
        ("a + b > 3", {}),
        ("no expression (", {}),
    ],
)
def test_which_way_a_metric_is_better_is_in_what_is_asked_of_it(expression: str, found: dict[str, int]) -> None:
    assert directions([expression]) == found
