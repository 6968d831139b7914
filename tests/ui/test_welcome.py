"""The first screen: once, over the board, live, and never in the way of who knows the keys."""

import pytest
from msgspec.structs import replace

from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.ui.keys import Keys
from mastery_tui.ui.screens.help import HelpScreen
from mastery_tui.ui.screens.trust import TrustScreen
from mastery_tui.ui.screens.welcome import RUNS_SHOWN, WelcomeScreen, welcome_lines
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import busy, green

pytestmark = pytest.mark.anyio

RUNS = tuple(f".mastery/checks/{name}.py: your project's own check (1 line, sha256 aaaaaaaaaaaa)" for name in "abcdef")


@pytest.fixture
def anyio_backend():
    return "asyncio"


def first(state: State | None = None, **about) -> State:
    given = {
        "first_run": True,
        "trusted": False,
        "trust_reason": "this folder is not trusted: static checks only",
        "trust_hint": "run `mastery trust /tree`, or press T in the dashboard",
        "trust_runs": RUNS[:2],
    }
    return replace(state or busy(), **{**given, **about})


def text_of(state: State, width: int = 100, keys: Keys | None = None) -> str:
    return "\n".join("".join(text for text, _ in line) for line in welcome_lines(state, width, keys or Keys()))


COUNTS = [
    (State(root="/t", name="t"), ["● listing files…"]),
    (first(), ["● 6 files, found so far: ✗ 2 errors  ! 3 warnings  · 1 remark"]),
    (first(green()), ["✓ 6 files, found: nothing"]),
    (first(trusted=True, trust_hint=""), ["This folder is trusted: its tests run too."]),
    (first(trust_runs=RUNS), ["c.py", "and 3 more lines: T shows all"]),
    (first(trust_runs=RUNS[:RUNS_SHOWN]), ["d.py"]),
]


@pytest.mark.parametrize(("state", "says"), COUNTS)
def test_it_says_what_holds_now(state, says):
    files = f"{len(state.files)} files"
    for line in says:
        assert line.replace("6 files", files) in text_of(state)


def test_it_names_the_keys_that_are_so_now():
    keys = Keys({"help": "f1", "next": "ctrl+n", "ask-trust": "X"})
    said = text_of(first(trust_runs=RUNS), keys=keys)
    assert "f1" in said and "^n" in said and "X shows all" in said


async def opened(pilot, session, state):
    session.publish(state)
    await until(pilot, lambda: isinstance(pilot.app.screen, WelcomeScreen))
    await pilot.pause()


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_it_comes_once_follows_the_scan_and_is_remembered(key):
    app, session = dashboard(State(root="/t", name="t"))
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        assert app.screen is app.board
        await opened(pilot, session, first(State(root="/t", name="t"), trust_runs=()))
        await until(pilot, lambda: "listing files" in grid(app))
        session.publish(first())
        await until(pilot, lambda: "found so far" in grid(app) and RUNS[0][:40] in grid(app))
        await pilot.press(key)
        await until(pilot, lambda: app.screen is app.board)
        assert session.sent.count(Intent("welcomed")) == 1
        session.publish(first(generation=99))
        await shown(pilot, session.state)
        assert app.screen is app.board, "once, also while the session still says so"


@pytest.mark.parametrize("state", [busy(), replace(busy(), trusted=False)])
async def test_a_folder_that_was_open_before_is_just_opened(state):
    app, session = dashboard(state)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        assert app.screen is app.board and session.sent.count(Intent("welcomed")) == 0


async def test_it_leads_to_the_trust_screen():
    app, session = dashboard(first())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, session, first())
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, TrustScreen))
        assert Intent("welcomed") in session.sent
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)


KEYS = [
    ("question_mark", lambda app: isinstance(app.screen, HelpScreen)),
    ("j", lambda app: app.screen is app.board and app.board.findings.cursor == 1),
    ("7", lambda app: app.screen is app.board and app.board.current == "trend"),
    ("z", lambda app: app.screen is app.board and app.board.zoomed),
    ("slash", lambda app: app.board.filtering is not None),
]


@pytest.mark.parametrize(("key", "does"), KEYS)
async def test_any_other_key_closes_it_and_does_what_it_does(key, does):
    app, session = dashboard(first())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, session, first())
        await pilot.press(key)
        await until(pilot, lambda: does(app))
        assert session.sent.count(Intent("welcomed")) == 1


async def test_q_leaves():
    app, session = dashboard(first())
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, session, first())
        await pilot.press("q")
        await until(pilot, lambda: not app.is_running)
    assert app.return_code == 0 and Intent("welcomed") in session.sent


async def test_it_waits_while_somebody_is_at_something_else():
    app, session = dashboard(busy())
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("question_mark")
        await until(pilot, lambda: isinstance(app.screen, HelpScreen))
        session.publish(first())
        await shown(pilot, session.state)
        assert isinstance(app.screen, HelpScreen)
        await pilot.press("escape", "slash")
        session.publish(first(generation=13))
        await shown(pilot, session.state)
        assert app.board.filtering and app.screen is app.board
        await pilot.press("escape")
        session.publish(first(generation=14))
        await until(pilot, lambda: isinstance(app.screen, WelcomeScreen))


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40), (200, 60)])
async def test_all_of_it_can_be_read_at_every_size(size):
    app, session = dashboard(first())
    async with app.run_test(size=size) as pilot:
        await opened(pilot, session, first())
        assert "It watches this folder" in grid(app) and "enter goes on without" in grid(app)
        if app.screen.pane.max_scroll_y:
            await pilot.press("G")
        await until(pilot, lambda: "everything else, by name" in grid(app))
        assert isinstance(app.screen, WelcomeScreen)
