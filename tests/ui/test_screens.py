"""What a person sees, as plain text: read the goldens, they are the specification of the look."""

import asyncio

import pytest
from msgspec.structs import replace

from mastery_tui.model.state import CheckState, Repo, SourceView, State, Watch
from tests.ui.grid import compare, dashboard, grid, shown
from tests.ui.states import busy, file_of, finding, green

LOADING = State(root="/tree/learn-python", name="learn-python")
UNTRUSTED = replace(
    busy(),
    trusted=False,
    trust_hint="not trusted: static checks only; press T, or run `mastery trust`, to let its tests and commands run",
    repo=Repo(note="not a git repository"),
    problems_by={
        "settings": (
            "mastery.toml:3: unknown key `chekcs`: did you mean `checks`?",
            "the cache was damaged and is built anew",
        )
    },
)
NO_PYTHON = replace(green(), files={"README.md": file_of("README.md")}, source=SourceView())
PAUSED = replace(busy(), watch=Watch("native", "", 1_700_000_000.0, "app.py", paused=True))
UNWATCHED = replace(
    green(),
    watch=Watch("off", "no more inotify watches; raise fs.inotify.max_user_watches"),
    skipped={"big.py": "51 MB"},
)
BROKEN = replace(
    green(),
    checks={
        **green().checks,
        "security": CheckState("security", "Security", "failed", "bandit is missing: pip install bandit", 0.1, 12),
        "tests": CheckState("tests", "Tests", "skipped", "this folder is not trusted", 0, 0),
    },
)
HOSTILE_NAME = "[bold red]a[/]\x1b[31m\n\u202eb.py"
HOSTILE_TEXT = "[/bold]\x1b[1m\r\nboo\x9b"
HOSTILE = replace(
    green(),
    name="[link=x]tree\x1b]0;own\x07",
    repo=Repo(True, "evil\x1b[2J[/]", "", "", "", 1),
    files={HOSTILE_NAME: file_of(HOSTILE_NAME, finding("ruff", "[red]", "error", HOSTILE_NAME, 2, HOSTILE_TEXT))},
    problems_by={"settings": ("[$error]problem\x1b[31m\nsecond line",)},
    source=SourceView(HOSTILE_NAME, "b1", ("x = 1", "\x1b]52;c;aGk=\x07[bold]\t\u202e日"), ()),
)

SCREENS = {
    **{f"busy-{size}": (busy(), size, ()) for size in ("60x15", "80x24", "120x40", "200x60")},
    "source-60x15": (busy(), "60x15", ("j", "j", "2")),
    "source-80x24": (busy(), "80x24", ("j", "enter")),
    "checks-80x24": (UNTRUSTED, "80x24", ("3",)),
    "activity-80x24": (busy(), "80x24", ("4",)),
    "short-120x16": (busy(), "120x16", ()),
    "loading-80x24": (LOADING, "80x24", ()),
    "green-120x40": (green(), "120x40", ()),
    "no-python-80x24": (NO_PYTHON, "80x24", ()),
    "untrusted-120x40": (UNTRUSTED, "120x40", ()),
    "untrusted-60x15": (UNTRUSTED, "60x15", ()),
    "paused-80x24": (PAUSED, "80x24", ()),
    "unwatched-120x40": (UNWATCHED, "120x40", ()),
    "broken-120x40": (BROKEN, "120x40", ()),
    "filter-none-80x24": (busy(), "80x24", ("/", *"zebra")),
    "filter-120x40": (busy(), "120x40", ("/", *"app.py", "enter", "s", "f")),
    "zoom-120x40": (busy(), "120x40", ("j", "2", "z")),
    "help-80x24": (busy(), "80x24", ("question_mark",)),
    "help-120x40": (busy(), "120x40", ("question_mark",)),
    "too-small-36x6": (busy(), "36x6", ()),
    "hostile-120x40": (HOSTILE, "120x40", ()),
}


def screen(state: State, size: str, keys: tuple[str, ...]) -> str:
    async def see() -> str:
        app, _ = dashboard(state)
        width, height = map(int, size.split("x"))
        async with app.run_test(size=(width, height)) as pilot:
            await shown(pilot, state)
            await pilot.press(*keys)
            await pilot.pause()
            return grid(app)

    return asyncio.run(see())


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_looks_as_agreed(name):
    compare(name, screen(*SCREENS[name]))


@pytest.mark.parametrize("size", ["60x15", "100x30", "200x60"])
def test_nothing_from_outside_reaches_the_terminal_raw(size):
    text = screen(HOSTILE, size, ())
    assert text.replace("\n", "").isprintable()
    assert "[bold red]a[/]\\x1b[31m" in text or size == "60x15"
    assert "\\x1b]0;own\\x07" in text  # the name is shown as what it is, not as markup or as an escape


@pytest.mark.parametrize("width", range(40, 220, 25))
def test_no_line_is_wider_than_the_terminal(width):
    for height in (8, 15, 23):
        text = screen(UNTRUSTED, f"{width}x{height}", ())
        assert len(text.splitlines()) == height
        assert "learn-python" in text
        assert "? Help" in text
