"""The trend pane: sparklines that do not mislead, gaps that are no zeros, a chart where there is room."""

import asyncio
import random
from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from mastery_tui.model.state import Sample, State
from mastery_tui.model.trend import DEFAULT, KNOWN
from mastery_tui.ui.cells import width_of
from mastery_tui.ui.panes.trend_lines import Course, by_commit, change, courses, large, number, rows
from mastery_tui.ui.spark import BLOCKS, GAP, chart, levels, sparkline
from tests.ui.grid import dashboard, grid, shown
from tests.ui.states import NOON, green

CHANCE = random.Random(20)  # noqa: S311
SERIES = [[CHANCE.uniform(-1e6, 1e6) for _ in range(2 + length % 50)] for length in range(60)]


@pytest.mark.parametrize("values", SERIES)
def test_a_sparkline_keeps_the_order_and_uses_the_whole_range(values: list[float]) -> None:
    found = [level for level in levels(values, 8) if level is not None]
    pairs = sorted(zip(values, found, strict=True))
    assert [level for _, level in pairs] == sorted(found)
    assert found[values.index(min(values))] == 0
    assert found[values.index(max(values))] == 7


@pytest.mark.parametrize("value", [0.0, -3.5, 1e12])
def test_what_does_not_change_is_neither_high_nor_low(value: float) -> None:
    assert sparkline([value] * 5) == BLOCKS[3] * 5


def test_what_is_not_known_is_a_gap_and_moves_nothing_else() -> None:
    assert sparkline([1, None, 3]) == f"{BLOCKS[0]}{GAP}{BLOCKS[-1]}"
    assert sparkline([None, None]) == GAP * 2
    assert sparkline([]) == ""


@pytest.mark.parametrize("values", SERIES[:20])
def test_a_chart_is_as_high_as_its_greatest_value(values: list[float]) -> None:
    drawn = chart(values, 60, 6)
    assert {len(row) for row in drawn} == {60}
    wide = max(1, min(8, 60 // len(values)))
    heights = [sum(row[n * wide] != " " for row in drawn) for n in range(len(values))]
    pairs = sorted(zip(values, heights, strict=True))
    assert [height for _, height in pairs] == sorted(heights)
    assert heights[values.index(min(values))] == 1
    assert drawn[0][values.index(max(values)) * wide] == "█"


def course(made: Sequence[Sample], name: str) -> Course:
    return courses(made, [name])[0]


def samples(*values: float | None, name: str = "findings", checks: str = "ruff") -> tuple[Sample, ...]:
    made = []
    for number_, value in enumerate(values):
        there = {f"{check}.findings": 1.0 for check in checks.split()}
        made.append(Sample(NOON + number_ * 60, number_, "", there if value is None else {**there, name: value}))
    return tuple(made)


CHANGES = [
    ("findings", (5, 3), "▼2 ✓ ", "ok"),
    ("findings", (3, 5), "▲2 ! ", "warning"),
    ("coverage.line", (80.0, 84.25), "▲4.2% ✓ ", "ok"),
    ("coverage.line", (84.0, 80.0), "▼4% ! ", "warning"),
    ("sloc", (1000, 1200), "▲200  ", "muted"),
    ("findings", (4, 9, 4), "= ", "muted"),
    ("complexity.mean", (3.001, 3.002), "= ", "muted"),  # nothing that a number can show
    ("settle.latency_ms", (90, 1200), "▲1.1 s ! ", "warning"),
    ("findings", (4,), "", ""),
    ("findings", (4, 5, None), "", ""),  # what it is now is unknown
]


@pytest.mark.parametrize(("name", "values", "text", "role"), CHANGES)
def test_a_change_says_which_way_and_whether_that_is_better(name, values, text, role) -> None:
    pieces = change(course(samples(*values, name=name), name))
    assert "".join(piece for piece, _ in pieces) == text
    assert not pieces or pieces[0][1] == role


def test_a_change_too_small_for_its_number_is_not_drawn() -> None:
    shown_ = course(samples(3.2301, 3.2302, 3.2299, name="complexity.mean"), "complexity.mean")
    assert sparkline(shown_.values) == BLOCKS[3] * 3


def test_findings_of_other_checks_do_not_compare() -> None:
    mixed = (*samples(9, 8, checks="ruff tests"), *samples(3, 2, checks="ruff"))
    assert course(mixed, "findings").values == (None, None, 3, 2)
    assert course(samples(9, None, 8), "findings").values == (9, None, 8)


def test_the_last_sample_of_a_commit_speaks_for_it() -> None:
    made = [Sample(NOON + n, n, commit, {}) for n, commit in enumerate(["", "a", "a", "b", "a", "c", ""])]
    assert [one.generation for one in by_commit(made)] == [3, 4, 5]


NUMBERS = [(12.0, "findings", "12"), (1204.0, "lines", "1,204"), (84.26, "%", "84.3%"), (100.0, "%", "100%"),
           (3.456, "paths", "3.46"), (3.0, "paths", "3"), (61.2, "of 100", "61.2"), (84.0, "ms", "84 ms"),
           (1.25, "s", "1.2 s"), (0.0, "findings", "0")]  # fmt: skip


@pytest.mark.parametrize(("value", "unit", "text"), NUMBERS)
def test_numbers_are_short(value: float, unit: str, text: str) -> None:
    assert number(value, unit) == text


def grown(count: int) -> tuple[Sample, ...]:
    chance = random.Random(4)  # noqa: S311
    made = []
    for n in range(count):
        values = {name: chance.uniform(1, 9000) for name in KNOWN if n % 7 or name != "coverage.line"}
        made.append(Sample(NOON + n * 4000, n + 1, f"c{n // 5}", {**values, "ruff.findings": 3.0}))
    return tuple(made)


@pytest.mark.parametrize("width", [30, 34, 40, 66, 84, 118, 198])
@pytest.mark.parametrize("count", [1, 3, 240])
def test_every_line_fits_and_says_what_it_is_now(width: int, count: int) -> None:
    made = grown(count)
    lines = rows(courses(made, DEFAULT), width)
    for name, line in zip(DEFAULT, lines, strict=True):
        assert width_of(line) <= width + 4, name
        now = course(made, name).values[-1]
        text = "".join(piece for piece, _ in line)
        assert number(now, KNOWN[name].unit) in text if now is not None else "○" in text


@pytest.mark.parametrize(("width", "height"), [(12, 30), (60, 6)])
def test_no_chart_where_there_is_no_room(width: int, height: int) -> None:
    assert large(course(grown(20), "findings"), width, height, "") == []


def look(state: State, size: tuple[int, int], *keys: str) -> str:
    async def see() -> str:
        app, _ = dashboard(state)
        async with app.run_test(size=size) as pilot:
            await shown(pilot, state)
            await pilot.press(*keys)
            await pilot.pause()
            return grid(app)

    return asyncio.run(see())


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
def test_the_pane_shows_its_metrics_at_every_size(size: tuple[int, int]) -> None:
    text = look(replace(green(), trend=grown(30)), size, "7")
    for name in DEFAULT:
        assert KNOWN[name].label[:8] in text


def test_before_anything_is_measured_the_pane_says_what_will_show() -> None:
    text = look(green(), (120, 40), "7")
    assert "nothing measured yet" in text
    assert "a step for each save" in text


def test_s_goes_from_saves_to_commits_and_enter_shows_one_metric_large() -> None:
    state = replace(green(), trend=grown(30))
    assert "over saves · 30" in look(state, (200, 60), "7")
    assert "over commits · 6" in look(state, (200, 60), "7", "s")
    text = look(state, (120, 40), "7", "j", "j", "enter")
    assert "│" in text
    assert "coverage  " in text.split("source lines", 1)[1]
    assert "over 30 saves" in text


def test_only_the_metrics_that_the_settings_name() -> None:
    state = replace(green(), trend=grown(9), trend_metrics=("loc", "ruff.findings"))
    text = look(state, (120, 40), "7")
    assert "lines" in text and "ruff" in text
    assert "maintainable" not in text
