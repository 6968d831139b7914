"""Dead code over a tree: vulture's own run over all files at once is the oracle."""

import sysconfig
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.checking.interface import Source
from mastery_tui.checking.upkeep.names import names
from mastery_tui.evidence.whole_tree.dead import SURE, Dead
from mastery_tui.model.facts import Definition, Names

INSTALLED = ("stevedore", "pluggy", "gitdb")


def by_vulture(files: list[Path]) -> set[tuple[object, ...]]:
    from vulture import Vulture

    whole = Vulture()
    whole.scavenge(files)
    return {
        (str(item.filename), item.first_lineno, item.last_lineno, item.message, item.confidence)
        for item in whole.get_unused_code()
        if item.filename in files  # its own lists of what other packages use are no part of the tree
    }


def ours(files: list[Path]) -> set[tuple[object, ...]]:
    dead = Dead()
    for file in files:
        source = Source(str(file.relative_to("/")), file.read_bytes())
        dead.put(source.path, names(source.path, source.text, source.tree))
    dead.settle()
    return {
        (f"/{path}", one.line, one.end_line, one.message, one.confidence)
        for path, found in dead.found.items()
        for one in found
    }


@pytest.mark.parametrize("package", INSTALLED)
def test_as_vulture_on_installed_packages(package: str) -> None:
    folder = Path(sysconfig.get_path("purelib")).resolve() / package
    files = sorted(folder.rglob("*.py"))
    expected = by_vulture(files)
    assert files and expected
    assert ours(files) == expected


@pytest.mark.long
def test_as_vulture_on_a_large_package() -> None:
    files = sorted((Path(sysconfig.get_path("purelib")).resolve() / "textual").rglob("*.py"))
    assert ours(files) == by_vulture(files)


ODD = {
    "unreachable": "def f():\n    return 1\n    x = 2\nf()\nif False:\n    y()\nwhile True:\n    pass\nz()\n",
    "type comments": "from typing import List\nx = []  # type: List\nprint(x)\n",
    "noqa": "import os  # noqa: F401\nimport sys  # noqa\ndef f(): pass  # noqa: V103\n",
    "all": "__all__ = ['f']\ndef f(): pass\ndef g(): pass\n",
    "whitelist": "import unittest, threading\nclass T(unittest.TestCase):\n    def setUp(self): self.daemon = 1\n",
    "getattr": "def f(): pass\ngetattr(x, 'f')\n'{g}'.format(**locals())\ng = 1\n",
    "properties": "class C:\n    @property\n    def p(self): pass\n    @p.setter\n    def p(self, v): self.q = v\n",
    "match": "match x:\n    case P(kwd=a): pass\n",
    "redefined": "def f(): pass\ndef f(): pass\nx: int = 1\nx = 2\n",
}


def test_as_vulture_on_odd_code() -> None:
    """One at a time, and all together. Not in a folder of pytest's: vulture treats what looks like tests apart."""
    with tempfile.TemporaryDirectory(prefix="tree") as folder:
        files = [Path(folder).resolve() / f"m{number}.py" for number in range(len(ODD))]
        for file, text in zip(files, ODD.values(), strict=True):
            file.write_text(text)
        for chosen in (*([file] for file in files), files):
            expected = by_vulture(chosen)
            assert ours(chosen) == expected, chosen
        assert len(expected) > 5


def test_a_bad_type_comment_hides_nothing() -> None:
    """At such a line vulture stops reading; Python does not."""
    text = "import os\nx = []  # type: List[\nprint(x)\n"
    assert [one.name for one in names("a.py", text, Source("a.py", text.encode()).tree).defined] == ["os"]


def test_a_tree_of_tests_is_seen_by_its_paths_not_by_where_it_lies() -> None:
    text = "def test_x(): pass\n"
    source = Source("a.py", text.encode())
    assert names("tests/a.py", text, source.tree).defined == ()
    assert [one.name for one in names("lib/a.py", text, source.tree).defined] == ["test_x"]


NAMES = st.sampled_from("abcdef")
FILES = st.sampled_from(["1.py", "2.py", "3.py", "4.py"])


def definition(name: str, line: int) -> Definition:
    return Definition(name, "function", line, line + 1, 60 if line % 2 else SURE, f"unused function '{name}'")


FACTS = st.builds(
    lambda used, defined: Names(
        20,
        tuple(definition(name, 3 * n) for n, name in enumerate(defined) if not name or name not in used),
        tuple(used),
    ),
    st.frozensets(NAMES),
    st.lists(NAMES | st.just("")),
)


@settings(max_examples=60)
@given(st.lists(st.tuples(FILES, st.none() | FACTS), max_size=25), st.integers(1, 4))
def test_kept_up_to_date_it_says_what_a_look_at_all_files_says(
    steps: list[tuple[str, Names | None]], often: int
) -> None:
    dead = Dead()
    files: dict[str, Names] = {}
    for number, (path, facts) in enumerate(steps):
        dead.put(path, facts)
        files.pop(path, None)
        if facts is not None:
            files[path] = facts
        if number % often == 0:
            dead.settle()
    dead.settle()
    used = {name for facts in files.values() for name in facts.used}
    expected = {
        path: tuple(one for one in facts.defined if not one.name or one.name not in used)
        for path, facts in files.items()
    }
    assert dead.found == {path: found for path, found in expected.items() if found}
    items = [one for found in expected.values() for one in found]
    lines = {
        (path, line) for path, found in expected.items() for one in found for line in range(one.line, one.end_line + 1)
    }
    assert dead.numbers() == (len(items), sum(one.confidence >= SURE for one in items), len(lines))
    assert dead.lines == 20 * len(files)
    assert len(list(dead.places())) == len(items)
