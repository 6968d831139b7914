"""An objective's expressions over the evidence that counts for it."""

import msgspec

from mastery_tui.config.goals import Objective
from mastery_tui.evidence.expressions import Expression, ExpressionError, Kind, Lack, parse
from mastery_tui.evidence.objectives import counting
from mastery_tui.evidence.objectives.counting import Counted
from mastery_tui.evidence.objectives.evidence import Evidence
from mastery_tui.evidence.objectives.reasons import Said, Seen, decided, undecided
from mastery_tui.evidence.objectives.words import line

EXPRESSIONS: tuple[tuple[str, Kind], ...] = (
    ("when", "condition"),
    ("guard", "condition"),
    ("target", "condition"),
    ("warn", "condition"),
    ("progress", "number"),
)
"""The fields of an objective that are expressions."""


class Unparsed(Exception):
    """An expression that is none: one line with its field and column."""


class Part(msgspec.Struct, frozen=True, gc=False):
    """One thing that has to hold, in Kleene logic."""

    holds: bool | None
    said: Said
    lack: Lack | None = None


class Case:
    """An objective's expressions over what counts as evidence for it. Raises Unparsed."""

    def __init__(self, objective: Objective, evidence: Evidence) -> None:
        self.given: dict[str, Expression] = {}
        for field, kind in EXPRESSIONS:
            if text := getattr(objective, field):
                try:
                    self.given[field] = parse(text, kind)
                except ExpressionError as error:
                    raise Unparsed(f"{field}, {error}") from error
        self.names = tuple(dict.fromkeys(name for each in self.given.values() for name in each.names))
        self.metrics = evidence.metrics
        asked = counting.demand(objective)
        self.counted = counting.counted(self.names, evidence.metrics, evidence.baseline, asked, evidence.now)
        self._beside = self.counted
        if asked.samples > 1:
            asked = msgspec.structs.replace(asked, samples=1)
            self._beside = counting.counted(self.names, evidence.metrics, evidence.baseline, asked, evidence.now)

    def over(self, field: str) -> Counted:
        """What the expression in a field is evaluated over: how many samples there are is asked of the target alone."""
        return self._beside if field in ("when", "guard") else self.counted

    def part(self, field: str) -> Part | None:
        """How the condition in a field stands; None where there is none."""
        expression = self.given.get(field)
        if expression is None:
            return None
        over = self.over(field)
        outcome = expression.evaluate(over.readings)
        if outcome.value is None:
            return Part(None, undecided(outcome, over.why), outcome.lack)
        return Part(bool(outcome.value), decided(expression.tree, Seen(over.readings, self.metrics)))

    def target(self) -> Part | None:
        """A target that holds though nothing that it speaks of was measured has proven nothing."""
        part = self.part("target")
        if part is None or not part.holds:
            return part
        names = self.given["target"].names
        if any(name in self.counted.readings.fresh for name in names):
            return part
        what = f"nothing that it speaks of is measured: {', '.join(names)}" if names else "it names no metric"
        return Part(None, Said(f"it proves nothing: {line(what)}"), "unknown")
