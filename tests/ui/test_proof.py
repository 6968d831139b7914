"""Objectives, levels, cycle, timeline and lessons: what keys do there, and what the frame says of them."""

import asyncio
from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from textual.pilot import Pilot

from mastery_tui.model.intent import Intent
from mastery_tui.model.proof import LEVELS, LevelState, Moment, Proof
from mastery_tui.model.state import State, Watch
from mastery_tui.ui import chrome, clipboard, proof_chrome, times
from mastery_tui.ui.cells import width_of
from mastery_tui.ui.panes.mastery_lines import domain, domains, level_bar
from mastery_tui.ui.panes.objectives import INIT
from mastery_tui.ui.panes.objectives_lines import percent, rows
from mastery_tui.ui.screens.timeline import TimelineRows
from mastery_tui.ui.screens.timeline_rows import chosen
from mastery_tui.ui.signs import VERDICT
from tests.ui.designed_learning import BUILDING
from tests.ui.designed_proof import BEGINNING, FEW, LESSONS, PROOF, PROVEN, TAMPERED
from tests.ui.designed_proof import LEVELS as DOMAINS
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import FOUND, NOON, busy, green

Do = Callable[[Any, Pilot[int], Any], Awaitable[None]]


@pytest.fixture(autouse=True)
def noon(monkeypatch):
    monkeypatch.setattr(times, "now", lambda: NOON + 20)


def run(state: State, do: Do, size: tuple[int, int] = (120, 40)) -> list[Intent]:
    """Do something in the dashboard; what was sent."""
    sent: list[Intent] = []

    async def go() -> None:
        app, session = dashboard(state)
        async with app.run_test(size=size) as pilot:
            await shown(pilot, state)
            await do(app, pilot, session)
            sent.extend(session.sent)

    asyncio.run(go())
    return sent


def text(line: Any) -> str:
    return "".join(piece for piece, _ in line)


def sheet(app: Any) -> str:
    return type(app.screen).__name__


# -- the frame -----------------------------------------------------------------------------------------------------


def summary(state: State, width: int) -> list[str]:
    return [text(line) for line in chrome.summary(state, width, 2)]


@pytest.mark.parametrize("width", [40, 60, 80, 100, 120, 160, 200])
@pytest.mark.parametrize("state", [PROVEN, FEW, TAMPERED, BEGINNING])
def test_the_summary_fits_and_keeps_its_most_important_words(state, width):
    for line in chrome.summary(state, width, 2):
        assert width_of(line) <= width
    if state.proof.projects:
        assert "Objectives " in summary(state, width)[0]


def test_the_summary_is_as_it_was_where_nothing_is_proven():
    for state in (busy(), green()):
        first = summary(state, 80)[0]
        assert not any(word in first for word in ("Objectives", "Cycle", "L1", "L0"))
        assert "last event" in first


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"watch": Watch("native", "", NOON, "", paused=True)}, "paused"),
        ({"problems_by": {"session": ("it died",)}}, "nothing is checked any more"),
        ({"watch": Watch("off", "no inotify")}, "not watching"),
    ],
)
@pytest.mark.parametrize("width", [60, 80, 200])
def test_what_is_wrong_comes_before_what_is_proven(changed, said, width):
    first = summary(replace(FEW, **changed), width)[0]
    assert said in first
    if "Objectives" in first:
        assert first.index(said) < first.index("Objectives")


@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_broken_chain_stands_first_among_the_problems_with_what_to_do(width):
    second = summary(replace(TAMPERED, problems_by={"settings": ("a line",)}), width)[1]
    assert second.startswith(" ✗ the ledger was changed")
    assert "mastery ledger verify" in second or width == 60
    assert "+1" in second
    assert "mastery ledger verify" in summary(TAMPERED, width)[1]


def test_many_objectives_are_counted_and_few_are_shown_one_by_one():
    assert "Objectives 1/5  ✗!✓~○" in summary(FEW, 80)[0]
    assert "Objectives 6/19  ✗4 !2 ~1 ○6" in summary(PROVEN, 80)[0]  # one does not apply


def test_the_phase_stands_in_the_header_where_there_is_room_and_else_in_the_summary():
    assert "FIX 12m cycle 4" in text(chrome.header(PROVEN, 120)) and "Cycle" not in summary(PROVEN, 120)[0]
    assert "FIX" not in text(chrome.header(PROVEN, 80)) and "Cycle FIX 12m" in summary(PROVEN, 80)[0]


def test_the_level_to_look_at_is_one_that_is_due_else_the_nearest_to_its_next():
    assert proof_chrome.nearest(DOMAINS) is DOMAINS[2]
    assert proof_chrome.nearest(DOMAINS[:2]) is DOMAINS[0]
    assert proof_chrome.nearest(DOMAINS[4:]) is DOMAINS[4]
    assert proof_chrome.nearest(()) is None


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-5, "<1m"), (0, "<1m"), (59, "<1m"), (60, "1m"), (720, "12m"), (7199, "120m"), (7200, "2h"), (200_000, "2d")],
)
def test_how_long_ago_it_was_is_one_number(seconds, said):
    assert times.since(NOON, NOON + seconds) == said


# -- pure lines ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("share", "said"),
    [(0, "0%"), (0.001, "1%"), (0.5, "50%"), (0.994, "99%"), (0.9999, "99%"), (1, "100%")],
)
def test_what_is_not_all_is_never_said_to_be_all(share, said):
    assert percent(share) == said


@given(st.integers(30, 220))
def test_every_line_fits_whatever_the_width(width):
    for row in rows(PROOF.projects, "", width):
        assert width_of(row.line) <= width
    for line in domains(DOMAINS, width):
        assert width_of(line) <= width


@given(st.sampled_from(LEVELS), st.sampled_from(LEVELS[1:]), st.integers(1, 4))
def test_the_bar_over_the_levels_is_always_as_long(current, target, cells):
    bar = text(level_bar(LevelState("d", "D", current, target), cells))
    assert len(bar) == 5 * cells and bar.count("━") == LEVELS.index(current) * cells


@pytest.mark.parametrize("width", [20, 34, 80])
@pytest.mark.parametrize("level", DOMAINS, ids=lambda level: level.domain)
def test_all_that_is_missing_is_there_to_the_last_word(level, width):
    said = "".join(text(line) for line in domain(level, width)).replace(" ", "")
    for missing in level.missing:
        assert missing.replace(" ", "") in said
    assert ("!" in said) == bool(level.due)


def test_words_choose_objectives_and_drop_projects_that_have_none():
    found = rows(PROOF.projects, "unknown review", 80)
    assert [row.key for row in found if row.key] == [("cost", one.id) for one in PROOF.projects[2].objectives]
    assert sum(row.key is None for row in found) == 1
    assert not rows(PROOF.projects, "zebra", 80)


# -- keys ----------------------------------------------------------------------------------------------------------


def test_the_cursor_rests_on_objectives_only_and_stays_on_its_own():
    async def do(app, pilot, session):
        pane = app.board.objectives
        await pilot.press("2", *"jjjjjj")
        assert pane.chosen == ("analysis", "complexity")
        fewer = replace(PROOF, projects=PROOF.projects[1:])
        state = replace(PROVEN, proof=fewer)
        session.publish(state)
        await shown(pilot, state)
        assert pane.chosen == ("analysis", "complexity")
        await pilot.press("k", "k", "k", "k")
        assert pane.chosen == ("analysis", "review") and pane.scroll_offset.y == 0
        await pilot.press("G")
        assert pane.chosen == ("self", "itself")
        state = replace(PROVEN, proof=Proof())
        session.publish(state)
        await shown(pilot, state)
        assert pane.chosen is None and "no objectives set" in grid(app)

    run(PROVEN, do)


def test_an_objective_opens_and_next_goes_through_those_of_the_list():
    async def do(app, pilot, session):
        await pilot.press("2", "enter")
        await until(pilot, lambda: sheet(app) == "ObjectiveScreen")
        await until(
            pilot, lambda: "coverage.line >= 100" in grid(app) and "quality.suppressions <= baseline" in grid(app)
        )
        await pilot.press("n")
        await until(pilot, lambda: "Zero code smells" in grid(app) and "up to 5 is a" in grid(app))
        await pilot.press("p", "p")
        await until(pilot, lambda: "this is the first one" in grid(app))
        gone = replace(PROVEN, proof=replace(PROOF, projects=PROOF.projects[1:]))
        session.publish(gone)
        await until(pilot, lambda: "this objective is no longer set" in grid(app))

    run(PROVEN, do)


def test_where_no_objective_is_set_enter_copies_the_line_that_sets_some(monkeypatch):
    copied: list[str] = []
    monkeypatch.setattr(clipboard, "copy_text", lambda app, desk, line: copied.append(line))

    async def do(app, pilot, session):
        assert INIT in grid(app)
        await pilot.press("2", "enter")
        await until(pilot, lambda: copied == [INIT])

    run(green(), do)


def test_an_issue_leads_to_its_finding():
    async def do(app, pilot, session):
        await pilot.press("C")
        await until(pilot, lambda: sheet(app) == "CycleScreen")
        await pilot.press("j", "enter")
        await until(pilot, lambda: app.screen is app.board and app.board.selected is not None)
        assert app.board.selected.fingerprint == FOUND[3].fingerprint and app.board.current == "findings"

    run(PROVEN, do)


def test_an_issue_that_is_gone_says_so():
    async def do(app, pilot, session):
        await pilot.press("C", "enter")
        await until(pilot, lambda: "this finding is gone" in grid(app))
        assert sheet(app) == "CycleScreen"

    run(replace(PROVEN, files={}, checks={}), do)


def test_the_timeline_stays_calm_while_rows_come_in():
    async def do(app, pilot, session):
        await pilot.press("w")
        await until(pilot, lambda: sheet(app) == "TimelineScreen")
        pane = app.screen.pane
        assert pane.chosen.seq == 60
        more = replace(
            PROVEN, proof=replace(PROOF, timeline=(*PROOF.timeline, Moment(61, NOON + 9, "run.settled", "✓", "new")))
        )
        session.publish(more)
        await until(pilot, lambda: pane.chosen.seq == 61)  # it follows the newest
        await pilot.press("j", "j")
        assert pane.chosen.seq == 59
        session.publish(PROVEN)
        await until(pilot, lambda: pane.proof is PROOF)
        assert pane.chosen.seq == 59
        await pilot.press("slash", *"baseline", "enter")
        await until(pilot, lambda: "/baseline" in grid(app) and not app.screen.filtering)
        assert pane.chosen is not None and "baseline" in pane.chosen.text
        await pilot.press("escape")
        assert pane.words == "" and sheet(app) == "TimelineScreen"
        await pilot.press("f")
        assert pane.kind == "run" and all(row.moment.kind == "run.settled" for row in pane.shown if row.moment)
        await pilot.press("escape", "escape")
        await until(pilot, lambda: app.screen is app.board)

    run(PROVEN, do)


def test_lessons_are_all_there_and_found_by_words():
    assert [one.text.partition("  (")[0] for one in chosen(PROOF, "lesson", "")] == [one.text for one in LESSONS[::-1]]
    assert [one.seq for one in chosen(PROOF, "lesson", "TREE belongs")] == [12]
    assert chosen(PROOF, "lesson", "softmax")[0].seq == 55  # by what it is about


def test_ten_thousand_rows_are_filtered_and_drawn_at_once():
    moments = tuple(
        Moment(n, NOON - (10_000 - n) * 600, "run.settled", "✓", f"row {n} of app{n % 7}.py", n, "c0ffee")
        for n in range(10_000)
    )
    state = replace(green(), proof=Proof(timeline=moments))

    class Desk:
        pass

    desk = Desk()
    app, _ = dashboard(state)
    desk.ink, desk.state, desk.keys = app.board.ink, state, app.board.keys  # type: ignore[attr-defined]
    pane = TimelineRows(desk)  # type: ignore[arg-type]
    started = perf_counter()
    pane.filter("app3")
    took = perf_counter() - started
    assert pane.count > 10_000 / 7
    assert took < 0.5  # 10 to 20 ms on a quiet machine
    started = perf_counter()
    for index in range(pane.count - 60, pane.count):
        pane.line(index, 120)
    assert perf_counter() - started < 0.1


@pytest.mark.parametrize(
    ("state", "keys", "subject"),
    [
        (PROVEN, ("K",), f"finding {FOUND[3].fingerprint}"),
        (PROVEN, ("K", "tab"), "commit abc"),
        (PROVEN, ("K", "shift+tab"), ""),
        (green(), ("K",), "commit abc"),
        (replace(green(), repo=replace(green().repo, head="")), ("K",), ""),
        (BUILDING, ("L", "k"), "module cs336_a1/softmax"),
        (BUILDING, ("1", "K"), "module cs336_a1/softmax"),
        (PROVEN, ("w", "K"), f"commit {PROOF.timeline[-1].commit}"),
    ],
)
def test_a_lesson_is_sent_with_what_it_is_about(state, keys, subject):
    async def do(app, pilot, session):
        await pilot.press(keys[0])
        await until(pilot, lambda: app.screen is not app.board or keys[0] == "1")
        await pilot.press(*keys[1:])
        await until(pilot, lambda: sheet(app) == "LessonScreen")
        await pilot.press("enter")
        await until(pilot, lambda: "some words are needed" in grid(app))
        await pilot.press(*"quit k", "enter")
        await until(pilot, lambda: sheet(app) != "LessonScreen")

    assert Intent("lesson", subject, "quit k") in run(state, do)


def test_a_lesson_that_is_left_is_not_sent():
    async def do(app, pilot, session):
        await pilot.press("K", *"abc", "escape")
        await until(pilot, lambda: app.screen is app.board)

    assert not any(intent.id == "lesson" for intent in run(PROVEN, do))


@pytest.mark.parametrize(
    ("words", "keys", "wanted"),
    [
        ("set baseline", (*"v1 out", "enter"), Intent("baseline-set", "v1 out")),
        ("set baseline", ("enter",), Intent("baseline-set", "")),
        ("run scenarios", ("y",), Intent("scenario-run")),
        ("set baseline", ("escape",), None),
        ("run scenarios", ("n",), None),
    ],
)
def test_what_cannot_be_undone_is_asked_for(words, keys, wanted):
    async def do(app, pilot, session):
        await pilot.press("ctrl+p")
        await until(pilot, lambda: sheet(app) == "Palette")
        await pilot.press(*("space" if letter == " " else letter for letter in words))
        await until(pilot, lambda: words in grid(app).lower().split("─")[-1] or app.screen.results.found)
        await pilot.pause()
        await pilot.press("enter")
        await until(pilot, lambda: sheet(app) in ("BaselineScreen", "AskScreen"))
        assert not {"baseline-set", "scenario-run"} & {intent.id for intent in session.sent}
        await pilot.press(*keys)
        await until(pilot, lambda: app.screen is app.board)

    sent = [intent for intent in run(PROVEN, do) if intent.id in ("baseline-set", "scenario-run")]
    assert sent == ([wanted] if wanted else [])


def test_the_palette_leads_to_an_objective():
    async def do(app, pilot, session):
        await pilot.press("ctrl+p", *"zerosmells")
        await until(pilot, lambda: "Zero code smells" in grid(app))
        await pilot.press("enter")
        await until(pilot, lambda: sheet(app) == "ObjectiveScreen")
        assert app.board.current == "objectives" and app.board.objectives.chosen == ("excellence", "smells")

    run(PROVEN, do)


def test_every_verdict_has_its_own_sign_and_none_but_pass_looks_like_one():
    passing = VERDICT["pass"]
    assert all(sign[0] != passing[0] and sign[1] != passing[1] for name, sign in VERDICT.items() if name != "pass")
