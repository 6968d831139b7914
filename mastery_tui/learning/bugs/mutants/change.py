"""One small change of meaning, before anybody has looked whether it fits."""

import ast
from collections.abc import Iterator
from typing import NamedTuple

from mastery_tui.learning.bugs import fit
from mastery_tui.learning.bugs.source import Source


class Change(NamedTuple):
    """Another text for an expression or a statement; "" drops a statement."""

    kind: str
    node: ast.expr | ast.stmt
    new: str


def with_parts(source: Source, node: ast.AST, parts: dict[fit.Span, str]) -> str:
    """The text of a node with other text in place of some parts."""
    return fit.replaced(source.of(node), source.span(node)[0], parts)


def instead(source: Source, node: ast.AST, *parts: tuple[ast.AST, str]) -> str:
    """The text of a node with others in place of nodes inside of it."""
    return with_parts(source, node, {source.span(part): new for part, new in parts})


def bracketed(source: Source, node: ast.AST) -> fit.Span:
    """From where to where an expression stands, with all parentheses around it."""
    start, end = source.span(node)
    parent = source.parents.get(node)
    low, high = source.span(parent) if isinstance(parent, ast.expr) else (start, end)
    if isinstance(parent, ast.Call):
        low = source.span(parent.func)[1] + 1 if node is not parent.func else low
        high -= node is not parent.func
    while True:
        left, right = _left(source.text, start, low), _right(source.text, end, high)
        if left is None or right is None:
            return start, end
        start, end = left, right


def _left(text: str, start: int, low: int) -> int | None:
    at = start - 1
    while at >= low and text[at] in " \t\r\n\\":
        at -= 1
    return at if at >= low and text[at] == "(" else None


def _right(text: str, end: int, high: int) -> int | None:
    at = end
    while at < high and text[at] in " \t\r\n\\":
        at += 1
    return at + 1 if at < high and text[at] == ")" else None


def operator_span(source: Source, left: ast.AST, right: ast.AST, sign: str) -> fit.Span | None:
    """Where the operator between two operands stands; None where a comment is in the way."""
    start, end = source.span(left)[1], source.span(right)[0]
    between = source.text[start:end]
    if "#" in between or between.count(sign) != 1:
        return None
    at = start + between.index(sign)
    return at, at + len(sign)


def name_of(func: ast.expr) -> str:
    """The last name of what is called: "exp" for `np.exp`, `math.exp` and `exp`."""
    return func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""


def owner_of(func: ast.expr) -> str:
    """What a called function is taken from: "np" for `np.exp`, "" for `exp` and for what has no plain name."""
    return func.value.id if isinstance(func, ast.Attribute) and isinstance(func.value, ast.Name) else ""


MODULES = frozenset({"np", "numpy", "math", "torch", "F", "xp", "jnp", "cmath", "operator", "functools", "itertools"})


def is_method(call: ast.Call) -> bool:
    """Whether something is called on a value (`x.sum()`), and not a module's function (`np.sum(x)`)."""
    return isinstance(call.func, ast.Attribute) and not (
        owner_of(call.func) in MODULES
        or (isinstance(call.func.value, ast.Attribute) and owner_of(call.func.value) in MODULES)
    )


def number(node: ast.AST | None) -> int | float | None:
    """The number that a literal is, a minus before it included; None for all else, True and False too."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        value = number(node.operand)
        return None if value is None else -value
    if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
        return node.value
    return None


def words(text: str) -> frozenset[str]:
    """A set of names, written as a line of words."""
    return frozenset(text.split())


def names(node: ast.AST) -> Iterator[str]:
    """The names that a node reads or writes, and the attributes as `self.x`."""
    for at in ast.walk(node):
        if isinstance(at, ast.Name):
            yield at.id
        elif isinstance(at, ast.Attribute) and isinstance(at.value, ast.Name):
            yield f"{at.value.id}.{at.attr}"


def dropped_argument(source: Source, call: ast.Call, argument: ast.AST) -> str:
    """A call without one of its arguments (a keyword too), the comma that goes with it gone."""
    parts = sorted([*call.args, *call.keywords], key=lambda part: source.span(part)[0])
    at = parts.index(argument)
    start, end = _outer(source, argument, call)
    if at > 0:
        start = _outer(source, parts[at - 1], call)[1]
    elif len(parts) > 1:
        end = _outer(source, parts[1], call)[0]
    return with_parts(source, call, {(start, end): ""})


def _outer(source: Source, part: ast.AST, call: ast.Call) -> fit.Span:
    return bracketed(source, part) if isinstance(part, ast.expr) else source.span(part)
