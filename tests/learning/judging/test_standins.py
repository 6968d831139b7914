"""What a validator may do with what the learner's code gives it: the promise of docs/curricula.md."""

import pytest

from tests.learning.judging.conftest import Bench, told

CODE = """
import numpy as np
from dataclasses import dataclass

class MyError(ValueError):
    def __init__(self, code):
        super().__init__(f"code {code}")
        self.code = code

class Value:
    count = 0
    def __init__(self, data, name="v"):
        self.data, self.name, self.items = data, name, [1, 2]
        self.weight = np.zeros(3)
    def __add__(self, other): return Value(self.data + (other.data if isinstance(other, Value) else other))
    __radd__ = __add__
    def __matmul__(self, other): return self.data * other.data
    def __lt__(self, other): return self.data < other.data
    def __neg__(self): return Value(-self.data)
    def __len__(self): return 3
    def __iter__(self): return iter([1, 2, 3])
    def __getitem__(self, key): return (key, self.data)
    def __setitem__(self, key, value): self.data = (key, value)
    def __contains__(self, item): return item == self.data
    def __enter__(self): return self
    def __exit__(self, *error): self.data = "closed"
    def __call__(self, x): return x * self.data
    def __repr__(self): return "Value!"
    def __str__(self): return f"<{self.data}>"
    def __float__(self): return float(self.data)
    @property
    def twice(self): return 2 * self.data
    @classmethod
    def make(cls): return cls(7)
    @staticmethod
    def help(): return "help"

class Child(Value): pass

@dataclass
class Point:
    x: int
    y: int = 2

def fail(kind): raise kind("told", 3)
def mine(): raise MyError(5)
def key(): return {}["gone"]
def axis(): return np.zeros(3).sum(axis=4)
def singular(): return np.linalg.inv(np.zeros((2, 2)))
def spoil(a):
    a.append(2)
    raise TypeError
def fill(a): a[...] = 7
def add(items): items.append({"n": items})
def both(a, b):
    a[0] = 5
    return b[0], a is b
def back(x): return x
def grow(d): d["new"] = d.pop("old")
def apply(f, x): return f(f(x))
def swallow(f):
    try: f(1)
    except ZeroDivisionError as error: return str(error)
def maker(n): return lambda x: x + n
def count():
    n = 0
    while True:
        yield n
        n += 1
def nothing(): pass
def big(): return 10 ** 5000
def shapes(*arrays, axis=0, **rest): return [a.shape for a in arrays], axis, rest
CONSTANT = {"pi": 3.14}
"""

HOLDS = {
    "plain values": "assert m.back((1, 2.5, 'ä', b'x', None, True, 1j, {1, 2}, frozenset({3}), {'a': [1]})) "
    "== (1, 2.5, 'ä', b'x', None, True, 1j, {1, 2}, frozenset({3}), {'a': [1]})",
    "a large number": "assert m.big() == 10 ** 5000",
    "None": "assert m.nothing() is None",
    "a constant": "assert m.CONSTANT == {'pi': 3.14}",
    "scalars keep their type": "assert type(m.back(np.float32(1.5))) is np.float32 "
    "and m.back(np.int8(3)).dtype == np.int8",
    "types": "assert m.back(np.float32) is np.float32 and m.back(int) is int and m.back(np.dtype('i2')) == np.int16",
    "arrays": "a = np.arange(6).reshape(2, 3); b = m.back(a); assert b is a",
    "keyword arguments": "assert m.shapes(np.zeros(2), axis=1, more='x') == ([(2,)], 1, {'more': 'x'})",
    "arrays in place": "a = np.zeros(3); m.fill(a); assert a.tolist() == [7, 7, 7]",
    "views in place": "a = np.zeros((3, 2)); m.fill(a[:, 1]); assert a.tolist() == [[0, 7]] * 3",
    "lists in place": "a = [1]; m.add(a); assert a[0] == 1 and a[1]['n'] is a",
    "dicts in place": "d = {'old': 1}; m.grow(d); assert d == {'new': 1}",
    "in place though it raises": "import pytest\n    a = [1]\n"
    "    with pytest.raises(TypeError): m.spoil(a)\n    assert a == [1, 2]",
    "the same argument twice": "a = [1]; assert m.both(a, a) == (5, True)",
    "built-in exceptions": "import pytest\n    for kind in (ValueError, TypeError, OverflowError, RuntimeError):\n"
    "        with pytest.raises(kind) as caught: m.fail(kind)\n        assert caught.value.args == ('told', 3)",
    "a match": "import pytest\n    with pytest.raises(KeyError, match='gone'): m.key()",
    "NumPy's exceptions": "import pytest\n"
    "    with pytest.raises(np.exceptions.AxisError, match='out of bounds'): m.axis()\n"
    "    with pytest.raises(np.linalg.LinAlgError): m.singular()",
    "the learner's exceptions": "import pytest\n    with pytest.raises(m.MyError, match='code 5'): m.mine()\n"
    "    with pytest.raises(ValueError): m.mine()\n    assert issubclass(m.MyError, ValueError)",
    "functions as arguments": "assert m.apply(lambda x: x * 3, 2) == 18",
    "a function of NumPy": "assert m.apply(np.sqrt, 16.0) == 2.0 and m.apply(np.mean, [1.0, 3.0]) == 2.0",
    "a function's exception passes through": "import pytest\n    class Own(Exception): pass\n"
    "    def f(x): raise Own('x')\n    with pytest.raises(Own): m.apply(f, 1)",
    "a function's exception can be caught": "assert m.swallow(lambda x: x / 0) == 'division by zero'",
    "functions that come back": "f = m.maker(3); assert f(4) == 7 and m.maker(1) != m.maker(1) and f == f",
    "functions through both": "assert m.apply(m.maker(3), 4) == 10 and m.apply(lambda x: m.maker(1)(x), 1) == 3",
    "one's own function": "f = lambda x: x; assert m.back(f) is f",
    "generators": "import itertools; assert list(itertools.islice(m.count(), 4)) == [0, 1, 2, 3]",
    "instances": "v = m.Value(3); assert v.data == 3 and v.twice == 6 and v(2) == 6 and v.items == [1, 2]",
    "attributes are set": "v = m.Value(3); v.data = 5; assert v.twice == 10; del v.data; assert not hasattr(v, 'data')",
    "classes": "assert isinstance(m.Value(1), m.Value) and isinstance(m.Child(1), m.Value) "
    "and not isinstance(m.Value(1), m.Child) and not isinstance(3, m.Value) and issubclass(m.Child, m.Value)",
    "class attributes": "m.Value.count = 4; assert m.Child.count == 4 "
    "and m.Value.make().data == 7 and m.Value.help() == 'help'",
    "other modules": "import other; assert other.there(m.Value(2)) == 4 and isinstance(other.value(), m.Value)",
    "arithmetic": "v = m.Value(2) + m.Value(3); assert v.data == 5 "
    "and (1 + v).data == 6 and (-v).data == -5 and v @ v == 25",
    "with scalars of NumPy": "v = m.Value(2) + np.float64(1); assert v.data == 3 and type(v.data) is np.float64",
    "order": "assert m.Value(1) < m.Value(2) and sorted([m.Value(2), m.Value(1)])[0].data == 1",
    "items": "v = m.Value(2); assert v['k'] == ('k', 2); v[1] = 3; assert v.data == (1, 3)",
    "length, iteration, in": "v = m.Value(2); assert len(v) == 3 and list(v) == [1, 2, 3] and 2 in v and 3 not in v",
    "slices": "assert m.Value(2)[1:3, ..., None] == ((slice(1, 3), ..., None), 2)",
    "with": "v = m.Value(2)\n    with v as inside: assert inside is v\n    assert v.data == 'closed'",
    "text": "v = m.Value(2); assert str(v) == '<2>' and f'{v}' == '<2>' and float(v) == 2.0",
    "the same object": "v = m.Value(2); assert m.back(v) is v and m.back([v, v]) == [v, v] and v != m.Value(2)",
    "in collections": "v = m.Value(2); assert {v: 1}[v] == 1 and v in [v]",
    "dataclasses": "p = m.Point(1); assert (p.x, p.y) == (1, 2)",
    "names": "assert m.Value.__name__ == 'Value' and m.apply.__name__ == 'apply'",
    "hasattr": "assert hasattr(m, 'apply') and not hasattr(m, 'gone') and hasattr(m.Value, 'make')",
    "parametrised": "import pytest; assert m.back(2.0) == pytest.approx(2.0)",
}


@pytest.fixture(scope="module")
def judged(warm, tmp_path_factory):
    """All of the table in one run."""
    body = "\n\n".join(f"def test_{number}():\n    {text}" for number, text in enumerate(HOLDS.values()))
    other = "from mod import Value\n\ndef there(v): return v.twice\n\ndef value(): return Value(1)\n"
    bench = Bench(warm, tmp_path_factory.mktemp("standins"))
    return bench.run({"mod.py": CODE, "other.py": other}, f"import numpy as np\nimport mod as m\n\n{body}\n", ())


@pytest.mark.parametrize("what", HOLDS)
def test_it_works_as_if_it_were_here(judged, what):
    assert judged.broken == ""
    case = next(c for c in judged.cases if c.id == f"test_double.py::test_{list(HOLDS).index(what)}")
    assert case.outcome == "passed", case.message


TOLD = {
    "shape": ("return x[0]", "np.testing.assert_allclose(double(np.ones((2, 3))), np.ones((2, 3)))",
              "the shape is (3,), expected (2, 3)"),
    "index": ("x[1, 0] = 5\n    return x", "np.testing.assert_array_equal(double(np.zeros((2, 2))), np.zeros((2, 2)))",
              "at [1, 0] expected 0.0, got 5.0\n1 of 4 numbers differ"),
    "nan": ("return x * np.nan", "np.testing.assert_allclose(double(np.ones(2)), [1, np.nan])",
            "at [0] expected 1.0, got nan\n1 of 2 numbers differ"),
    "None": ("pass", "np.testing.assert_allclose(double(np.ones(2)), [1, 1])", "None was returned: is there a return?"),
    "equality": ("return 3", "assert double(2) == 4", "assert 3 == 4"),
    "its own line": ("return x + 'a'", "assert double(2) == 4", "TypeError: unsupported operand"),
    "its own place": ("return x + 'a'", "assert double(2) == 4", "at double.py:4 in double"),
    "nothing raised": ("return x", "import pytest\n    with pytest.raises(ValueError): double(2)", "DID NOT RAISE"),
    "what it has not": ("return x", "double(2).shape", "AttributeError: 'int' object has no attribute 'shape'"),
}  # fmt: skip


@pytest.mark.parametrize("what", TOLD)
def test_a_failure_is_told_in_few_lines(bench, what):
    body, check, line = TOLD[what]
    code = f"import numpy as np\n\ndef double(x):\n    {body}\n"
    validator = f"import numpy as np\nfrom double import double\n\ndef test_it():\n    {check}\n"
    judged = bench.run(code, validator, ("test_double.py::test_it",))
    (case,) = judged.cases
    assert case.outcome == "failed"
    assert line in case.message
    assert len(case.message.splitlines()) <= 6
    assert case.call.startswith("double(x=")
    assert judged.broken == ""


def test_values_are_shown_with_type_and_shape_and_the_smallest_case_first(bench):
    validator = """
    import numpy as np, pytest
    from double import double

    @pytest.mark.parametrize("n", [50, 2, 9])
    def test_it(n):
        np.testing.assert_allclose(double(np.ones((n, 2), dtype="f4")), np.full((n, 2), 2.0))
    """
    judged = bench.run("def double(x): return x", validator, tuple(f"test_double.py::test_it[{n}]" for n in (50, 2, 9)))
    assert [case.size for case in judged.cases] == [4, 18, 100]
    assert judged.cases[0].call == "double(x=float32 (2, 2) [[1, 1], [1, 1]])"
    assert judged.cases[0].expected == "float64 (2, 2) [[2, 2], [2, 2]]"
    assert judged.cases[0].got == "float32 (2, 2) [[1, 1], [1, 1]]"
    assert "…" in judged.cases[2].got


def test_what_it_prints_is_kept_apart_and_harmless(bench):
    judged = bench.run("print('\\x1b[31mhello')\ndef double(x):\n    print('again')\n    return 2 * x")
    assert judged.passed
    assert "\\x1b[31mhello | again" in told(judged)


BROKEN = {
    "an error of its own": ("1 / 0\n", "the validator does not load: test_double.py: ZeroDivisionError"),
    "a syntax error": ("def test_(:\n", "the validator does not load: test_double.py"),
    "a missing data file": (
        "def test_it(): open('gone.json')\n",
        "the validator itself fails: test_double.py::test_it",
    ),
    "no such fixture": ("def test_it(gone): pass\n", "the validator itself fails"),
    "no tests": ("x = 1\n", "there are no tests"),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_validator_at_fault_is_no_fault_of_the_learner(bench, what):
    text, line = BROKEN[what]
    judged = bench.run("def double(x): return 2 * x", "from double import double\n" + text, ())
    assert not judged.passed
    assert line in judged.broken
