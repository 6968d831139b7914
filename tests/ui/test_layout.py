"""The layout at every size; colours that can be read; source lines cut at exact cells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from mastery_tui.model.state import TOKENS
from mastery_tui.ui.cells import clip, cut, cut_left, place, strip, two_ends, width_of
from mastery_tui.ui.layout import BELOW, LEAST_ROWS, MEDIUM, PANES, Asked, arrange, has_tabs, stacked
from mastery_tui.ui.panes.source_cells import LONGEST, line_width, source_pieces
from mastery_tui.ui.theme import Ink
from tests.ui.colours import DARK

texts = st.text(alphabet="abc/ .:日本\t\x1b\u0301\u200bé→", max_size=40)


wanted = st.dictionaries(st.sampled_from(PANES), st.integers(0, 60))


@given(st.integers(40, 250), st.integers(8, 80), st.sampled_from(PANES), st.sampled_from(BELOW), st.booleans(), wanted)
def test_panes_fill_the_body_without_overlap_and_the_current_one_shows(width, rows, current, below, zoomed, wanted):
    body = rows - 5
    regions = arrange(width, body, Asked(rows, current, below, zoomed, wanted))
    assert current in regions
    assert sum(region.area for region in regions.values()) == width * body
    for name, region in regions.items():
        assert region.area > 0
        assert region.right <= width and region.bottom <= body
        assert not any(region.overlaps(other) for pane, other in regions.items() if pane != name)
    assert len(regions) == 1 or (width >= MEDIUM and not zoomed)
    assert has_tabs(width, rows, zoomed) or set(regions) == set(PANES)  # what is not on screen has a tab


@given(st.integers(12, 80), st.lists(st.integers(0, 90), min_size=1, max_size=4))
def test_stacked_panes_share_the_height_and_none_starves(height, wanted):
    heights = stacked(height, wanted)
    assert sum(heights) == height
    assert min(heights) >= LEAST_ROWS
    if sum(max(LEAST_ROWS, want) for want in wanted) <= height:
        assert all(has >= want for has, want in zip(heights, wanted, strict=True))


@pytest.mark.parametrize(
    ("size", "left", "centre", "right"),
    [
        ((100, 30), ["modules", "objectives", "mastery", "activity"], ["findings", "source"], []),
        ((120, 16), ["modules"], ["findings"], []),
        ((200, 60), ["modules", "objectives", "mastery"], ["findings", "source"], ["review", "trend", "activity"]),
        ((170, 18), ["modules"], ["findings"], ["review"]),
    ],
)
def test_columns_at_each_size(size, left, centre, right):
    width, rows = size
    wants = dict.fromkeys(("modules", "objectives", "mastery", "trend"), 5)
    regions = arrange(width, rows - 5, Asked(rows, "findings", "source", False, wants))
    columns: dict[int, list[str]] = {}
    for name, region in sorted(regions.items(), key=lambda item: (item[1].x, item[1].y)):
        columns.setdefault(region.x, []).append(name)
    assert list(columns.values()) == [column for column in (left, centre, right) if column]


def test_every_token_has_a_style():
    ink = Ink(DARK)
    assert all(isinstance(ink[token], Style) for token in TOKENS)


@given(texts, st.integers(0, 30))
def test_cuts_never_exceed_their_width(text, width):
    for cutter in (cut, cut_left):
        assert cell_len(cutter(text, width)) <= width
    assert width_of(clip([(text, ""), (text, "")], width)) <= width
    assert cell_len(place(text, 12, width)) <= width
    assert strip([(text, "")], width, Ink(DARK)).cell_length == width


@given(texts, texts, st.integers(30, 90))
def test_two_ends_keep_the_right_one_whole(left, right, width):
    line = two_ends([(left, "")], [(right, "")] if right else [], width)
    if right and cell_len(right) < width:
        assert line[-1][0] == right
        assert width_of(line) == width


@given(texts, st.integers(0, 12), st.integers(1, 30))
def test_a_window_on_a_source_line_is_that_part_of_the_whole_line(text, left, width):
    spans = ((0, 3, "keyword"), (4, 9, "string"))
    whole = "".join(piece for piece, _ in source_pieces(text, spans, 0, 10_000))
    seen = "".join(piece for piece, _ in source_pieces(text, spans, left, width))
    assert whole.isprintable()
    cells = [c for char in whole for c in ([char] if cell_len(char) < 2 else [char, ""])]
    if all(cell_len(char) for char in whole):  # characters without a cell of their own stand with their neighbour
        part = cells[left : left + width]
        if part and part[0] == "":
            part[0] = " "  # the right half of a wide character
        if part and cell_len(part[-1]) == 2:
            part[-1] = " "  # the left half
        assert seen == "".join(part)


def test_a_line_of_megabytes_costs_no_more_than_a_long_one():
    for text in ("x" * 50_000_000, "\t" + "é" * 5_000_000):
        assert line_width(text) <= LONGEST
        assert width_of(source_pieces(text, (), 0, 80)) == 80
