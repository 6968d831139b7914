"""An expression as a frozen tree of the few operations that there are."""

from collections.abc import Iterator
from typing import Literal

import msgspec

Kind = Literal["condition", "number"]
Op = Literal[
    "constant", "boolean", "metric", "baseline", "delta", "known", "bare",
    "or", "and", "not", "compare", "sum", "product", "negate", "min", "max", "abs",
]  # fmt: skip
"""`bare` is the word baseline by itself: it stands in no tree that was parsed to its end."""

CONDITIONS: frozenset[Op] = frozenset({"boolean", "known", "or", "and", "not", "compare"})
NAMED: frozenset[Op] = frozenset({"metric", "baseline", "delta", "known"})


class Node(msgspec.Struct, frozen=True, gc=False):
    """One operation. `signs` stand between `children` (compare, sum, product); `name` is the metric's, `value` the
    constant's; `column` is where it begins, from 1."""

    op: Op
    column: int
    children: tuple["Node", ...] = ()
    signs: tuple[str, ...] = ()
    name: str = ""
    value: float = 0.0

    @property
    def kind(self) -> Kind:
        return "condition" if self.op in CONDITIONS else "number"


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, from left to right."""
    yield node
    for child in node.children:
        yield from walk(child)
