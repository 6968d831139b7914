"""The settings and the export, as a person uses them."""

import pytest
from msgspec.structs import replace

from mastery_tui.model.intent import Intent
from mastery_tui.model.state import Notice, Setting
from mastery_tui.ui.screens.export import ExportScreen
from mastery_tui.ui.screens.settings import SettingsScreen
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import busy

pytestmark = pytest.mark.anyio

SETTINGS = (
    Setting("files.exclude", "list", "[]", "[]", "what is left alone"),
    Setting("files.max_kib", "number", "1024", "1024", "larger files are skipped"),
    Setting("gate.fail_on", "choice", '"error"', '"error"', "what fails", ("error", "warning"), "mastery.toml:2"),
    Setting("checks.ruff.enabled", "switch", "true", "true", "whether it runs"),
    Setting("theme", "text", '""', '""', "the colours"),
)


@pytest.fixture
def anyio_backend():
    return "asyncio"


def state_():
    return replace(busy(), settings=SETTINGS)


async def opened(app, pilot, session):
    await shown(pilot, session.state)
    await pilot.press("comma")
    await until(pilot, lambda: isinstance(app.screen, SettingsScreen) and app.screen.pane.has_focus)
    return app.screen


async def to(pilot, screen, key):
    screen.pane.seek(key)
    await pilot.pause()
    assert screen.pane.selected.key == key


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_each_setting_has_value_place_and_help(size):
    app, session = dashboard(state_())
    async with app.run_test(size=size) as pilot:
        screen = await opened(app, pilot, session)
        assert screen.pane.selected.key == "files.exclude"
        text = grid(app)
        for part in ("[files]", "max_kib", "1024", "default", "what is left alone"):
            assert part in text
        await to(pilot, screen, "gate.fail_on")
        await until(pilot, lambda: "mastery.toml:2" in grid(app) and "error or warning" in grid(app))


async def test_moves_go_over_headings():
    app, session = dashboard(state_())
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(app, pilot, session)
        seen = [screen.pane.selected.key]
        for _ in range(len(SETTINGS)):
            await pilot.press("j")
            seen.append(screen.pane.selected.key)
        assert seen == [*[s.key for s in SETTINGS], "theme"]
        for _ in range(len(SETTINGS)):
            await pilot.press("k")
        assert screen.pane.selected.key == "files.exclude"


async def test_switches_choices_texts_and_lists_are_changed():
    app, session = dashboard(state_())
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(app, pilot, session)
        await to(pilot, screen, "checks.ruff.enabled")
        await pilot.press("enter")
        assert session.sent[-1] == Intent("set", "checks.ruff.enabled", "false")
        await to(pilot, screen, "gate.fail_on")
        await pilot.press("enter")
        assert session.sent[-1] == Intent("set", "gate.fail_on", '"warning"')
        await pilot.press("backspace")
        assert session.sent[-1] == Intent("set", "gate.fail_on", "")
        await to(pilot, screen, "files.max_kib")
        await pilot.press("enter")
        await until(pilot, lambda: screen.entry.has_focus)
        screen.entry.value = "many"
        await pilot.press("enter")
        assert screen.entry.has_focus and "many" in grid(app)
        assert session.sent[-1].subject == "gate.fail_on"
        screen.entry.value = "2048"
        await pilot.press("enter")
        assert session.sent[-1] == Intent("set", "files.max_kib", "2048")
        await until(pilot, lambda: not screen.entry.display and screen.pane.has_focus)
        sent = len(session.sent)
        await pilot.press("enter", "enter")  # nothing was changed: nothing is written
        assert len(session.sent) == sent
        await to(pilot, screen, "files.exclude")
        await pilot.press("enter")
        await until(pilot, lambda: screen.entry.has_focus)
        screen.entry.value = "a, b"
        await pilot.press("escape")
        await until(pilot, lambda: not screen.entry.display)
        assert app.screen is screen and session.sent[-1].subject == "files.max_kib"
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)


async def test_what_was_written_is_shown_and_the_cursor_stays():
    app, session = dashboard(state_())
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(app, pilot, session)
        await to(pilot, screen, "files.max_kib")
        written = replace(SETTINGS[1], value="77", place="mastery.toml:9")
        session.publish(replace(session.state, settings=(SETTINGS[0], written, *SETTINGS[2:])))
        await until(pilot, lambda: "mastery.toml:9" in grid(app) and "77" in grid(app))
        assert screen.pane.selected == written


async def test_the_filter_lists_what_contains_the_words():
    app, session = dashboard(state_())
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await opened(app, pilot, session)
        await pilot.press("slash")
        await until(pilot, lambda: screen.words is not None and screen.words.has_focus)
        await pilot.press(*"larger")
        await pilot.press("enter")
        await until(pilot, lambda: screen.words is None)
        assert [row.key for row in screen.pane.rows if isinstance(row, Setting)] == ["files.max_kib"]
        assert screen.pane.selected.key == "files.max_kib"


async def test_an_export_is_asked_for_and_its_path_told_and_copied():
    app, session = dashboard(busy())
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))
        await pilot.press("j", "j", "enter")
        assert session.sent[-1] == Intent("write", "markdown")
        path = ".mastery/exports/learn-python-20260102-120000.md"
        session.publish(replace(session.state, notice=Notice(1.0, f"written to {path}")))
        await until(pilot, lambda: path in grid(app))
        await pilot.press("y")
        await until(pilot, lambda: app.clipboard == path)
