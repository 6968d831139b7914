"""What a fix makes of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.model.edits import apply_edits, diff_lines
from mastery_tui.model.finding import Edit

EOLS = ("\n", "\r\n", "\r")
LINE = st.text(st.characters(blacklist_characters="\r\n", blacklist_categories=("Cs",)), max_size=8) | st.sampled_from(
    ["\tx = 1", "名前 = '☃'", "\x0c", "é = 1 # ─", ""]
)


@pytest.mark.parametrize(
    ("text", "edits", "wanted"),
    [
        ("import os\nx = 1\n", [Edit(1, 1, 2, 1, "")], "x = 1\n"),
        ("import os\r\nx = 1\r\n", [Edit(1, 1, 2, 1, "")], "x = 1\r\n"),
        ("a\nb\n", [Edit(1, 2, 1, 2, "\r\nc")], "a\nc\nb\n"),  # a text with plain ends gets no others
        ("a\r\nb\r\n", [Edit(1, 2, 1, 2, "\r\nc")], "a\r\nc\r\nb\r\n"),
        ("x = 1", [Edit(1, 6, 1, 6, "\n")], "x = 1\n"),
        ("x\n", [Edit(2, 1, 2, 1, "y\n")], "x\ny\n"),  # after the last line end
        ("", [Edit(1, 1, 1, 1, "x")], "x"),
        ("abcd", [Edit(1, 3, 1, 4, "C"), Edit(1, 1, 1, 2, "A")], "AbCd"),
        ("ab", [Edit(1, 2, 1, 2, "1"), Edit(1, 2, 1, 2, "2")], "a12b"),
        ("a\x0cb\nc", [Edit(2, 1, 2, 2, "d")], "a\x0cb\nd"),  # a form feed ends no line
        ("名前 = 1", [Edit(1, 1, 1, 3, "name")], "name = 1"),
    ],
)
def test_edits(text: str, edits: list[Edit], wanted: str) -> None:
    assert apply_edits(text, edits) == wanted


@pytest.mark.parametrize(
    "edits",
    [
        [Edit(1, 1, 1, 3, ""), Edit(1, 2, 1, 4, "")],
        [Edit(1, 3, 1, 1, "")],
        [Edit(0, 1, 1, 1, "")],
        [Edit(1, 0, 1, 1, "")],
        [Edit(1, 1, 4, 1, "")],
        [Edit(2, 9, 2, 9, "")],
        [Edit(1, 9, 2, 1, "")],
    ],
)
def test_what_does_not_fit_is_refused(edits: list[Edit]) -> None:
    with pytest.raises(ValueError, match=r"overlap|no line|before it begins"):
        apply_edits("abcd\nef", edits)


@given(st.lists(st.tuples(LINE, st.sampled_from(EOLS)), min_size=1, max_size=6), st.data())
def test_replacing_a_line_leaves_all_others_as_they_are(lines: list[tuple[str, str]], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    for number in range(len(lines) - 1):  # "\r" then an empty line with "\n" would be one line end
        if lines[number][1] == "\r" and lines[number + 1] == ("", "\n"):
            return
    text = "".join(line + end for line, end in lines)
    edit = Edit(at + 1, 1, at + 1, len(lines[at][0]) + 1, "new")
    wanted = "".join(("new" if number == at else line) + end for number, (line, end) in enumerate(lines))
    assert apply_edits(text, [edit]) == wanted


@given(st.text("ab\n", max_size=12), st.text("ab\n", max_size=12))
def test_a_diff_holds_exactly_what_changed(before: str, after: str) -> None:
    shown = list(diff_lines(before, after, context=99))
    old, new = (before.rstrip("\n").split("\n"), after.rstrip("\n").split("\n"))
    if not shown:
        assert old == new or before.splitlines() == after.splitlines()
        return
    assert shown[0].startswith("@@")
    assert [line[1:] for line in shown[1:] if line[0] in " -"] == before.splitlines()
    assert [line[1:] for line in shown[1:] if line[0] in " +"] == after.splitlines()
