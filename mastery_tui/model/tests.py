"""What is known of each test of the project."""

from typing import Literal

import msgspec

Outcome = Literal["passed", "failed", "error", "skipped", "xfailed", "xpassed"]


class TestOutcome(msgspec.Struct, frozen=True, gc=False):
    """The last outcome of one test: `id` is pytest's node id, `line` counts from 1 (0: unknown)."""

    __test__ = False  # the name starts with Test: pytest must not collect it

    id: str
    outcome: Outcome
    duration_s: float
    path: str = ""
    line: int = 0
    message: str = ""
    generation: int = 0
