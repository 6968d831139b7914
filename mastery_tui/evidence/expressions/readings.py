"""What an expression is evaluated over, and what comes of it."""

from collections.abc import Mapping
from typing import Literal

import msgspec

Lack = Literal["stale", "unknown"]


class Readings(msgspec.Struct, frozen=True):
    """What is known of names. A name in none of them is not measured at all.

    `fresh`: values whose evidence counts. `held`: names that were measured, whose evidence does not count, and as what
    it is missing. `baseline`: the values that were recorded to compare with.
    """

    fresh: Mapping[str, float]
    held: Mapping[str, Lack] = {}
    baseline: Mapping[str, float] = {}


class Outcome(msgspec.Struct, frozen=True):
    """What an expression is worth: a truth or a number in `value`, None where it is undecided.

    Then `stale` and `unknown` name what would decide it (`baseline(x)` for a baseline), and `reason` says what has no
    value though all is known, such as a division by zero.
    """

    value: bool | float | None
    stale: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    reason: str = ""

    @property
    def lack(self) -> Lack | None:
        """As what an undecided outcome counts: stale when new evidence of the same things would decide it."""
        if self.value is not None:
            return None
        return "stale" if self.stale and not self.unknown and not self.reason else "unknown"
