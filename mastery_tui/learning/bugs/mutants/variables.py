"""Variables that are easy to mix up: indexes of nested loops, names that share a word."""

import ast
from collections.abc import Iterator

from mastery_tui.learning.bugs.mutants.change import Change
from mastery_tui.learning.bugs.source import Source


def variables(node: ast.AST, source: Source) -> Iterator[Change]:
    if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return
    bound = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    loops: list[str] = []
    for inner in ast.walk(node):
        if isinstance(inner, (ast.For, ast.comprehension)) and isinstance(inner.target, ast.Name):
            loops.append(inner.target.id)
        elif isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
            bound.append(inner.id)
    for name in ast.walk(node):
        if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Load):
            others = _alike(name.id, bound) if name.id not in loops else [o for o in loops if o != name.id]
            yield from (Change("variable", name, other) for other in dict.fromkeys(others[:2]))


def _alike(name: str, others: list[str]) -> list[str]:
    words = {word for word in name.lower().split("_") if len(word) > 2}
    return [other for other in others if other != name and words & set(other.lower().split("_"))]
