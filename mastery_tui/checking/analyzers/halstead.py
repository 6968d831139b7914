"""Halstead's measures, counted as radon counts them.

M. H. Halstead, Elements of Software Science (1977). The operators are those of Python's expressions; operands are told
apart by name, attribute or constant within the function around them, any other expression is an operand of its own.
"""

import ast
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Report(NamedTuple):
    """The measures, with radon's names: `time` in seconds (Stroud's 18 decisions a second), `bugs` an estimate."""

    h1: int
    h2: int
    N1: int
    N2: int
    vocabulary: int
    length: int
    calculated_length: float
    volume: float
    difficulty: float
    effort: float
    time: float
    bugs: float


@dataclass(slots=True)
class Halstead:
    """Operators and operands met so far."""

    operators: int = 0
    operands: int = 0
    distinct: set[type[ast.AST]] = field(default_factory=set)
    named: set[tuple[str | None, Any]] = field(default_factory=set)
    nameless: int = 0

    def count(self, operator: type[ast.AST], operands: Iterable[Any], context: str | None) -> None:
        """Count one operator and its operands, met in the function named `context`."""
        self.operators += 1
        self.distinct.add(operator)
        for operand in operands:
            self.operands += 1
            kind = operand.__class__
            if kind is ast.Name:
                self.named.add((context, operand.id))
            elif kind is ast.Constant:
                self.named.add((context, operand.value))
            elif kind is ast.Attribute:
                self.named.add((context, operand.attr))
            else:
                self.nameless += 1

    def report(self) -> Report:
        """The measures of all that was counted."""
        h1, h2 = len(self.distinct), len(self.named) + self.nameless
        vocabulary, length = h1 + h2, self.operators + self.operands
        calculated = h1 * math.log(h1, 2) + h2 * math.log(h2, 2) if h1 and h2 else 0
        volume = length * math.log(vocabulary, 2) if vocabulary else 0
        difficulty = (h1 * self.operands) / float(2 * h2) if h2 else 0
        effort = difficulty * volume
        return Report(
            h1,
            h2,
            self.operators,
            self.operands,
            vocabulary,
            length,
            calculated,
            volume,
            difficulty,
            effort,
            effort / 18.0,
            volume / 3000.0,
        )
