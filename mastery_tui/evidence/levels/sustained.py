"""For how long metrics have been better than their baseline: a fold over what was measured."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from mastery_tui.evidence import record
from mastery_tui.evidence.expressions import ExpressionError, parse
from mastery_tui.evidence.expressions.evaluate import COMPARE
from mastery_tui.evidence.expressions.tree import Node

DAY_S = 86_400.0
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_OF_THIS_TREE = ("E2", "E3")


class Sustained:
    """Written by one thread, in the order of the ledger.

    Values of other trees or of parts of this one are passed over: they neither end an improvement nor begin one. A new
    baseline is what counts from then on; what was better than both stays better.
    """

    def __init__(self) -> None:
        self._baseline: dict[str, float] = {}
        self._values: dict[str, float] = {}
        self._since: dict[tuple[str, str], float] = {}

    def take(self, at: float, event: record.Event | None) -> None:
        """One event later; `at` in seconds."""
        match event:
            case record.Measured(values=values):
                for name, value in values.items():
                    if value is None:
                        self._values.pop(name, None)
                    elif value[1] in _OF_THIS_TREE:
                        self._values[name] = value[0]
                    else:
                        continue
                    self._compare(name, at)
            case record.Baseline(values=values):
                names = {*self._baseline, *values}
                self._baseline = dict(values)
                for name in names:
                    self._compare(name, at)
            case _:
                pass

    def days(self, better: Mapping[str, int], now: float) -> float | None:
        """For how many days one of these metrics at least has been better than its baseline, and none worse.

        `better` maps a name to +1 where more is better, -1 where less is. None where nothing can be compared: there is
        no baseline of any of them, or one of them is not known any more.
        """
        compared = [(name, ">" if sign > 0 else "<") for name, sign in better.items() if name in self._baseline]
        if not compared or any(name not in self._values for name, _ in compared):
            return None
        kept = [self._since.get((name, f"{sign}=")) for name, sign in compared]
        gained = [self._since[each] for each in compared if each in self._since]
        if None in kept or not gained:
            return 0.0
        began = max(min(gained), *(at for at in kept if at is not None))
        return max(0.0, now - began) / DAY_S

    def _compare(self, name: str, at: float) -> None:
        value, before = self._values.get(name), self._baseline.get(name)
        for sign, compare in COMPARE.items():
            if value is not None and before is not None and compare(value, before):
                self._since.setdefault((name, sign), at)
            else:
                self._since.pop((name, sign), None)


def directions(expressions: Iterable[str]) -> dict[str, int]:
    """Which way each metric of these conditions is better: +1 more, -1 less; those that want both are left out."""
    wanted: dict[str, set[int]] = {}
    for text in expressions:
        for name, sign in _wanted(text):
            wanted.setdefault(name, set()).add(sign)
    return {name: sign for name, signs in wanted.items() if len(signs) == 1 for sign in signs}


@lru_cache(maxsize=1024)
def _wanted(text: str) -> frozenset[tuple[str, int]]:
    try:
        return frozenset(_compared(parse(text).tree, 1))
    except ExpressionError:  # told where it stands
        return frozenset()


def _compared(node: Node, turned: int) -> Iterator[tuple[str, int]]:
    if node.op == "compare":
        for (left, right), sign in zip(pairwise(node.children), node.signs, strict=True):
            for side, told in ((left, sign), (right, _TURNED.get(sign, ""))):
                if side.op == "metric" and told in _TURNED:
                    yield side.name, turned if told[0] == ">" else -turned
    for child in node.children:
        yield from _compared(child, -turned if node.op == "not" else turned)
