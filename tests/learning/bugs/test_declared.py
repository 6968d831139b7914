"""Declared bugs fit the ways in which people write, and change only what they say."""

import ast
from pathlib import Path

import pytest

from mastery_tui.learning.bugs.declared import declared
from mastery_tui.learning.bugs.injected import Injected
from mastery_tui.learning.bugs.place import touches
from mastery_tui.learning.bugs.source import encoded
from mastery_tui.learning.curriculum import About, Bug, Module, Pattern
from tests.learning.bugs.sources import HOW, written

MAX = Pattern(find="$X - np.max($X, $$$A)", rewrite="$X")


def module(*patterns: Pattern, target: str = "f", file: str = "") -> Module:
    bug = Bug("bug", "Title", target, "Symptom.", "Mistake.", patterns, ("One.", "Two."), file)
    return Module("c", "m", About("T", "D", (), 5), (), Path(), "", (), (), (bug,), {}, {}, {}, {})


def injected(source: str, *patterns: Pattern, target: str = "f") -> list[Injected]:
    return list(declared(module(*patterns, target=target), {"m.py": encoded(source)}))


def find(pattern: str, rewrite: str, **where: str) -> Pattern:
    return Pattern(find=pattern, rewrite=rewrite, where=where)


# What f(x) returns, the pattern, what becomes of it.
EXPRESSIONS = [
    ("x - np.max(x, axis=-1)", MAX, "x"),
    ("np.exp(x-np . max( x ))", MAX, "np.exp(x)"),
    ("x - np.max(y)", MAX, None),
    ("x[0] - np.max(x[0], 1)", MAX, "x[0]"),
    ("2 * np.add(x, y)", find("np.add($A, $B)", "$A + $B"), "2 * (x + y)"),
    ("np.add(x, y) * 2", find("np.add($A, $B)", "$A + $B"), "(x + y) * 2"),
    ("np.add(x, y) + 2", find("np.add($A, $B)", "$A + $B"), "x + y + 2"),
    ("np.divide(x, y - 1)", find("np.divide($A, $B)", "$A / $B"), "x / (y - 1)"),
    ("x - (y * 2)", find("$A - $B", "$B - $A"), "(y * 2) - x"),
    ("x / (y * 2)", find("$A / $B", "$B / $A"), "(y * 2) / x"),
    ("x ** -y", find("$A ** $B", "$B ** $A"), "(-y) ** x"),
    ("f(lambda: x)", find("f($A)", "$A()"), "(lambda: x)()"),
    ("not g(x)", find("g($A)", "$A or y"), "not (x or y)"),
    ("(g(x, *y, k=1))", find("g($$$A)", "f($$$A)"), "(f(x, *y, k=1))"),
    ("f(x, axis=1)", find("f($X, $$$A)", "f($X, 2, $$$A)"), "f(x, 2, axis=1)"),
    ("f(x)", find("f($X)", "f($X, 2)"), "f(x, 2)"),
    ("np.max(x)", find("np.max($X$$$A)", "x"), None),
    ("np.sum(x)", find("np.sum($$$A, x)", "np.sum(y, $$$A)"), "np.sum(y)"),
    ("np.sqrt(x + 1e-5)", find("np.sqrt($A + $E)", "np.sqrt($A) + $E", E=r"1e-\d+"), "np.sqrt(x) + 1e-5"),
    ("np.sqrt(x + 1e-5)", find("np.sqrt($A + $E)", "np.sqrt($A) + $E", E=r"1e"), None),
    ("x.sum(axis=1)", Pattern(rewrite="axis=0", rule={"kind": "keyword_argument", "regex": "^axis"}), "x.sum(axis=0)"),
    ("x + 3", Pattern(rewrite="2", rule={"kind": "integer", "regex": "^3$"}), "x + 2"),
    ("x.sum()", find("$X.sum()", "undefined($X)"), None),
    ("x  +  y", find("$A + $B", "$A  +  $B"), None),
]


@pytest.mark.parametrize(("value", "pattern", "wanted"), EXPRESSIONS)
@pytest.mark.parametrize("how", HOW)
def test_an_expression_is_rewritten(value: str, pattern: Pattern, wanted: str | None, how: str) -> None:
    # The prefix has letters that are one character and several bytes.
    source = written(f'import numpy as np\n\n\ndef f(x, y=0):  # é\n    """ö"""; ä = "ü"; return {value}  # ü\n', how)
    found = injected(source, pattern)
    assert [bug.after for bug in found] == (
        [] if wanted is None else [source.replace(f"return {value}", f"return {wanted}")]
    )
    for bug in found:
        line = source[: source.index("return")].count("\n") + 1
        assert bug.lines == (line,)
        assert (bug.id, bug.source, bug.title, bug.hints) == ("bug", "declared", "Title", ("One.", "Two."))


STATEMENTS = [
    ("    x -= y\n    return x\n", find("$X -= $M", ""), "    return x\n"),
    ("    x -= y  # why\n    return x\n", find("$X -= $M", ""), "    # why\n    return x\n"),
    ("    if y:\n        x -= y\n    return x\n", find("$X -= $M", ""), "    if y:\n        pass\n    return x\n"),
    ("    x -= y; return x\n", find("$X -= $M", ""), "    pass; return x\n"),
    ("    x = x - np.max(x)\n    return x\n", MAX, "    return x\n"),
    ("    z = x - np.max(x)\n    return z\n", MAX, "    z = x\n    return z\n"),
    ("    np.exp(x, out=x)\n    return x\n", find("np.exp($A, out=$A)", ""), "    return x\n"),
    ("    x = x * y\n    return x\n", find("$X = $X * $Y", "$X *= $Y"), "    x *= y\n    return x\n"),
    (
        "    x = x * (\n      y)\n    return x\n",
        find("$X = $X * $Y", "$X *= $Y"),
        "    x *= (\n      y)\n    return x\n",
    ),
    ("    if y: return 1\n    return x\n", find("if $C: return $R", ""), "    return x\n"),
    (
        "    for i in x:\n        y += i\n    return y\n",
        find("$Y += $I", "if $I:\n    $Y += $I"),
        "    for i in x:\n        if i:\n            y += i\n    return y\n",
    ),
]


@pytest.mark.parametrize(("body", "pattern", "wanted"), STATEMENTS)
@pytest.mark.parametrize("how", HOW)
def test_a_statement_is_rewritten_or_goes(body: str, pattern: Pattern, wanted: str, how: str) -> None:
    head = "import numpy as np\n\ndef f(x, y=0):\n    'é'\n"
    source = written(head + body, how)
    (bug,) = injected(source, pattern)
    assert bug.after == written(head + wanted, how)
    assert all(touches(bug, bug.after, line) for line in bug.lines)
    assert 1 not in bug.lines


EXP = find("np.exp($X)", "np.sqrt($X)")
TARGETS = [
    ("def f(x): return np.exp(x)\ndef g(x): return np.exp(x)\n", "f", [1]),
    ("async def f(x): return np.exp(x)\n", "f", [1]),
    ("@np.vectorize\ndef f(x):\n  return np.exp(x)\n", "f", [3]),
    ("f = lambda x: np.exp(x)\n", "f", [1]),
    ("f: object = lambda x: np.exp(x)\n", "f", [1]),
    ("def _f(x): return np.exp(x)\nf = _f\n", "f", [1]),
    (
        "def h(x): return np.exp(x)\ndef g(x): return h(x)\ndef f(x): return g(x)\ndef k(x): return np.exp(x)\n",
        "f",
        [1],
    ),
    ("def g(x): return np.exp(x)\ndef f(x): return g(np.exp(x))\n", "f", [2]),
    ("class f:\n  def a(self, x): return np.exp(x)\n  def b(self, x): return np.exp(x)\n", "f", [2, 3]),
    ("class f:\n  def a(self, x): return np.exp(x)\n  def b(self, x): return np.exp(x)\n", "f.b", [3]),
    ("class f:\n  def a(self, x): return np.exp(x)\n  def b(self, x): return self.a(x)\n", "f.b", [2]),
    ("class f:\n  def a(self, x): return np.exp(x)\n  __call__ = a\n", "f.__call__", [2]),
    ("class B:\n  def a(self, x): return np.exp(x)\nclass f(B):\n  pass\n", "f.a", [2]),
    ("class f:\n  class g:\n    def a(self, x): return np.exp(x)\n", "f.g.a", [3]),
    ("if True:\n  def f(x): return np.exp(x)\nelse:\n  f = None\n", "f", [2]),
    ("try:\n  import fast\nexcept ImportError:\n  def f(x): return np.exp(x)\n", "f", [4]),
    ("def make():\n  def f(x): return np.exp(x)\n  return f\n", "f", [2]),
    ("globals()['f'] = 1\ndef anything(x): return np.exp(x)\n", "f", [2]),
    ("from functools import partial\ndef g(y, x): return np.exp(x)\nf = partial(g, 1)\n", "f", [2]),
    ("def f(x):\n  def inner(y): return np.exp(y)\n  return inner(x)\n", "f", [2]),
]


@pytest.mark.parametrize(("body", "target", "lines"), TARGETS)
def test_only_the_target_and_what_it_calls_is_looked_at(body: str, target: str, lines: list[int]) -> None:
    found = injected("import numpy as np\n" + body, EXP, target=target)
    assert [line - 1 for bug in found for line in bug.lines] == lines
    assert [bug.id for bug in found] == ["bug", "bug@2", "bug@3"][: len(found)]


SPELLINGS = [
    ("import numpy as np", "np.exp(x)", "np.sqrt(x)"),
    ("import numpy", "numpy.exp(x)", "numpy.sqrt(x)"),
    ("import numpy as xp", "xp.exp(x)", "xp.sqrt(x)"),
    ("from numpy import exp, sqrt", "exp(x)", "sqrt(x)"),
    ("from numpy import exp as e, sqrt as s", "e(x)", "s(x)"),
    ("import numpy as np\nfrom numpy import exp", "exp(x)", "np.sqrt(x)"),
    ("import numpy as np\nfrom numpy import exp", "np.exp(x)", "np.sqrt(x)"),
    ("from numpy import exp", "exp(x)", None),
    ("from math import exp, sqrt", "exp(x)", None),
]


@pytest.mark.parametrize(("imports", "written_as", "wanted"), SPELLINGS)
def test_a_pattern_fits_however_numpy_is_imported(imports: str, written_as: str, wanted: str | None) -> None:
    found = injected(f"{imports}\ndef f(x):\n    return {written_as}\n", EXP)
    assert [bug.after.splitlines()[-1] for bug in found] == ([f"    return {wanted}"] if wanted else [])


def test_several_patterns_that_make_the_same_are_one_candidate() -> None:
    found = injected("import numpy as np\ndef f(x): return x - np.max(x)\n", MAX, find("$A - $B", "$A"))
    assert len(found) == 1


def test_files_that_are_named_or_found() -> None:
    files = {
        "a.py": b"def g(x): return x - 1\n",
        "b.py": b"from a import g\ndef f(x): return g(x) - 1\n",
        "d.txt": b"(",
    }
    pattern = find("$A - 1", "$A")
    assert [bug.file for bug in declared(module(pattern), files)] == ["b.py"]
    assert [bug.file for bug in declared(module(pattern, target="g"), files)] == ["a.py"]
    assert [bug.file for bug in declared(module(pattern, target="g", file="b.py"), files)] == ["b.py"]


def test_mistakes_are_one_line() -> None:
    with pytest.raises(ValueError, match=r"m\.py is no Python"):
        injected("def f(:\n", MAX)
    with pytest.raises(ValueError, match="ast-grep does not know") as caught:
        injected("def f(): return 1\n", Pattern(rewrite="1", rule={"patern": "x"}))
    assert "\n" not in str(caught.value)


def test_every_result_is_python_and_says_something_else() -> None:
    source = "def f(a, b):\n    return (a -\n      b)\n"
    for bug in injected(source, find("$A - $B", "$B"), find("$A - $B", "$B -"), find("$A - $B", ") (")):
        assert ast.dump(ast.parse(bug.after)) != ast.dump(ast.parse(source))
