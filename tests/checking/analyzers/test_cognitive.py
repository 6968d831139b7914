"""The rules of the white paper, each on a few lines of our own, and complexipy as a second opinion."""

import ast
import textwrap

import complexipy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.checking.analyzers.scope import Walk

RULES = [
    ("nothing branches", "x = g(a); return x", 0),
    ("if", "if a: b", 1),
    ("elif and else cost one each", "if a: b\nelif c: d\nelse: e", 3),
    ("an if in an else nests", "if a: b\nelse:\n  if c: d", 4),
    ("nesting", "for a in b:\n  while c:\n    if d: e", 6),
    ("else of a loop", "for a in b: c\nelse: d", 2),
    ("except counts, try does not", "try:\n  if a: b\nexcept E:\n  if c: d\nfinally: e", 4),
    ("with does not nest", "with a:\n  if b: c", 1),
    ("match counts once, cases nest", "match a:\n  case 1: b\n  case _:\n    if c: d", 3),
    ("conditional expression", "return 1 if a else 2", 1),
    ("nested conditional expression", "if a:\n  return 1 if b else (2 if c else 3)", 6),
    ("one run of operators", "return a and b and c", 1),
    ("runs in reading order", "return a or b and c or d", 3),
    ("a parenthesis does not break a run", "return a or (b or c)", 1),
    ("not does", "return a and not (b and c)", 2),
    ("a lambda nests", "return lambda: 1 if a else 2", 2),
    ("a function in it nests", "x = 1\ndef g():\n  if a: b\nreturn g", 2),
    ("a decorator does not", "def g():\n  if a: b\nreturn g", 1),
    ("recursion, once", "return f(a) + f(b)", 1),
    ("comprehension", "return [a for a in b if c for d in a]", 3),
    ("comprehension in a branch", "if a:\n  return {b: 1 if c else 2 for b in a}", 6),
    ("jumps are free", "for a in b:\n  if c: break\n  if d: continue\n  return e", 5),
]


def _cognitive(code: str) -> int:
    [unit] = Walk(ast.parse(code)).module.functions
    return unit.cognitive


@pytest.mark.parametrize(("rule", "body", "expected"), RULES, ids=[rule for rule, *_ in RULES])
def test_rules(rule: str, body: str, expected: int) -> None:
    assert _cognitive("def f(a):\n" + textwrap.indent(body, "  ")) == expected


def test_a_method_that_calls_itself_and_one_that_calls_its_namesake() -> None:
    code = "class A:\n  def f(self): return self.f()\n  def g(self): return g(self)\n"
    [owner] = Walk(ast.parse(code)).module.classes
    assert [method.cognitive for method in owner.methods] == [1, 0]
    assert owner.cognitive == 1


TESTS = st.sampled_from(["a", "a and b", "a or b or c", "a and b or c and d", "not a", "a and not (b or c)", "a < b"])
SIMPLE = TESTS.map(lambda test: [f"x = {test}"]) | st.sampled_from(
    [["pass"], ["x = 1 if a else 2"], ["x = [b for b in a]"], ["return a"], ["assert a and b"], ["raise E"]]
)


def _indented(body: list[str]) -> list[str]:
    return ["  " + line for line in body]


def _compound(inner: st.SearchStrategy[list[str]]) -> st.SearchStrategy[list[str]]:
    block = st.lists(inner, min_size=1, max_size=3).map(
        lambda parts: _indented([line for part in parts for line in part])
    )
    return (
        st.builds(lambda test, body: [f"if {test}:", *body], TESTS, block)
        | st.builds(lambda test, body, other: [f"if {test}:", *body, "else:", *other], TESTS, block, block)
        | st.builds(
            lambda one, two, a, b, c: [f"if {one}:", *a, f"elif {two}:", *b, "else:", *c], TESTS, TESTS, *[block] * 3
        )
        | st.builds(lambda test, body: [f"while {test}:", *body], TESTS, block)
        | st.builds(lambda body: ["for b in a:", *body], block)
        | st.builds(lambda body: ["with a as b:", *body], block)
        | st.builds(lambda body, other: ["try:", *body, "except E:", *other], block, block)
        | st.builds(lambda body: ["match a:", "  case 1:", *_indented(body)], block)
    )


@given(st.lists(st.recursive(SIMPLE, _compound, max_leaves=12), min_size=1, max_size=3))
@settings(max_examples=300, deadline=None)
def test_equal_to_complexipy_where_the_definitions_agree(body: list[list[str]]) -> None:
    code = "\n".join(["def f(a):", *_indented([line for part in body for line in part])]) + "\n"
    [other] = complexipy.code_complexity(code, no_ignore=True, with_plans=False).functions
    assert _cognitive(code) == other.complexity
