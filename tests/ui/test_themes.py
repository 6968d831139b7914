"""Themes on the screen: every cell can be read, a switch is whole and quick, trying one out leaves no trace."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from rich.cells import cell_len
from rich.style import Style
from textual.pilot import Pilot

from mastery_tui.model.state import State
from mastery_tui.model.theme import COLOURS, Theme, contrast
from mastery_tui.ui.app import Dashboard
from mastery_tui.ui.screens.themes import SAMPLE, ThemesScreen
from mastery_tui.ui.terminal_colour import Terminal
from mastery_tui.ui.theme import Ink
from tests.ui.colours import DARK, THEMES
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import Published, busy

DARK_ROOT = Path("/tree/learn-python")
ALL = tuple(THEMES.values())
RGB = [name for name, theme in THEMES.items() if not theme.ansi]


pytestmark = pytest.mark.anyio


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("NO_COLOR", raising=False)


def state(theme: str) -> State:
    return replace(busy(), themes=ALL, theme=theme)


def cells(app: Dashboard) -> list[tuple[int, int, str, Style]]:
    """Every cell on the screen with its style."""
    found = []
    for y, line in enumerate(app.screen._compositor.render_strips()):
        x = 0
        for text, style, _ in line:
            for char in text:
                found.append((x, y, char, style))
                x += cell_len(char)
    return found


def backgrounds(app: Dashboard) -> set[str]:
    return {
        style.bgcolor.triplet.hex for _, _, _, style in cells(app) if style and style.bgcolor and style.bgcolor.triplet
    }


# -- ink


def test_all_that_hold_an_ink_draw_with_its_new_theme() -> None:
    ink = Ink(DARK)
    before = ink["error"], ink.over("error", "cursor")
    ink.use(THEMES["light"])
    assert before[0] != ink["error"] == Style(color=THEMES["light"].colours["error"])
    assert before[1] != ink.over("error", "cursor") == ink["cursor"] + ink["error"]
    assert ink["error+bold"].bold and ink[""] == ink["text"]


@pytest.mark.parametrize("name", THEMES)
def test_without_colours_only_bold_dim_and_reverse_are_left(name: str) -> None:
    ink = Ink(THEMES[name], colourless=True)
    styles = [ink[role] for role in COLOURS] + [
        ink.over(role, back) for role in COLOURS for back in ("cursor", "cursor-idle")
    ]
    assert all(style.color is None and style.bgcolor is None for style in styles)
    assert all(ink.over(role, "cursor").reverse for role in COLOURS)
    assert ink.over("muted", "cursor-idle").bold


def test_the_terminals_own_colours_stay_its_own() -> None:
    ink = Ink(THEMES["ansi"])
    assert all(ink[role].color is None or ink[role].color.triplet is None for role in COLOURS)
    assert ink["muted"].dim and not ink["text"].dim
    cursor = ink.over("error", "cursor")
    assert cursor.reverse and cursor.color is None  # one even bar, not a patch per word


def test_the_sample_shows_every_role() -> None:
    roles = {role for line, back in SAMPLE for _, role in line} | {back for _, back in SAMPLE}
    assert roles - {""} == set(COLOURS) - {"background", "border-focus"}  # those two are the sheet's own


# -- the screen

OPENED = {
    "board": (),
    "themes": ("t",),
    "filter": ("slash", "x"),
    "help": ("question_mark",),
    "palette": ("colon", "r"),
}


@pytest.mark.parametrize("name", RGB)
@pytest.mark.parametrize("what", OPENED)
async def test_every_cell_can_be_read(name: str, what: str) -> None:
    app, session = dashboard(state(name))
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        app.notify("a toast for what failed", severity="error")
        await pilot.press(*OPENED[what])
        await pilot.pause()
        colours = THEMES[name].colours
        weak, checked = {}, 0
        for x, y, char, style in cells(app):
            widget, _ = app.screen.get_widget_at(x, y)
            if not char.isalnum() or widget is app.screen or style.color is None or style.bgcolor is None:
                continue
            checked += 1
            pair = style.color.triplet.hex, style.bgcolor.triplet.hex
            if style.reverse:
                pair = pair[1], pair[0]
            if contrast(*pair) < 4.5:
                weak.setdefault((widget.css_identifier, *pair), char)
        assert checked > 100
        assert not weak, (weak, grid(app))
        assert colours["background"] in backgrounds(app)


async def chosen(pilot: Pilot[int], theme: Theme) -> None:
    """Wait until the whole screen is drawn with the theme, and only with it."""
    background = theme.colours["background"]
    await until(pilot, lambda: pilot.app.board.ink.theme == theme)
    await pilot.pause()
    assert background in backgrounds(pilot.app)
    assert backgrounds(pilot.app) <= {theme.colours[name] for name in COLOURS}


async def test_a_new_state_changes_the_colours_of_all_that_is_on_screen() -> None:
    app, session = dashboard(state("dark"))
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        await chosen(pilot, DARK)
        for name in ("light", "ember", "dark"):
            session.publish(state(name))
            await chosen(pilot, THEMES[name])
        edited = replace(DARK, colours={**DARK.colours, "background": "#101010"})
        session.publish(replace(state("dark"), themes=(edited,)))  # its file was saved
        await chosen(pilot, edited)
        session.publish(replace(state("nowhere"), themes=(edited,)))
        await shown(pilot, session.state)
        await chosen(pilot, edited)  # what is not there changes nothing


async def test_auto_follows_what_the_terminal_tells_late() -> None:
    session = Published(state(""))
    app = Dashboard(DARK_ROOT, lambda: session, Terminal())
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, session.state)
        await chosen(pilot, DARK)
        app.terminal.dark = False
        app.look_again()
        await chosen(pilot, THEMES["light"])


async def test_moving_tries_a_theme_out_and_esc_brings_the_former_back() -> None:
    app, session = dashboard(state("ember"))
    async with app.run_test(size=(120, 40)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, ThemesScreen))
        names = app.screen.pane.names
        assert names[0] == "auto" and set(names[1:]) == set(THEMES)
        assert app.screen.pane.name_there == "ember"
        await pilot.press("j")
        await chosen(pilot, THEMES[names[names.index("ember") + 1]])
        await pilot.press("G", "g")
        await chosen(pilot, DARK)  # auto, with nothing known of the terminal
        session.publish(replace(session.state, generation=99))
        await shown(pilot, session.state)
        await chosen(pilot, DARK)  # a new State does not end the trial
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.board)
        await chosen(pilot, THEMES["ember"])
        assert not [intent for intent in session.sent if intent.id == "use-theme"]


async def test_enter_keeps_it_and_no_frame_goes_back() -> None:
    app, session = dashboard(state("ember"))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("t", "j", "enter")
        await until(pilot, lambda: app.screen is app.board)
        kept = session.sent[-1]
        assert kept.id == "use-theme" and kept.subject != "ember"
        await chosen(pilot, THEMES[kept.subject])
        session.publish(replace(session.state, generation=99))  # before the choice is written
        await shown(pilot, session.state)
        await chosen(pilot, THEMES[kept.subject])
        session.publish(state(kept.subject))
        await chosen(pilot, THEMES[kept.subject])


async def test_a_theme_that_is_saved_while_it_is_tried_out_shows_at_once() -> None:
    app, session = dashboard(state("dark"))
    async with app.run_test(size=(60, 15)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("t", "j")
        there = app.screen.pane.name_there
        await chosen(pilot, THEMES[there])
        edited = replace(THEMES[there], colours={**THEMES[there].colours, "background": "#101010"})
        session.publish(replace(session.state, themes=tuple(edited if t.name == there else t for t in ALL)))
        await chosen(pilot, edited)
        await pilot.press("escape")
        await chosen(pilot, DARK)


async def test_themes_of_outsiders_cannot_draw_on_the_screen() -> None:
    evil = replace(DARK, name="evil", title="\x1b[1m[red]", origin="x\x1b")
    app, session = dashboard(replace(state("dark"), themes=(DARK, evil)))
    async with app.run_test(size=(80, 24)) as pilot:
        await shown(pilot, session.state)
        await pilot.press("t")
        await until(pilot, lambda: "\\x1b[1m[red]" in grid(app))
        assert "\x1b" not in grid(app)
