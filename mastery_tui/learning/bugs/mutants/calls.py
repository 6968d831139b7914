"""Calls: the wrong one of two functions, arguments the wrong way round, a copy that is none."""

import ast
from collections.abc import Iterator

from mastery_tui.learning.bugs.mutants.change import (
    Change,
    bracketed,
    dropped_argument,
    instead,
    is_method,
    name_of,
    owner_of,
    with_parts,
    words,
)
from mastery_tui.learning.bugs.source import Source

_PAIRS = (
    ("max", "min"),
    ("maximum", "minimum"),
    ("fmax", "fmin"),
    ("amax", "amin"),
    ("argmax", "argmin"),
    ("sum", "mean"),
    ("any", "all"),
    ("std", "var"),
    ("floor", "ceil"),
    ("zeros", "ones"),
    ("zeros_like", "ones_like"),
    ("log", "log2"),
    ("log", "log1p"),
    ("exp", "expm1"),
    ("log2", "log"),
    ("log10", "log"),
    ("expm1", "exp"),
    ("log1p", "log"),
    ("sum", "max"),
    ("fsum", "prod"),
    ("add", "subtract"),
    ("multiply", "divide"),
    ("subtract", "add"),
    ("divide", "multiply"),
    ("mul", "truediv"),
    ("square", "abs"),
    ("append", "insert"),
    ("tril", "triu"),
    ("sin", "cos"),
    ("normal", "uniform"),
    ("standard_normal", "random"),
    ("argsort", "sort"),
)
_ONE_WAY = frozenset({"fsum", "square", "append", "argsort", "standard_normal", "normal"})
_OTHER: dict[str, list[str]] = {}
for _left, _right in _PAIRS:
    _OTHER.setdefault(_left, []).append(_right)
    if (_right, _left) not in _PAIRS and _left not in _ONE_WAY:
        _OTHER.setdefault(_right, []).append(_left)

_BUILTIN = frozenset({"max", "min", "sum", "any", "all"})
_EVEN = words(
    "maximum minimum max min fmax fmin add multiply hypot isclose allclose isinstance issubclass hasattr getattr "
    "setattr range print equal not_equal logical_and logical_or array_equal gcd slice replace property TypeVar "
    "sum mean prod std var argmax argmin amax amin any all cumsum concatenate stack expand_dims squeeze norm"
)
_COPIES = frozenset({"copy", "deepcopy", "list", "dict", "set", "bytearray", "array"})
_BUFFERS = frozenset({"empty_like", "zeros_like", "ones_like"})


def calls(node: ast.AST, source: Source) -> Iterator[Change]:
    if isinstance(node, ast.Call):
        yield from _other(node, source)
        yield from _swapped(node, source)
        yield from _copied(node, source)
        yield from _shaped(node, source)
    elif isinstance(node, ast.Assign):
        yield from _in_place(node, source)
        yield from _unpacked(node, source)
    elif isinstance(node, ast.Return) and isinstance(node.value, ast.Tuple) and len(node.value.elts) == 2:
        left, right = node.value.elts
        yield Change(
            "order", node.value, instead(source, node.value, (left, source.of(right)), (right, source.of(left)))
        )
    elif isinstance(node, ast.IfExp):
        parts = (node.body, source.of(node.orelse)), (node.orelse, source.of(node.body))
        yield Change("order", node, instead(source, node, *parts))
    elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and source.of(node).endswith("[:]"):
        yield Change("copy", node, source.of(node.value))
    elif isinstance(node, ast.List) and len(node.elts) == 1 and isinstance(node.elts[0], ast.Starred):
        yield Change("copy", node, source.of(node.elts[0].value))


def _other(call: ast.Call, source: Source) -> Iterator[Change]:
    """Another function of the same shape; a plain name only where both are there."""
    func = call.func
    for other in _OTHER.get(name_of(func), ()):
        if isinstance(func, ast.Attribute):
            if owner_of(func) == "math" and other not in (
                "log2",
                "log1p",
                "log",
                "floor",
                "ceil",
                "prod",
                "expm1",
                "exp",
            ):
                continue
            if is_method(call) and other in ("log2", "log1p", "expm1", "insert", "subtract", "var"):
                continue
            end = source.span(func)[1]
            yield Change("function", call, with_parts(source, call, {(end - len(func.attr), end): other}))
        elif other in _BUILTIN:
            yield Change("function", call, instead(source, call, (func, other)))


def _swapped(call: ast.Call, source: Source) -> Iterator[Change]:
    if name_of(call.func) in _EVEN or any(isinstance(a, (ast.Starred, ast.GeneratorExp)) for a in call.args):
        return
    worded = bool(call.args) and isinstance(call.args[0], ast.Constant) and isinstance(call.args[0].value, str)
    two = call.args[1:3] if worded or name_of(call.func) == "where" else call.args[:2]
    if len(two) == 2:
        left, right = (bracketed(source, part) for part in two)
        if source.text[slice(*left)] != source.text[slice(*right)]:
            parts = {left: source.text[slice(*right)], right: source.text[slice(*left)]}
            yield Change("arguments", call, with_parts(source, call, parts))


def _copied(call: ast.Call, source: Source) -> Iterator[Change]:
    name = name_of(call.func)
    if name == "copy" and is_method(call) and isinstance(call.func, ast.Attribute) and not call.args:
        if owner_of(call.func) != "copy":
            yield Change("copy", call, source.of(call.func.value))
    elif name == "array" and isinstance(call.func, ast.Attribute):
        end = source.span(call.func)[1]
        yield Change("copy", call, with_parts(source, call, {(end - len("array"), end): "asarray"}))
    elif (name in _BUFFERS and call.args) or (
        name in _COPIES and len(call.args) == 1 and not isinstance(call.args[0], (ast.GeneratorExp, ast.Starred))
    ):
        yield Change("copy", call, source.of(call.args[0]))


def _shaped(call: ast.Call, source: Source) -> Iterator[Change]:
    """A shape or a pair with its two parts the wrong way round; a generator that forgets its seed."""
    for part in (*call.args, *(keyword.value for keyword in call.keywords)):
        if isinstance(part, ast.Tuple) and len(part.elts) == 2 and not isinstance(part.elts[0], ast.Starred):
            left, right = part.elts
            if source.of(left) != source.of(right):
                yield Change("order", part, instead(source, part, (left, source.of(right)), (right, source.of(left))))
    if name_of(call.func) in ("default_rng", "seed", "RandomState", "Random") and len(call.args) == 1:
        yield Change("argument", call, dropped_argument(source, call, call.args[0]))


_SIGNS = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}


def _in_place(node: ast.Assign, source: Source) -> Iterator[Change]:
    """`x = x * c` as `x *= c`: the same numbers, in somebody else's array."""
    value = node.value
    if len(node.targets) != 1 or not isinstance(value, ast.BinOp) or type(value.op) not in _SIGNS:
        return
    target = source.of(node.targets[0])
    if source.of(value.left) == target:
        yield Change(
            "copy", node, f"{target} {_SIGNS[type(value.op)]}= {source.text[slice(*bracketed(source, value.right))]}"
        )


def _unpacked(node: ast.Assign, source: Source) -> Iterator[Change]:
    target = node.targets[0]
    if isinstance(target, ast.Tuple) and len(target.elts) == 2 and not isinstance(node.value, ast.Tuple):
        left, right = target.elts
        new = instead(source, node, (left, source.of(right)), (right, source.of(left)))
        yield Change("order", node, new)
