"""In words: which comparison decided a condition, and what is missing of an undecided one."""

from collections.abc import Mapping
from difflib import get_close_matches

import msgspec

from mastery_tui.evidence.expressions import Outcome, Readings
from mastery_tui.evidence.expressions.evaluate import COMPARE, OPPOSITE, evaluated
from mastery_tui.evidence.expressions.tree import Node
from mastery_tui.evidence.expressions.written import constant, written
from mastery_tui.evidence.objectives.words import number, several, with_unit
from mastery_tui.model.trend import KNOWN

_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_FIXED = frozenset({"constant", "baseline"})
_HOW = {
    "tests": "run the tests: mastery check, in a trusted folder",
    "coverage": "run the tests: mastery check, in a trusted folder",
    "scenario": "mastery scenario run",
    "review": "it comes with reviews by a language model: none has run here",
    "benchmark": "write pytest-benchmark's JSON into .benchmarks",
    "baseline(": "mastery baseline set",
}


class Said(msgspec.Struct, frozen=True, gc=False):
    """What is so, and what to do about it ("" where it is good as it is)."""

    text: str
    next: str = ""


class Seen(msgspec.Struct, frozen=True, gc=False):
    """What an expression was evaluated over, with the metrics' units."""

    readings: Readings
    units: Mapping[str, str]


def decided(node: Node, seen: Seen) -> Said:
    """What made a decided condition true or false, in one line."""
    parts = _told(node, seen, True)
    return Said(several([part.text for part in parts]), next((part.next for part in parts if part.next), ""))


def undecided(outcome: Outcome, why: Mapping[str, str]) -> Said:
    """What is missing, in one line."""
    if outcome.unknown:
        texts = [_missing(name, why) for name in outcome.unknown]
        name = outcome.unknown[0]
        return Said(several(texts), f"more evidence of {name}, on this tree" if name in why else how_to_measure(name))
    if outcome.stale:
        texts = [f"{name} is stale: {why.get(name, 'it is of another tree')}" for name in outcome.stale]
        return Said(several(texts), f"measure {outcome.stale[0]} again on this tree")
    return Said(outcome.reason or "it has no value", "mend the expression, or what is measured for it")


def _missing(name: str, why: Mapping[str, str]) -> str:
    if name in why:
        return f"{name}: {why[name]}"
    if name.startswith("baseline("):
        return f"there is no {name}"
    return f"{name} is not measured"


def how_to_measure(name: str) -> str:
    """What brings a value for a metric, or for `baseline(NAME)`; for a name that is close to a known one, that one."""
    near = [] if name in KNOWN else get_close_matches(name, KNOWN, 1, 0.88)
    if near:
        return f"did you mean {near[0]}?"
    for start, how in _HOW.items():
        if name == start or name.startswith((f"{start}.", start if start.endswith("(") else f"{start}.")):
            return how
    return f"have {name} measured on this tree: by a check, an evidence file or [metric]"


def _told(node: Node, seen: Seen, wanted: bool) -> list[Said]:
    """What makes the node as it is, in view of what it should be."""
    value = evaluated(node, seen.readings)
    good = value is wanted
    match node.op:
        case "not":
            return _told(node.children[0], seen, not wanted)
        case "and" | "or":
            every = (node.op == "and") is wanted
            values = [(child, evaluated(child, seen.readings)) for child in node.children]
            deciding = [child for child, each in values if every is good or each is value]
            parts = [part for child in deciding for part in _told(child, seen, wanted)]
            return parts[:1] if good and not every else parts
        case "compare":
            return _comparison(node, seen, wanted)
        case "known":
            text = f"{node.name} is {'measured' if value else 'not measured'}"
            change = how_to_measure(node.name) if wanted else f"have nothing measure {node.name}"
            return [Said(text, "" if good else change)]
        case _:
            return [Said(f"it is {written(node)}", "" if good else "mend the expression")]


def _comparison(node: Node, seen: Seen, wanted: bool) -> list[Said]:
    if len(node.signs) > 1 and not wanted:
        good = evaluated(node, seen.readings) is False
        text = f"{written(node)} does not hold" if good else f"{written(node)}, which must not hold"
        return [Said(text, "" if good else f"leave {written(node)}")]
    parts: list[Said] = []
    bad: list[Said] = []
    for left, sign, right in zip(node.children, node.signs, node.children[1:], strict=False):
        a, b = evaluated(left, seen.readings), evaluated(right, seen.readings)
        if a is None or b is None:
            continue
        sign = sign if wanted else OPPOSITE[sign]
        holds = COMPARE[sign](a, b)
        if left.op in _FIXED and right.op not in _FIXED:
            left, right, a, b, sign = right, left, b, a, _MIRRORED[sign]
        what, unit = written(left), _unit(left, seen)
        now, limit = number(a, b), number(b, a) if right.op != "constant" else constant(b)
        if right.op == "baseline":
            limit += ", its baseline" if left.name == right.name else f", {written(right)}"
        elif right.op != "constant":
            limit = f"{written(right)}, {limit}"
        if holds:
            parts.append(Said(f"{what} is {with_unit(now, unit)} ({sign} {limit})"))
        else:
            text = f"{what} is {with_unit(now, unit)}, has to be {sign} {limit}"
            bad.append(Said(text, f"bring {what} from {with_unit(now, unit)} to {sign} {limit}"))
    return bad or parts


def _unit(node: Node, seen: Seen) -> str:
    return seen.units.get(node.name, "") if node.op in ("metric", "baseline", "delta") else ""
