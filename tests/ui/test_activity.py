"""Activity: newest first, filtered by words and kind, whole where the cursor is, calm while events come in."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot

from mastery_tui.model.state import Activity, State
from tests.ui.grid import dashboard, grid, shown
from tests.ui.states import NOON, green

LONG = (
    "a very long line that no rail is wide enough for, and that is to be read whole where the cursor is: " + "xyz " * 9
)
KINDS = ("save", "check", "git", "error", "save", "trust")


def events(number: int = 24, start: float = NOON) -> tuple[Activity, ...]:
    return tuple(
        Activity(start - n * 60, number - n, KINDS[n % 6], LONG if n == 3 else f"event {n}", 0.08 if n % 2 else None)
        for n in range(number)
    )


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


STATE = replace(green(), activity=events())


@pytest.mark.parametrize("order", [events(), events()[::-1]])
def test_the_newest_is_at_the_top(order: tuple[Activity, ...]) -> None:
    text = look(replace(green(), activity=order), (80, 24), "8")
    places = [text.index(f"event {n}") for n in (0, 1, 2, 4)]
    assert places == sorted(places)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
def test_the_selected_event_is_whole_at_every_size(size: tuple[int, int]) -> None:
    def said(text: str) -> str:
        return " ".join(text.replace("│", " ").split())

    before = look(STATE, size, "8")
    assert "…" in before
    assert "xyz xyz xyz xyz xyz" not in before or size == (200, 60)
    after = look(STATE, size, "8", "j", "j", "j", "z")
    assert said(LONG)[:20] in said(after)
    assert said(after).count("xyz") >= 9


def test_each_kind_has_its_glyph() -> None:
    text = look(STATE, (80, 24), "8")
    for part in ("> save", "✓ check", "◆ git", "✗ error", "* trust"):
        assert part in text


def test_f_shows_one_kind_after_the_other_and_esc_shows_all() -> None:
    async def do(pilot: Pilot[int], _: Any) -> None:
        await pilot.press("8", "f")
        await pilot.pause()
        text = grid(pilot.app)
        assert "8 of 24 · save" in text
        assert "event 0 " in text and "event 1 " not in text
        await pilot.press("f")
        await pilot.pause()
        assert "4 of 24 · check" in grid(pilot.app)
        await pilot.press("escape")
        await pilot.pause()
        assert "event 1 " in grid(pilot.app) and "of 24" not in grid(pilot.app)

    run(STATE, (120, 40), do)


def test_a_filter_takes_words_in_any_order_and_case() -> None:
    text = look(STATE, (120, 40), "8", "slash", *"7 EVENT", "enter")
    assert "of 24 · /7 EVENT" in text
    assert "event 7 " in text and "event 17 " in text and "event 8 " not in text
    assert "Nothing contains “zzz”" in look(STATE, (120, 40), "8", "slash", *"zzz", "enter")


def test_the_cursor_stays_on_its_event_while_others_come_in() -> None:
    async def do(pilot: Pilot[int], session: Any) -> None:
        await pilot.press("8", "j", "j")
        pane = pilot.app.board.activity  # type: ignore[attr-defined]
        assert pane.rows[pane.cursor].event.text == "event 2"
        more = replace(STATE, activity=(Activity(NOON + 60, 25, "save", "later"), *STATE.activity[:-1]))
        session.publish(more)
        await shown(pilot, more)
        assert pane.rows[pane.cursor].event.text == "event 2"
        await pilot.press("g")
        assert pane.rows[pane.cursor].event.text == "later"
        last = replace(STATE, activity=(Activity(NOON + 90, 26, "save", "newest"), *more.activity[:-1]))
        session.publish(last)
        await shown(pilot, last)
        assert pane.rows[pane.cursor].event.text == "newest", "who is at the top follows what is new"

    run(STATE, (120, 40), do)


def test_every_event_is_reached_and_days_are_no_events() -> None:
    days = tuple(Activity(NOON - n * 86_400, 9 - n, "save", f"day {n}") for n in range(5))

    async def do(pilot: Pilot[int], _: Any) -> None:
        await pilot.press("8")
        pane = pilot.app.board.activity  # type: ignore[attr-defined]
        seen = [pane.rows[pane.cursor].event.text]
        for _step in range(4):
            await pilot.press("j")
            seen.append(pane.rows[pane.cursor].event.text)
        assert seen == [f"day {n}" for n in range(5)]
        await pilot.press("j", "k", "k", "k", "k", "k")
        assert pane.rows[pane.cursor].event.text == "day 0"
        await pilot.press("G")
        assert pane.rows[pane.cursor].event.text == "day 4"

    run(replace(green(), activity=days), (80, 24), do)


def test_a_separator_tells_the_day_of_what_is_older_than_today() -> None:
    now = datetime.now().timestamp()
    text = look(replace(green(), activity=(Activity(now, 2, "save", "just now"), *events(2))), (80, 24), "8")
    lines = [line for line in text.splitlines() if "just now" in line or "╌╌╌╌" in line or "event 0" in line]
    assert "just now" in lines[0]
    assert datetime.fromtimestamp(NOON).strftime("%d %B %Y") in lines[1]
    assert "event 0" in lines[2]


def test_a_narrow_rail_gives_the_text_all_the_room_there_is() -> None:
    text = look(replace(green(), activity=(Activity(NOON, 1, "save", "twenty-five letters, all.", 0.08),)), (120, 40))
    assert "twenty-five letters, all." in text
