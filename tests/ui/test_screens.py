"""What a person sees, as plain text, at the four sizes that count: read the goldens, they are the look as agreed."""

import asyncio

import pytest
from textual.app import App
from textual.pilot import Pilot

from mastery_tui.model.state import State
from tests.ui.designed import (
    BROKEN,
    FIRST,
    HOSTILE,
    LOADING,
    NO_GIT,
    NO_PYTHON,
    OFFLINE,
    PAUSED,
    UNCOLLECTED,
    UNTRUSTED,
    UNWATCHED,
    WORKED,
    many,
)
from tests.ui.designed_learning import (
    BROKEN_CURRICULUM,
    BUILDING,
    BUILT,
    DIAGNOSED,
    DUE,
    FOUND,
    FRESH,
    HARDENING,
    HELD,
    JUSTIFYING,
    LACKING,
    LOCKED,
    MORE,
    NO_CURRICULUM,
    NOTHING_OPEN,
    REVIEW,
    UNTRUSTED_BUILD,
    VALIDATING,
)
from tests.ui.designed_learning import HOSTILE as HOSTILE_LEARNING
from tests.ui.grid import compare, dashboard, grid, shown
from tests.ui.states import busy, green

SIZES = ("60x15", "80x24", "120x40", "200x60")
Keys = tuple[str, ...]

SCREENS: dict[str, tuple[State, Keys]] = {
    # states
    "busy": (busy(), ()),
    "loading": (LOADING, ()),
    "green": (green(), ()),
    "worked-with": (WORKED, ()),
    "untrusted": (UNTRUSTED, ()),
    "no-git": (NO_GIT, ("m",)),
    "no-python": (NO_PYTHON, ()),
    "paused": (PAUSED, ()),
    "unwatched": (UNWATCHED, ()),
    "broken": (BROKEN, ()),
    "uncollected": (UNCOLLECTED, ()),
    "many": (many(10_000), ("j", "j")),
    "hostile": (HOSTILE, ()),
    # panes
    "modules": (WORKED, ("1",)),
    "objectives": (WORKED, ("2",)),
    "mastery": (WORKED, ("3",)),
    "source": (WORKED, ("j", "enter")),
    "review": (UNCOLLECTED, ("6",)),
    "offline": (OFFLINE, ("6",)),
    "trend": (WORKED, ("7",)),
    "trend-zoomed": (WORKED, ("7", "j", "z")),
    "activity": (WORKED, ("8",)),
    "grouped": (WORKED, ("b",)),
    "dismissed": (WORKED, ("D",)),
    "filter": (busy(), ("/", *"app.py", "enter", "s", "f")),
    "filter-none": (busy(), ("/", *"zebra")),
    "zoomed": (busy(), ("j", "5", "z")),
    # screens over the board
    "help": (WORKED, ("question_mark",)),
    "help-of-trend": (WORKED, ("7", "question_mark")),
    "details": (WORKED, ("i",)),
    "fix": (WORKED, ("F",)),
    "dismiss": (WORKED, ("j", "d")),
    "take-back": (WORKED, ("D", "G", "d")),
    "no-fix": (WORKED, ("j", "F")),
    "checks": (WORKED, ("c",)),
    "checks-of-broken": (BROKEN, ("c", "j", "j")),
    "set-up": (UNWATCHED, ("c", "G", "enter")),
    "settings": (WORKED, ("comma",)),
    "export": (WORKED, ("e",)),
    "themes": (WORKED, ("t",)),
    "trust": (UNTRUSTED, ("T",)),
    "trusted": (WORKED, ("T",)),
    "welcome": (FIRST, ()),
    "palette": (WORKED, (":", *"app")),
    # learning
    "modules-in-progress": (BUILDING, ("1", "z")),
    "modules-broken": (BROKEN_CURRICULUM, ("1",)),
    "learn-fresh": (FRESH, ("L",)),
    "learn-nothing-open": (NOTHING_OPEN, ("L",)),
    "learn-building": (BUILDING, ("L",)),
    "learn-validating": (VALIDATING, ("L",)),
    "learn-hints": (BUILDING, ("L", "3")),
    "learn-untrusted": (UNTRUSTED_BUILD, ("L", "2")),
    "learn-built": (BUILT, ("L", "2")),
    "learn-justify": (JUSTIFYING, ("L", "j")),
    "learn-more": (MORE, ("L",)),
    "learn-review": (REVIEW, ("L", "j", "n", "y", *"exp(1000)")),
    "learn-held": (HELD, ("L", "4")),
    "learn-harden": (HARDENING, ("L",)),
    "learn-diagnosed": (DIAGNOSED, ("L", "d")),
    "learn-found": (FOUND, ("L", "5")),
    "learn-due": (DUE, ("L",)),
    "learn-locked": (LOCKED, ("L",)),
    "learn-lacking": (LACKING, ("L", "I")),
    "learn-reset": (BUILDING, ("L", "X")),
    "learn-no-curriculum": (NO_CURRICULUM, ("L",)),
    "learn-broken": (BROKEN_CURRICULUM, ("L",)),
}


def size_of(text: str) -> tuple[int, int]:
    width, height = map(int, text.split("x"))
    return width, height


async def still(app: App[int], pilot: Pilot[int], rows: int) -> str:
    """The screen once it has its size and nothing changes any more."""
    before, same = "", 0
    for _ in range(300):
        await pilot.pause()
        now = grid(app)
        same = same + 1 if now == before and len(now.splitlines()) == rows else 0
        if same == 3:
            return now
        before = now
    raise AssertionError("the screen does not come to rest:\n" + before)


def screens(state: State, keys: Keys, sizes: tuple[str, ...] = SIZES) -> dict[str, str]:
    """The screen at each size, after the keys."""

    async def see() -> dict[str, str]:
        app, _ = dashboard(state)
        seen = {}
        async with app.run_test(size=size_of(sizes[0])) as pilot:
            await shown(pilot, state)
            await pilot.press(*keys)
            for size in sizes:
                width, height = size_of(size)
                await pilot.resize_terminal(width, height)
                seen[size] = await still(app, pilot, height)
        return seen

    return asyncio.run(see())


def screen(state: State, size: str, keys: Keys = ()) -> str:
    return screens(state, keys, (size,))[size]


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_looks_as_agreed(name):
    seen = screens(*SCREENS[name])
    compare(name, "".join(f"── {name} at {size} ──\n{text}" for size, text in seen.items()))


@pytest.mark.parametrize("size", ["36x6", "10x3"])
def test_a_terminal_that_is_too_small_says_so(size):
    text = screen(busy(), size)
    assert ("too" in text and "Quit" in text) or size == "10x3"


RESIZED = ("60x15", "100x16", "120x40", "170x50")


@pytest.mark.parametrize(
    ("name", "size"),
    [
        *((name, size) for name in ("busy", "untrusted", "worked-with") for size in RESIZED),
        ("learn-review", "120x40"),  # a sheet is laid out by Textual alone, and dear: one size tells
    ],
)
def test_after_resizing_a_screen_is_as_if_started_at_that_size(name, size):
    state, keys = SCREENS[name]
    assert screens(state, keys, ("200x60", "45x10", size))[size] == screen(state, size, keys)


@pytest.mark.parametrize("size", ["60x15", "100x30", "200x60"])
def test_nothing_from_outside_reaches_the_terminal_raw(size):
    text = screen(HOSTILE, size)
    assert text.replace("\n", "").isprintable()
    assert "[bold red]a[/]\\x1b[31m" in text or size == "60x15"
    assert "\\x1b]0;own\\x07" in text  # the name is shown as what it is, not as markup or as an escape


@pytest.mark.parametrize("name", [name for name, (_, keys) in SCREENS.items() if keys])
def test_nothing_from_outside_reaches_any_screen_raw(name):
    for text in screens(HOSTILE, SCREENS[name][1], ("100x24",)).values():
        assert text.replace("\n", "").isprintable()


@pytest.mark.parametrize("section", range(1, 6))
def test_nothing_from_a_curriculum_or_a_learner_reaches_the_terminal_raw(section):
    for text in screens(HOSTILE_LEARNING, ("L", str(section)), ("60x15", "120x40")).values():
        assert text.replace("\n", "").isprintable()
        assert "[bold red]x[/]\\x1b[31m\\x9b\\u202e" in text


@pytest.mark.parametrize("width", range(40, 220, 25))
def test_no_line_is_wider_than_the_terminal(width):
    for height in (8, 15, 23):
        text = screen(UNTRUSTED, f"{width}x{height}")
        assert len(text.splitlines()) == height
        assert "learn-python" in text
        assert "? Help" in text
