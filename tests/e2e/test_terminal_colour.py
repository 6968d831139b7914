"""The terminal's background, asked of real terminals that answer, do not, or answer late; and what is written."""

import os
import re
import shlex
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from mastery_tui.config import seen
from tests.e2e import dashboard as command
from tests.e2e.dashboard import COMMAND, Dashboard
from tests.ui.colours import THEMES

QUESTION = b"\x1b]11;?\x1b\\\x1b[c"
ANSWERS = {
    "light": b"\x1b]11;rgb:fafa/fbfb/fcfc\x1b\\\x1b[?62;22c",
    "dark": b"\x1b]11;rgb:1414/1616/1b1b\x07\x1b[?62;22c",
    "unable": b"\x1b[?1;2c",
}


class Answering(Dashboard):
    """A terminal that answers as told, with keys typed right behind the answer."""

    reply = b""

    def read(self, timeout: float = 0.05) -> None:
        super().read(timeout)
        if self.reply and QUESTION in self.output:
            self.child.send(self.reply)
            self.reply = b""


@pytest.fixture
def start(tree: Path):
    opened: list[Dashboard] = []

    def begin(reply: bytes = b"") -> Answering:
        opened.append(Answering(tree, columns=100, rows=24))
        opened[-1].reply = reply
        return opened[-1]

    yield begin
    for each in opened:
        each.close()


def paper(theme: str) -> bytes:
    """The theme's background as it is written."""
    colour = THEMES[theme].colours["background"]
    return b"48;2;" + ";".join(str(int(colour[i : i + 2], 16)) for i in (1, 3, 5)).encode()


def left(shown: Dashboard) -> None:
    shown.keys("q")
    assert shown.ended() == 0
    shown.restored()


@pytest.mark.parametrize(("how", "theme"), [("light", "light"), ("dark", "dark"), ("unable", "dark")])
def test_the_first_frame_has_the_colours_that_fit(start, how: str, theme: str) -> None:
    shown = start(ANSWERS[how])
    shown.settled()
    output = bytes(shown.output)
    other = "dark" if theme == "light" else "light"
    assert paper(theme) in output and paper(other) not in output
    left(shown)


def test_without_an_answer_it_is_dark_and_a_late_one_changes_it(start) -> None:
    shown = start()
    shown.settled()
    assert paper("dark") in shown.output and paper("light") not in shown.output
    before = shown.text
    shown.child.send(ANSWERS["light"][:9])
    shown.child.send(ANSWERS["light"][9:])
    shown.until(lambda: paper("light") in shown.output)
    assert shown.text == before  # nothing of it came as keys: `r` would run, `?` open the help
    left(shown)


def test_what_is_typed_before_the_first_frame_is_not_lost(start) -> None:
    shown = start(b"?" + ANSWERS["light"])
    shown.shows("Show the source at the finding")
    assert paper("dark") not in shown.output
    shown.keys("\x1b")
    shown.lacks("Show the source at the finding")
    left(shown)


def test_the_environment_is_believed_when_the_terminal_says_nothing(start, monkeypatch) -> None:
    monkeypatch.setenv("COLORFGBG", "0;15")
    shown = start(ANSWERS["unable"])
    shown.settled()
    assert paper("light") in shown.output and paper("dark") not in shown.output
    left(shown)


def colours(output: bytes) -> set[str]:
    """The parameters of all colours that were written."""
    found: set[str] = set()
    for sequence in re.findall(rb"\x1b\[([\d;:]*)m", output):
        found.update(re.findall(r"(?:38|48);(?:2;\d+;\d+;\d+|5;\d+)|\d+", sequence.decode()))
    return found - {"", "0", "1", "2", "3", "4", "7", "22", "23", "24", "27"}


def test_the_ansi_theme_writes_the_terminals_own_colours_only(start, home: Path) -> None:
    (home / "config").mkdir(parents=True)
    (home / "config/settings.toml").write_text('theme = "ansi"\n')
    shown = start(ANSWERS["light"])
    shown.settled()
    shown.keys("t")
    shown.shows("Sample")
    shown.keys("\x1b")
    shown.lacks("Sample")
    written = colours(bytes(shown.output))
    assert not [colour for colour in written if colour.startswith(("38", "48"))]
    assert written & {"31", "32", "33", "34", "35", "36"}
    assert written <= {*map(str, range(30, 38)), *map(str, range(90, 98)), *map(str, range(40, 48)), "39", "49"}


def test_no_color_writes_no_colour_and_the_cursor_is_still_seen(start, tree: Path, tmp_path: Path, monkeypatch) -> None:
    script = tmp_path / "colourless"
    script.write_text(f'#!/bin/sh\nNO_COLOR=1 exec {shlex.quote(COMMAND)} "$@"\n')
    script.chmod(0o755)
    monkeypatch.setattr(command, "COMMAND", str(script))
    (tree / "bad.py").write_text("import os\nimport sys\n")
    shown = start()
    shown.shows("F401")
    for keys, text in (("?", "Show the source at the finding"), ("t", "Sample"), ("/", "keep the filter")):
        shown.keys(keys)
        shown.shows(text)
        shown.keys("\x1b")
        shown.lacks(text)
    assert colours(bytes(shown.output)) == set()
    assert QUESTION not in shown.output
    rows = [y for y, line in enumerate(shown.screen.display) if "F401" in line]
    reverse = [all(shown.screen.buffer[y][x].reverse for x in range(40, 60)) for y in rows]
    assert reverse.count(True) == 1


def test_a_theme_that_is_saved_shows_at_once_and_a_broken_one_is_told(start, home: Path) -> None:
    mine = home / "config/themes/mine.toml"
    mine.parent.mkdir(parents=True)
    text = Path(THEMES["ember"].file).read_text()
    mine.write_text(text)
    (home / "config/settings.toml").write_text('theme = "mine"\n')
    shown = start()
    shown.settled()
    assert paper("ember") in shown.output and paper("dark") not in shown.output
    mine.write_text(text.replace(THEMES["ember"].colours["background"], "#010203"))
    shown.until(lambda: b"48;2;1;2;3" in shown.output)
    mine.write_text(text.replace("background =", "backgruond ="))
    shown.keys("8z")  # all that happened is told there
    shown.shows("backgruond: unknown colour")
    assert bytes(shown.output).rfind(b"48;2;1;2;3") > bytes(shown.output).rfind(paper("dark"))
    (home / "config/settings.toml").write_text('theme = "linen"\n')
    shown.until(lambda: paper("linen") in shown.output)
    left(shown)


def test_a_choice_is_kept_for_the_next_time(start, home: Path) -> None:
    shown = start(ANSWERS["light"])
    shown.settled()
    shown.keys("t")
    shown.shows("Sample")
    shown.keys("G")  # Terminal is the last
    shown.keys("k")
    shown.until(lambda: paper("linen") in shown.output)
    shown.keys("\r")
    shown.until(lambda: (home / "config/settings.toml").exists())
    shown.shows("Theme: Linen")
    left(shown)
    again = start(ANSWERS["dark"])
    again.settled()
    assert paper("linen") in again.output and paper("dark") not in again.output
    left(again)


@pytest.mark.skipif(shutil.which("tmux") is None, reason="needs tmux")
def test_inside_tmux_nothing_of_the_question_is_seen(tree: Path, tmp_path: Path) -> None:
    socket = ["tmux", "-L", f"mastery-colour-{os.getpid()}", "-f", "/dev/null"]
    environ = {key: value for key, value in os.environ.items() if key not in ("TMUX", "NO_COLOR")}

    def tmux(*words: str) -> str:
        return subprocess.run([*socket, *words], check=True, capture_output=True, text=True, env=environ).stdout

    def until(text: str) -> str:
        end = time.monotonic() + 45
        while text not in (screen := tmux("capture-pane", "-p")):
            assert time.monotonic() < end, screen
        return screen

    seen.mark(tree)  # else the first screen lies over what this reads
    tmux("new-session", "-d", "-x", "100", "-y", "24", "-e", "LC_ALL=C.UTF-8", "sh")
    try:
        command = f"cd {shlex.quote(str(tree))} && {shlex.quote(COMMAND)} .; echo left with $?"
        tmux("send-keys", "-l", command)
        tmux("send-keys", "Enter")
        screen = until("file checked")
        assert "rgb:" not in screen and "62;" not in screen and "[?" not in screen
        tmux("send-keys", "q")
        screen = until("left with 0")
        assert "rgb:" not in screen and "c\n" not in screen.split("left with 0")[1]
    finally:
        tmux("kill-server")
