"""What holds for all tests."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.workspace.repo import commit, make

# On a busy machine the first example pays for imports: how long an example takes says nothing of our code.
settings.register_profile("shared-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("shared-machine")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test: whoever runs them keeps settings, themes and trust, and none of it matters."""
    place = tmp_path / "home"
    monkeypatch.setenv("MASTERY_HOME", str(place))
    return place


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A clean repository with one committed file."""
    root = make(tmp_path / "tree", **{"clean.py": "x = 1\n", ".gitignore": "__pycache__/\n"})
    commit(root)
    return root
