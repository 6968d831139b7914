"""Numbers: off by one in ranges, slices and indexes, and constants."""

import ast
from collections.abc import Iterator

from mastery_tui.learning.bugs.mutants.change import Change, name_of, number, with_parts
from mastery_tui.learning.bugs.source import Source

_AXES = frozenset({"axis", "dim", "keepdims", "ndmin"})


def counting(node: ast.AST, source: Source) -> Iterator[Change]:
    if isinstance(node, ast.Call):
        if name_of(node.func) == "range":
            yield from _ranged(node, source)
        elif name_of(node.func) == "len" and len(node.args) == 1:
            yield from (Change("count", node, f"{source.of(node)} {sign} 1") for sign in "-+")
        elif source.of(node).replace("'", '"') in ('float("inf")', 'float("-inf")', 'float("+inf")'):
            yield Change("constant", node, "0.0")
    elif isinstance(node, ast.Subscript):
        yield from _cut(node, source)
    elif isinstance(node, ast.Attribute) and node.attr in ("inf", "Inf", "infty"):
        yield from _infinite(node, source)
    elif isinstance(node, ast.UnaryOp) and number(node) is not None:
        yield from _constant(node, source)
    elif isinstance(node, ast.Constant) and not isinstance(source.parents.get(node), ast.UnaryOp):
        if isinstance(node.value, bool):
            keyword = source.parents.get(node)
            if not (isinstance(keyword, ast.keyword) and keyword.arg in _AXES):
                yield Change("constant", node, str(not node.value))
        elif number(node) is not None:
            yield from _constant(node, source)


def _ranged(call: ast.Call, source: Source) -> Iterator[Change]:
    if not call.args or any(isinstance(part, ast.Starred) for part in call.args):
        return
    first, *others = call.args
    stop = others[0] if others else first
    yield from (Change("count", stop, f"{source.of(stop)} {sign} 1") for sign in "-+" if number(stop) is None)
    if not others:
        yield Change("count", call, with_parts(source, call, {source.span(first): f"1, {source.of(first)}"}))
    elif number(first) is None:
        yield Change("count", first, f"{source.of(first)} + 1")


def _cut(node: ast.Subscript, source: Source) -> Iterator[Change]:
    """The ends of slices and the places of indexes, one beside where they are."""
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    for part in parts:
        if isinstance(part, ast.Slice):
            for end in (part.lower, part.upper):
                if end is not None and number(end) is None:
                    new = with_parts(source, node, {source.span(end): f"{source.of(end)} - 1"})
                    yield Change("count", node, new)
                elif end is not None:
                    new = with_parts(source, node, {source.span(end): ""})
                    yield Change("count", node, new)
                    value = number(end)
                    beside = {source.span(end): str(int(value or 0) + (-1 if (value or 0) < 0 else 1))}
                    yield Change("count", node, with_parts(source, node, beside))
        elif isinstance(part, ast.Name) and isinstance(node.ctx, ast.Load) and part.id != "newaxis" and len(parts) == 1:
            yield Change("count", part, f"{part.id} - 1")


def _infinite(node: ast.Attribute, source: Source) -> Iterator[Change]:
    parent = source.parents.get(node)
    negative = isinstance(parent, ast.UnaryOp) and isinstance(parent.op, ast.USub)
    whole = parent if negative and isinstance(parent, ast.UnaryOp) else node
    yield Change("constant", whole, "0.0")


def _constant(node: ast.Constant | ast.UnaryOp, source: Source) -> Iterator[Change]:
    value = number(node)
    if value is None or _elsewhere(node, source):
        return
    kind, others = ("constant", _floats(value)) if isinstance(value, float) else ("count", _ints(value))
    yield from (Change(kind, node, other) for other in others if float(other) not in _neutral(node, source))


def _neutral(node: ast.AST, source: Source) -> tuple[float, ...]:
    """The numbers that change nothing where a number stands: nobody writes `+ 0`, so they show the place."""
    parent = source.parents.get(node)
    if not isinstance(parent, ast.BinOp):
        return ()
    return (0.0,) if isinstance(parent.op, (ast.Add, ast.Sub)) else (0.0, 1.0)


def _elsewhere(node: ast.AST, source: Source) -> bool:
    """Whether another family changes this number: axes, ends of slices."""
    parent = source.parents.get(node)
    return isinstance(parent, ast.Slice) or (isinstance(parent, ast.keyword) and parent.arg in _AXES)


def _floats(value: float) -> tuple[str, ...]:
    if value == 0.0:
        return ("1.0",)
    if 0 < abs(value) < 0.01:
        return (repr(value * 1000), "0.0")
    if value == 1.0:
        return ("0.0", "2.0")
    return (repr(value * 2), repr(value / 2))


def _ints(value: int) -> tuple[str, ...]:
    if value == 0:
        return ("1", "-1")
    if value in (1, -1):
        return ("0", str(value * 2))
    return (str(value - 1), str(value + 1))
