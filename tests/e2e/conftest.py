"""A home of its own for every test, small repositories, and dashboards that end with the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.dashboard import Dashboard
from tests.workspace.repo import commit, make

Open = Callable[..., Dashboard]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    place = tmp_path / "home"
    monkeypatch.setenv("MASTERY_HOME", str(place))
    return place


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A clean repository with one committed file."""
    root = make(tmp_path / "tree", **{"clean.py": "x = 1\n", ".gitignore": "__pycache__/\n"})
    commit(root)
    return root


@pytest.fixture
def dashboard() -> Iterator[Open]:
    opened: list[Dashboard] = []

    def start(root: Path, **size: int) -> Dashboard:
        opened.append(Dashboard(root, **size))
        return opened[-1]

    yield start
    for each in opened:
        each.close()
