"""A fix as the lines it changes: the numbers of the file, every character, or why it cannot be told."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.model.finding import Edit, Finding, Fix
from mastery_tui.model.state import SourceView, State
from mastery_tui.ui.cells import width_of
from mastery_tui.ui.screens.diff_lines import diff_cells, diff_of
from tests.ui.designed import SAFE, WORKED
from tests.ui.states import file_of


def with_text(text: str, *edits: Edit, note: str = "") -> tuple[State, Finding]:
    one = replace(SAFE, fix=Fix("mend", True, edits))
    source = SourceView("app.py", "b1", tuple(text.split("\n")), note=note)
    return replace(WORKED, files={"app.py": file_of("app.py", one)}, source=source), one


@pytest.mark.parametrize(
    ("text", "edits", "diff"),
    [
        ("a\nb\nc\n", [Edit(2, 1, 3, 1, "")], ["@@ -1 +1 @@", " a", "-b", " c"]),
        ("a\nb \nc\n", [Edit(2, 2, 2, 3, "")], ["@@ -1 +1 @@", " a", "-b ", "+b", " c"]),
        ("a", [Edit(1, 2, 1, 2, "\n")], ["@@ only the end of the last line changes @@"]),
        ("\ufeffimport os\nx\n", [Edit(1, 1, 2, 1, "")], ["@@ -1 +1 @@", "-import os", " x"]),
        ("1\n" * 30 + "x\ny\n", [Edit(31, 1, 31, 2, "z")], ["@@ -28 +28 @@", " 1", " 1", " 1", "-x", "+z", " y"]),
    ],
)
def test_a_diff_has_the_numbers_of_the_file(text, edits, diff):
    state, one = with_text(text, *edits)
    made = diff_of(state, one)
    assert [line for line in made if line != " "] == diff


def test_a_diff_that_cannot_be_told_says_why():
    state, one = with_text("a\nb\n", Edit(9, 1, 9, 2, ""))
    assert "does not fit" in diff_of(state, one)
    state, one = with_text("a\nb\nc", Edit(3, 1, 3, 2, ""), note="only the first 3 lines are shown")
    assert "cannot be shown" in diff_of(state, one)
    assert "paused" in diff_of(replace(state, watch=replace(state.watch, missed=("app.py",))), one)
    assert "gone" in diff_of(replace(state, files={}), one)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ab \t日\x1b[", max_size=40), min_size=1, max_size=6), st.integers(20, 60))
def test_every_character_of_a_diff_is_shown_within_the_width(lines, width):
    diff = ("@@ -1 +1 @@", *(f"-{line}" for line in lines))
    made = diff_cells(diff, width)
    assert all(width_of(line) <= width for line in made)
    text = "".join(text for line in made for text, role in line[1 if line[0][1] == "" else 2 :])
    assert text.isprintable()
    assert text.count("a") == "".join(lines).count("a") and text.count("日") == "".join(lines).count("日")
