"""The scaffold, with one change, and what is told of it."""

from pathlib import Path
from typing import NamedTuple

from mastery_tui.learning.authoring.new import FIRST, new_curriculum
from mastery_tui.learning.authoring.problem import Problem
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.read import read_head, read_module


class Change(NamedTuple):
    """In `file` of the module, `before` becomes `after` ("" for before: the whole file). `told` is part of the line.

    It is told at the line of `place` that holds `at`, or without a line where `at` is "".
    """

    file: str
    before: str
    after: str
    told: str
    at: str = ""
    place: str = ""


def scaffold(folder: Path) -> Path:
    """A new curriculum's module."""
    return new_curriculum("mine", folder) / "modules" / FIRST


def module(folder: Path) -> Module:
    """The module as read."""
    head, order = read_head(folder.parent.parent)
    return read_module(folder, head, order[folder.name])


def change(folder: Path, change: Change) -> None:
    """Make the change."""
    file = folder / change.file
    text = file.read_text("utf-8") if change.before else ""
    if change.before:
        assert change.before in text
    file.write_text(text.replace(change.before, change.after, 1) if change.before else change.after, "utf-8")


def line_of(folder: Path, change: Change) -> str:
    """The place that must be told."""
    file = folder / (change.place or change.file)
    if not change.at:
        return f"{file}: "
    lines = file.read_text("utf-8").split("\n")
    return f"{file}:{next(number for number, line in enumerate(lines, 1) if change.at in line)}: "


def assert_told(folder: Path, change: Change, problems: list[Problem]) -> None:
    """That one problem is told, of the right place."""
    lines = [str(problem) for problem in problems]
    expected = line_of(folder, change)
    assert any(line.startswith(expected) and change.told in line for line in lines), (expected, lines)
