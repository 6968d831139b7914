"""The report in Markdown: it holds what the State holds, and nothing from outside is markup in it."""

import re
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.model.state import FileState
from mastery_tui.reporting.markdown import report, text
from tests.ui.states import FOUND, busy, file_of, finding, green

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def test_every_finding_stands_under_its_severity_with_its_place():
    made = report(busy(), at=NOON)
    sections = {part.split("\n")[0]: part for part in re.split(r"^#+ ", made, flags=re.MULTILINE)}
    for found in FOUND:
        head = {"error": "Errors (2)", "warning": "Warnings (3)", "info": "Remarks (1)"}[found.severity]
        assert f"| {text(found.path)}:{found.line} | {text(found.check)} {text(found.rule)} |" in sections[head]
        assert text(found.message) in sections[head]
    assert "✗ The gate fails" in made and "2026-01-02 12:00 UTC" in made
    assert "tests: running" in sections["Not proven"]


def test_what_is_green_and_what_was_set_aside_are_told_apart():
    aside = replace(finding("ruff", "F401", "error", "a.py", 1, "unused"), dismissed="a plug-in imports it")
    state = green()
    state = replace(state, files={**state.files, "a.py": file_of("a.py", aside)})
    made = report(state, at=NOON)
    assert "The gate holds" in made
    assert "0 that count, 1 dismissed" in made
    assert "a plug\\-in imports it" in made
    assert "### Errors" not in made


def test_a_tree_without_anything_is_not_called_proven():
    made = report(replace(busy(), files={}, checks={}, tree={}), at=NOON)
    assert "not decided" in made


@given(st.text(max_size=40))
def test_nothing_from_outside_is_markup(words):
    found = finding("ruff", "X", "error", f"{words}.py", 1, f"says {words} here")
    state = replace(busy(), name=words, files={"x": FileState("x", "b", 1, 1, file_of("x", found).results)})
    rows = [line for line in report(state, at=NOON).split("\n") if line.startswith("|") and "says" in line]
    row = next(line for line in rows if "ruff X" in line)
    bare = re.sub(r"\\.", "", row)
    assert bare.count("|") == 4  # the cells of the table, and no other
    assert not set("`*_<>[]&#") & set(bare)
