"""Key figures: every one of them held against a brute force over all rows, at any moment."""

import math
import statistics
import time
from collections.abc import Callable, Container, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.config.goals import KpiTarget
from mastery_tui.evidence.kpis.figures import DEBT, Figures, kpis
from mastery_tui.evidence.kpis.targets import KPIS, targets
from mastery_tui.evidence.record import Event, Judged, Measured, Settled
from mastery_tui.model.proof import Kpi, ObjectiveState, ProjectState, VerdictName

DAY = 86_400.0
TARGETS = targets({})[0]
Rows = list[tuple[float, Event]]
Found = tuple[float | None, list[float]]
Known = list[tuple[float, float | None]]

RUNS = st.builds(
    lambda holds, passed, failed, latency, tests: Settled(
        holds, tests={"passed": passed, "failed": failed, "skipped": 3}, latency_ms=latency, tests_s=tests, added=passed
    ),
    st.sampled_from([True, False, None]),
    st.integers(0, 3),
    st.integers(0, 2),
    st.sampled_from([0.0, 100.0, 250.0, 999.0]),
    st.sampled_from([0.0, 0.5, 3.0]),
)
VALUE = st.none() | st.tuples(st.sampled_from([0.0, 30.0, 45.5]), st.just("E2"))
MEASURED = st.builds(lambda name, value: Measured({name: value}), st.sampled_from([DEBT, DEBT, "loc"]), VALUE)
JUDGED = st.builds(
    lambda one, verdict: Judged("p", one, verdict),
    st.sampled_from("abc"),
    st.sampled_from(["pass", "warn", "fail", "stale", "unknown", "n/a", "error"]),
)


@st.composite
def histories(draw: st.DrawFn) -> Rows:
    at, rows = 1000.0, []
    for event in draw(st.lists(RUNS | RUNS | MEASURED | JUDGED, max_size=40)):
        at += draw(st.sampled_from([60.0, 900.0, 20_000.0, DAY, 5 * DAY]))
        rows.append((at, event))
    return rows


def days_of(rows: list[tuple[float, float]], today: int) -> list[list[float]]:
    """The values of each day of the last thirty that has any."""
    grouped: dict[int, list[float]] = {}
    for at, value in rows:
        if today - 30 < int(at // DAY) <= today:
            grouped.setdefault(int(at // DAY), []).append(value)
    return [grouped[day] for day in sorted(grouped)]


def share(rows: list[tuple[float, float]], today: int) -> Found:
    days = days_of(rows, today)
    everything = [value for day in days for value in day]
    return (100 * statistics.fmean(everything) if everything else None), [100 * statistics.fmean(day) for day in days]


def folded(rows: list[tuple[float, float]], today: int, fold: Callable[[list[float]], float]) -> Found:
    days = days_of(rows, today)
    everything = [value for day in days for value in day]
    return (fold(everything) if everything else None), [fold(day) for day in days]


def p95(values: list[float]) -> float:
    return next(value for value in sorted(values) if sum(each <= value for each in values) >= 0.95 * len(values))


def last(rows: Known, day: int) -> float | None:
    return next((value for at, value in reversed(rows) if at // DAY <= day), None)


def rises_and_falls(runs: list[tuple[float, Settled]]) -> Iterator[tuple[float, Settled, bool]]:
    """Each decided run at which the colour is another one than before; the first green one counts, too."""
    before: bool | None = None
    for at, run in runs:
        if run.holds is not None and run.holds is not before:
            before = run.holds
            yield at, run, run.holds


def times_of(runs: list[tuple[float, Settled]]) -> tuple[list[tuple[float, float]], ...]:
    """Minutes from red to green and from the edit that broke it to green; hours from green to red."""
    recovered, cycled, between = [], [], []
    for (was_at, was, _), (at, _, holds) in pairwise(rises_and_falls(runs)):
        if holds:
            recovered.append((at, (at - was_at) / 60))
            cycled.append((at, (at - was_at + was.latency_ms / 1000) / 60))
        else:
            between.append((at, (at - was_at) / 3600))
    return recovered, cycled, between


def debt_moved(rows: Rows, today: int) -> Found:
    debts: Known = [(at, event.values[DEBT][0] if event.values[DEBT] else None) for at, event in rows
                    if isinstance(event, Measured) and DEBT in event.values]  # fmt: skip
    pairs = [(last(debts, day), last(debts, day - 7)) for day in range(today - 29, today + 1)]
    moved = [now - was if now is not None and was is not None else None for now, was in pairs]
    return moved[-1], [value for value in moved if value is not None]


def standing(rows: Rows, today: int, counted: Container[str]) -> Found:
    """The share of the objectives that apply whose last verdict is one of those counted."""
    verdicts: dict[str, str] = {}
    shares: Known = []
    for at, event in rows:
        if isinstance(event, Judged):
            verdicts[event.objective] = event.verdict
            apply = [verdict for verdict in verdicts.values() if verdict != "n/a"]
            shares.append((at, 100 * sum(one in counted for one in apply) / len(apply) if apply else None))
    trail = [last(shares, day) for day in range(today - 29, today + 1)]
    return last(shares, today), [value for value in trail if value is not None]


def failures(runs: list[tuple[float, Settled]]) -> list[tuple[float, float]]:
    return [
        (at, float(name == "failed"))
        for at, run in runs
        for name in ("passed", "failed")
        for _ in range(run.tests[name])
    ]


def brute(rows: Rows, now: float) -> dict[str, Found]:
    today = int(now // DAY)
    runs = [(at, event) for at, event in rows if isinstance(event, Settled)]
    recovered, cycled, between = times_of(runs)
    latencies = [(at, run.latency_ms) for at, run in runs if run.latency_ms]
    return {
        "pass_rate": share([(at, float(run.holds)) for at, run in runs if run.holds is not None], today),
        "error_rate": share(failures(runs), today),
        "recovery": folded(recovered, today, statistics.median),
        "between_failures": folded(between, today, statistics.median),
        "cycle_time": folded(cycled, today, statistics.median),
        "debt_trend": debt_moved(rows, today),
        "latency_p50": folded(latencies, today, statistics.median),
        "latency_p95": folded(latencies, today, p95),
        "test_duration": folded([(at, run.tests_s) for at, run in runs if run.tests_s], today, statistics.median),
        "objectives_met": standing(rows, today, {"pass"}),
        "evidence_coverage": standing(rows, today, {"pass", "warn", "fail"}),
    }


def agree(figures: Figures, rows: Rows, now: float) -> None:
    found, expected = figures.found(int(now // DAY)), brute(rows, now)
    assert list(found) == list(expected) == list(KPIS)
    for name, (value, trail) in expected.items():
        assert found[name][0] == (value if value is None else pytest.approx(value)), name
        assert list(found[name][2]) == pytest.approx(trail), name


@settings(max_examples=120)
@given(histories(), st.integers(1, 12), st.sampled_from([0.0, 3600.0, 9 * DAY, 40 * DAY]))
def test_any_history_gives_what_a_look_at_all_rows_gives(rows: Rows, every: int, later: float) -> None:
    figures = Figures()
    for n, (at, event) in enumerate(rows):
        figures.take(at, event)
        if n % every == 0:  # asked in between, so that windows were made and move on
            agree(figures, rows[: n + 1], at)
    agree(figures, rows, (rows[-1][0] if rows else 0.0) + later)


def by_id(figures: Figures, now: float, **more: object) -> dict[str, Kpi]:
    return {one.id: one for one in kpis(figures, TARGETS, None, now, **more)}  # type: ignore[arg-type]


def test_nothing_is_unknown_and_says_how_much_it_takes() -> None:
    found = by_id(Figures(), 0.0)
    assert {one.verdict for one in found.values()} == {"unknown"}
    assert all(one.value is None and one.trail == () and one.target is not None for one in found.values())
    assert found["pass_rate"].reason == "too few decided runs: 0 of 5"


@pytest.mark.parametrize(("greens", "reds", "verdict"), [(4, 0, "unknown"), (5, 0, "pass"), (8, 2, "pass"),
                                                         (7, 3, "fail")])  # fmt: skip
def test_too_few_prove_nothing_and_the_target_decides(greens: int, reds: int, verdict: str) -> None:
    figures = Figures()
    for n in range(greens + reds):
        figures.take(60.0 * n, Settled(n < greens))
    assert by_id(figures, 900.0)["pass_rate"].verdict == verdict
    aged = by_id(figures, 900.0 + 31 * DAY)["pass_rate"]
    assert (aged.verdict, aged.value) == ("unknown", None)


def test_targets_are_overridden_and_names_that_are_none_are_told() -> None:
    found, strange = targets({"pass_rate": KpiTarget(99.0), "speed": KpiTarget(1.0)})
    assert (found["pass_rate"], found["recovery"], strange) == (99.0, 15.0, ("speed",))
    assert set(found) == set(KPIS)


def test_a_figure_is_compared_with_the_baseline() -> None:
    found = kpis(Figures(), TARGETS, {"kpi.recovery": 4.0, "loc": 9.0}, 0.0)
    assert {one.id: one.baseline for one in found if one.baseline is not None} == {"recovery": 4.0}


@pytest.mark.parametrize(("grade", "verdict"), [("E2", "pass"), ("E1", "stale"), ("E0", "stale")])
def test_old_debt_is_never_a_pass(grade: str, verdict: str) -> None:
    figures = Figures()
    figures.take(0.0, Measured({DEBT: (90.0, "E2")}))
    figures.take(8 * DAY, Measured({DEBT: (60.0, grade)}))
    one = by_id(figures, 8 * DAY)["debt_trend"]
    assert (one.value, one.verdict) == (-30.0, verdict)
    figures.take(9 * DAY, Measured({DEBT: None}))
    assert by_id(figures, 9 * DAY)["debt_trend"].verdict == "unknown"


def objective(verdict: VerdictName) -> ObjectiveState:
    return ObjectiveState("p", verdict, verdict, "", "technical", verdict)


def test_what_stands_now_comes_before_what_was_recorded() -> None:
    figures = Figures()
    figures.take(0.0, Judged("p", "gone", "pass"))
    shown = ProjectState("p", "p", None, 0.0, tuple(map(objective, ("pass", "fail", "unknown", "stale", "n/a"))))
    found = by_id(figures, 0.0, projects=(shown,))
    assert (found["objectives_met"].value, found["evidence_coverage"].value) == (25.0, 50.0)
    assert by_id(figures, 0.0, projects=())["objectives_met"].verdict == "unknown"
    assert by_id(figures, 0.0)["objectives_met"].verdict == "pass"


@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=20))
def test_times_that_jump_break_nothing(times: list[float]) -> None:
    figures = Figures()
    for n, at in enumerate(times):
        figures.take(at, Settled(n % 2 == 0, latency_ms=5.0, tests={"passed": 1}))
    for one in kpis(figures, TARGETS, None, times[0]):
        assert all(math.isfinite(value) and value >= 0 for value in one.trail)


def test_many_rows_cost_little_and_one_more_next_to_nothing() -> None:
    figures = Figures()
    before = time.process_time()
    for n in range(50_000):
        figures.take(50.0 * n, Settled(n % 5 != 0, tests={"passed": 9}, latency_ms=float(n % 700), tests_s=1.0 + n % 7))
    assert time.process_time() - before < 2.0
    now = 50.0 * 50_000
    kpis(figures, TARGETS, None, now)
    before = time.process_time()
    for n in range(20):
        figures.take(now + n, Settled(True, tests={"passed": 9}, latency_ms=5.0))
        kpis(figures, TARGETS, None, now + n)
    assert (time.process_time() - before) / 20 < 0.01


@settings(max_examples=30)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 2), st.sampled_from([60.0, 900.0, DAY])), max_size=20))
def test_two_dashboards_that_record_the_same_saves_count_once(saves: list[tuple[bool, int, float]]) -> None:
    one, two, at = Figures(), Figures(), 0.0
    for n, (holds, failed, wait) in enumerate(saves):
        at += wait
        run = Settled(holds, tests={"passed": 5, "failed": failed}, changed=(f"{n}.py",), files=1, latency_ms=800.0)
        one.take(at, run)
        two.take(at, run)
        two.take(at + 0.4, replace(run, latency_ms=1200.0, added=7))  # as one says that was opened just now
    assert one.found(int(at // DAY)) == two.found(int(at // DAY))


def test_the_table_in_the_docs_is_that_of_the_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "cycle.md").read_text("utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| `")]
    told = {row[0].strip("`"): tuple(row[2:]) for row in rows if len(row) == 5}
    assert told == {
        name: (about.unit, f"{'>=' if about.better > 0 else '<='} {about.target:,.0f}", str(about.least))
        for name, about in KPIS.items()
    }
