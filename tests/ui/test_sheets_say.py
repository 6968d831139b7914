"""A sheet acts on the finding it shows, and says what came of it where the board's own line is covered."""

import pytest
from msgspec.structs import replace

from mastery_tui.model.state import Notice
from mastery_tui.ui import editor
from mastery_tui.ui.panes.findings_filter import GRAMMAR, terms
from mastery_tui.ui.screens.details import DetailsScreen
from mastery_tui.ui.screens.fix import FixScreen
from mastery_tui.ui.screens.help import HelpScreen
from mastery_tui.ui.screens.settings import SettingsScreen
from tests.ui.designed import SAFE, WORKED
from tests.ui.grid import dashboard, grid, shown, until

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
@pytest.mark.parametrize(
    ("key", "kind"),
    [("i", DetailsScreen), ("F", FixScreen), ("question_mark", HelpScreen), ("comma", SettingsScreen)],
)
async def test_an_answer_stands_in_the_last_row_of_a_sheet(size, key, kind):
    app, session = dashboard(WORKED)
    async with app.run_test(size=size) as pilot:
        await shown(pilot, session.state)
        await pilot.press(key)
        await until(pilot, lambda: isinstance(app.screen, kind) and app.screen.bar.size.width)
        assert "Close" in grid(app).splitlines()[-1]
        told = replace(session.state, notice=Notice(5.0, "fixed app.py:3 F401; u takes it back"))
        session.publish(told)
        await until(pilot, lambda: "fixed app.py:3 F401; u takes it back" in grid(app).splitlines()[-1])
        sheet = app.screen
        await pilot.click(offset=(2, size[1] - 1))  # what stands there now is no key
        assert app.screen is sheet
        app.board._unflash()
        await until(pilot, lambda: "Close" in grid(app).splitlines()[-1])


async def test_details_copy_and_open_the_finding_they_show(monkeypatch):
    opened = []

    async def note(app, desk, place):
        opened.append(place)

    monkeypatch.setattr(editor, "_open", note)
    app, session = dashboard(WORKED)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("5", "j", "j", "j", "j")  # the cursor of Source is somewhere else
        await pilot.press("i")
        await until(pilot, lambda: isinstance(app.screen, DetailsScreen))
        assert app.screen.pane.finding is SAFE
        await pilot.press("o")
        await until(pilot, lambda: opened)
        assert opened == [editor.Place(SAFE.path, SAFE.line, SAFE.column)]
        app.board.step_finding(1)  # the list may be elsewhere by then
        await pilot.press("y")
        await until(pilot, lambda: "copied: app.py:3:1: F401" in grid(app).splitlines()[-1])


@pytest.mark.parametrize("width", [60, 80, 120, 200])
async def test_the_filter_line_names_as_many_forms_as_have_room_and_cuts_none(width):
    app, session = dashboard(WORKED)
    async with app.run_test(size=(width, 30)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("slash")
        await until(pilot, lambda: app.board.filtering and app.board.filtering.size.width)
        line = app.board.filtering
        shown_ = line.placeholder.split("  ")
        assert shown_ == app.board.findings.filter_hint.split("  ")[: len(shown_)] and len(shown_) >= 4
        await until(pilot, lambda: line.placeholder in grid(app))


def test_every_form_that_the_help_names_is_one():
    for form, _ in GRAMMAR:
        (term,) = terms(form)
        assert term.without == form.startswith("-")
        assert term.name == (form.partition(":")[0] if ":" in form else "")
