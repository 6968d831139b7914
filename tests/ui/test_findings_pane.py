"""Findings in groups, and what it says when there is none to show."""

import pytest
from msgspec.structs import replace

from mastery_tui.model.finding import Result
from mastery_tui.model.state import Sample, State
from mastery_tui.ui.keys import Keys
from mastery_tui.ui.panes.findings_empty import why_empty
from mastery_tui.ui.panes.findings_view import FindingsView
from tests.ui.designed import ASIDE, BROKEN, NO_GIT, PAUSED, SAFE, UNWATCHED, WORKED
from tests.ui.designed import many as many_findings
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import busy, file_of, finding, green

SIZE = (120, 40)


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.mark.anyio
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


@pytest.mark.anyio
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


def said(state: State, **query) -> str:
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
