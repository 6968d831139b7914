"""Small real projects, and the items of a real run on them."""

import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mastery_tui.checking.interface import Collected, Found, Measure, Note, TreeItem, TreeView
from mastery_tui.checking.testing.run import TestsOptions, run_tests
from mastery_tui.model.tests import TestOutcome


class Run:
    """All items of one run, by kind."""

    def __init__(self, items: list[TreeItem]) -> None:
        self.items = items
        self.found = [item for item in items if isinstance(item, Found)]
        self.rules = [item.rule for item in self.found]
        told = [(item.id.split("::", 1)[1], item.outcome) for item in items if isinstance(item, TestOutcome)]
        self.outcomes = dict(told)
        self.ever = {name: {outcome for other, outcome in told if other == name} for name in self.outcomes}
        self.order = [item.id.split("::", 1)[1] for item in items if isinstance(item, TestOutcome)]
        self.metrics = {item.name: item.value for item in items if isinstance(item, Measure)}
        self.notes = [item.text for item in items if isinstance(item, Note)]
        self.known = [item.ids for item in items if isinstance(item, Collected)]


class Project:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.root.mkdir()
        self.write({"pytest.ini": "[pytest]\naddopts = -p no:hypothesispytest -p no:xdist -p no:timeout\n"})

    def write(self, files: dict[str, str]) -> None:
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(textwrap.dedent(text).lstrip("\n"), "utf-8")

    def view(self, changed: tuple[str, ...] | None = None) -> TreeView:
        paths = tuple(
            sorted(
                path.relative_to(self.root).as_posix()
                for path in self.root.rglob("*")
                if path.is_file() and ".mastery" not in path.parts
            )
        )
        store = self.root / ".mastery" / "tests"
        return TreeView(self.root, paths, changed, 7, Path(sys.executable), "the test's own", True, store)

    def stream(self, changed: tuple[str, ...] | None = None, **options: object) -> Iterator[TreeItem]:
        return run_tests(self.view(changed), TestsOptions(**options))  # type: ignore[arg-type]

    def run(self, changed: tuple[str, ...] | None = None, **options: object) -> Run:
        return Run(list(self.stream(changed, **options)))


@pytest.fixture
def make_project(tmp_path: Path) -> Callable[..., Project]:
    def make(**files: str) -> Project:
        project = Project(tmp_path / "project")
        project.write({name.replace("__", "/") + ".py": text for name, text in files.items()})
        return project

    return make
