"""A metric: a named number, and how good the evidence for it is."""

from typing import Literal

import msgspec

Grade = Literal["E0", "E1", "E2", "E3"]
"""E0: configured, nothing has run. E1: it ran, on another tree or on a part of this one. E2: it ran on this very tree.
E3: a target over it is met on this very tree; objectives have that grade, metrics never."""

GRADES: tuple[Grade, ...] = ("E0", "E1", "E2", "E3")
"""Worst first."""


class Metric(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """A named number. `generation` is the tree that it speaks of; 0: of none that this session knows.

    `source` says where it comes from: a check, a file, a command; `note` why its grade is not better; `samples` how
    many measurements it is made of; `at` is when it was measured, in seconds (0.0: now, with the tree).
    """

    value: float
    unit: str
    grade: Grade
    generation: int
    source: str = ""
    note: str = ""
    samples: int = 1
    at: float = 0.0
