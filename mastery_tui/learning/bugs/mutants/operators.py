"""Operators: comparisons, arithmetic, signs, and what stands on which side of them."""

import ast
from collections.abc import Iterator
from itertools import pairwise

from mastery_tui.learning.bugs.mutants.change import Change, bracketed, number, operator_span, with_parts
from mastery_tui.learning.bugs.source import Source

_COMPARED: dict[type[ast.cmpop], tuple[str, tuple[tuple[str, str], ...]]] = {
    ast.Lt: ("<", (("boundary", "<="), ("compare", ">"))),
    ast.LtE: ("<=", (("boundary", "<"), ("compare", ">="))),
    ast.Gt: (">", (("boundary", ">="), ("compare", "<"))),
    ast.GtE: (">=", (("boundary", ">"), ("compare", "<="))),
    ast.Eq: ("==", (("compare", "!="),)),
    ast.NotEq: ("!=", (("compare", "=="),)),
    ast.In: ("in", (("compare", "not in"),)),
}

_SIGNS: dict[type[ast.operator], tuple[str, tuple[str, ...]]] = {
    ast.Add: ("+", ("-",)),
    ast.Sub: ("-", ("+",)),
    ast.Mult: ("*", ("/", "+")),
    ast.Div: ("/", ("*", "//")),
    ast.FloorDiv: ("//", ("/",)),
    ast.Mod: ("%", ("//",)),
    ast.Pow: ("**", ("*",)),
    ast.BitAnd: ("&", ("|",)),
    ast.BitOr: ("|", ("&",)),
    ast.LShift: ("<<", (">>",)),
    ast.RShift: (">>", ("<<",)),
    ast.MatMult: ("@", ()),
}

_SIDED = (ast.Sub, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)


def operators(node: ast.AST, source: Source) -> Iterator[Change]:
    if isinstance(node, ast.Compare):
        yield from _compared(node, source)
    elif isinstance(node, ast.BinOp) and not _is_text(node):
        yield from _computed(node, source)
    elif isinstance(node, ast.AugAssign):
        yield from _augmented(node, source)
    elif isinstance(node, ast.UnaryOp):
        if isinstance(node.op, ast.USub) and number(node) != -1:
            yield Change("sign", node, source.of(node.operand))
        elif isinstance(node.op, (ast.Not, ast.Invert)):
            yield Change("condition", node, source.of(node.operand))
    elif isinstance(node, ast.BoolOp):
        yield from _joined(node, source)
    elif isinstance(node, ast.Return) and isinstance(node.value, (ast.BinOp, ast.Call)) and not _is_text(node.value):
        yield Change(
            "sign", node.value, f"-({source.of(node.value)})" if _loose(node.value) else f"-{source.of(node.value)}"
        )


def _loose(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and not isinstance(node.op, (ast.Mult, ast.Pow))


def _compared(node: ast.Compare, source: Source) -> Iterator[Change]:
    sides = [node.left, *node.comparators]
    for at, operator in enumerate(node.ops):
        sign, others = _COMPARED.get(type(operator), ("", ()))
        span = operator_span(source, sides[at], sides[at + 1], sign) if sign else None
        if span:
            for kind, other in others:
                yield Change(kind, node, with_parts(source, node, {span: other}))


def _computed(node: ast.BinOp, source: Source) -> Iterator[Change]:
    sign, others = _SIGNS[type(node.op)]
    span = operator_span(source, node.left, node.right, sign)
    left, right = bracketed(source, node.left), bracketed(source, node.right)
    text = source.text
    if span:
        for other in others:
            yield Change("operator", node, with_parts(source, node, {span: other}))
    if isinstance(node.op, _SIDED):
        swapped = {left: text[slice(*right)], right: text[slice(*left)]}
        yield Change("order", node, with_parts(source, node, swapped))
    yield Change("step", node, source.of(node.left))
    if isinstance(node.op, (ast.Mult, ast.Add, ast.Sub)):
        yield Change("step", node, source.of(node.right))
    yield from _ungrouped(node, source)


def _ungrouped(node: ast.BinOp, source: Source) -> Iterator[Change]:
    """`a / (b + c)` without its parentheses, whatever that means then."""
    for side in (node.left, node.right):
        outer = bracketed(source, side)
        if isinstance(side, ast.BinOp) and outer != source.span(side):
            new = with_parts(source, node, {outer: source.of(side)})
            yield Change("grouping", node, new)


def _augmented(node: ast.AugAssign, source: Source) -> Iterator[Change]:
    sign, others = _SIGNS[type(node.op)]
    span = operator_span(source, node.target, node.value, f"{sign}=")
    if span is None or _is_text(node.value):
        return
    for other in (*others[:1], ""):
        kind = "operator" if other else "accumulate"
        yield Change(kind, node, with_parts(source, node, {span: f"{other}="}))


def _joined(node: ast.BoolOp, source: Source) -> Iterator[Change]:
    sign, other = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
    for at, (left, right) in enumerate(pairwise(node.values)):
        span = operator_span(source, left, right, sign)
        if span and len(node.values) == 2:
            yield Change("condition", node, with_parts(source, node, {span: other}))
        gone = (bracketed(source, left)[1], bracketed(source, right)[1])
        yield Change("condition", node, with_parts(source, node, {gone: ""}))
        if at == 0:
            gone = (bracketed(source, left)[0], bracketed(source, right)[0])
            yield Change("condition", node, with_parts(source, node, {gone: ""}))


def _is_text(node: ast.AST) -> bool:
    """Whether it joins or repeats text or lists: arithmetic there is no arithmetic."""
    if isinstance(node, ast.BinOp):
        return _is_text(node.left) or _is_text(node.right)
    return isinstance(node, (ast.JoinedStr, ast.List, ast.ListComp)) or (
        isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))
    )
