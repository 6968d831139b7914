"""The lines that never hide: what a person should know comes first, whatever else there is to say."""

import asyncio

from msgspec.structs import replace

from mastery_tui.config.keymap import resolve
from mastery_tui.ui import chrome
from tests.ui.grid import dashboard, grid, until
from tests.ui.states import busy


def test_what_broke_just_now_comes_before_trust_that_lasts() -> None:
    state = replace(
        busy(),
        trusted=False,
        trust_reason="not trusted, static checks only",
        trust_hint="run `mastery trust .`",
        problems_by={"settings": ("mastery.toml:2: keys.zoomm: unknown action",)},
    )
    line = "".join(piece for piece, _ in chrome.summary(state, 120, 2)[1])
    assert line.startswith(" ! mastery.toml:2: ")
    assert "+1 more" in line


def test_ctrl_c_says_which_key_leaves() -> None:
    async def main() -> None:
        app, _ = dashboard(replace(busy(), keys=resolve({"quit": "Q"})))
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: app.board.keys["quit"] == "Q")
            await pilot.press("ctrl+c")
            await until(pilot, lambda: " Q leaves; ctrl+c copies" in grid(app))

    asyncio.run(main())
