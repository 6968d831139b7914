"""The value of a tree over readings, in Kleene's strong three-valued logic.

After S. C. Kleene, Introduction to Metamathematics (1952), § 64: `false and unknown` is false, `true or unknown` is
true; all else with an unknown in it is unknown. Arithmetic with an unknown is unknown. Nothing raises.
"""

from collections.abc import Callable
from functools import partial
from math import isfinite
from operator import eq, ge, gt, le, lt, ne

from mastery_tui.evidence.expressions.readings import Outcome, Readings
from mastery_tui.evidence.expressions.tree import Node

Value = bool | float | None
COMPARE: dict[str, Callable[[float, float], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "==": eq, "!=": ne}
OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def outcome(node: Node, readings: Readings) -> Outcome:
    """The value; where there is none, also what it is that is missing."""
    value = evaluated(node, readings)
    if value is not None:
        return Outcome(value)
    stale: dict[str, None] = {}
    unknown: dict[str, None] = {}
    reasons: dict[str, None] = {}
    _blame(node, readings, stale, unknown, reasons)
    return Outcome(None, tuple(stale), tuple(unknown), "; ".join(list(reasons)[:3]))


def evaluated(node: Node, readings: Readings) -> Value:
    """The value, None where it is undecided."""
    return _EVALUATE[node.op](node, readings)


def _finite(value: float | None) -> float | None:
    """The value as a float; None for what is none: infinite, not a number, a whole number beyond all floats."""
    if value is None:
        return None
    try:
        value = float(value)
    except OverflowError:
        return None
    return value if isfinite(value) else None


def _constant(node: Node, readings: Readings) -> Value:
    return node.value


def _boolean(node: Node, readings: Readings) -> Value:
    return node.value == 1


def _metric(node: Node, readings: Readings) -> Value:
    return _finite(readings.fresh.get(node.name))


def _baseline(node: Node, readings: Readings) -> Value:
    return _finite(readings.baseline.get(node.name))


def _delta(node: Node, readings: Readings) -> Value:
    now, before = _finite(readings.fresh.get(node.name)), _finite(readings.baseline.get(node.name))
    return None if now is None or before is None else _finite(now - before)


def _known(node: Node, readings: Readings) -> Value:
    if node.name in readings.fresh:
        return None if _finite(readings.fresh[node.name]) is None else True
    return None if node.name in readings.held else False


def _joined(decisive: bool, node: Node, readings: Readings) -> Value:
    """`or` is decided by a true part, `and` by a false one."""
    undecided = False
    for child in node.children:
        value = evaluated(child, readings)
        if value is decisive:
            return decisive
        undecided |= value is None
    return None if undecided else not decisive


def _not(node: Node, readings: Readings) -> Value:
    value = evaluated(node.children[0], readings)
    return None if value is None else not value


def _compare(node: Node, readings: Readings) -> Value:
    """A chain is the conjunction of its pairs."""
    if len(node.signs) == 1:  # nearly always
        one, other = node.children
        a, b = _EVALUATE[one.op](one, readings), _EVALUATE[other.op](other, readings)
        return None if a is None or b is None else COMPARE[node.signs[0]](a, b)
    values = [evaluated(child, readings) for child in node.children]
    undecided = False
    for left, right, sign in zip(values, values[1:], node.signs, strict=False):
        if left is None or right is None:
            undecided = True
        elif not COMPARE[sign](left, right):
            return False
    return None if undecided else True


def _numbers(node: Node, readings: Readings) -> list[float] | None:
    found: list[float] = []
    for child in node.children:
        value = evaluated(child, readings)
        if value is None:
            return None
        found.append(value)
    return found


def _sum(node: Node, readings: Readings) -> Value:
    numbers = _numbers(node, readings)
    if numbers is None:
        return None
    total = numbers[0]
    for sign, number in zip(node.signs, numbers[1:], strict=True):
        total = total + number if sign == "+" else total - number
    return _finite(total)


def _product(node: Node, readings: Readings) -> Value:
    numbers = _numbers(node, readings)
    if numbers is None:
        return None
    total = numbers[0]
    for sign, number in zip(node.signs, numbers[1:], strict=True):
        if sign == "/" and number == 0:
            return None
        total = total * number if sign == "*" else total / number
    return _finite(total)


def _negate(node: Node, readings: Readings) -> Value:
    value = evaluated(node.children[0], readings)
    return None if value is None else -value


def _fold(fold: Callable[[list[float]], float], node: Node, readings: Readings) -> Value:
    numbers = _numbers(node, readings)
    return None if numbers is None else fold(numbers)


def _abs(node: Node, readings: Readings) -> Value:
    value = evaluated(node.children[0], readings)
    return None if value is None else abs(value)


_EVALUATE: dict[str, Callable[[Node, Readings], Value]] = {
    "constant": _constant,
    "boolean": _boolean,
    "metric": _metric,
    "baseline": _baseline,
    "delta": _delta,
    "known": _known,
    "or": partial(_joined, True),
    "and": partial(_joined, False),
    "not": _not,
    "compare": _compare,
    "sum": _sum,
    "product": _product,
    "negate": _negate,
    "min": partial(_fold, min),
    "max": partial(_fold, max),
    "abs": _abs,
}


def _blame(
    node: Node, readings: Readings, stale: dict[str, None], unknown: dict[str, None], reasons: dict[str, None]
) -> None:
    """Into the three, in order: what makes this undecided node so."""
    undecided = [child for child in node.children if evaluated(child, readings) is None]
    for child in undecided:
        _blame(child, readings, stale, unknown, reasons)
    if undecided:
        return
    if node.children:
        zero = node.op == "product" and any(
            sign == "/" and evaluated(child, readings) == 0
            for sign, child in zip(node.signs, node.children[1:], strict=True)
        )
        reasons["it divides by zero" if zero else "a number in it is too large"] = None
        return
    name = node.name
    if node.op != "baseline":
        if name not in readings.fresh:
            (stale if readings.held.get(name) == "stale" else unknown)[name] = None
        elif _finite(readings.fresh[name]) is None:
            reasons[f"{name} is no finite number"] = None
    if node.op in ("baseline", "delta") and _finite(readings.baseline.get(name)) is None:
        unknown[f"baseline({name})"] = None
    if node.op == "delta" and _finite(readings.fresh.get(name)) is not None and name in readings.baseline:
        reasons["a number in it is too large"] = None
