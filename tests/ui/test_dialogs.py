"""Details, fix and dismiss: sheets over the board that act on the finding they show, and on no other."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from textual.events import Key, MouseScrollDown

from mastery_tui.model.finding import Edit, Finding, Fix, Result
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import Explanation, Sample, SourceView, State
from mastery_tui.ui.cells import width_of
from mastery_tui.ui.keys import DEFAULT
from mastery_tui.ui.markdown_lines import markdown_lines
from mastery_tui.ui.panes.findings_empty import why_empty
from mastery_tui.ui.screens.details import GONE, DetailsScreen
from mastery_tui.ui.screens.diff_lines import diff_cells, diff_of
from mastery_tui.ui.screens.dismiss import NEEDED, REASONS, DismissScreen, TakeBackScreen
from mastery_tui.ui.screens.fix import CHANGED, KEPT, NO_FIX, FixScreen
from tests.ui.designed import (
    ASIDE,
    BROKEN,
    HOSTILE,
    HOSTILE_NAME,
    HOSTILE_TEXT,
    NO_GIT,
    PAUSED,
    SAFE,
    UNWATCHED,
    WORKED,
)
from tests.ui.designed import many as many_findings
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import busy, file_of, finding, green

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
        assert asked(session, "apply-fix") == [Intent("apply-fix", "app.py", SAFE.fingerprint)]


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


def with_text(text: str, *edits: Edit, note: str = "") -> tuple[State, Finding]:
    one = replace(SAFE, fix=Fix("mend", True, edits))
    source = SourceView("app.py", "b1", tuple(text.split("\n")), note=note)
    return replace(WORKED, files={"app.py": file_of("app.py", one)}, source=source), one


@pytest.mark.parametrize(
    ("text", "edits", "diff"),
    [
        ("a\nb\nc\n", [Edit(2, 1, 3, 1, "")], ["@@ -1 +1 @@", " a", "-b", " c"]),
        ("a\nb \nc\n", [Edit(2, 2, 2, 3, "")], ["@@ -1 +1 @@", " a", "-b ", "+b", " c"]),
        ("a", [Edit(1, 2, 1, 2, "\n")], ["@@ only the end of the last line changes @@"]),
        ("\ufeffimport os\nx\n", [Edit(1, 1, 2, 1, "")], ["@@ -1 +1 @@", "-import os", " x"]),
        ("1\n" * 30 + "x\ny\n", [Edit(31, 1, 31, 2, "z")], ["@@ -28 +28 @@", " 1", " 1", " 1", "-x", "+z", " y"]),
    ],
)
def test_a_diff_has_the_numbers_of_the_file(text, edits, diff):
    state, one = with_text(text, *edits)
    made = diff_of(state, one)
    assert [line for line in made if line != " "] == diff


def test_a_diff_that_cannot_be_told_says_why():
    state, one = with_text("a\nb\n", Edit(9, 1, 9, 2, ""))
    assert "does not fit" in diff_of(state, one)
    state, one = with_text("a\nb\nc", Edit(3, 1, 3, 2, ""), note="only the first 3 lines are shown")
    assert "cannot be shown" in diff_of(state, one)
    assert "paused" in diff_of(replace(state, watch=replace(state.watch, missed=("app.py",))), one)
    assert "gone" in diff_of(replace(state, files={}), one)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("ab \t日\x1b[", max_size=40), min_size=1, max_size=6), st.integers(20, 60))
def test_every_character_of_a_diff_is_shown_within_the_width(lines, width):
    diff = ("@@ -1 +1 @@", *(f"-{line}" for line in lines))
    made = diff_cells(diff, width)
    assert all(width_of(line) <= width for line in made)
    text = "".join(text for line in made for text, role in line[1 if line[0][1] == "" else 2 :])
    assert text.isprintable()
    assert text.count("a") == "".join(lines).count("a") and text.count("日") == "".join(lines).count("日")


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


# -- groups -----------------------------------------------------------------------------------------------------------


async def test_groups_fold_with_enter_and_click_and_stay_folded():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        pane = app.board.findings
        await pilot.press("b")
        assert "▾ app.py" in grid(app) and "by file" in grid(app) and pane.selected == SAFE
        await pilot.press("k", "enter")
        assert "▸ app.py" in grid(app) and "F401" not in grid(app).partition("5 Source  ")[0]
        assert pane.selected is None and app.board.current == "findings"
        added = finding("ruff", "W1", "error", "app.py", 2, "came while folded")
        file = WORKED.files["app.py"]
        files = {**WORKED.files, "app.py": replace(file, results={**file.results, "more": Result((added,))})}
        session.publish(replace(WORKED, files=files))
        await shown(pilot, session.state)
        assert "▸ app.py" in grid(app) and "came while folded" not in grid(app)
        await pilot.press("n")
        assert "▾ app.py" in grid(app) and pane.selected == added
        await pilot.click("#findings", offset=(4, 1))
        await until(pilot, lambda: "▸ app.py" in grid(app))
        assert app.board.current == "findings"
        await pilot.press("i", "d")
        assert app.screen is app.board and "no finding is selected" in grid(app)


async def test_each_grouping_leaves_its_column_out_and_the_cursor_on_its_finding():
    app, session = dashboard(WORKED)
    async with app.run_test(size=SIZE) as pilot:
        await shown(pilot, session.state)
        pane = app.board.findings
        await pilot.press("j", "j")
        held = pane.selected
        for heading in ("▾ app.py", "▾ F401  unused-import", "▾ ruff  Code quality"):
            await pilot.press("b")
            assert heading in grid(app) and pane.selected is held
            row = "".join(text for text, _ in pane.line(pane.cursor, 80))
            left_out = {"file": "app.py", "rule": held.rule, "check": held.check}[pane.view.query.group]
            assert left_out not in row and held.message[:20] in row
        await pilot.press("b")
        assert "▾" not in grid(app) and pane.selected is held


# -- empty ------------------------------------------------------------------------------------------------------------


def said(state: State, **query) -> str:
    from mastery_tui.ui.keys import Keys
    from mastery_tui.ui.panes.findings_view import FindingsView

    view = FindingsView()
    view.ask(replace(view.query, **query))
    view.update(state)
    assert not view.lines
    return "\n".join("".join(text for text, _ in line) for line in why_empty(state, view, Keys()))


@pytest.mark.parametrize(
    ("state", "query", "parts"),
    [
        (green(), {}, ["Everything green"]),
        (replace(green(), files={"a.md": file_of("a.md")}), {}, ["No Python files", "first .py file"]),
        (NO_GIT, {"new_only": True, "text": "zebra"}, ["not a git repository", "m shows all"]),
        (busy(), {"text": "zebra"}, ["zebra", "6 findings hidden", "esc shows all"]),
        (many_findings(1000), {"text": "zebra"}, ["1,000 findings hidden"]),
        (BROKEN, {}, ["bandit is missing", "python -m pip install bandit", "i copies it", "c shows"]),
        (replace(green(), watch=PAUSED.watch), {}, ["1 save not checked", "space goes on"]),
        (UNWATCHED, {}, ["not watching: no more inotify watches", "r checks now"]),
        (replace(green(), files={"app.py": file_of("app.py", ASIDE)}), {}, ["green", "1 dismissed", "D shows"]),
        (replace(green(), trend=(Sample(1.0, 1, "", {"quality.suppressions": 12}),)), {}, ["green", "12 suppressed"]),
        (State(root="/t", name="t"), {}, ["listing files"]),
        (replace(green(), checks={}), {}, ["not everything is checked", "r checks"]),
    ],
)  # fmt: skip
def test_an_empty_list_says_why_and_what_next(state, query, parts):
    text = said(state, **query)
    for part in parts:
        assert part in text


def test_what_was_dismissed_is_never_sold_as_nothing():
    text = said(replace(green(), files={"app.py": file_of("app.py", ASIDE)}))
    assert text.index("green") < text.index("1 dismissed")


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


@settings(max_examples=150, deadline=None)
@given(st.text("ab `*_[]()#-1.>\\\n\t\x1b日", max_size=80), st.integers(20, 60))
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
    ],
)
def test_markdown_is_read(text, lines):
    assert ["".join(piece for piece, _ in line) for line in markdown_lines(text, 60)] == lines
