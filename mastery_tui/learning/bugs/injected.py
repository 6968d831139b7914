"""A defect in somebody's code."""

from typing import Literal

import msgspec


class Injected(msgspec.Struct, frozen=True):
    """A bug as it went into a file: `before` and `after` are the texts of that file.

    `id` tells it from every other one of the module; `lines` are the lines of `after` (from 1) that touch the defect:
    those that changed, the whole simple statement around them, and, where something was dropped, the neighbours.
    """

    id: str
    source: Literal["declared", "searched"]
    file: str
    before: str
    after: str
    lines: tuple[int, ...]
    symptom: str
    title: str = ""
    misconception: str = ""
    hints: tuple[str, ...] = ()
