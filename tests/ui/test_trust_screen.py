"""The trust screen: everything that would run, in full; agreeing to exactly that; taking it back."""

import pytest
from msgspec.structs import replace

from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.ui.cells import width_of
from mastery_tui.ui.screens.trust import TrustScreen, trust_lines
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import busy

pytestmark = pytest.mark.anyio

RUNS = (
    "tests: pytest imports and runs the code in this folder with /tree/.venv/bin/python (.venv in the project)",
    'mastery.toml: checks.tests = {"args": ["-p", "evil"]}',
    ".mastery/checks/todo.py: your project's own check (12 lines, sha256 3f2a91c0b2d1) (changed since it was trusted)",
    ".mastery/checks/" + "long" * 60 + ".py: your project's own check (1 line, sha256 aaaaaaaaaaaa)",
    ".mastery/checks/[b]\x1b[31m\u202ered.py: your project's own check (1 line, sha256 bbbbbbbbbbbb)",
)
HINT = "run `mastery trust /tree`, or press T in the dashboard"


@pytest.fixture
def anyio_backend():
    return "asyncio"


def untrusted(**about) -> State:
    reason = "this folder is not trusted: static checks only"
    given = {"trusted": False, "trust_reason": reason, "trust_hint": HINT, "trust_runs": RUNS}
    return replace(busy(), **{**given, **about})


def trusted() -> State:
    return untrusted(trusted=True, trust_reason="trusted since 2026-11-21", trust_hint="")


def words(lines) -> str:
    """All that the lines say, without where they break."""
    return "".join("".join(text for text, _ in line).strip() for line in lines).replace(" ", "")


@pytest.mark.parametrize("width", [20, 38, 56, 76, 96, 190])
def test_every_word_of_what_would_run_is_shown_at_any_width(width):
    lines = trust_lines(untrusted(), width)
    said = words(lines)
    for line in RUNS[:4]:
        assert line.replace(" ", "") in said
    assert "\\x1b[31m\\u202ered.py" in said, "what a terminal would obey is spelled out"
    assert all(width_of(line) <= max(width, 12) for line in lines)
    assert all(char.isprintable() for line in lines for text, _ in line for char in text)


STATES = [
    (untrusted(), ["This folder is not trusted: only static checks run.", "Once it is trusted, this runs:"]),
    (trusted(), ["✓ This folder is trusted since 2026-11-21.", "This may run:"]),
    (untrusted(trust_reason="what may run here has changed since it was trusted: x changed"), ["x changed"]),
    (untrusted(trust_runs=()), ["Nothing of this folder would run."]),
    (untrusted(problems_by={"trust": ("cannot write /home/x: no space",)}), ["✗ cannot write /home/x: no space"]),
    (State(root="/t", name="t"), ["what would run here is being looked up"]),
]


@pytest.mark.parametrize(("state", "says"), STATES)
def test_each_standing_says_what_it_is(state, says):
    said = words(trust_lines(state, 90))
    for text in says:
        assert text.replace(" ", "") in said


def test_what_changed_since_it_was_trusted_is_marked():
    roles = {role for line in trust_lines(untrusted(), 200) for text, role in line if "todo.py" in text}
    assert roles == {"warning"}


@pytest.mark.parametrize("key", ["y", "enter"])
async def test_agreeing_sends_the_lines_that_were_on_screen_and_closes_once_it_is_so(key):
    state = untrusted()
    app, session = dashboard(state)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, state)
        await pilot.press("T")
        await until(pilot, lambda: isinstance(app.screen, TrustScreen))
        await pilot.press("x")
        assert Intent("untrust") not in session.sent, "there is nothing to take back"
        await pilot.press(key)
        assert session.sent[-1] == Intent("trust", detail="\n".join(RUNS))
        other = untrusted(trust_runs=(*RUNS, ".mastery/checks/b.py: new"))
        session.publish(other)
        await until(pilot, lambda: "b.py: new" in grid(app))
        assert isinstance(app.screen, TrustScreen), "it was not trusted: what would run has changed"
        await pilot.press("y")
        assert session.sent[-1].detail.endswith("b.py: new")
        session.publish(trusted())
        await until(pilot, lambda: app.screen is app.board)
        assert "this folder is trusted" in grid(app)


async def test_trust_is_taken_back_and_enter_never_does_that():
    app, session = dashboard(trusted())
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("T", "enter")
        await until(pilot, lambda: app.screen is app.board)
        await pilot.press("T", "y")
        assert not [sent for sent in session.sent if "trust" in sent.id]
        await pilot.press("x")
        assert session.sent[-1] == Intent("untrust")
        session.publish(untrusted())
        await until(pilot, lambda: app.screen is app.board)


@pytest.mark.parametrize("key", ["escape", "q", "T"])
async def test_leaving_changes_nothing(key):
    app, session = dashboard(untrusted())
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("T")
        await pilot.press(key)
        await until(pilot, lambda: app.screen is app.board)
        assert not [sent for sent in session.sent if "trust" in sent.id]


async def test_nothing_can_be_agreed_to_before_it_is_known():
    app, session = dashboard(State(root="/t", name="t"))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("T", "y")
        assert session.sent == []


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (200, 60)])
async def test_all_of_it_can_be_scrolled_to(size):
    app, session = dashboard(untrusted())
    async with app.run_test(size=size) as pilot:
        await shown(pilot, session.state)
        await pilot.press("T")
        await until(pilot, lambda: "Once it is trusted" in grid(app))
        await pilot.press("G")
        await until(pilot, lambda: "Trust is kept in your own" in grid(app))
        await pilot.press("g")
        await until(pilot, lambda: "This folder is not trusted" in grid(app))
        assert "y trusts" in grid(app)
