"""The checks screen: each check's standing, last run, timing, options and log; the set-up; good at every size."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from mastery_tui.model.intent import Intent
from mastery_tui.model.state import CheckAbout, CheckState, Setting, State
from mastery_tui.model.tests import TestOutcome
from mastery_tui.ui.cells import width_of
from mastery_tui.ui.screens.check_detail import detail_lines, install_line
from mastery_tui.ui.screens.checks import ChecksScreen
from tests.ui.grid import dashboard, grid, shown
from tests.ui.states import NOON, busy, green

PIP = "/venv/bin/python -m pip install bandit"
LOG = ("collected 120 items", "tests/test_app.py ..F", "FAILED test_load \\x1b[31m")


def rich() -> State:
    state = busy()
    checks = dict(state.checks)
    about = CheckAbout("batch", "built-in", "1", "ruff 0.14.1", ("*.py", "*.pyi"))
    checks["ruff"] = replace(checks["ruff"], ran_at=NOON, durations=(0.08, 0.3, 0.07, 0.084), about=about)
    options = (("max_complexity", "10"), ("max_cognitive", "15"))
    checks["complexity"] = replace(
        checks["complexity"], about=CheckAbout("file", "built-in", "1", "radon 6.0.1", ("*.py",), options)
    )
    checks["security"] = CheckState(
        "security", "Security", "failed", "bandit is missing", 0.1, 12, about=CheckAbout("file", install=PIP)
    )
    checks["tests"] = replace(
        checks["tests"],
        status="findings",
        counts={"error": 1},
        ran_at=NOON - 60,
        durations=(3.0, 4.0),
        log=LOG,
        about=CheckAbout("tree", "built-in", "1", "", ("*.py",), (), True),
    )
    outcomes = {f"t{n}": TestOutcome(f"tests/test_app.py::test_{n}", "passed", n / 10) for n in range(60)}
    return replace(
        state,
        checks=checks,
        tests=outcomes,
        settings=(Setting("checks.complexity.max_complexity", "number", "10", "10", "", (), "mastery.toml:4"),),
        skipped={"big.py": "larger than 1024 KiB"},
        problems_by={"settings": ("mastery.toml:3: checks.ruf: unknown check",)},
    )


def said(name: str, width: int = 80, **about: Any) -> str:
    state = rich()
    check = replace(state.checks[name], **about)
    return "\n".join("".join(text for text, _ in line) for line in detail_lines(state, check, width))


def run(state: State, size: tuple[int, int], do: Callable[[Pilot[int], Any], Awaitable[None]]) -> None:
    async def go() -> None:
        app, session = dashboard(state)
        async with app.run_test(size=size) as pilot:
            await shown(pilot, state)
            await do(pilot, session)

    asyncio.run(go())


def look(state: State, size: tuple[int, int], *keys: str) -> str:
    seen: list[str] = []

    async def do(pilot: Pilot[int], _: Any) -> None:
        await pilot.press(*keys)
        await pilot.pause()
        await pilot.pause()
        seen.append(grid(pilot.app))

    run(state, size, do)
    return seen[0]


def test_a_check_tells_when_it_ran_how_long_it_took_and_on_what() -> None:
    text = said("ruff")
    assert "✗ 1 error" in text and "! 2 warnings" in text
    assert "took 84 ms" in text
    assert "generation 12, the tree as it is now" in text
    assert "70 ms..300 ms, median 82 ms of 4 runs" in text
    assert "ruff 0.14.1" in text and "built-in" in text and "*.py *.pyi" in text
    assert "1 of older content" in text, "what is stale is no evidence"


def test_what_is_behind_the_tree_says_so() -> None:
    assert "generation 11, 1 save behind the tree" in said("tests")


def test_the_slowest_tests_come_first() -> None:
    text = said("tests")
    places = [text.index(f"test_{n} ") for n in (59, 58, 57, 56, 55)]
    assert places == sorted(places)
    assert "test_54 " not in text


def test_options_say_where_they_are_set() -> None:
    lines = said("complexity").splitlines()
    assert next(line for line in lines if "max_complexity = 10" in line).rstrip().endswith("mastery.toml:4")
    assert "mastery.toml" not in next(line for line in lines if "max_cognitive" in line)


def test_the_log_of_the_last_run_is_shown_whole() -> None:
    text = said("tests")
    assert all(line in text for line in LOG)
    assert "nothing was said" in said("ruff")


def test_a_check_that_never_ran_claims_nothing() -> None:
    fresh = CheckState("x", "X")
    text = "\n".join("".join(part for part, _ in line) for line in detail_lines(rich(), fresh, 80))
    assert "not run yet: nothing is known" in text
    assert "Last run" not in text and "Timing" not in text and "✓" not in text


INSTALL = [
    ("failed", "bandit is missing", PIP, PIP),
    ("skipped", "pytest is not installed in the project's Python (.venv): /t/bin/python -m pip install pytest", "",
     "/t/bin/python -m pip install pytest"),
    ("skipped", "no tests found: put functions named test_* in a file test_NAME.py", "", ""),
    ("passed", "/t/bin/python -m pip install pytest", "", ""),
]  # fmt: skip


@pytest.mark.parametrize(("status", "reason", "install", "line"), INSTALL)
def test_what_is_missing_has_its_install_line(status: Any, reason: str, install: str, line: str) -> None:
    assert install_line(CheckState("x", "X", status, reason, about=CheckAbout(install=install))) == line


@pytest.mark.parametrize("name", ["ruff", "complexity", "security", "tests"])
@pytest.mark.parametrize("width", [58, 78, 150])
def test_no_line_is_wider_than_the_pane(name: str, width: int) -> None:
    state = rich()
    assert all(width_of(line) <= width for line in detail_lines(state, state.checks[name], width))


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
def test_the_list_and_then_a_check_at_every_size(size: tuple[int, int]) -> None:
    text = look(rich(), size, "c")
    for part in ("Code quality", "Complexity", "Security", "Tests", "Set-up", "1 wrong"):
        assert part in text
    assert ("Last run" in text) == (size[0] > 92 or size[1] >= 20)  # beside the list, or below it
    assert "radon 6.0.1" in look(rich(), size, "c", "j", "enter", "G") or size[1] < 20
    assert "Complexity" in look(rich(), size, "c", "j", "enter")


@pytest.mark.parametrize("size", [(60, 15), (120, 40)])
def test_the_set_up_is_the_last_line(size: tuple[int, int]) -> None:
    text = look(rich(), size, "c", "G", "enter")
    for part in ("Python 3.12.4", "watching", "checks.ruf"):
        assert part in text
    assert "larger than 1024 KiB" in text or size[1] < 20


def test_esc_leads_from_the_check_to_the_list_to_the_board() -> None:
    async def do(pilot: Pilot[int], _: Any) -> None:
        await pilot.press("c", "enter")
        assert "Last run" in grid(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert "Set-up" in grid(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(pilot.app.screen, ChecksScreen)

    run(rich(), (60, 15), do)


def test_r_runs_all_checks() -> None:
    async def do(pilot: Pilot[int], session: Any) -> None:
        await pilot.press("c", "r")
        await pilot.pause()
        assert Intent("run") in session.sent

    run(rich(), (120, 40), do)


def test_the_install_line_is_in_the_footer_only_where_something_is_missing() -> None:
    assert "Copy install line" not in look(rich(), (120, 40), "c")
    text = look(rich(), (120, 40), "c", "j", "j")
    assert "Copy install line" in text and PIP in text


def test_the_screen_follows_the_state_and_stays_on_its_check() -> None:
    async def do(pilot: Pilot[int], session: Any) -> None:
        await pilot.press("c", "j")
        state = rich()
        later = replace(green(), checks={"new": CheckState("new", "New one"), **state.checks}, generation=12)
        session.publish(later)
        await shown(pilot, later)
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, ChecksScreen)
        assert screen.list.chosen is later.checks["complexity"]
        assert "New one" in grid(pilot.app)

    run(rich(), (120, 40), do)


def test_tab_goes_between_the_list_and_the_check_and_keys_scroll_what_has_the_focus() -> None:
    async def do(pilot: Pilot[int], _: Any) -> None:
        await pilot.press("c", "j", "j", "j", "tab", "G")
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, ChecksScreen)
        assert screen.focused is screen.detail and screen.detail.scroll_offset.y > 0
        assert screen.list.chosen is not None and screen.list.chosen.name == "tests"
        await pilot.press("tab", "g")
        assert screen.focused is screen.list and screen.list.chosen is not None
        assert screen.list.chosen.name == "ruff" and screen.detail.scroll_offset.y == 0

    run(rich(), (100, 20), do)


def test_a_click_chooses_and_a_second_reads() -> None:
    async def do(pilot: Pilot[int], _: Any) -> None:
        await pilot.press("c")
        await pilot.click("#checks", offset=(6, 4))
        screen = pilot.app.screen
        assert isinstance(screen, ChecksScreen) and screen.list.chosen is not None
        assert screen.list.chosen.name == "tests"
        await pilot.click("#checks", offset=(6, 4), times=2)
        await pilot.pause()
        assert screen.focused is screen.detail

    run(rich(), (60, 15), do)


def test_one_check_can_be_asked_for() -> None:
    async def do(pilot: Pilot[int], _: Any) -> None:
        pilot.app.board.show_check("complexity")  # type: ignore[attr-defined]
        await pilot.pause()
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, ChecksScreen) and screen.focused is screen.detail
        assert "radon 6.0.1" in grid(pilot.app) or "Complexity" in grid(pilot.app)

    run(rich(), (60, 15), do)
