"""What `y` copies, and to whom."""

import asyncio
import base64
import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from textual.app import App

from mastery_tui.ui import clipboard
from mastery_tui.ui.clipboard import as_line, copy_text, programs
from mastery_tui.ui.clipboard import given as handed_over
from tests.ui.grid import dashboard, grid, shown, until
from tests.ui.states import busy, file_of, finding

HOSTILE = "\x1b]52;c;ZXZpbA==\x07\x1b[31m\x9b1m\u202e\x00\x7f"


@pytest.fixture
def desktop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A PATH of its own, without a desktop."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("TMUX", "DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, name: str, body: str) -> None:
    file = folder / name
    file.write_text(f"#!{sys.executable}\nimport os, sys\n{body}\n")
    file.chmod(0o755)


def keeps(folder: Path, name: str) -> Path:
    """A program that keeps what it is given, with its arguments in the first line."""
    kept = folder / f"{name}.kept"
    kept_so_far = folder / f"{name}.part"
    body = f"open({str(kept_so_far)!r}, 'wb').write(' '.join(sys.argv[1:]).encode() + b'\\n' + sys.stdin.buffer.read())"
    program(folder, name, f"{body}\nos.rename({str(kept_so_far)!r}, {str(kept)!r})")
    return kept


def test_a_finding_is_copied_as_compilers_write_it():
    one = finding("ruff", "F401", "error", "pkg/app.py", 3, "`os` imported but unused")
    assert as_line(one) == "pkg/app.py:3:1: F401 `os` imported but unused"
    assert as_line(replace(one, line=0, column=0)) == "pkg/app.py: F401 `os` imported but unused"
    assert as_line(replace(one, path="")) == "F401 `os` imported but unused"


@given(st.text(), st.text(), st.text())
def test_nothing_that_a_tree_holds_is_copied_raw(path, rule, message):
    line = as_line(finding("c", rule + HOSTILE, "error", path + HOSTILE, 3, message + HOSTILE))
    assert line.isprintable() or not re.search(r"[\x00-\x1f\x7f-\x9f\u202e]", line)
    assert len(line.splitlines()) == 1


@pytest.mark.parametrize(
    ("environ", "platform", "there", "chosen"),
    [
        ({}, "linux", "xclip xsel wl-copy tmux", ""),
        ({"DISPLAY": ":0"}, "linux", "xclip xsel wl-copy", "xclip"),
        ({"DISPLAY": ":0"}, "linux", "xsel", "xsel"),
        ({"DISPLAY": ":0"}, "linux", "", ""),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, "linux", "xclip wl-copy", "wl-copy"),
        ({"TMUX": "/s,1,0", "DISPLAY": ":0"}, "linux", "tmux xclip", "tmux xclip"),
        ({"TMUX": "/s,1,0"}, "linux", "", ""),
        ({"WSL_DISTRO_NAME": "Debian"}, "linux", "clip.exe", "clip.exe"),
        ({}, "darwin", "pbcopy", "pbcopy"),
        ({}, "win32", "clip.exe", "clip.exe"),
    ],
)
def test_the_programs_that_fit_the_desktop(desktop, environ, platform, there, chosen):
    for name in there.split():
        program(desktop, name, "")
    found = programs({**environ, "PATH": str(desktop)}, platform)
    assert " ".join(command[0] for command in found) == chosen


def test_what_a_program_does_not_take_is_said(desktop, monkeypatch):
    program(desktop, "fails", "sys.exit(7)")
    assert handed_over(["fails"], "x") == "fails ended with exit code 7"
    assert handed_over(["gone"], "x") == "gone: No such file or directory"
    program(desktop, "hangs", "import signal; signal.pause()")
    monkeypatch.setattr(clipboard, "GIVEN_S", 0.3)
    assert handed_over(["hangs"], "x").startswith("hangs did not take it")
    kept = keeps(desktop, "keeps")
    assert handed_over(["keeps", "-a"], "é\n日本") == ""
    assert kept.read_bytes() == "-a\né\n日本".encode()


class Written:
    """What goes to the terminal."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.texts: list[str] = []
        monkeypatch.setattr(App, "copy_to_clipboard", lambda _, text: self.texts.append(text))


def run(state, *keys, met, before=lambda app: None):
    async def main() -> None:
        app, session = dashboard(state)
        async with app.run_test(size=(120, 40)) as pilot:
            await shown(pilot, state)
            before(app)
            await pilot.press(*keys)
            await until(pilot, lambda: met(app, session))

    asyncio.run(main())


def test_y_copies_the_finding_to_terminal_tmux_and_desktop(desktop, monkeypatch):
    monkeypatch.setenv("TMUX", "/somewhere,1,0")
    monkeypatch.setenv("DISPLAY", ":0")
    written = Written(monkeypatch)
    tmux, xclip = keeps(desktop, "tmux"), keeps(desktop, "xclip")
    found = finding("ruff", "F401", "error", "app\x1b[2J.py", 3, "unused \x07 name")
    state = replace(busy(), files={found.path: file_of(found.path, found)}, tree={})
    run(
        state,
        "y",
        met=lambda app, _: tmux.exists() and xclip.exists() and r"copied: app\x1b[2J.py:3:1: F401" in grid(app),
    )
    line = r"app\x1b[2J.py:3:1: F401 unused \x07 name"
    assert written.texts == [line]
    assert tmux.read_text() == f"load-buffer -w -\n{line}"
    assert xclip.read_text() == f"-selection clipboard\n{line}"


def test_an_old_tmux_is_asked_in_its_own_way_and_a_failure_is_noted(desktop, monkeypatch):
    monkeypatch.setenv("TMUX", "/somewhere,1,0")
    kept = desktop / "kept"
    program(desktop, "tmux", f"'-w' in sys.argv and sys.exit(1)\nopen({str(kept)!r}, 'w').write(sys.stdin.read())")
    run(busy(), "y", met=lambda *_: kept.exists() and kept.read_text())
    kept.unlink()
    program(desktop, "tmux", "sys.exit(1)")

    def noted(_app, session) -> bool:
        return any(i.id == "say" and "tmux ended with exit code 1" in i.subject for i in session.sent)

    run(busy(), "y", met=noted)


def test_control_characters_of_any_text_are_escaped_but_lines_and_tabs_stay(desktop, monkeypatch):
    written = Written(monkeypatch)
    text = f"a\tb\n{HOSTILE}\nlast"

    def before(app) -> None:
        copy_text(app, app.board, text)

    run(busy(), before=before, met=lambda app, _: "copied: a b and 2 more lines" in grid(app))
    assert written.texts == ["a\tb\n" + r"\x1b]52;c;ZXZpbA==\x07\x1b[31m\x9b1m\u202e\x00\x7f" + "\nlast"]


def test_nothing_to_copy_is_said(desktop, monkeypatch):
    written = Written(monkeypatch)
    run(replace(busy(), files={}, tree={}), "y", met=lambda app, _: "nothing to copy" in grid(app))
    assert written.texts == []


def test_the_bytes_are_osc_52_with_base64(desktop):
    """Textual writes the sequence: this holds it to what terminals read."""
    sent: list[str] = []

    def before(app) -> None:
        app._driver.write = sent.append
        App.copy_to_clipboard(app, "é\x1b")

    run(busy(), before=before, met=lambda *_: sent)
    match = re.fullmatch(r"\x1b\]52;c;([A-Za-z0-9+/=]*)(\x07|\x1b\\)", sent[0])
    assert match
    assert base64.b64decode(match[1]).decode() == "é\x1b"
    assert os.environ["PATH"] == str(desktop)
