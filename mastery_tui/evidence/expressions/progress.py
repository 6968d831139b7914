"""How far a condition is from holding, made from its comparisons."""

from itertools import pairwise

from mastery_tui.evidence.expressions.evaluate import COMPARE, OPPOSITE, evaluated
from mastery_tui.evidence.expressions.readings import Readings
from mastery_tui.evidence.expressions.tree import Node

ALMOST = 0.9999
"""What does not hold is never all the way there: `x > 80` at 80."""


def progress(node: Node, readings: Readings, holds: bool = True) -> float | None:
    """0 to 1; None where it is unknown. 1 exactly where the condition holds (with `holds=False`: where it is false).

    A comparison is as far as the smaller side is of the larger: `x >= 80` at 60 is 0.75, `x <= 3` at 6 is 0.5; 0 where
    the signs differ. `and` is the mean of its parts, `or` the best of them, `not` turns the comparisons below around.
    """
    value = evaluated(node, readings)
    if value is not None and bool(value) is holds:
        return 1.0
    if node.op == "not":
        return progress(node.children[0], readings, not holds)
    if node.op == "compare":
        return _chain(node, readings, holds)
    if node.op in ("and", "or"):
        parts = [progress(child, readings, holds) for child in node.children]
        return _mean(parts) if (node.op == "and") is holds else _best(parts)
    return None if value is None else 0.0


def _chain(node: Node, readings: Readings, holds: bool) -> float | None:
    values = [evaluated(child, readings) for child in node.children]
    signs = node.signs if holds else tuple(OPPOSITE[sign] for sign in node.signs)
    parts = [_pair(left, sign, right) for (left, right), sign in zip(pairwise(values), signs, strict=True)]
    return _mean(parts) if holds else _best(parts)


def _pair(left: float | None, sign: str, right: float | None) -> float | None:
    if left is None or right is None:
        return None
    if COMPARE[sign](left, right):
        return 1.0
    if sign == "!=":
        return 0.0
    low, high = min(left, right), max(left, right)
    if low == high:
        return ALMOST
    share = low / high if low >= 0 else high / low if high <= 0 else 0.0
    return min(share, ALMOST)


def _mean(parts: list[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return sum(known) / len(known) if known and len(known) == len(parts) else None


def _best(parts: list[float | None]) -> float | None:
    known = [part for part in parts if part is not None]
    return max(known) if known and len(known) == len(parts) else None
