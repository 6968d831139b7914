"""Repeated lines: against comparing every six lines with every other six, and as tables."""

import ast
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.checking.upkeep.comments import comments
from mastery_tui.checking.upkeep.repeated import windows
from mastery_tui.evidence.whole_tree.duplicates import Duplicates
from mastery_tui.model.facts import WINDOW, Windows


def facts(text: str) -> Windows:
    return windows(text, ast.parse(text), comments(text))


def folded(**files: str) -> Duplicates:
    found = Duplicates()
    for name, text in files.items():
        found.put(name, facts(text))
    found.settle()
    return found


def code(*values: object) -> str:
    return "".join(f"v = {value}\n" for value in values)


BLOCK = code(*range(WINDOW))


@pytest.mark.parametrize(
    ("one", "other", "lines"),
    [
        (BLOCK, BLOCK, 12),
        (BLOCK, code(*range(WINDOW - 1)), 0),
        (BLOCK + "a = 1\n", "b = 1\n" + BLOCK, 12),
        (BLOCK, BLOCK.replace("\n", "\n\n\n"), 12),
        (BLOCK, BLOCK.replace("v = 3\n", "# between\nv = 3   # said\n"), 12),
        (BLOCK, "if x:\n" + "".join(f"    {line}\n" for line in BLOCK.split("\n")), 12),
        (BLOCK, BLOCK.replace("v = 3", "v = 33"), 0),
        (BLOCK, BLOCK.replace("v = 3", "v  =  3"), 12),
        (BLOCK, BLOCK.replace("v = 3", "import os\nv = 3"), 12),
        ("".join(f"import m{n}\n" for n in range(9)), "".join(f"import m{n}\n" for n in range(9)), 0),
        ('"""' + "word\n" * 9 + '"""', '"""' + "word\n" * 9 + '"""', 0),
        (
            "def f():\n    '''\n" + "    word\n" * 9 + "    '''\n",
            "def g():\n    '''\n" + "    word\n" * 9 + "    '''\n",
            0,
        ),
        ("x = [\n" + "[\n],\n" * 9 + "]\n", "y = [\n" + "[\n],\n" * 9 + "]\n", 0),
        ("s = '''\n" + BLOCK + "'''\n", "t = '''\n" + BLOCK + "'''\n", 12),
        (code(*range(20)), code(*range(20)), 40),
        (BLOCK + "a = 1\n" + BLOCK, "", 12),
        (BLOCK + BLOCK, "", 12),
        (code(*[1] * (WINDOW + 3)), "", 0),
        (code(*[1] * (2 * WINDOW)), "", 12),
    ],
)
def test_two_files(one: str, other: str, lines: int) -> None:
    found = folded(one=one, other=other)
    assert found.numbers()[0] == lines
    assert found.numbers() == (0, 0) or found.numbers()[1] >= 1


def test_places_say_where_else() -> None:
    found = folded(**{"a.py": "x = 0\n" + BLOCK, "b.py": BLOCK + "y = 0\n"})
    assert list(found.places()) == ["a.py:2-7: stands in b.py:1 too", "b.py:1-6: stands in a.py:2 too"]
    twice = folded(**{"a.py": BLOCK + "x = 0\n" + BLOCK})
    assert list(twice.places()) == ["a.py:1-6: stands in a.py:8 too", "a.py:8-13: stands in a.py:1 too"]
    assert twice.numbers() == (12, 2)


VALUES = st.lists(st.integers(0, 2), max_size=24)
FILES = st.sampled_from(["1.py", "2.py", "3.py"])


def is_apart(spots: list[tuple[str, int, tuple[int, ...]]], path: str, window: tuple[int, ...]) -> bool:
    """Whether two of the places of a window in one file do not overlap: then all of them count."""
    places = [at for other, at, same in spots if other == path and same == window]
    return places[-1] - places[0] >= WINDOW


def brute(files: dict[str, list[int]]) -> dict[str, set[int]]:
    """Per file, the lines within any six that stand in another place too."""
    spots = [
        (path, at, tuple(values[at : at + WINDOW]))
        for path, values in files.items()
        for at in range(len(values) - WINDOW + 1)
    ]
    found: dict[str, set[int]] = {}
    for path, at, window in spots:
        for other, _, same in spots:
            if window == same and (path != other or is_apart(spots, path, window)):
                found.setdefault(path, set()).update(range(at + 1, at + WINDOW + 1))
                break
    return found


@settings(max_examples=100)
@given(st.lists(st.tuples(FILES, st.none() | VALUES), max_size=12), st.integers(1, 3))
def test_against_brute_force(steps: list[tuple[str, list[int] | None]], often: int) -> None:
    found = Duplicates()
    files: dict[str, list[int]] = {}
    for number, (path, values) in enumerate(steps):
        found.put(path, None if values is None else facts(code(*values)))
        files.pop(path, None)
        if values is not None:
            files[path] = values
        if number % often == 0:
            found.settle()
    found.settle()
    assert found.repeated == brute(files)
    assert found.lines == sum(map(len, files.values()))
    for path, blocks in found.blocks.items():
        assert {line for one in blocks for line in range(one.first, one.last + 1)} == found.repeated[path]
        assert all(one.last < other.first for one, other in pairwise(blocks))
    assert len(list(found.places())) == found.numbers()[1]
