"""Cognitive complexity: how hard a function is to follow, rather than how many paths it has.

G. Ann Campbell, Cognitive Complexity: a new way of measuring understandability, SonarSource 2018. Its rules, for
Python:

- +1, and +1 per level of nesting: `if`, a conditional expression, `match`, `for`, `while`, `except`;
- +1 whatever the nesting: `elif`, `else` of `if`, `for` and `while`, each run of the same logical operator
  in reading order (`a and b and c` is one, `a or b and c or d` three), a function that calls itself;
- one level of nesting more inside all of these, nested functions and lambdas; but a function of nothing but a nested
  function and its `return` (a decorator) adds none;
- nothing for `try`, `with`, `finally`, `assert`, `break`, `continue`, early `return`.

The paper says nothing of comprehensions: they count as the loop that they are, as in complexipy (+1 and nesting, +1
for each further `for` and each `if`). Decorators and default values of a function do not count.

Own code rather than complexipy (8.3, which the tests hold it against): complexipy passes over conditional
expressions and comprehensions in keyword arguments and the like, takes a method that calls a function of its own
name for recursion and misses `self.name()`, counts no `else` of loops, takes operators by precedence, and leaves out
guards of `case`. It would also parse every file again.
"""

import ast
from itertools import pairwise

Body = ast.FunctionDef | ast.AsyncFunctionDef


def sequences(node: ast.BoolOp) -> tuple[int, list[ast.BoolOp]]:
    """The runs of like operators in reading order, and the nested operations that they include."""
    operators: list[type[ast.boolop]] = []
    nested: list[ast.BoolOp] = []
    _read(node, operators, nested)
    return 1 + sum(one is not other for one, other in pairwise(operators)), nested


def _read(node: ast.BoolOp, operators: list[type[ast.boolop]], nested: list[ast.BoolOp]) -> None:
    for number, value in enumerate(node.values):
        if number:
            operators.append(node.op.__class__)
        if isinstance(value, ast.BoolOp):
            nested.append(value)
            _read(value, operators, nested)


def is_decorator(node: Body) -> bool:
    """Whether the function holds nothing but another one and its `return` (and a docstring)."""
    body = node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
    return len(body) == 2 and isinstance(body[0], Body) and isinstance(body[1], ast.Return)
