"""Keys on the screen: what they do, where they are named, and what happens when they are changed."""

import pytest
from msgspec.structs import replace
from textual.binding import Binding

from mastery_tui.config.keymap import resolve
from mastery_tui.model.intent import REGISTRY, Intent
from mastery_tui.model.state import Watch
from mastery_tui.ui import chrome
from mastery_tui.ui.actions import ACTIONS, MOVES, PANE
from mastery_tui.ui.cells import width_of
from mastery_tui.ui.keys import DEFAULT, FOOTER, Keys, footer, item_at, items, shown
from mastery_tui.ui.layout import PANES
from mastery_tui.ui.screens.help import help_lines
from mastery_tui.ui.screens.sheet import Sheet
from tests.ui.grid import dashboard, grid, until
from tests.ui.grid import shown as on_screen
from tests.ui.states import busy

pytestmark = pytest.mark.anyio
SIZES = [(60, 15), (80, 24), (120, 40)]
LEAVES = {"quit", "suspend"}


@pytest.fixture
def anyio_backend():
    return "asyncio"


def text(lines) -> str:
    return "\n".join("".join(piece for piece, _ in line) for line in lines)


def test_every_action_of_the_dashboard_does_something():
    for action in REGISTRY:
        if not action.about and not action.session:
            known = action.id in ACTIONS or action.id in MOVES or action.id.startswith(PANE)
            assert known, action.id


@pytest.mark.parametrize(
    ("pane", "size"),
    [
        pytest.param(pane, SIZES[number % 3], marks=() if pane in ("findings", "trend") else pytest.mark.long)
        for number, pane in enumerate(PANES)
    ],
)
async def test_no_key_of_any_pane_breaks_the_dashboard(pane, size):
    app, session = dashboard(replace(busy(), keys=resolve({})))
    async with app.run_test(size=size) as pilot:
        await on_screen(pilot, session.state)
        for action in app.board.keys.in_reach(pane):
            if action.id in LEAVES or action.id == "editor":
                continue
            app.board.go_to(pane)
            await pilot.pause()
            for key in DEFAULT[action.id].split(","):
                await pilot.press(key)
            while app.screen is not app.board:
                app.screen.dismiss()
                await pilot.pause()
            if app.board.filtering:
                await pilot.press("escape")
            assert app.is_running and not app.return_code, action.id


async def test_changed_keys_hold_at_once_everywhere():
    app, session = dashboard(replace(busy(), keys=resolve({})))
    async with app.run_test(size=(120, 40)) as pilot:
        await on_screen(pilot, session.state)
        changed = resolve({"zoom": "Z", "next": "p", "previous": "n", "help": "f1", "export": ""})
        session.publish(replace(session.state, keys=changed))
        await on_screen(pilot, session.state)
        await until(pilot, lambda: " f1 Help" in grid(app))
        assert "p Next" in grid(app)
        await pilot.press("z")
        assert not app.board.zoomed
        await pilot.press("Z")
        assert app.board.zoomed
        first = app.board.findings.cursor
        await pilot.press("p")
        assert app.board.findings.cursor == first + 1
        await pilot.press("n")
        assert app.board.findings.cursor == first
        await pilot.press("e")
        assert app.screen is app.board
        session.publish(replace(session.state, keys=resolve({})))
        await on_screen(pilot, session.state)
        await pilot.press("z")
        assert not app.board.zoomed


async def test_sheets_follow_remapped_moves_and_help():
    keys = resolve({"down": "J", "top": "0", "help": "f1"})
    app, session = dashboard(replace(busy(), keys=keys))
    async with app.run_test(size=(80, 24)) as pilot:
        await on_screen(pilot, session.state)
        await pilot.press("f1")
        pane = app.screen.pane
        await until(pilot, lambda: pane.size.height)
        await pilot.press("J", "J")
        assert pane.scroll_offset.y == 2
        await pilot.press("0")
        assert pane.scroll_offset.y == 0
        assert "f1" in text(pane.lines)
        await pilot.press("f1")
        await until(pilot, lambda: app.screen is app.board)


def test_texts_name_the_key_that_works():
    keys = Keys(resolve({"pause": "P", "run": "", "palette": "f2"}))
    paused = replace(busy(), watch=Watch("native", paused=True))
    assert "P goes on" in text(chrome.summary(paused, 120, 2, keys=keys))
    assert keys["run"] == "f2 Run"  # it has none: this is how it is found
    assert keys.all("run") == []
    names = ("ctrl+p", "question_mark", "alt+x", "G", "pagedown")
    assert [shown(name) for name in names] == ["^p", "?", "alt+x", "G", "pgdn"]


@pytest.mark.parametrize("pane", PANES)
@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_the_footer_fits_and_every_cell_of_it_tells_its_action(pane, width):
    keys = Keys()
    shown_items = items(pane, width, keys)
    line = footer(pane, width, keys)
    assert len(shown_items) <= FOOTER
    assert shown_items[0][0] == "help"
    assert width_of(line) - 2 <= width
    told = "".join(piece for piece, _ in line)
    for id, pieces in shown_items:
        words = "".join(piece for piece, _ in pieces).rstrip()
        at = told.index(words)
        assert item_at(at, shown_items) == item_at(at + len(words) - 1, shown_items) == id
    assert item_at(0, shown_items) == item_at(width + 5, shown_items) == ""


@pytest.mark.parametrize("width", [60, 80, 120, 200])
def test_every_chip_of_the_header_tells_its_check(width):
    state = busy()
    line = "".join(piece for piece, _ in chrome.header(state, width))
    hit = [chrome.chip_at(x, state, width) for x in range(width)]
    assert {name for name in hit if name} == set(state.checks)
    for name in state.checks:
        cells = [x for x in range(width) if hit[x] == name]
        assert cells == list(range(cells[0], cells[-1] + 1))
    assert not any(hit[: line.index(state.name) + len(state.name)])


async def test_a_click_on_a_key_of_the_footer_does_what_the_key_does():
    app, session = dashboard(busy())
    async with app.run_test(size=(120, 40)) as pilot:
        await on_screen(pilot, session.state)
        line = "".join(piece for piece, _ in footer("findings", 120, Keys()))
        await pilot.click("#footer", offset=(line.index("r Run"), 0))
        await until(pilot, lambda: Intent("run") in session.sent)
        await pilot.click("#footer", offset=(line.index("Help"), 0))
        await until(pilot, lambda: isinstance(app.screen, Sheet))
        await pilot.click("#keys", offset=(2, 0))  # esc Close
        await until(pilot, lambda: app.screen is app.board)


async def test_a_click_on_a_chip_opens_the_check():
    app, session = dashboard(busy())
    async with app.run_test(size=(120, 40)) as pilot:
        await on_screen(pilot, session.state)
        at = next(x for x in range(120) if chrome.chip_at(x, session.state, 120) == "security")
        await pilot.click("#header", offset=(at, 0))
        await until(pilot, lambda: type(app.screen).__name__ == "ChecksScreen")


def test_the_help_of_a_pane_has_its_keys_first_and_all_of_them():
    for pane in PANES:
        told = text(help_lines(pane))
        for action in Keys().in_reach(pane):
            assert action.title in told
        own = [action for action in REGISTRY if pane in action.scopes and action.key]
        if own:
            assert told.index(own[0].help) < told.index("Everywhere")
    assert "Zoom" in text(help_lines("findings", words="whole screen"))
    assert "Pause" not in text(help_lines("findings", words="whole screen"))


def sheets():
    import importlib
    import pkgutil

    from mastery_tui.ui import screens

    for module in pkgutil.iter_modules(screens.__path__):
        importlib.import_module(f"{screens.__name__}.{module.name}")
    todo = [Sheet]
    while todo:
        kind = todo.pop()
        todo += kind.__subclasses__()
        yield kind


def test_no_sheet_binds_a_key_twice():
    for kind in sheets():
        if "BINDINGS" not in kind.__dict__:
            continue
        keys = [key for b in Binding.make_bindings(kind.__dict__["BINDINGS"]) for key in [b.key]]
        assert len(keys) == len(set(keys)), kind.__name__
