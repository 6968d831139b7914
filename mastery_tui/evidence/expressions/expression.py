"""An expression: parsed once, evaluated over whatever is known now."""

from functools import lru_cache

import msgspec

from mastery_tui.evidence.expressions import evaluate, parser, progress
from mastery_tui.evidence.expressions.error import ExpressionError
from mastery_tui.evidence.expressions.readings import Outcome, Readings
from mastery_tui.evidence.expressions.tokens import MAX_LENGTH
from mastery_tui.evidence.expressions.tree import NAMED, Kind, Node, walk


class Expression(msgspec.Struct, frozen=True):
    """A parsed text. `names` are the metrics that it speaks of, in order; `baselines` those whose baseline it needs;
    `kind` says whether it is a condition or a number."""

    text: str
    tree: Node
    names: tuple[str, ...]
    baselines: tuple[str, ...]
    kind: Kind

    def evaluate(self, readings: Readings) -> Outcome:
        """What it is worth; never raises."""
        return evaluate.outcome(self.tree, readings)

    def progress(self, readings: Readings) -> float | None:
        """0 to 1, None where it is unknown: how far a condition is; a number is taken as it is and clipped."""
        if self.kind == "condition":
            return progress.progress(self.tree, readings)
        value = evaluate.evaluated(self.tree, readings)
        return None if value is None else min(max(float(value), 0.0), 1.0)


def parse(text: str, kind: Kind | None = None) -> Expression:
    """The expression; with `kind`, one of that kind. Raises ExpressionError."""
    if len(text) > MAX_LENGTH:
        raise ExpressionError(MAX_LENGTH + 1, f"an expression may have {MAX_LENGTH:,} characters, this has more")
    found = _parsed(text)
    if kind == "condition" and found.kind == "number":
        raise ExpressionError(found.tree.column, "is a number and has to be a condition: compare it, as in x >= 80")
    if kind == "number" and found.kind == "condition":
        raise ExpressionError(found.tree.column, "is a condition and has to be a number, such as coverage.line / 100")
    return found


def problems(text: str, kind: Kind = "condition") -> ExpressionError | None:
    """What is wrong with the text, None when nothing is."""
    try:
        parse(text, kind)
    except ExpressionError as error:
        return error
    return None


@lru_cache(1024)
def _parsed(text: str) -> Expression:
    tree = parser.tree(text)
    named = [node for node in walk(tree) if node.op in NAMED]
    names = tuple(dict.fromkeys(node.name for node in named))
    baselines = tuple(dict.fromkeys(node.name for node in named if node.op in ("baseline", "delta")))
    return Expression(text, tree, names, baselines, tree.kind)
