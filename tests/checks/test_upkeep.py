"""The upkeep check as the engine calls it: what it measures, what it finds, and what it leaves as unread."""

import ast
from pathlib import Path

import pytest

from checks.upkeep import upkeep
from mastery_tui.checking.interface import Facts, Found, Item, Measure, Source, Unreadable
from mastery_tui.model import facts


def run(text: str | bytes, path: str = "a.py") -> list[Item | Unreadable]:
    data = text.encode() if isinstance(text, str) else text
    items = list(upkeep.run([Source(path, data)], None, Path()))
    assert {about for about, _ in items} == {path}
    return [item for _, item in items]


def measures(items: list[Item | Unreadable]) -> dict[str, float]:
    return {item.name: item.value for item in items if isinstance(item, Measure)}


def held(items: list[Item | Unreadable]) -> dict[str, bytes]:
    return {item.name: item.data for item in items if isinstance(item, Facts)}


CODE = '''"""A module."""
import os
def used(): "..."
def unused(given): return used()  # TODO: rename
class Open: pass
KEY = "AKIA%s"  # a key
'''


def test_a_module() -> None:
    items = run(CODE % "QWERTYUIOP234567")
    assert measures(items) == {"secrets": 1, "documentable": 4, "documented": 2, "todos": 1}
    [found] = [item for item in items if isinstance(item, Found)]
    assert (found.rule, found.severity, found.line, found.column, found.end_column) == ("S-AWS", "error", 6, 8, 28)
    names = facts.names(held(items)[facts.DEAD])
    assert {one.name for one in names.defined} == {"os", "unused", "given", "Open", "KEY"}
    assert names.used == ("used",)
    assert facts.places(held(items)[facts.PLACES]) == facts.Places((4,), ((4, "unused"), (5, "Open")))


def test_what_is_no_module_is_read_for_secrets_only() -> None:
    assert run("# TODO\nkey: 1\n", "a.yml") == [Measure("secrets", 0)]
    assert set(held(run(CODE, "a.pyi"))) == {facts.PLACES}


@pytest.mark.parametrize("text", ["def f(:\n", "a\0b", b"\xff\xfe", "# coding: nope\n", "(" * 300, "x = '''\n"])
def test_what_python_does_not_read_is_unread_and_its_secrets_are_found_all_the_same(text: str | bytes) -> None:
    data = text.encode() if isinstance(text, str) else text
    items = run(data + b"\n# AKIA" + b"QWERTYUIOP234567\n")
    assert [type(item) for item in items] == [Found, Measure, Unreadable]


def test_long_chains_are_no_trouble() -> None:
    assert "todos" in measures(run("x = " + " + ".join(["1"] * 900) + "\n"))


def test_every_rule_that_is_yielded_is_explained_offline() -> None:
    assert upkeep.explain is not None
    tree = ast.parse(Path("mastery_tui/checking/upkeep/secrets.py").read_text())
    rules = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and str(n.value).startswith("S-")}
    assert len(rules) > 5
    for rule in rules:
        known = upkeep.explain(rule)
        assert known is not None
        for heading in ("## What is wrong", "## Why it matters", "## How to mend it"):
            assert heading in known.text
    assert upkeep.explain("S-NOTHING") is None
