"""Text selected with the mouse: what is dragged over is shown as selected, copied, and let go of by esc."""

import asyncio
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len
from textual.app import App
from textual.pilot import Pilot

from mastery_tui.model.state import SourceView
from mastery_tui.ui.app import Dashboard
from mastery_tui.ui.cells import between
from mastery_tui.ui.panes.source_cells import source_pieces, source_text
from mastery_tui.ui.widgets.lines import LinesPane
from tests.ui.designed import many
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import busy

TEXT = st.text(st.sampled_from("ab \t日本é\x1b\u202e|"), max_size=20)


def played(state, play, size=(120, 40)):
    async def main() -> None:
        app, _ = dashboard(state)
        app.copied = []
        async with app.run_test(size=size) as pilot:
            await shown(pilot, state)
            with pytest.MonkeyPatch.context() as patch:  # what goes to the terminal is kept, and nowhere else
                patch.setattr(App, "copy_to_clipboard", lambda _, text: app.copied.append(text))
                patch.setattr("mastery_tui.ui.clipboard.programs", lambda environ, platform: [])
                await play(app, pilot)

    asyncio.run(main())


async def drag(pilot: Pilot[int], pane: LinesPane, start: tuple[int, int], *to: tuple[int, int]) -> None:
    """From a cell of the pane's content over others, in cells of its content too."""
    left, top = pane.content_region.offset
    await pilot.mouse_down(offset=(left + start[0], top + start[1]))
    for x, y in to:
        await pilot._post_mouse_events([moved()], offset=(left + x, top + y), button=1)
    await pilot.mouse_up(offset=(left + to[-1][0], top + to[-1][1]))


def moved():
    from textual.events import MouseMove

    return MouseMove


def reversed_cells(app: Dashboard) -> set[tuple[int, int]]:
    """Where the screen shows text as selected."""
    cells = set()
    for y, strip in enumerate(app.screen._compositor.render_strips()):
        x = 0
        for segment in strip:
            size = segment.cell_length
            if segment.style and segment.style.reverse and y < 12:  # a scroll bar is reversed too
                cells |= {(column, y) for column in range(x, x + size)}
            x += size
    return cells


def test_a_drag_selects_what_it_covers_and_shows_it():
    async def play(app: Dashboard, pilot: Pilot[int]) -> None:
        pane = app.board.findings
        row = grid(app).splitlines()[pane.content_region.y + 1]
        at = row.index("app.py")
        left, top = pane.content_region.offset
        cursor = pane.cursor
        await drag(pilot, pane, (at - left, 1), (at - left + 3, 1), (at - left + 5, 1))
        assert app.screen.get_selected_text() == "app.py"
        await pilot.pause()
        assert reversed_cells(app) == {(x, top + 1) for x in range(at, at + 6)}
        assert pane.cursor == cursor, "the end of a drag is no click"
        await pilot.press("y")
        await until(pilot, lambda: app.copied == ["app.py"])
        await pilot.press("ctrl+c")
        await until(pilot, lambda: app.copied == ["app.py", "app.py"])
        await pilot.press("escape")
        await until(pilot, lambda: not reversed_cells(app))
        assert app.screen.get_selected_text() is None
        await pilot.press("y")
        await until(pilot, lambda: len(app.copied) == 3 and app.copied[2].startswith("app.py:"))

    played(busy(), play)


def test_backwards_and_over_lines_is_the_same_text():
    async def play(app: Dashboard, pilot: Pilot[int]) -> None:
        pane = app.board.findings
        texts = []
        for start, end in (((4, 0), (30, 2)), ((30, 2), (4, 0))):
            await drag(pilot, pane, start, end)
            texts.append(app.screen.get_selected_text())
        top, left = pane.content_region.y, pane.content_region.x
        width = pane.scrollable_content_region.width
        rows = [line[left : left + width] for line in grid(app).splitlines()[top : top + 3]]
        assert texts[0] == texts[1] == f"{rows[0][4:].rstrip()}\n{rows[1].rstrip()}\n{rows[2][:31].rstrip()}"

    played(busy(), play)


def test_a_click_moves_the_cursor_and_lets_the_selection_go_and_two_clicks_open():
    async def play(app: Dashboard, pilot: Pilot[int]) -> None:
        pane = app.board.findings
        await drag(pilot, pane, (4, 0), (20, 0))
        assert app.screen.get_selected_text()
        await pilot.click(pane, offset=(5, 3))
        await until(pilot, lambda: pane.cursor == 2 and app.screen.get_selected_text() is None)
        await pilot.click(pane, offset=(5, 2), times=2)
        await until(pilot, lambda: app.board.current == "source")
        await pilot.click(app.board.source, offset=(5, 3), times=3)
        assert app.screen.get_selected_text() is None, "two clicks open, and select nothing"

    played(busy(), play)


def test_a_drag_stays_in_its_pane_and_scrolls_it_on():
    state = many(500)

    async def play(app: Dashboard, pilot: Pilot[int]) -> None:
        pane = app.board.findings
        left, top = pane.content_region.offset
        height = pane.size.height
        await pilot.mouse_down(offset=(left + 4, top + 1))
        await pilot._post_mouse_events([moved()], offset=(left + 9, top + height + 5), button=1)
        await until(pilot, lambda: pane.scroll_offset.y >= 5)
        await pilot.mouse_up(offset=(left + 9, top + height + 5))
        lines = app.screen.get_selected_text().splitlines()
        assert len(lines) >= height + 4
        assert set(app.screen.selections) == {pane}
        assert lines[3] == pane.text_in(4, 0, None).rstrip()
        assert app.screen._auto_select_scroll_timer is None, "it scrolls no more once the button is up"

    played(state, play)


def test_source_is_copied_without_its_gutter_and_as_it_is():
    lines = ("def f():", "\treturn '日本' + x  # " + "long " * 60, "", "\tend\x1b[31m")
    state = replace(busy(), source=SourceView("app.py", "b1", lines))

    async def play(app: Dashboard, pilot: Pilot[int]) -> None:
        while app.board.selected.path != "app.py":
            await pilot.press("n")
        pane = app.board.source
        rows = [pane.line_at(row) for row in range(pane.count)]
        first = rows.index(1)
        pane.put(0)
        await pilot.pause()
        await drag(pilot, pane, (0, first), (3, pane.count - 1))
        text = app.screen.get_selected_text()
        assert text.startswith("def f():\n\treturn '日本' + x  # long long")
        assert lines[1].rstrip() in text.splitlines(), "also what is cut off at the right edge"
        gutter = pane._gutter()
        await drag(pilot, pane, (gutter, 0), (gutter + 2, 0))
        assert app.screen.get_selected_text() == "def"
        pane.shift = 4
        await drag(pilot, pane, (gutter, 0), (gutter + 1, 0))
        assert app.screen.get_selected_text() == "f("

    played(state, play)


@given(TEXT, st.integers(0, 60), st.integers(1, 40))
def test_the_text_of_a_source_line_is_what_its_cells_show(text, left, width):
    shown_text = "".join(piece for piece, _ in source_pieces(text, (), left, width))
    copied = source_text(text, left, left + width)
    assert source_text(text, 0, None).replace("\x1b", "").count("\t") == text.count("\t")
    seen, kept = (re.sub("[ \t→]", "", some) for some in (shown_text, copied))
    cut = len(r"\u202e") - 1  # of an escape across an edge, a part shows, and all of it is copied; so of a wide letter
    assert any(
        kept[front:].startswith(seen) and len(kept) - front - len(seen) <= cut
        for front in range(min(cut, len(kept)) + 1)
    )


@given(TEXT.map(lambda text: text.replace("\t", " ").replace("\x1b", "").replace("\u202e", "")), st.data())
def test_the_parts_of_a_line_make_the_line(text, data):
    cuts = [0]
    for char in text:
        cuts.append(cuts[-1] + cell_len(char))
    at = data.draw(st.sampled_from(cuts))
    assert between(text, 0, at) + between(text, at, None) == text
    assert between(text, 0, None) == text


def test_nothing_of_the_frame_is_text():
    async def play(app: Dashboard, pilot: Pilot[int]) -> None:
        await pilot.mouse_down(offset=(3, 0))
        await pilot._post_mouse_events([moved()], offset=(40, 20), button=1)
        await pilot.mouse_up(offset=(40, 20))
        assert not app.screen.get_selected_text()

    played(busy(), play)


def test_a_selection_costs_nothing_where_there_is_none():
    """The strips of a pane without a selection carry no places: they are what they were before."""

    async def play(app: Dashboard, pilot: Pilot[int]) -> None:
        for pane in app.board.panes.values():
            if pane.display and pane.size.height:
                for segment in pane.render_line(0):
                    assert not segment.style or not segment.style.meta

    played(busy(), play)
    assert App.ALLOW_SELECT
