"""Arrays: axes, shapes, transposes, types, einsum."""

import ast
import re
from collections.abc import Iterator
from itertools import pairwise

from mastery_tui.learning.bugs.mutants.change import (
    Change,
    dropped_argument,
    instead,
    is_method,
    name_of,
    number,
    with_parts,
    words,
)
from mastery_tui.learning.bugs.source import Source

_REDUCING = words(
    "sum max min mean prod argmax argmin std var amax amin any all cumsum sort argsort concatenate stack expand_dims "
    "squeeze norm flip take nansum median logsumexp softmax log_softmax cumprod diff repeat split"
)
_AXIS_WORDS = frozenset({"axis", "dim"})
_OTHER_AXIS = {-1: ("0", "None", "-2"), 0: ("-1", "1"), 1: ("0",), -2: ("-1",), 2: ("1",)}
_TYPES = {
    "float64": "float32",
    "double": "float32",
    "float32": "float16",
    "longdouble": "float32",
    "int64": "int32",
    "float": "int",
}


def arrays(node: ast.AST, source: Source) -> Iterator[Change]:
    if isinstance(node, ast.Call):
        yield from _axes(node, source)
        yield from _turned(node, source)
        yield from _typed(node, source)
        yield from _summed(node, source)
    elif isinstance(node, ast.Attribute):
        if node.attr in ("T", "mT"):
            yield Change("transpose", node, source.of(node.value))
        elif node.attr in _TYPES and isinstance(node.value, ast.Name):
            yield Change("dtype", node, f"{source.of(node.value)}.{_TYPES[node.attr]}")
    elif isinstance(node, ast.Subscript):
        yield from _indexed(node, source)
    elif isinstance(node, ast.arguments):
        yield from _defaults(node)


def _axes(call: ast.Call, source: Source) -> Iterator[Change]:
    for keyword in call.keywords:
        if keyword.arg in _AXIS_WORDS:
            yield from _other_axis(keyword.value, source)
            yield Change("axis", call, dropped_argument(source, call, keyword))
        elif keyword.arg in ("keepdims", "keepdim"):
            yield Change("axis", call, dropped_argument(source, call, keyword))
    if name_of(call.func) in _REDUCING:
        at = 0 if is_method(call) else 1
        if len(call.args) > at and not isinstance(call.args[at], ast.Starred):
            yield from _other_axis(call.args[at], source)


def _other_axis(node: ast.expr, source: Source) -> Iterator[Change]:
    value = number(node)
    if value is not None:
        yield from (Change("axis", node, other) for other in _OTHER_AXIS.get(int(value), ()))
    elif isinstance(node, ast.Tuple):
        yield from (Change("axis", node, source.of(element)) for element in node.elts)
    elif isinstance(node, ast.Name):
        yield from (Change("axis", node, other) for other in ("0", "-1"))


def _defaults(arguments: ast.arguments) -> Iterator[Change]:
    positional = [*arguments.posonlyargs, *arguments.args]
    pairs = [
        *zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True),
        *zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True),
    ]
    for argument, default in pairs:
        if argument.arg in _AXIS_WORDS and default is not None and (value := number(default)) is not None:
            yield from (Change("axis", default, other) for other in _OTHER_AXIS.get(int(value), ())[:1])


def _turned(call: ast.Call, source: Source) -> Iterator[Change]:
    name = name_of(call.func)
    if name in ("transpose", "swapaxes", "moveaxis", "permute"):
        if isinstance(call.func, ast.Attribute) and is_method(call):
            yield Change("transpose", call, source.of(call.func.value))
        elif call.args:
            yield Change("transpose", call, source.of(call.args[0]))
        axes = [a for a in call.args if number(a) is not None]
        for left, right in pairwise(axes):
            yield Change("transpose", call, instead(source, call, (left, source.of(right)), (right, source.of(left))))
    elif name in ("squeeze", "ravel", "flatten") and isinstance(call.func, ast.Attribute) and is_method(call):
        yield Change("shape", call, source.of(call.func.value))


def _typed(call: ast.Call, source: Source) -> Iterator[Change]:
    name = name_of(call.func)
    if name == "astype" and isinstance(call.func, ast.Attribute):
        yield Change("dtype", call, source.of(call.func.value))
    elif name == "float" and len(call.args) == 1 and not _is_text(call.args[0]):
        yield Change("dtype", call, instead(source, call, (call.func, "int")))
        yield Change("dtype", call, source.of(call.args[0]))
    for keyword in call.keywords:
        if keyword.arg == "dtype":
            yield Change("dtype", call, dropped_argument(source, call, keyword))
            if isinstance(keyword.value, ast.Name) and keyword.value.id in _TYPES:
                yield Change("dtype", keyword.value, _TYPES[keyword.value.id])
    for argument in (*call.args, *(k.value for k in call.keywords)):
        if _is_text(argument) and (type_ := _TYPES.get(str(argument.value))):  # type: ignore[attr-defined]
            yield Change("dtype", argument, f'"{type_}"')


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _indexed(node: ast.Subscript, source: Source) -> Iterator[Change]:
    if isinstance(node.value, ast.Attribute) and node.value.attr == "shape":
        value = number(node.slice)
        if value is not None:
            yield from (Change("shape", node.slice, o) for o in _OTHER_AXIS.get(int(value), ())[:1])
    elif isinstance(node.slice, ast.Tuple) and len(node.slice.elts) == 2:
        left, right = node.slice.elts
        start, end = source.span(left), source.span(right)
        if source.of(left) != source.of(right):
            new = with_parts(source, node, {start: source.of(right), end: source.of(left)})
            yield Change("indexes", node, new)
    elif isinstance(node.value, ast.Subscript) and not isinstance(node.slice, (ast.Slice, ast.Tuple)):
        inner = node.value
        if not isinstance(inner.slice, (ast.Slice, ast.Tuple)) and source.of(inner.slice) != source.of(node.slice):
            new = instead(source, node, (inner.slice, source.of(node.slice)), (node.slice, source.of(inner.slice)))
            yield Change("indexes", node, new)


_EINSUM = re.compile(r"^([a-zA-Z., ]+)(->)([a-zA-Z. ]*)$")


def _summed(call: ast.Call, source: Source) -> Iterator[Change]:
    """The letters of einsum: an output or an operand turned round, an index kept or summed that should not be."""
    if name_of(call.func) != "einsum" or not call.args or not _is_text(call.args[0]):
        return
    text = source.of(call.args[0])
    match = _EINSUM.match(text[1:-1])
    if match is None or len(text) < 2 or text[0] != text[-1]:
        return
    operands, arrow, output = match.group(1).split(","), match.group(2), match.group(3)
    made = [",".join(operands) + arrow + turned for turned in _turned_letters(output)]
    for at, operand in enumerate(operands):
        made += [
            ",".join((*operands[:at], turned, *operands[at + 1 :])) + arrow + output
            for turned in _turned_letters(operand)
        ]
    letters = re.findall("[a-zA-Z]", output)
    for letter in dict.fromkeys(re.findall("[a-zA-Z]", "".join(operands))):
        if letter in letters and len(letters) > 1:
            made.append(",".join(operands) + arrow + output.replace(letter, ""))
        elif letter not in letters and letters:
            made.append(",".join(operands) + arrow + output.replace(letters[-1], letter))
    yield from (Change("einsum", call.args[0], f"{text[0]}{new}{text[0]}") for new in dict.fromkeys(made))


def _turned_letters(group: str) -> Iterator[str]:
    letters = re.findall("[a-zA-Z]", group)
    if len(letters) >= 2:
        *_, before, last = letters
        yield group.translate(str.maketrans(before + last, last + before))
