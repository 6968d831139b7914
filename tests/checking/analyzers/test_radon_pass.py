"""Our numbers are radon's, on real files, on odd ones and on made-up ones; and no input makes them slow."""

import ast
import hashlib
import os
import sysconfig
import time
import warnings
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from radon.raw import analyze

from mastery_tui.checking.analyzers import raw
from mastery_tui.checking.analyzers.radon_pass import measure
from mastery_tui.checking.interface import Source, Unreadable
from tests.checking.analyzers.radon_oracle import ours, theirs

PACKAGES = Path(sysconfig.get_path("purelib"))
STDLIB = Path(sysconfig.get_path("stdlib"))


def _sample(size: int, largest: int) -> list[Path]:
    files = [
        *PACKAGES.rglob("textual/**/*.py"),
        *PACKAGES.rglob("rich/*.py"),
        *PACKAGES.rglob("_pytest/*.py"),
        *PACKAGES.rglob("hypothesis/**/*.py"),
        *STDLIB.glob("*.py"),
        *STDLIB.glob("test/*.py"),
    ]
    small = [path for path in files if path.stat().st_size <= largest]
    return sorted(small, key=lambda path: hashlib.sha256(path.name.encode()).digest())[:size]


def test_equal_to_radon_on_a_sample_of_real_files() -> None:
    sample = _sample(80, 12_000)
    assert len(sample) == 80
    differing = [path for path in sample if not _equal(path)]
    assert differing == []


@pytest.mark.long
@pytest.mark.timeout(0)
def test_equal_to_radon_on_many_real_files() -> None:
    """`MASTERY_RADON_FILES` says how many, 0 for all that are installed: that takes hours, since radon is slow."""
    number = int(os.environ.get("MASTERY_RADON_FILES", "600"))
    every = [path for root in {PACKAGES, STDLIB} for path in root.rglob("*.py") if path.stat().st_size <= 100_000]
    every.sort(key=lambda path: hashlib.sha256(str(path).encode()).digest())
    assert len(every) > 1000
    differing = [path for path in every[: number or None] if not _equal(path)]
    assert differing == []


def _equal(path: Path) -> bool:
    mine, reference = ours(path), theirs(path)
    if "error" in mine["cc"]:
        del mine["raw"], reference["raw"]  # radon alone counts lines of what is no Python
    for command in [name for name, answer in reference.items() if "maximum recursion" in str(answer)[:40]]:
        del mine[command], reference[command]  # we go deeper than radon
    return mine == reference


# fmt: off
ODD = {
    "empty": b"",
    "blank": b"\n\n  \n",
    "no end of line": b"x = 1",
    "crlf": b"def f():\r\n    '''a\r\n    b'''\r\n    return 1 # c\r\n",
    "cr": b"def f():\r    return 1\rx = 2",
    "tabs": b"if x:\n\tif y:\n\t\tz = [1,\n\t2]\n",
    "form feed": b"x = 1\n\x0c\nclass A:\n    pass\n",
    "form feed in a comment": b"x = 1 # a\x0cif y: z\ny = 2\n",
    "form feed in a string": b"x = 'a\x0cb'\ny = 2\n",
    "form feed opens a bracket": b"x = 1 # a\x0c(\ny = 2\n",
    "form feed closes a bracket": b"x = 1 # \x0c)\ny = 2 # \x0c(\nz = 1\n",
    "separators in a string": "x = '''a\u2028b\x85c'''\n".encode(),
    "byte order mark": b"\xef\xbb\xbfx = 1\n",
    "latin-1": "# coding: latin-1\nx = 'é'\n".encode("latin-1"),
    "utf-16": "x = 1\n".encode("utf-16"),
    "wrong coding line": b"# coding: nonsense\nx = 1\n",
    "null": b"x = 1\x00\n",
    "syntax error": b"def f(:\n",
    "newer syntax": b"def f[T](x: T) -> T: ...\n",
    "unclosed": b"x = (1,\n",
    "parentheses": b"(" * 5000 + b")" * 5000,
    "semicolon pieces": b"if x: a; b\nif x: a.b; c\nx = lambda: 1; y = d[1:2]; z = d[1:]\n"
    b"a;\nx = 'a;b:c'; y = f'a' 'b'\n",
    "continued": b"x = 1 + \\\n    2\n\\\n'''doc'''\nif x: \\\n  y = 1\nz = 'a\\\n  b'\nx = 1 \\\n# c\n",
    "continued by nothing": b"x = 1 \\\n\ny = 2\nx = 1 \\\n\n\nif x: y\nx = 1 \\\n\n\\\n# c\nz = 1 \\\n\n",
    "strings": b"'a'\nr'a'\n'''a'''\n'''a\n\nb'''\nx = '''a\n\nb''' # c\n'a' 'b'\n('a')\n'''a\n''';\nrb'''x\ny'''\n",
    "brackets": b"x = {\n  # c\n\n 'a': 1, # d\n}\ndef f(\n  a: int = 1,\n):\n  pass\n",
    "unicode names": "\u2118 = 1\nx\u00b7y = 2\né = {1: 2}\n".encode(),
    "walrus": b"if (x := 1): pass\nif (y := f(x)) and z: pass\nx[(a:=1)]\n",
    "match": b"match x:\n case 1 if a and b: y\n case [*_]: z\n case {'a': b, **c}: z\n"
    b" case A(b=1)|None: q\n case _: w\n",
    "closures": b"def f():\n def g():\n  if x: y\n class B:\n  def h(self): return a and b\n assert x or y\n",
    "classes": b"@d(x or y)\nclass A(b if c else d):\n x = 1 if y else 2\n class C:\n  def f(self): pass\n"
    b" if x:\n  def g(self): return [\n   a for a in b\n   if c]\n assert 1\n",
    "async": b"async def f():\n async for x in y: pass\n else: z\n async with a as b: pass\n"
    b" return [x async for x in y if z]\n",
    "exceptions": b"try: a\nexcept B: c\nexcept (D, E) as f: g\nelse: h\nfinally: i\ntry: a\nexcept* B: c\n",
    "f-strings": b"x = f'{a!r:>{b or c}} {d if e else f}'\ny = f'''\n{a +\n"
    b" b}'''\ndef f():\n  return f'''\n\n{\n a and b}'''\n",
    "operators": b"def f(x):\n x += 1; x -= -x; return not x < 1 <= 2.0 != True is 1 in (x @ 'a' ** b.c)\n"
    b"x = 1 + 1 + x + b.x\n",
    "lambda": b"x = lambda a=b or c, *d: (e if f else g)\n",
}


@pytest.mark.parametrize("name", ODD)
def test_equal_to_radon_on_odd_files(name: str, tmp_path: Path) -> None:
    path = tmp_path / "odd.py"
    path.write_bytes(ODD[name])
    mine, reference = ours(path), theirs(path)
    if "error" in mine["cc"]:
        del mine["raw"], reference["raw"]
    assert mine == reference


BROKEN = ["byte order mark", "latin-1", "utf-16", "null", "syntax error", "unclosed", "parentheses"]


@pytest.mark.parametrize("name", BROKEN)
def test_what_radon_cannot_read_is_unreadable(name: str) -> None:
    with pytest.raises(Unreadable, match=r"\w{4}"):
        measure(Source("a.py", ODD[name]))


LINES = st.sampled_from(
    [
        "x = 1",
        "if x: y",
        "if x: y; z",
        "# c",
        "'s'",
        "r'''a",
        "b'''",
        "",
        "  ",
        "x = (",
        ")",
        "d[1:2]",
        "\\",
        "a; b;",
        "@d",
        "def f(a: int):",
        "    pass",
        "x = '''",
        '"""',
        "'''",
        "\x0c",
        "a:=1",
        "f'{x}'",
        "x = 'a\\",
        "b'",
        "# \x0c (",
        "é = 1",
    ]
)


def _same_as_radon(text: str) -> None:
    def answer(count: object) -> object:
        try:
            return tuple(count(text))  # type: ignore[operator]
        except SyntaxError as error:
            return str(error)

    assert answer(raw.count_lines) == answer(analyze)


@given(st.lists(LINES, max_size=12).map("\n".join))
@example("x = 'a\\\nb'")
@settings(max_examples=400, deadline=None)
def test_raw_equal_to_radon_on_any_valid_text(text: str) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError):
            return
    _same_as_radon(text)


@given(st.lists(LINES, max_size=12).map(lambda lines: "\x0c\n".join(["", *lines])))
@settings(max_examples=300, deadline=None)
def test_raw_from_tokens_equal_to_radon_even_on_invalid_text(text: str) -> None:
    _same_as_radon(text)


DEEP = "{1:" * 90 + "2" + "}" * 90
HEAVY = {
    "list of a megabyte": "x = [" + "1, " * 350_000 + "]\n",
    "20,000 lines": "x = {'a': [1, 2], 'b': f(3)}  # c\n" * 20_000,
    "one long string": "x = '" + "a" * 5_000_000 + "'\n",
    "one long comment": "#" * 5_000_000,
    "unclosed after a form feed": "x = 1 # \x0c(\n" + "y = 2\n" * 20_000,
    "error after a form feed": "x = 1 # \x0c?\n" + "y = 2\n" * 20_000,
    "quotes": "x = '\"' + \"'\"\n" * 20_000,
    "backslashes": "x = '" + "\\\\" * 500_000 + "'\n",
    "elif": "if x:\n  y\n" + "elif x:\n  y\n" * 900,
    "sum of 900": "x = " + " + ".join(["a"] * 900) + "\n",
    "deep": "x = " + DEEP + "\n",
    "indented": "".join(" " * depth + "if x:\n" for depth in range(95)) + " " * 95 + "y\n",
    "conditional": "x = " + "a if b else " * 900 + "c\n",
}


@pytest.mark.parametrize("name", HEAVY)
def test_heavy_input_is_measured_in_time(name: str) -> None:
    start = time.process_time()
    try:
        measure(Source("a.py", HEAVY[name].encode()))
    except Unreadable as error:
        pytest.fail(f"Python reads this, so it is measured: {error}")
    assert time.process_time() - start < 15
