"""Details, fix and dismiss: sheets over the board that act on the finding they show, and on no other."""

import pytest
from msgspec.structs import replace
from textual.events import Key, MouseScrollDown

from mastery_tui.model.finding import Edit, Finding, Fix, Result
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import Explanation, SourceView, State
from mastery_tui.ui.keys import DEFAULT
from mastery_tui.ui.screens.details import GONE, DetailsScreen
from mastery_tui.ui.screens.dismiss import NEEDED, REASONS, DismissScreen, TakeBackScreen
from mastery_tui.ui.screens.fix import CHANGED, KEPT, NO_FIX, FixScreen
from tests.ui.designed import (
    ASIDE,
    BROKEN,
    HOSTILE,
    HOSTILE_NAME,
    HOSTILE_TEXT,
    SAFE,
    WORKED,
)
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import file_of

pytestmark = pytest.mark.anyio

SIZE = (120, 40)


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def on_top(pilot, kind: type):
    """The sheet, once it is open."""
    await until(pilot, lambda: isinstance(pilot.app.screen, kind))
    await pilot.pause()
    return pilot.app.screen


def asked(session, id: str) -> list[Intent]:
    return [intent for intent in session.sent if intent.id == id]


def without(state: State, gone: Finding) -> State:
    """The State once a finding is no longer found; the file's content stays."""
    file = state.files[gone.path]
    kept = {n: Result(tuple(f for f in r.findings if f is not gone)) for n, r in file.results.items()}
    return replace(state, files={**state.files, gone.path: replace(file, results=kept)})


def edited(state: State, lines: list[str], fixed: Finding | None, blob: str = "b2", checked: bool = True) -> State:
    """The State after app.py was saved with other lines, and checked unless it still has to be."""
    file = state.files["app.py"]
    found = tuple(f for f in file.results["ruff"].findings if f.fingerprint != SAFE.fingerprint)
    results = {**file.results, "ruff": Result((*found, *([fixed] if fixed else [])))}
    blobs = dict.fromkeys(results, blob) if checked else file.blobs
    file = replace(
        file, blob=blob, generation=file.generation + 1, blobs=blobs, results=results if checked else file.results
    )
    source = SourceView("app.py", blob, tuple(lines)) if checked else state.source
    return replace(state, files={**state.files, "app.py": file}, source=source)


# -- details ----------------------------------------------------------------------------------------------------------


async def test_details_show_all_that_is_known_and_ask_for_what_is_not():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("i")
        screen = await on_top(pilot, DetailsScreen)
        text = grid(app)
        for part in ("F401", "`os` imported but unused", "app.py:3:1", "new since", "- import os", "Checks for unused"):
            assert part in text
        assert not asked(session, "explain")
        await pilot.press("n")
        assert screen.pane.finding.rule == "CC" and app.board.selected is screen.pane.finding
        assert asked(session, "explain") == [Intent("explain", "complexity", "CC")]
        assert "looking up" in grid(app)
        about = Explanation("complexity", "CC", "too complex", "Split **it** up.", "our own")
        known = replace(session.state, explained={**session.state.explained, "complexity CC": about})
        session.publish(known)
        await shown(pilot, known)
        assert "Split it up." in grid(app) and "looking up" not in grid(app)
        await pilot.press("p", "p")
        assert screen.pane.finding.rule == "F401" and "this is the first one" in grid(app)
        assert len(asked(session, "explain")) == 1
        await pilot.press("escape")
        assert app.screen is app.board


async def test_nothing_known_offline_is_said():
    about = {"ruff F401": Explanation("ruff", "F401", "", "")}
    app, session = dashboard(replace(WORKED, explained=about))
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("i")
        await on_top(pilot, DetailsScreen)
        assert "nothing is known of this rule offline" in grid(app)


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
async def test_details_scroll_with_keys_and_the_wheel(size):
    text = "\n\n".join(f"paragraph {n}" for n in range(60))
    state = replace(WORKED, explained={"ruff F401": Explanation("ruff", "F401", "", text)})
    app, session = dashboard(state)
    async with app.run_test(size=size) as pilot:
        await shown(pilot, session.state)
        await pilot.press("i")
        screen = await on_top(pilot, DetailsScreen)
        await pilot.press("j", "j")
        assert screen.pane.scroll_offset.y == 2
        await pilot.press("G")
        await pilot.pause()
        assert "paragraph 59" in grid(app)
        await pilot.press("g", "j")
        session.publish(replace(state, generation=13))
        await shown(pilot, session.state)
        assert screen.pane.scroll_offset.y == 1  # a new State does not take the place away
        await pilot._post_mouse_events([MouseScrollDown], "#details", times=1)
        await until(pilot, lambda: screen.pane.scroll_offset.y > 1)


async def test_a_finding_that_goes_while_it_is_read_stays_readable_and_nothing_is_done_to_its_successor():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("i")
        screen = await on_top(pilot, DetailsScreen)
        state = without(WORKED, SAFE)
        session.publish(state)
        await shown(pilot, state)
        assert "F401" in grid(app) and "is gone" in grid(app)
        session.sent.clear()
        await pilot.press("d", "F", "o")
        assert app.screen is screen and not [i for i in session.sent if i.id != "visible"]
        assert screen.pane.note == GONE
        await pilot.press("n")
        assert screen.pane.finding is app.board.selected  # the one that took its place, not the one after it
        assert screen.pane.finding.rule == "CC"


async def test_details_lead_to_the_fix_and_back():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("i", "F")
        await on_top(pilot, FixScreen)
        await pilot.press("escape", "n", "F")
        screen = await on_top(pilot, DetailsScreen)
        assert screen.pane.note == NO_FIX


async def test_remapped_keys_work_in_the_details_and_stand_in_their_footer():
    app, session = dashboard(replace(WORKED, keys={**DEFAULT, "fix": "X", "next": "ctrl+n"}))
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("i")
        screen = await on_top(pilot, DetailsScreen)
        assert "X Fix" in grid(app) and "^n Next" in grid(app) and "X applies it" in grid(app)
        await pilot.press("F", "n")
        assert app.screen is screen and screen.pane.finding == SAFE
        await pilot.press("ctrl+n", "p", "X")
        await on_top(pilot, FixScreen)


async def test_without_any_finding_the_install_line_is_copied():
    app, session = dashboard(BROKEN)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        assert "python -m pip install bandit" in grid(app)
        await pilot.press("i")
        assert app.clipboard == "python -m pip install bandit"
        assert app.screen is app.board


# -- fix --------------------------------------------------------------------------------------------------------------


async def test_a_fix_is_shown_then_applied_once():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("F")
        screen = await on_top(pilot, FixScreen)
        assert "3 - import os" in grid(app) and "enter applies it" in grid(app)
        await pilot.press("escape")
        assert app.screen is app.board and not asked(session, "apply-fix")
        await pilot.press("F", "enter", "enter")
        await until(pilot, lambda: app.screen is not screen)
        assert asked(session, "apply-fix") == [Intent("apply-fix", "app.py", f"{SAFE.fingerprint} {screen.pane.blob}")]


@pytest.mark.parametrize("fix", [None, Fix("maybe", False, (Edit(6, 1, 7, 1, ""),))])
async def test_without_a_safe_fix_one_line_says_so(fix):
    state = without(WORKED, SAFE)
    file = state.files["app.py"]
    results = {**file.results, "ruff": Result((replace(SAFE, fix=fix),))}
    state = replace(state, files={**state.files, "app.py": replace(file, results=results)})
    app, session = dashboard(state)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("F")
        assert app.screen is app.board and NO_FIX in grid(app)


async def test_a_source_that_is_not_at_hand_is_asked_for_and_waited_for():
    app, session = dashboard(replace(WORKED, source=SourceView()))
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.pause()
        session.sent.clear()
        await pilot.press("F")
        await on_top(pilot, FixScreen)
        assert asked(session, "visible") == [Intent("visible", "app.py")]
        await pilot.press("enter")
        assert "reading" in grid(app) and not asked(session, "apply-fix")
        session.publish(WORKED)
        await shown(pilot, WORKED)
        assert "- import os" in grid(app)
        assert len(asked(session, "visible")) == 1
        await pilot.press("enter")
        assert asked(session, "apply-fix")


async def test_a_file_that_changes_while_its_fix_is_shown_is_never_written_unread():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("F")
        screen = await on_top(pilot, FixScreen)
        lines = list(WORKED.source.lines)
        saved = edited(WORKED, lines, None, checked=False)
        session.publish(saved)
        await shown(pilot, saved)
        await pilot.press("enter")
        assert "is being checked again" in grid(app) and not asked(session, "apply-fix")
        moved = replace(SAFE, line=4, end_line=4, fix=Fix("Remove", True, (Edit(4, 1, 5, 1, ""),)))
        same_fix = edited(WORKED, ["# first", *lines], moved)
        session.publish(same_fix)
        await shown(pilot, same_fix)
        assert "4 - import os" in grid(app) and KEPT in grid(app) and screen.pane.ready
        other = replace(SAFE, fix=Fix("Remove", True, (Edit(3, 1, 5, 1, ""),)))
        changed = edited(WORKED, ["a", "b", "import os", "import sys", "c"], other, "b3")
        session.publish(changed)
        await shown(pilot, changed)
        assert "- import sys" in grid(app)
        assert " ".join(CHANGED.split()[:6]) in grid(app)
        await pilot.press("enter")
        assert not asked(session, "apply-fix") and app.screen is screen
        await pilot.press("enter")
        assert len(asked(session, "apply-fix")) == 1


async def test_a_fix_whose_finding_goes_cannot_be_applied():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("F")
        screen = await on_top(pilot, FixScreen)
        state = without(WORKED, SAFE)
        session.publish(state)
        await shown(pilot, state)
        await pilot.press("enter")
        assert "is gone" in grid(app) and app.screen is screen and not asked(session, "apply-fix")


# -- dismiss ----------------------------------------------------------------------------------------------------------


async def test_a_reason_is_required_and_sent():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("d")
        screen = await on_top(pilot, DismissScreen)
        await pilot.press("space", "enter")
        assert app.screen is screen and not asked(session, "set-aside")
        await pilot.press("backspace")
        assert NEEDED in grid(app)
        await pilot.press(*"q is [a] key?", "enter")
        assert app.screen is app.board
        assert asked(session, "set-aside") == [Intent("set-aside", SAFE.fingerprint, "q is [a] key?")]


async def test_what_is_often_said_can_be_chosen_and_what_was_typed_comes_back():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("d", *"mine", "down", "down")
        screen = await on_top(pilot, DismissScreen)
        assert screen.reason.value == REASONS[1] and f"● {REASONS[1]}" in grid(app)
        await pilot.press("up", "up", "up")
        assert screen.reason.value == "mine" and "●" not in grid(app).partition("Dismiss")[2].partition("kept in")[0]
        await pilot.press(*["down"] * 9, *", also here", "enter")
        assert asked(session, "set-aside")[0].detail == f"{REASONS[-1]}, also here"


async def test_a_click_chooses_a_reason():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("d")
        screen = await on_top(pilot, DismissScreen)
        await pilot.click("#reasons", offset=(5, 2))
        await until(pilot, lambda: screen.reason.value == REASONS[2])
        await pilot.press(*"!", "enter")
        assert asked(session, "set-aside")[0].detail == f"{REASONS[2]}!"


async def test_typed_text_outlives_new_states_even_when_the_finding_goes():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        await pilot.press("d", *"half a ")
        screen = await on_top(pilot, DismissScreen)
        for generation in range(13, 18):
            state = replace(WORKED, generation=generation)
            session.publish(state)
            await shown(pilot, state)
        state = without(WORKED, SAFE)
        session.publish(state)
        await shown(pilot, state)
        assert "is gone" in grid(app)
        await pilot.press(*"word")
        assert screen.reason.value == "half a word"
        await pilot.press("enter")
        assert asked(session, "set-aside") == [Intent("set-aside", SAFE.fingerprint, "half a word")]


async def test_keys_pressed_at_once_all_arrive_and_in_order():
    """All keys are in the queue before the first one is handled."""
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        for key in "djqnf?x":
            app.post_message(Key("question_mark" if key == "?" else key, key))
        screen = await on_top(pilot, DismissScreen)
        await until(pilot, lambda: screen.reason.value == "jqnf?x")
        assert app.board.findings.cursor == 0
        assert app.board.findings.view.query.least == "info"


async def test_a_fix_is_never_applied_before_it_was_on_screen():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        for key in ("F", "enter"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        screen = await on_top(pilot, FixScreen)
        assert not asked(session, "apply-fix")
        await until(pilot, lambda: screen.pane.ready)
        await pilot.press("enter")
        assert len(asked(session, "apply-fix")) == 1


async def test_a_dismissed_finding_can_be_taken_back():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        assert "1 dismissed" in grid(app) and "B110" not in grid(app)
        await pilot.press("D", "G")
        assert "B110" in grid(app) and app.board.selected == ASIDE
        await pilot.press("d")
        await on_top(pilot, TakeBackScreen)
        assert "a file that is missing is no failure here" in grid(app) and "by A. Learner on 2023-11-14" in grid(app)
        await pilot.press("enter")
        assert asked(session, "take-back") == [Intent("take-back", ASIDE.fingerprint)]
        await pilot.press("u", "g", "u")
        assert [i.subject for i in asked(session, "take-back")] == [ASIDE.fingerprint] * 2 + [""]


# -- text from outside ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
@pytest.mark.parametrize("key", ["i", "F", "d"])
async def test_nothing_from_outside_reaches_the_terminal_raw(size, key):
    bad = replace(
        HOSTILE.files[HOSTILE_NAME].results["ruff"].findings[0],
        fix=Fix(HOSTILE_TEXT, True, (Edit(2, 1, 2, 3, "\x1b[31m[red]\u202e"),)),
        url="https://[x]\x1b]0;own\x07",
    )
    text = f"# {HOSTILE_TEXT}\n\n[red]`\x1b[2J`[/] **{HOSTILE_TEXT}**\n\n```\n\x1b[31m\u202e\n```\n"
    about = Explanation("ruff", "[red]", HOSTILE_TEXT, text, HOSTILE_TEXT)
    for one in (bad, replace(bad, dismissed=HOSTILE_TEXT)):
        state = replace(HOSTILE, files={HOSTILE_NAME: file_of(HOSTILE_NAME, one)}, explained={"ruff [red]": about})
        app, session = dashboard(state)
        async with app.run_test(size=size) as pilot:
            await shown(pilot, session.state)
            await pilot.press("D", "b", "b", "j", key)
            await pilot.pause()
            assert app.screen is not app.board
            text_shown = grid(app)
            assert text_shown.replace("\n", "").isprintable()
            assert "[/bold]\\x1b[1m" in text_shown
