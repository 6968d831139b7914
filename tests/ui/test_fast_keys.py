"""Keys that are pressed faster than the dashboard opens and leaves screens: nothing breaks, and esc leads back."""

import asyncio
import random

import pytest
from msgspec.structs import replace
from textual import events
from textual.pilot import Pilot

from mastery_tui.config.keymap import resolve
from mastery_tui.config.keynames import CHARACTERS, PUNCTUATION
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.ui.app import Dashboard
from mastery_tui.ui.keys import DEFAULT
from mastery_tui.ui.screens.welcome import WelcomeScreen
from tests.ui.designed import BROKEN, FIRST, WORKED
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import Published

LEAVE = ("quit", "suspend", "editor")
"""What ends the game, or starts a program."""
OPENERS = ["i", "F", "d", "c", "t", "T", "e", "comma", "question_mark", "ctrl+p", ":", "slash", "enter"]
KEYS = sorted(
    {key for id, keys in DEFAULT.items() if id not in LEAVE for key in keys.split(",")}
    | set("xyw0[")
    | {"backspace", "delete", "left", "right", "ctrl+n", "ctrl+u"}
)


def press(app: Dashboard, *keys: str) -> None:
    """As a terminal does it: all at once, whatever the dashboard makes of the first."""
    for key in keys:
        name = PUNCTUATION.get(key, key)
        character = CHARACTERS.get(name, name)
        app.post_message(events.Key(name, character if len(character) == 1 else None))


async def back_on_the_board(app: Dashboard, pilot: Pilot[int], session: Published, pressed: list[str]) -> None:
    """Five times esc from wherever that led; then the board is what is seen, with the newest State in it."""
    state = replace(session.state, name=f"tree-{len(pressed)}")
    session.publish(state)
    for _ in range(5):
        press(app, "escape")
        await pilot.pause()
    await until(pilot, lambda: app.screen is app.board and app.board.filtering is None)
    await until(pilot, lambda: app.board.state is state)
    await until(pilot, lambda: state.name in grid(app))
    assert app.is_running and app._exception is None, pressed


def play(state: State, seed: int, sequences: int) -> None:
    """Sequences of any keys, most of them soon after one that opens something."""
    chosen = random.Random(seed)  # noqa: S311
    pressed: list[str] = []

    async def main() -> None:
        app, session = dashboard(replace(state, keys=resolve({}), first_run=False))
        async with app.run_test(size=chosen.choice([(60, 15), (120, 40)])) as pilot:
            await shown(pilot, session.state)
            for _ in range(sequences):
                sequence = [
                    chosen.choice(OPENERS if chosen.random() < 0.4 else KEYS) for _ in range(chosen.randint(1, 12))
                ]
                pressed[:] = sequence
                press(app, *sequence)
                await pilot.pause()
                await back_on_the_board(app, pilot, session, pressed)

    try:
        asyncio.run(main())
    except BaseException as error:
        error.add_note(f"seed {seed}, pressed {' '.join(pressed)}")
        raise


@pytest.mark.parametrize(("state", "seed"), [(WORKED, 1), (BROKEN, 2)])
def test_any_keys_lead_back_to_the_board(state, seed):
    play(state, seed, 12)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(10, 16))
def test_three_hundred_sequences_lead_back_to_the_board(seed):
    play((WORKED, BROKEN)[seed % 2], seed, 50)


@pytest.mark.parametrize("keys", ["qq", "qqq", "?q", "Tq", "nnn", "jj"])
def test_keys_pressed_fast_on_the_first_screen(keys):
    async def main() -> None:
        app, session = dashboard(FIRST)
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: isinstance(app.screen, WelcomeScreen))
            press(app, *keys)
            if keys.startswith("q"):
                await until(pilot, lambda: not app.is_running)
            else:
                await until(pilot, lambda: not isinstance(app.screen, WelcomeScreen))
                await pilot.pause()
                await back_on_the_board(app, pilot, session, list(keys))
        assert app._exception is None and session.sent.count(Intent("welcomed")) == 1

    asyncio.run(main())
