"""The palette: what it finds, in which order, how fast, and what choosing does."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from mastery_tui.config.keymap import resolve
from mastery_tui.model.finding import Result
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import FileState, Setting
from mastery_tui.ui.fuzzy import FAR, Query
from mastery_tui.ui.panes.findings_view import Query as Shown
from mastery_tui.ui.screens.commands import Palette
from mastery_tui.ui.screens.palette_entries import entries
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import FOUND, busy, finding

pytestmark = pytest.mark.anyio
LETTERS = st.text(alphabet="abc._/ ", max_size=12)


@pytest.fixture
def anyio_backend():
    return "asyncio"


def state_():
    setting = Setting("files.max_kib", "number", "1024", "1024", "larger files are skipped")
    return replace(busy(), keys=resolve({}), settings=(setting,))


@given(LETTERS, LETTERS)
def test_what_matches_has_all_letters_of_each_word_in_order(typed, text):
    def in_order(word: str) -> bool:
        rest = iter(text)
        return all(char in rest for char in word)

    query = Query(typed)
    if query.score(text) is not None:
        assert all(in_order(word) for word in typed.split())
    elif all(word in text for word in typed.split()):
        raise AssertionError("a text that contains every word is a match")


@given(LETTERS, LETTERS, LETTERS)
def test_a_longer_query_finds_nothing_that_the_shorter_one_does_not(typed, more, text):
    longer = Query(typed + more)
    if longer.narrows(Query(typed)) and longer.score(text) is not None:
        assert Query(typed).score(text) is not None


@given(LETTERS, LETTERS)
def test_marks_are_ranges_of_the_text_in_order(typed, text):
    marks = Query(typed).marks(text)
    flat = [place for mark in marks for place in mark]
    assert flat == sorted(flat)
    assert all(0 <= start < end <= len(text) for start, end in marks)


def test_letters_far_apart_are_no_match():
    assert Query("ab").score("a" + "x" * FAR + "b") is not None
    assert Query("ab").score("a" + "x" * (FAR + 1) + "b") is None


def test_every_kind_is_found():
    kinds = {entry.kind for entry in entries(state_())}
    assert kinds == {"action", "check", "setting", "export", "file", "finding"}


@pytest.mark.parametrize(
    ("typed", "first"),
    [("zoom", "Zoom"), ("sarif", "sarif"), ("max_kib", "files.max_kib"), ("clean", "clean.py"), ("b110", "B110")],
)
async def test_the_best_match_is_the_first(typed, first):
    app, session = dashboard(state_())
    async with app.run_test(size=(100, 30)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("colon")
        app.screen.input.value = typed
        await until(pilot, lambda: app.screen.results.found and app.screen.results.asked.words == typed.split())
        await until(pilot, lambda: app.screen._matching.done())
        assert first in app.screen.results.found[0].title
        assert first in grid(app)


async def choose(app, pilot, typed: str) -> None:
    await pilot.press("ctrl+p")
    assert isinstance(app.screen, Palette)
    app.screen.input.value = typed
    await until(pilot, lambda: app.screen.results.asked.words == typed.casefold().split())
    await until(pilot, lambda: app.screen._matching.done())
    palette = app.screen
    await pilot.press("enter")
    await until(pilot, lambda: app.screen is not palette)


async def test_choosing_goes_there_or_does_it():
    app, session = dashboard(state_())
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        await choose(app, pilot, "zoom whole")
        await until(pilot, lambda: app.board.zoomed)
        await choose(app, pilot, "clean.py")
        await until(pilot, lambda: Intent("visible", "clean.py") in session.sent)
        assert app.board.current == "source"
        app.board.findings.ask(Shown(text="nothing has this"))
        await choose(app, pilot, "e501 too long")
        await until(pilot, lambda: app.board.selected == FOUND[5])
        assert app.board.current == "findings"
        await choose(app, pilot, "markdown")
        await until(pilot, lambda: Intent("write", "markdown") in session.sent)
        await choose(app, pilot, "max_kib")
        await until(pilot, lambda: type(app.screen).__name__ == "SettingsScreen")
        assert app.screen.pane.selected.key == "files.max_kib"


def test_ten_thousand_findings_and_five_thousand_files_are_matched_in_time():
    files = {}
    for n in range(5_000):
        path = f"package_{n % 50:02}/sub/module_{n:04}.py"
        found = tuple(finding("ruff", f"E{i:03}", "warning", path, i + 1, "what is wrong in here") for i in range(2))
        files[path] = FileState(path, "b", 100, 1, {"ruff": Result(found)}, {"ruff": "b"})
    every = list(entries(replace(busy(), files=files)))
    assert len(every) > 15_000
    query, started = Query("modul42"), perf_counter()
    found = [entry for entry in every if query.score(entry.text) is not None]
    took = perf_counter() - started
    assert found
    assert took < 1.0  # 15 to 40 ms on a quiet machine; the screen is drawn long before
