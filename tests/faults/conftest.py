"""Live sessions that end with the test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mastery_tui.model.finding import Finding
from mastery_tui.model.state import State
from tests.session.live import Live

Start = Callable[..., Live]


@pytest.fixture
def live() -> Iterator[Start]:
    """Starts watching sessions; tests run in them only when asked for."""
    started: list[Live] = []

    def start(root: Path, **about: Any) -> Live:
        started.append(Live(root, **about))
        return started[-1]

    yield start
    for each in started:
        each.close()


def of(state: State, path: str, check: str = "") -> list[Finding]:
    """The findings in one file."""
    return [f for f in state.findings() if f.path == path and check in ("", f.check)]


def lives_on(live: Live, name: str = "next_save.py") -> State:
    """The next save of another file is checked: its finding comes, and goes when it is mended."""
    file = live.root / name
    file.write_text("import os\n")
    live.until(
        lambda state: [f.rule for f in of(state, name, "ruff")] == ["F401"] and state.settled == state.generation
    )
    file.write_text("y = 1\n")
    live.until(lambda state: not of(state, name, "ruff") and name in state.files)
    return live.caught_up()
