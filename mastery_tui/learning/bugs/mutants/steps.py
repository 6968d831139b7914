"""Steps that are left out or come twice: statements, wrapping calls, branches, and values from before a step."""

import ast
from collections.abc import Iterator

from mastery_tui.learning.bugs.mutants.change import (
    MODULES,
    Change,
    bracketed,
    dropped_argument,
    instead,
    is_method,
    name_of,
    with_parts,
    words,
)
from mastery_tui.learning.bugs.source import Source

_WRAPS = words(
    "sqrt exp abs fabs absolute log log2 log10 log1p expm1 clip maximum minimum square tanh sorted reversed round "
    "floor ceil power pow rsqrt reciprocal negative where nan_to_num"
)
_KEPT = frozenset({"print", "__init__", "setdefault", "setflags", "seed", "debug", "info", "warn", "raise_for_status"})
_OPTIONAL = frozenset({"reverse", "key", "start", "initial", "ddof", "where", "default", "strict", "correction"})


def steps(node: ast.AST, source: Source) -> Iterator[Change]:
    if isinstance(node, (ast.Assign, ast.AnnAssign)):
        yield from _rebound(node, source)
    elif isinstance(node, ast.AugAssign):
        yield Change("step", node, "")
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        if name_of(node.value.func) not in _KEPT:
            yield Change("step", node, "")
        yield from _added_once(node, node.value, source)
    elif isinstance(node, ast.If):
        yield from _branched(node, source)
    elif isinstance(node, ast.IfExp):
        body, other = source.of(node.body), source.of(node.orelse)
        yield Change("branch", node, body)
        yield Change("branch", node, other)
    elif isinstance(node, ast.Call):
        yield from _wrapped(node, source)
    elif isinstance(node, ast.comprehension):
        yield from _filtered(node, source)
    elif isinstance(node, ast.Continue):
        yield Change("branch", node, "break")
    elif isinstance(node, ast.Break) and _loop(node, source) is ast.For:
        yield Change("branch", node, "continue")
    elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        yield from _stale(node, source)


def _rebound(node: ast.Assign | ast.AnnAssign, source: Source) -> Iterator[Change]:
    """`x = x - m` left out: the name has a value without it."""
    target = node.targets[0] if isinstance(node, ast.Assign) else node.target
    if node.value is None or (isinstance(node, ast.Assign) and len(node.targets) != 1):
        return
    text = source.of(target)
    if isinstance(target, (ast.Subscript, ast.Attribute)):
        again = any(isinstance(n, type(target)) and source.of(n) == text for n in ast.walk(node.value))
    else:
        again = isinstance(target, ast.Name) and _bound_before(node, target.id, source)
    if again or (isinstance(target, ast.Subscript) and not isinstance(source.parents.get(node), ast.Module)):
        yield Change("step", node, "")


def _bound_before(node: ast.stmt, name: str, source: Source) -> bool:
    """Whether a name has a value in its function before a statement."""
    at: ast.AST | None = node
    while at is not None and not isinstance(at, (ast.FunctionDef, ast.AsyncFunctionDef)):
        at = source.parents.get(at)
    if at is None:
        return False
    if any(isinstance(n, ast.arg) and n.arg == name for n in ast.walk(at.args)):
        return True
    stores = (n for n in ast.walk(at) if isinstance(n, ast.Name) and n.id == name and isinstance(n.ctx, ast.Store))
    return any(store.lineno < node.lineno for store in stores)


def _branched(node: ast.If, source: Source) -> Iterator[Change]:
    text = source.of(node.test)
    leaves = isinstance(node.body[-1], (ast.Break, ast.Return)) and _loop(node, source) is ast.While
    if not node.orelse and not source.of(node).startswith("elif") and not leaves:
        yield Change("branch", node, "")
    if not isinstance(node.test, (ast.Compare, ast.UnaryOp, ast.BoolOp)):
        yield Change("condition", node.test, f"not {text}")


def _wrapped(call: ast.Call, source: Source) -> Iterator[Change]:
    name = name_of(call.func)
    if name in _WRAPS or (name in ("max", "min") and len(call.args) == 2 and not is_method(call)):
        if is_method(call) and isinstance(call.func, ast.Attribute):
            if name in ("clip", "round", "abs", "sqrt", "exp", "log"):
                yield Change("step", call, source.of(call.func.value))
        else:
            yield from (Change("step", call, source.of(part)) for part in call.args if _plain(part))
        if name == "sqrt" and len(call.args) == 1:
            yield from _outside(call, source)
    for keyword in call.keywords:
        if keyword.arg in _OPTIONAL:
            yield Change("argument", call, dropped_argument(source, call, keyword))
    if name in ("sum", "reduce", "max", "min", "get", "enumerate") and not is_method(call) and len(call.args) > 1:
        last = call.args[-1]
        if isinstance(last, ast.Constant):
            yield Change("argument", call, dropped_argument(source, call, last))


def _added_once(node: ast.Expr, call: ast.Call, source: Source) -> Iterator[Change]:
    """`np.add.at(a, i, b)` as `a[i] += b`, which counts a repeated index once."""
    if isinstance(call.func, ast.Attribute) and call.func.attr == "at" and len(call.args) == 3:
        sign = {"add": "+", "subtract": "-", "multiply": "*"}.get(name_of(call.func.value))
        array, index, value = (source.of(part) for part in call.args)
        if sign and isinstance(call.args[0], (ast.Name, ast.Attribute)):
            yield Change("accumulate", node, f"{array}[{index}] {sign}= {value}")


def _plain(node: ast.expr) -> bool:
    return not isinstance(node, (ast.Starred, ast.GeneratorExp))


def _outside(call: ast.Call, source: Source) -> Iterator[Change]:
    """`sqrt(a + eps)` as `sqrt(a) + eps`."""
    inner = call.args[0]
    if isinstance(inner, ast.BinOp) and isinstance(inner.op, (ast.Add, ast.Sub, ast.Div, ast.Mult)):
        root = instead(source, call, (inner, source.of(inner.left)))
        sign = {ast.Add: "+", ast.Sub: "-", ast.Div: "/", ast.Mult: "*"}[type(inner.op)]
        right = source.of(inner.right)
        yield Change("epsilon", call, f"{root} {sign} {right}" if not _sum(inner.right) else f"{root} {sign} ({right})")


def _sum(node: ast.expr) -> bool:
    return isinstance(node, (ast.BinOp, ast.IfExp, ast.BoolOp, ast.Lambda, ast.Compare))


def _filtered(node: ast.comprehension, source: Source) -> Iterator[Change]:
    whole = source.parents.get(node)
    if isinstance(whole, ast.GeneratorExp):
        whole = source.parents.get(whole)
    before: ast.expr = node.iter
    for test in node.ifs:
        if isinstance(whole, ast.expr):
            gone = bracketed(source, before)[1], bracketed(source, test)[1]
            yield Change("condition", whole, with_parts(source, whole, {gone: ""}))
        before = test


def _loop(node: ast.AST, source: Source) -> type[ast.AST] | None:
    at: ast.AST | None = node
    while at is not None and not isinstance(at, (ast.For, ast.While)):
        at = source.parents.get(at)
    return type(at) if at is not None else None


def _stale(function: ast.FunctionDef | ast.AsyncFunctionDef, source: Source) -> Iterator[Change]:
    """A later line that uses the value from before a step: `np.exp(x)` where `shifted = x - m` came before."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            made = node.targets[0].id
            older = set(_values(node.value)) - MODULES - {made, "self", "cls"}
            called = {
                n.func.id for n in ast.walk(node.value) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)
            }
            for old in sorted(older - called)[:3]:
                if _bound_before(node, old, source):
                    yield from _uses(function, node, made, old)


def _values(node: ast.AST) -> Iterator[str]:
    """The names whose values go into an expression; options such as an axis do not."""
    if isinstance(node, ast.Name):
        yield node.id
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.keyword):
            yield from _values(child)


def _uses(function: ast.AST, step: ast.stmt, made: str, old: str) -> Iterator[Change]:
    for node in ast.walk(function):
        later = isinstance(node, ast.Name) and node.lineno > (step.end_lineno or step.lineno)
        if later and isinstance(node, ast.Name) and node.id == made and isinstance(node.ctx, ast.Load):
            yield Change("name", node, old)
