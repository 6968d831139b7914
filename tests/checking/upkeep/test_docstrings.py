"""What is public, and what has a docstring: a table."""

import ast

import pytest

from mastery_tui.checking.upkeep.docstrings import documentable


def names(code: str, path: str = "m.py") -> list[str]:
    """The public names, with a mark on those that have a docstring; the module's last, where it has one."""
    return [one.name + "+" * one.documented for one in documentable(path, ast.parse(code)) if one.name != path]


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("def f(): 'd'\ndef g(): pass\nasync def h(): 'd'", ["f+", "g", "h+"]),
        ("def _f(): pass\nclass _C:\n  def f(self): pass", []),
        ("class C:\n  'd'\n  def __init__(self): pass\n  def f(self): 'd'\n  def _g(self): pass", ["C+", "C.f+"]),
        ("class C:\n  class D:\n    def f(self): pass\n  class _E:\n    def f(self): pass", ["C", "C.D", "C.D.f"]),
        ("def f():\n  def g(): pass\n  class C: pass", ["f"]),
        ("if x:\n  def f(): pass\nelse:\n  def g(): 'd'", ["f", "g+"]),
        ("try:\n  def f(): pass\nexcept E:\n  def g(): pass\nfinally:\n  def h(): pass", ["f", "g", "h"]),
        ("match x:\n  case 1:\n    def f(): pass", ["f"]),
        ("@overload\ndef f(): ...\n@typing.overload\ndef f(x): ...\ndef f(y): 'd'", ["f+"]),
        ("class C:\n  @property\n  def x(self): 'd'\n  @x.setter\n  def x(self, v): ...", ["C", "C.x+"]),
        ("class C:\n  @override\n  def x(self): ...\n  @cache()\n  def y(self): ...", ["C", "C.y"]),
        ("def f(): f'no docstring'\ndef g(): b'neither'\ndef h(): ''", ["f", "g", "h+"]),
        ("x = lambda: 0", []),
    ],
)
def test_definitions(code: str, expected: list[str]) -> None:
    assert names(code) == expected


@pytest.mark.parametrize(
    ("path", "code", "expected"),
    [
        ("m.py", "'d'", [(1, "m.py", True)]),
        ("m.py", "x = 1", [(1, "m.py", False)]),
        ("m.py", "# nothing", []),
        ("p/__init__.py", "x = 1", [(1, "__init__.py", False)]),
        ("p/__init__.py", "", []),
        ("_m.py", "x = 1", []),
        ("__main__.py", "x = 1", []),
        ("m.pyi", "def f(): ...", []),
        ("tests/m.py", "def f(): ...", []),
        ("a/test_m.py", "def f(): ...", []),
        ("m_test.py", "def f(): ...", []),
        ("conftest.py", "def f(): ...", []),
        ("contests/m.py", "x = 1", [(1, "m.py", False)]),
    ],
)
def test_modules(path: str, code: str, expected: list[tuple[int, str, bool]]) -> None:
    assert list(documentable(path, ast.parse(code))) == expected
