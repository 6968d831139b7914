"""One walk over a syntax tree for all its numbers: what is counted where.

radon walks a tree three times with a method call or three per node; this walk visits each node once, without
recursion in expressions. It keeps radon's scoping, peculiarities included, since its numbers are the reference:

- cyclomatic complexity skips decorators, arguments, base classes and everything under `assert`;
- a function nested in a function, and a class in a function, add nothing to it and are no units (as in `radon cc`
  without --show-closures); neither is a class in a class, nor its methods;
- Halstead skips decorators and arguments of functions only; operands are distinct per name of the function around;
- the last line of a function is where the last started node of its last statement starts.
"""

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mastery_tui.checking.analyzers.cognitive import is_decorator, sequences
from mastery_tui.checking.analyzers.halstead import Halstead

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class Function:
    """A function or method as radon lists it; `owner` is the class of a method."""

    name: str
    owner: str
    line: int
    column: int
    end_line: int
    complexity: int
    cognitive: int


@dataclass(slots=True)
class Class:
    """A class as radon lists it; `total` is 1 + the complexity of its body and methods."""

    name: str
    line: int
    column: int
    end_line: int
    total: int
    methods: list[Function]

    @property
    def complexity(self) -> int:
        """The mean over the methods, rounded down, plus 1 (radon's rule), or the body's own without methods."""
        if not self.methods:
            return self.total
        return int(self.total / len(self.methods)) + (len(self.methods) > 1)

    @property
    def cognitive(self) -> int:
        """The sum over the methods."""
        return sum(method.cognitive for method in self.methods)


@dataclass(slots=True)
class Scope:
    """What was counted so far in a module, class, function or method (`inside`)."""

    name: str | None
    inside: str = "module"
    context: str | None = None
    complexity: int = 0
    cognitive: int = 0
    recursive: bool = False
    decorator: bool = False
    functions: list[Function] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)


class Walk:
    """The numbers of one module. Raises RecursionError on statements nested deeper than Python itself allows."""

    def __init__(self, tree: ast.Module) -> None:
        self.halstead = Halstead()
        self.module = Scope(None)
        self._block(tree.body, self.module, 0)

    @property
    def complexity(self) -> int:
        """The complexity of the whole module, as the maintainability index uses it."""
        functions = sum(unit.complexity - 1 for unit in self.module.functions)
        return 1 + self.module.complexity + functions + sum(unit.total - 1 for unit in self.module.classes)

    def _block(self, body: Sequence[ast.stmt], scope: Scope, nesting: int) -> None:
        for node in body:
            kind = node.__class__
            handler = _COMPOUND.get(kind)
            if handler is not None:
                handler(self, node, scope, nesting)
            else:
                self._expressions([node], scope, nesting)

    def _assert(self, node: ast.Assert, scope: Scope, nesting: int) -> None:
        before = scope.complexity
        self._expressions([node.test, node.msg], scope, nesting)
        scope.complexity = before + 1

    def _if(self, node: ast.If, scope: Scope, nesting: int) -> None:
        scope.cognitive += 1 + nesting
        while True:
            scope.complexity += 1
            self._expressions([node.test], scope, nesting)
            self._block(node.body, scope, nesting + 1)
            rest = node.orelse
            if not rest:
                return
            scope.cognitive += 1
            first = rest[0]
            if len(rest) > 1 or not isinstance(first, ast.If) or first.col_offset != node.col_offset:
                self._block(rest, scope, nesting + 1)
                return
            node = first

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, scope: Scope, nesting: int) -> None:
        scope.complexity += bool(node.orelse) + 1
        scope.cognitive += 1 + nesting + bool(node.orelse)
        self._expressions([node.test] if isinstance(node, ast.While) else [node.target, node.iter], scope, nesting)
        self._block(node.body, scope, nesting + 1)
        self._block(node.orelse, scope, nesting + 1)

    def _try(self, node: ast.Try, scope: Scope, nesting: int) -> None:
        if node.__class__ is ast.Try:  # radon knows no `except*`
            scope.complexity += len(node.handlers) + bool(node.orelse)
        self._block(node.body, scope, nesting)
        for handler in node.handlers:
            scope.cognitive += 1 + nesting
            if handler.type is not None:
                self._expressions([handler.type], scope, nesting)
            self._block(handler.body, scope, nesting + 1)
        self._block(node.orelse, scope, nesting)
        self._block(node.finalbody, scope, nesting)

    def _with(self, node: ast.With | ast.AsyncWith, scope: Scope, nesting: int) -> None:
        for item in node.items:
            self._expressions([item.context_expr, item.optional_vars], scope, nesting)
        self._block(node.body, scope, nesting)

    def _match(self, node: ast.Match, scope: Scope, nesting: int) -> None:
        wildcard = any(getattr(case.pattern, "pattern", False) is None for case in node.cases)
        scope.complexity += max(0, len(node.cases) - wildcard)
        scope.cognitive += 1 + nesting
        self._expressions([node.subject], scope, nesting)
        for case in node.cases:
            self._expressions([case.pattern, case.guard], scope, nesting + 1)
            self._block(case.body, scope, nesting + 1)

    def _function(self, node: FunctionNode, scope: Scope, nesting: int) -> None:
        method = scope.inside == "class"
        nested = scope.inside in ("function", "method")
        inner = Scope(node.name, "method" if method else "function", node.name, 1, decorator=is_decorator(node))
        self._block(node.body, inner, nesting + (not scope.decorator) if nested else 0)
        inner.cognitive += inner.recursive
        if nested:
            scope.cognitive += inner.cognitive
            return
        owner = (scope.name or "") if method else ""
        end = max(node.lineno, last_start(node.body[-1]))
        scope.functions.append(
            Function(node.name, owner, node.lineno, node.col_offset, end, inner.complexity, inner.cognitive)
        )

    def _class(self, node: ast.ClassDef, scope: Scope, nesting: int) -> None:
        # Halstead alone looks at these; what the others count of them goes nowhere.
        heads = [*node.bases, *node.keywords, *node.decorator_list, *getattr(node, "type_params", ())]
        self._expressions(heads, Scope(None, context=scope.context), 0)
        nested = scope.inside in ("function", "method")
        inner = Scope(node.name, "function" if nested else "class", scope.context, 1)
        self._block(node.body, inner, nesting if nested else 0)
        if nested:
            scope.cognitive += inner.cognitive
        elif scope.inside != "class":
            methods = inner.functions
            end = max([node.lineno, *map(last_start, node.body), *(method.end_line for method in methods)])
            total = inner.complexity + sum(method.complexity for method in methods)
            scope.classes.append(Class(node.name, node.lineno, node.col_offset, end, total, methods))

    def _expressions(self, stack: list[Any], scope: Scope, nesting: int) -> None:
        """Count in expressions and all below them; `stack` is used up."""
        pop, push, extend = stack.pop, stack.append, stack.extend
        context = scope.context
        count = self.halstead.count
        deeper: list[tuple[Any, int]] = []
        covered: set[ast.BoolOp] = set()
        while stack or deeper:
            if not stack:
                node, nesting = deeper.pop()
            else:
                node = pop()
            kind = node.__class__
            if kind in _LEAVES:
                continue
            if kind is ast.Attribute:
                push(node.value)
            elif kind is ast.Call:
                function = node.func
                push(function)
                extend(node.args)
                for keyword in node.keywords:
                    push(keyword.value)
                if function.__class__ is ast.Name:
                    if function.id == scope.name and scope.inside == "function":
                        scope.recursive = True
                elif scope.inside == "method" and _is_own(function, scope.name):
                    scope.recursive = True
            elif kind in _LOOPS:
                loops = node.generators
                ifs = sum(len(loop.ifs) for loop in loops)
                scope.complexity += ifs + len(loops)
                scope.cognitive += ifs + len(loops) + nesting
                push(loops[0].iter)
                inner = nesting + 1
                deeper.extend((part, inner) for part in _parts(node))
            elif kind is ast.IfExp:
                scope.complexity += 1
                scope.cognitive += 1 + nesting
                push(node.test)
                deeper.append((node.body, nesting + 1))
                deeper.append((node.orelse, nesting + 1))
            elif kind is ast.Lambda:
                push(node.args)
                deeper.append((node.body, nesting + 1))
            else:
                if kind is ast.Compare:
                    operators = node.ops
                    count(operators[0].__class__, (node.left, *node.comparators), context)
                    for operator in operators[1:]:
                        count(operator.__class__, (), context)
                elif kind is ast.BoolOp:
                    values = node.values
                    count(node.op.__class__, values, context)
                    scope.complexity += len(values) - 1
                    if node not in covered:
                        runs, nested = sequences(node)
                        scope.cognitive += runs
                        covered.update(nested)
                elif kind is ast.BinOp:
                    count(node.op.__class__, (node.left, node.right), context)
                elif kind is ast.UnaryOp:
                    count(node.op.__class__, (node.operand,), context)
                elif kind is ast.AugAssign:
                    count(node.op.__class__, (node.target, node.value), context)
                for name in _FIELDS.get(kind) or _fields(kind):
                    value = getattr(node, name)
                    if value.__class__ is list:
                        extend(value)
                    else:
                        push(value)


def last_start(node: ast.stmt) -> int:
    """The last line on which a node of the statement starts, nested functions, classes and assertions left out."""
    last = 0
    stack: list[Any] = [node]
    while stack:
        inner = stack.pop()
        if inner.__class__ in _BLIND or getattr(inner, "end_lineno", last + 1) <= last:
            continue
        last = max(last, getattr(inner, "lineno", 0))
        stack.extend(ast.iter_child_nodes(inner))
    return last


def _is_own(function: ast.expr, name: str | None) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr == name
        and isinstance(function.value, ast.Name)
        and function.value.id in ("self", "cls")
    )


def _parts(node: Any) -> list[Any]:
    """What runs in each round of a comprehension: all but the iterable of its first loop."""
    parts = [node.key, node.value] if node.__class__ is ast.DictComp else [node.elt]
    for number, loop in enumerate(node.generators):
        parts.append(loop.target)
        parts.extend(loop.ifs)
        if number:
            parts.append(loop.iter)
    return parts


_LEAVES = frozenset([ast.Name, ast.Constant, type(None), str, int, ast.Pass, ast.Break, ast.Continue])
_LOOPS = frozenset([ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp])
_BLIND = frozenset([ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Assert])
_PLAIN = frozenset(
    ["ctx", "op", "ops", "conversion", "is_async", "simple", "type_comment", "names", "id", "attr", "arg"]
)
"""Fields that hold no expression."""

_FIELDS: dict[type[ast.AST], tuple[str, ...]] = {}


def _fields(kind: type[ast.AST]) -> tuple[str, ...]:
    fields = tuple(name for name in getattr(kind, "_fields", ()) if name not in _PLAIN)
    _FIELDS[kind] = fields
    return fields


_COMPOUND: dict[type[ast.stmt], Callable[[Walk, Any, Scope, int], None]] = {
    ast.If: Walk._if,
    ast.For: Walk._loop,
    ast.AsyncFor: Walk._loop,
    ast.While: Walk._loop,
    ast.Try: Walk._try,
    ast.TryStar: Walk._try,
    ast.With: Walk._with,
    ast.AsyncWith: Walk._with,
    ast.Match: Walk._match,
    ast.Assert: Walk._assert,
    ast.FunctionDef: Walk._function,
    ast.AsyncFunctionDef: Walk._function,
    ast.ClassDef: Walk._class,
}
