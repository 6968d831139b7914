"""The screen as plain text: what a person sees, without colours."""

import os
from pathlib import Path
from time import monotonic

from textual.app import App
from textual.pilot import Pilot

from mastery_tui.model.state import State
from mastery_tui.ui.app import Dashboard
from tests.ui.states import Published

GOLDENS = Path(__file__).parent / "goldens"
UPDATE = os.environ.get("MASTERY_UPDATE_GOLDENS") == "1"


def dashboard(state: State) -> tuple[Dashboard, Published]:
    session = Published(state)
    return Dashboard(Path(state.root), lambda: session), session


def grid(app: App[int]) -> str:
    strips = app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


async def until(pilot: Pilot[int], met: "object", within: float = 5.0) -> None:
    """Let the app work until a condition holds."""
    end = monotonic() + within
    while not met():  # type: ignore[operator]
        assert monotonic() < end, "not within the deadline:\n" + grid(pilot.app)
        await pilot.pause()


async def shown(pilot: Pilot[int], state: State) -> None:
    """Wait until the board shows this State."""
    await until(pilot, lambda: pilot.app.board.state is state)  # type: ignore[attr-defined]
    await pilot.pause()


def compare(name: str, text: str) -> None:
    path = GOLDENS / f"{name}.txt"
    if UPDATE:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text, f"{path.name} differs; MASTERY_UPDATE_GOLDENS=1 writes it anew"
