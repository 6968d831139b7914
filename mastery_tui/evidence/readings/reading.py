"""What one file, or a few that belong together, says: numbers, or why there are none."""

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from mastery_tui.model.text import printable

Values = dict[str, tuple[float, str]]
"""Metric to value and unit."""
_LONGEST_PROBLEM = 200


class Unreadable(Exception):
    """A file is there and says nothing; the text is one line on why."""


class Reading(msgspec.Struct, frozen=True):
    """What `adapter` found in `source`, a path relative to the tree.

    `sha` is the SHA-256 of the content, "" for facts of the tree itself: those are always of this tree. `mtime` in
    seconds. `commit` and `dirty` are what the file itself says it was made of, "" where it does not. `grade` E0:
    configuration of what runs elsewhere. `samples`: how many measurements a value is made of, 1 where it is not told.
    `partial`: why it is not of all of this tree. `problem`: why there is no value, one line; without values and problem
    the file was about something else. `looked`: paths whose being there, or not, the values rest on. `made`: when the
    run began, or ended, as the file itself says, in seconds; 0.0 where it does not. `came`: why nobody can
    have made it here, "" where somebody may have.
    """

    source: str
    adapter: str
    values: Values = {}
    sha: str = ""
    mtime: float = 0.0
    commit: str = ""
    dirty: bool = False
    grade: Literal["E0", "E2"] = "E2"
    samples: dict[str, int] = {}
    note: str = ""
    partial: str = ""
    problem: str = ""
    looked: tuple[str, ...] = ()
    made: float = 0.0
    came: str = ""

    @property
    def at(self) -> float:
        """When it was measured: as it says itself, but never later than the file was written."""
        return min(self.made, self.mtime) if self.made else self.mtime


Fold = Callable[[Sequence[Values]], Values]


class Adapter(msgspec.Struct, frozen=True):
    """A kind of evidence.

    `find` gets the files of known places and those that git lists, and gives what is to be read together. `read` gets
    the root and such a group; it raises Unreadable or what `attempt` catches. With `fold` several readings add up; else
    the best one counts.
    """

    name: str
    find: Callable[[Sequence[str], Sequence[str]], list[tuple[str, ...]]]
    read: Callable[[Path, tuple[str, ...]], Reading]
    grade: Literal["E0", "E2"] = "E2"
    fold: Fold | None = None


def attempt(adapter: Adapter, root: Path, paths: tuple[str, ...]) -> Reading:
    """What the adapter reads; whatever is wrong with the files is the problem of the reading."""
    try:
        return adapter.read(root, paths)
    except Unreadable as error:
        problem = str(error)
    except OSError as error:
        problem = f"cannot be read: {error.strerror or type(error).__name__}"
    except RecursionError:
        problem = "is nested too deeply"
    except (
        MemoryError,
        msgspec.MsgspecError,
        ValueError,
        TypeError,
        LookupError,
        ArithmeticError,
        AttributeError,
    ) as e:
        problem = f"is damaged: {e}" if str(e) else "is damaged"
    return Reading(paths[0], adapter.name, grade=adapter.grade, problem=one_line(problem))


def one_line(text: str) -> str:
    """Text from outside as one short line."""
    made = printable(" ".join(text[: 4 * _LONGEST_PROBLEM].split()))
    return made if len(made) <= _LONGEST_PROBLEM else f"{made[:_LONGEST_PROBLEM]}…"


def name_part(text: str) -> str:
    """Text from outside as a part of a metric's name: lower case letters, digits, `_` and `-`; "x" for none."""
    made = re.sub(r"[^a-z0-9_]+", "-", text[:200].lower()).strip("-_")[:80].strip("-_")
    return made or "x"


def share(part: float, whole: float) -> float:
    """In percent. Raises Unreadable where that makes no sense."""
    if not (math.isfinite(part) and math.isfinite(whole) and 0 <= part <= whole and whole > 0):
        raise Unreadable(f"says {part:g} of {whole:g}, which cannot be")
    return 100.0 * part / whole


def added(several: Sequence[Values]) -> Values:
    """The sum of each value."""
    total: Values = {}
    for values in several:
        for name, (value, unit) in values.items():
            total[name] = (total.get(name, (0.0, ""))[0] + value, unit)
    return total
