"""The criteria of the five levels, as data: the package's own in levels.toml, those of mastery.toml in their place."""

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from mastery_tui.config import goals
from mastery_tui.config.goals_read import goals as read_goals
from mastery_tui.evidence.expressions import Expression, ExpressionError, Readings, parse
from mastery_tui.evidence.expressions.tree import walk
from mastery_tui.evidence.levels.facts import Facts
from mastery_tui.evidence.objectives.words import line, number
from mastery_tui.model.proof import LEVELS, LevelName

_NAME = re.compile(r"\{([a-z][a-z0-9_.-]*)\}")
_FILE = Path(__file__).with_name("levels.toml")


class Criterion(msgspec.Struct, frozen=True):
    """A condition of a level, parsed. `wrong` says why it is none, "" where it is one."""

    need: str
    target: Expression | None
    wrong: str = ""

    def missing(self, facts: Facts) -> str:
        """What is missing, one line; "" when it holds."""
        if self.target is None:
            return line(self.wrong)
        outcome = self.target.evaluate(Readings(facts.values, facts.lacks))
        if outcome.value is True:
            return ""
        told = {match[1] for match in _NAME.finditer(self.need)}
        lacking = [f"{name} is stale" for name in outcome.stale if name not in told]
        lacking += [f"{name} is unknown" for name in outcome.unknown if name not in told]
        said = self._filled(facts)
        return line(f"{said} ({'; '.join(lacking)})" if lacking else said)

    def _filled(self, facts: Facts) -> str:
        bars = [node.value for node in walk(self.target.tree) if node.op == "constant"] if self.target else []

        def shown(match: re.Match[str]) -> str:
            name = match[1]
            if name in facts.words:
                return facts.words[name]
            if name in facts.values:
                return _short(facts.values[name], bars)
            return facts.lacks.get(name, "unknown")

        return _NAME.sub(shown, self.need)


Criteria = Mapping[LevelName, tuple[Criterion, ...]]
"""Of each level but none."""


def criteria(own: Mapping[str, tuple[goals.Criterion, ...]] | None = None) -> Criteria:
    """Those that count, where `own` are those of mastery.toml (`Goals.levels`)."""
    given = {**_packaged(), **(own or {})}
    return {level: tuple(map(_criterion, given.get(level, ()))) for level in LEVELS[1:]}


@lru_cache(maxsize=1)
def _packaged() -> dict[str, tuple[goals.Criterion, ...]]:
    return read_goals(tomllib.loads(_FILE.read_text(encoding="utf-8"))).levels


def _criterion(given: goals.Criterion) -> Criterion:
    try:
        return Criterion(given.need, parse(given.target, "condition"))
    except ExpressionError as error:
        return Criterion(given.need, None, f"its criterion cannot be read: {error}: {given.target}")


def reached(facts: Facts, given: Criteria) -> tuple[LevelName, tuple[str, ...]]:
    """The level that is held with all below it, and what is missing for the next: nothing only for the highest."""
    current: LevelName = "none"
    for level in LEVELS[1:]:
        needed = given.get(level, ())
        missing = tuple(said for said in (one.missing(facts) for one in needed) if said)
        if missing or not needed:
            return current, missing or (f"{level} has no criteria: add [[level.{level}]] in mastery.toml",)
        current = level
    return current, ()


def _short(value: float, bars: list[float]) -> str:
    """With two decimals, as long as that leaves it on the same side of every bar."""
    rounded = round(value, 2)
    same_side = all((rounded >= bar, rounded <= bar) == (value >= bar, value <= bar) for bar in bars)
    return number(rounded if same_side else value, *bars)
