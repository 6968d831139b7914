"""What keys, clicks and new States do."""

import threading
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from textual.events import Key
from textual.geometry import Size

from mastery_tui.model.finding import Result
from mastery_tui.model.intent import BY_ID, EVERYWHERE, REGISTRY, SHEETS, Intent
from mastery_tui.model.state import FileState, SourceView, State
from mastery_tui.ui.actions import ACTIONS, MOVES, PANE
from mastery_tui.ui.app import Dashboard
from mastery_tui.ui.cells import folded, width_of
from mastery_tui.ui.layout import PANES
from mastery_tui.ui.screens.help import help_lines
from tests.ui.designed import many
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import FOUND, busy, file_of, finding, green

pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend():
    return "asyncio"


async def test_every_action_of_the_registry_does_something():
    app, session = dashboard(busy())
    moved = {*ACTIONS, *MOVES, *(f"{PANE}{number}" for number in range(1, len(PANES) + 1))}
    assert {a.id for a in REGISTRY if not a.session} == moved
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        for action in REGISTRY:
            if action.session and action.key:
                await app.action_act(action.id)
                assert session.sent[-1] == Intent(action.id)


def test_no_key_has_two_meanings_in_one_place():
    for scope in {scope for a in REGISTRY for scope in a.scopes}:
        here = {scope} if scope in SHEETS else {scope, "everywhere"}
        keys = [k for a in REGISTRY if here & {*a.scopes} for k in a.key.split(",") if k]
        assert len(keys) == len(set(keys)), scope
    assert BY_ID["quit"].scopes == BY_ID["help"].scopes == EVERYWHERE


async def test_the_selection_stays_on_its_finding_while_others_come_and_go():
    app, session = dashboard(busy())
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("j", "down")
        held = app.board.findings.selected
        worse = finding("ruff", "E999", "error", "aaa.py", 1, "syntax error")
        state = session.state
        new = FileState("aaa.py", "b", 1, 13, {"ruff": Result((worse,))}, {"ruff": "b"})
        session.publish(replace(state, files={"aaa.py": new, **state.files}))
        await shown(pilot, session.state)
        assert app.board.findings.selected is held
        assert app.board.findings.cursor == 3
        await pilot.press("g")
        assert app.board.findings.selected == worse
        session.publish(state)
        await shown(pilot, state)
        assert app.board.findings.cursor == 0  # its finding is gone: the next one takes its place
        assert app.board.findings.selected == FOUND[3]


async def test_success_replaces_the_old_findings():
    app, session = dashboard(busy())
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, session.state)
        assert "B110" in grid(app)
        session.publish(green())
        await shown(pilot, session.state)
        assert "B110" not in grid(app)
        assert "Everything green: 4 files, 4 checks, generation 12" in grid(app)


async def test_the_source_is_asked_for_once_per_file_and_last_of_all():
    app, session = dashboard(replace(many(2000), source=busy().source))
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        await until(pilot, lambda: session.sent)
        session.sent.clear()
        for _ in range(200):
            app.board.findings.move("down")
        last = app.board.findings.selected
        await until(pilot, lambda: session.sent)
        await pilot.pause()
        assert session.sent == [Intent("visible", last.path)]


async def test_filter_is_live_and_esc_clears_it():
    app, session = dashboard(busy())
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        view = app.board.findings.view
        for key, character in (("slash", "/"), ("b", "b"), ("1", "1")):  # faster than the line can open
            app.post_message(Key(key, character))
        await until(pilot, lambda: len(view.rows) == 1)
        assert "enter keep the filter" in grid(app)
        await pilot.press("q", "backspace", "enter")  # q is a letter here
        await until(pilot, lambda: app.board.current == "findings" and app.board.findings.has_focus)
        assert view.query.text == "b1"
        await pilot.press("escape")
        assert len(view.rows) == 6
        await pilot.press("/", "z", "escape")
        await until(pilot, lambda: app.board.findings.has_focus)
        assert len(view.rows) == 6


async def test_keys_sort_cycle_and_copy():
    app, session = dashboard(busy())
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        view = app.board.findings.view
        assert [r.finding.severity for r in view.rows[:2]] == ["error", "error"]
        await pilot.press("s")
        assert view.query.sort == "place"
        await pilot.press("f")
        assert {r.finding.severity for r in view.rows} == {"error"}
        await pilot.press("f")
        assert {r.finding.severity for r in view.rows} == {"error", "warning"}
        await pilot.press("f", "m")
        assert all(r.finding.new for r in view.rows) and len(view.rows) == 3
        await pilot.press("m", "y")
        selected = app.board.findings.selected
        assert app.clipboard == f"{selected.path}:{selected.line}:1: {selected.rule} {selected.message}"


@pytest.mark.parametrize("size", [(60, 15), (80, 24), (120, 40)])
async def test_panes_by_number_tab_and_back(size):
    app, session = dashboard(busy())
    async with app.run_test(size=size) as pilot:
        await shown(pilot, session.state)
        seen = []
        for key in "12345678":
            await pilot.press(key)
            await pilot.pause()
            seen.append(app.board.current)
            assert app.board.panes[app.board.current].region.area > 0
            assert f"[{key} {app.board.current.capitalize()}]" in grid(app)
        assert seen == list(PANES)
        await pilot.press("tab")
        await pilot.pause()
        assert app.board.current == "modules"
        await pilot.press("shift+tab", "z")
        await pilot.pause()
        assert app.board.zoomed and app.board.activity.region.width == size[0]
        await pilot.press("escape")
        await pilot.press("escape")
        await pilot.pause()
        assert not app.board.zoomed and app.board.current == "findings"


async def test_mouse_selects_opens_scrolls_and_goes_by_tab():
    app, session = dashboard(many(2000))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, session.state)
        await pilot.click("#findings", offset=(10, 4))
        assert app.board.findings.cursor == 4
        for name, pane in (("5 Src", "source"), ("4 Find", "findings")):
            row = grid(app).splitlines()[1]
            await pilot.click("#tabs", offset=(row.index(name) + 2, 0))
            await pilot.pause()
            assert app.board.current == pane
        await pilot.click("#findings", offset=(10, 2), times=2)
        await pilot.pause()
        assert app.board.current == "source" and app.board.findings.cursor == 2


async def test_resizing_at_any_moment_keeps_the_panes_and_the_cursor():
    app, session = dashboard(busy())
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("j", "j")
        panes = list(app.board.panes.values())
        for size in ((60, 15), (30, 5), (200, 60), (100, 21), (40, 8), (80, 24), (160, 22)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
            assert list(app.board.query("LinesPane")) == panes
            assert max(map(len, grid(app).splitlines())) <= size[0]
            assert app.size == Size(*size)
        assert app.board.findings.cursor == 2


async def test_a_burst_of_states_is_shown_in_few_frames_and_ends_with_the_last():
    app, session = dashboard(busy())
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        frames: list[State] = []
        show = app.board.show
        app.board.show = lambda state: (frames.append(state), show(state))  # type: ignore[assignment, func-returns-value]
        started = perf_counter()
        base = session.state

        def burst() -> None:
            for n in range(2000):
                session.publish(replace(base, generation=100 + n))

        thread = threading.Thread(target=burst)
        thread.start()
        await until(pilot, lambda: app.board.state.generation == 2099)
        took = perf_counter() - started
        thread.join()
        assert len(frames) <= 3 + took / 0.05


async def test_help_lists_every_key_and_the_palette_runs_an_action():
    app, session = dashboard(busy())
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("question_mark")
        await until(pilot, lambda: app.screen is not app.board)
        lines = ["".join(text for text, _ in line) for line in app.screen.pane.lines]
        for action in REGISTRY:
            if action.key and {*action.scopes} & {"findings", "everywhere"}:
                assert any(f" {action.title} " in line and action.help.split()[0] in line for line in lines), action.id
        await pilot.press("escape", ":")
        await until(pilot, lambda: app.screen is not app.board)
        await pilot.press(*"zoom")
        await until(pilot, lambda: "whole screen" in grid(app))
        await pilot.press("enter")
        await until(pilot, lambda: app.board.zoomed)


async def test_quit_leaves_and_stops_the_session():
    app, session = dashboard(busy())
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, session.state)
        assert session.started
        await pilot.press("q")
    assert app.return_value == 0
    app.close_session()
    assert session.stopped


async def test_a_session_that_cannot_start_is_a_line_on_the_screen():
    def broken() -> Any:
        raise PermissionError("no [bold]access[/]")

    app = Dashboard(Path("/tree"), broken)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "could not start" in grid(app))
        assert "PermissionError: no [bold]access[/]" in grid(app)


async def test_a_key_costs_little_with_ten_thousand_findings(record_property):
    app, session = dashboard(many(10_000))
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        await until(pilot, lambda: app.board.findings.view.total == 10_000)
        took = []
        for _ in range(60):
            started = perf_counter()
            app.board.findings.move("down")
            app.board.findings.render_lines(app.board.findings.size.region)
            took.append(perf_counter() - started)
        for how in ("bottom", "up", "top", "page-down"):
            started = perf_counter()
            app.board.findings.move(how)
            app.board.findings.render_lines(app.board.findings.size.region)
            took.append(perf_counter() - started)
        took.sort()
        record_property("p95_ms", took[int(len(took) * 0.95)] * 1000)
        # What a frame costs must not grow with the list: a bound that drawing all 10,000 lines would break tenfold.
        assert took[len(took) // 2] < 0.03


async def test_source_goes_to_the_finding_when_a_long_file_arrives():
    state = busy()
    far = finding("ruff", "E1", "error", "app.py", 700, "far down")
    files = {"app.py": FileState("app.py", "b", 1, 13, {"ruff": Result((far,))}, {"ruff": "b"})}
    app, session = dashboard(replace(state, files=files, source=SourceView()))
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        assert "reading app.py" in grid(app)
        await pilot.resize_terminal(80, 24)  # Source is not on screen when the file arrives
        lines = tuple(f"line {n}" for n in range(1, 1001))
        session.publish(replace(session.state, source=SourceView("app.py", "b", lines)))
        await shown(pilot, session.state)
        await pilot.press("5")
        await pilot.pause()
        text = grid(app)
        assert "700 ✗ line 700" in text and "far down" in text.split("700 ✗ line 700")[1]
        assert "698   line 698" in text and "702   line 702" in text
        await pilot.press("5", "G")
        await pilot.pause()
        assert "line 1000" in grid(app)


@pytest.mark.parametrize("moved", [False, True])
async def test_the_cursor_waits_at_the_top_until_the_first_scan_is_done(moved):
    arriving = sorted(FOUND, key=lambda one: one.severity, reverse=True)  # the most severe ones come last
    coming = replace(busy(), settled=0, files={})
    app, session = dashboard(coming)
    async with app.run_test(size=(120, 40)) as pilot:
        by_path: dict[str, list[Any]] = {}
        held = None
        for number, one in enumerate(arriving):
            by_path.setdefault(one.path, []).append(one)
            coming = replace(coming, files={path: file_of(path, *by_path[path]) for path in sorted(by_path)})
            session.publish(coming)
            await shown(pilot, coming)
            if moved and number == 1:
                await pilot.press("j")
                held = app.board.findings.selected
            assert app.board.findings.selected == held if held else app.board.findings.cursor == 0
        assert (app.board.findings.selected.severity == "error") is not moved


@pytest.mark.parametrize("width", [40, 58, 78])
def test_help_is_whole_at_every_width(width):
    for line in help_lines("findings", width):
        assert width_of(line) <= width
    text = " ".join("".join(text for text, _ in line) for line in help_lines("findings", width))
    for action in REGISTRY:
        if action.key and {*action.scopes} & {"findings", "everywhere"}:
            assert all(word in text for word in action.help.split())


@pytest.mark.parametrize("width", [20, 33, 60])
@pytest.mark.parametrize(
    "text", ["", "a", "word " * 40, "x" * 200, "日本語" * 30, "https://example.invalid/" + "path/" * 20]
)
def test_folded_text_is_whole_and_fits(text, width):
    lines = folded(text.strip(), width - 7, width, 1000)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= (width if number else width - 7) for number, line in enumerate(lines))
    assert len(folded(text.strip(), width - 7, width, 3)) <= 3


async def test_a_long_message_can_be_read_whole_in_source_at_every_width():
    said = "this is a long message that must not be cut off because it has no other place to be read in at all, end"
    long = finding("ruff", "B904", "error", "app.py", 9, said)
    state = replace(busy(), files={"app.py": file_of("app.py", long)})
    app, _ = dashboard(state)
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, state)
        await pilot.press("enter")
        for width, height in ((120, 40), (60, 15), (40, 15), (200, 60)):
            await pilot.resize_terminal(width, height)
            await pilot.pause()
            text = " ".join(piece for line in app.board.source.message for piece, _ in line)
            assert " ".join(text.split()) == f"╰ ✗ B904 {said}"
            room = app.board.source.scrollable_content_region.width
            for index in range(app.board.source.count):
                assert width_of(app.board.source.line(index, room)) <= room
            await until(pilot, lambda: "end" in grid(app))


async def test_a_message_is_whole_when_a_scroll_bar_comes_with_it():
    """The first wrap is for the width without a scroll bar; that the message itself may bring."""
    url = "https://example.invalid/" + "0123456789" * 12
    long = finding("security", "B602", "error", "app.py", 10, "word " * 30 + "end", url=url)
    state = replace(busy(), files={"app.py": file_of("app.py", long)})
    for width in range(100, 112, 3):
        app, _ = dashboard(state)
        async with app.run_test(size=(width, 30)) as pilot:
            await shown(pilot, state)
            pane = app.board.source
            await until(pilot, lambda pane=pane: pane.show_vertical_scrollbar)
            await pilot.pause()
            room = pane.scrollable_content_region.width
            assert all(width_of(pane.line(n, room)) <= room for n in range(len(pane.message) + 10)), width
