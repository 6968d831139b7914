"""Dashboards that end with the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.dashboard import Dashboard

Open = Callable[..., Dashboard]


@pytest.fixture
def dashboard() -> Iterator[Open]:
    opened: list[Dashboard] = []

    def start(root: Path, **size: int) -> Dashboard:
        opened.append(Dashboard(root, **size))
        return opened[-1]

    yield start
    for each in opened:
        each.close()
