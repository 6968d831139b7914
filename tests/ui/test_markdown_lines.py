"""Markdown as lines: safe, within the width, and read as it was meant."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.ui.cells import width_of
from mastery_tui.ui.markdown_lines import markdown_lines


@settings(max_examples=150, deadline=None)
@given(st.text("ab `*_[]()#-1.>\\\n\t\x1b日$|{}^", max_size=80), st.integers(20, 60))
def test_any_markdown_becomes_lines_that_fit_and_are_safe(text, width):
    for line in markdown_lines(text, width):
        for piece, _ in line:
            assert piece.isprintable()
        if not any(role == "string" for _, role in line):  # code is not folded
            assert width_of(line) <= max(width, 30)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("# A `b`\ntext", ["A b", "", "text"]),
        ("- one\n- two\n  more\n\nafter", ["  · one", "  · two more", "", "after"]),
        ("1. one\n2. two", ["  1. one", "  2. two"]),
        ("```python\nif x:\n    y\n```\nz", ["  if x:", "      y", "", "z"]),
        ("see [PEP 8] and [x](http://y) not [z]\n\n[PEP 8]: http://p", ["see PEP 8 and x not [z]"]),
        ("__init__ and _so_ `**k` \\*", ["__init__ and so **k *"]),
        ("a\n\n---\n\nb", ["a", "", "b"]),
        ("```\nnever closed", ["  never closed"]),
        ("", []),
        ("a\n$$\nx_i\n$$\nb", ["a", "", "  x_i", "", "b"]),
        ("$$ a \\\\ b $$", ["  a \\\\ b"]),
        ("$x_i$ and $10^4$, not $5 or $6", ["x_i and 10^4, not $5 or $6"]),
        (
            "| a | b |\n|---|:-:|\n| long one | `x|y` |\n| 2 |\nend",
            ["  a         b", "  long one  x|y", "  2         ", "", "end"],
        ),
        ("|   |   |\n|---|---|\n| x | y |", ["  x  y"]),
        ("a | b\nno table", ["a | b no table"]),
    ],
)
def test_markdown_is_read(text, lines):
    assert ["".join(piece for piece, _ in line) for line in markdown_lines(text, 60)] == lines
