"""The hint ladder: three rungs or more, and none of them is the solution."""

import ast
import builtins
import copy
import re
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path

from mastery_tui.learning.authoring import markdown
from mastery_tui.learning.authoring.problem import Problem, problem
from mastery_tui.learning.bugs.source import parsed

LEAST = 3
_SUBSTANCE = 7
"""So many nodes of the syntax tree say something about the solution; fewer are what any code has."""
_HEADS = (ast.For, ast.AsyncFor, ast.While, ast.If, ast.With, ast.AsyncWith)
_NO_SOLUTION = (ast.Raise, ast.Assert, ast.Import, ast.ImportFrom)
_RUNG = re.compile(r"^## .*$", re.MULTILINE)


def check(file: Path, text: str, reference: Mapping[str, bytes]) -> Iterator[Problem]:
    """What is wrong with a ladder, given the solution that it must not give away."""
    starts = [match.start() for match in _RUNG.finditer(text)]
    if len(starts) < LEAST:
        many = "1 hint" if len(starts) == 1 else f"{len(starts)} hints"
        yield problem(file, 0, f"has {many} (headings ## …); it must have at least {LEAST}")
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        rung = text[start:end]
        if not rung.partition("\n")[2].strip():
            yield problem(file, text.count("\n", 0, start) + 1, "a hint without words")
    yield from _given_away(file, text, reference)


def _given_away(file: Path, text: str, reference: Mapping[str, bytes]) -> Iterator[Problem]:
    lines: dict[str, str] = {}
    cores: dict[str, str] = {}
    kept = set(dir(builtins))
    trees = [(name, data.decode("utf-8", "replace")) for name, data in reference.items()]
    for name, source in trees:
        tree = parsed(source)
        if tree is None:
            continue
        kept |= _imported(tree)
        for statement in _statements(tree):
            if _size(statement) >= _SUBSTANCE:
                line = source.split("\n")[statement.lineno - 1].strip()
                lines[_squeezed(line)] = f"{name}:{statement.lineno}"
                for core in _cores(statement):
                    if _size(core) >= _SUBSTANCE:
                        cores[_shape(core, kept)] = f"{name}:{statement.lineno}"
    told: set[int] = set()
    for number, line in enumerate(text.split("\n"), 1):
        squeezed = _squeezed(line)
        where = next((where for solution, where in lines.items() if solution in squeezed), None)
        if where:
            told.add(number)
            yield problem(file, number, f"gives the solution: this is line {where} of the reference")
    for code in markdown.read(text).code:
        where = next((cores[shape] for shape in _shapes(code.text, kept) if shape in cores), None)
        if where and not told & set(range(code.line, code.line + code.text.count("\n") + 1)):
            yield problem(file, code.line, f"gives the solution: this code is that of {where} of the reference")


def _imported(tree: ast.Module) -> set[str]:
    return {
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    }


def _statements(tree: ast.Module) -> Iterator[ast.stmt]:
    """The statements of function bodies that do the work."""
    for function in ast.walk(tree):
        if isinstance(function, (ast.FunctionDef, ast.AsyncFunctionDef)):
            for statement in function.body:
                for node in ast.walk(statement):
                    if isinstance(node, ast.stmt) and not isinstance(node, _NO_SOLUTION) and not _is_text(node):
                        yield node


def _cores(statement: ast.stmt) -> Iterator[ast.expr]:
    """What a statement computes, whatever the names that it is given."""
    for field in ("value", "iter", "test"):
        core = getattr(statement, field, None)
        if isinstance(core, ast.expr):
            yield core


def _size(node: ast.AST) -> int:
    """How many nodes it has; of a statement with a body, those of its head."""
    count = 0
    waiting = [node]
    while waiting:
        one = waiting.pop()
        count += 1
        for field, child in ast.iter_fields(one):
            if isinstance(one, _HEADS) and field in ("body", "orelse"):
                continue
            inner = child if isinstance(child, list) else [child]
            waiting += [item for item in inner if isinstance(item, ast.AST) and not isinstance(item, ast.expr_context)]
    return count


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _shapes(code: str, kept: set[str]) -> Iterator[str]:
    """The shapes of all expressions in a piece of code; of none where it is no Python."""
    tree = parsed(textwrap.dedent(code).strip())
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.expr):
            yield _shape(node, kept)


def _shape(node: ast.expr, kept: set[str]) -> str:
    """The expression with its own names numbered: what it does, not what its author calls things."""
    numbers: dict[str, str] = {}

    class Numbered(ast.NodeTransformer):
        def visit_Name(self, name: ast.Name) -> ast.Name:
            id = name.id if name.id in kept else numbers.setdefault(name.id, f"_{len(numbers)}")
            return ast.Name(id, ast.Load())

    return ast.dump(Numbered().visit(copy.deepcopy(node)))


def _squeezed(line: str) -> str:
    return re.sub(r"\s+", "", line)
