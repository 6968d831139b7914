"""Copy text: to the terminal by OSC 52, which works over ssh, and to the desktop or tmux by their own programs.

Both ways at once, since a terminal never says whether it took what it was sent.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from shutil import which
from typing import TYPE_CHECKING, Any

from textual.app import App

from mastery_tui.model.finding import Finding
from mastery_tui.model.intent import Intent
from mastery_tui.model.text import printable
from mastery_tui.ui.cells import cut, one_line
from mastery_tui.ui.desk import Desk

if TYPE_CHECKING:
    from textual.worker import WorkType

GIVEN_S = 3.0
"""Seconds that a program gets to take the text; those that keep it go to the background by then."""

SHOWN = 48
"""Cells of what was copied in the line that says so."""


def copy(app: App[Any], desk: Desk) -> None:
    """Copy the text selected with the mouse, else the selected finding as `path:line:col: RULE message`."""
    selected = app.screen.get_selected_text()
    if selected:
        copy_text(app, desk, selected)
    elif desk.selected is not None:
        copy_text(app, desk, as_line(desk.selected))
    else:
        desk.flash("nothing to copy: no text and no finding is selected")


def as_line(finding: Finding) -> str:
    """A finding as compilers write it, so that editors and shells can jump to it; without control characters."""
    place = printable(finding.path)
    if finding.path and finding.line:
        place += f":{finding.line}:{max(1, finding.column)}"
    said = f"{one_line(finding.rule)} {one_line(finding.message)}"
    return f"{place}: {said}" if place else said


def copy_text(app: App[Any], desk: Desk, text: str) -> None:
    """Copy this text, and say so in one line. Control characters in it other than tab and line end become escapes."""
    text = "\n".join("\t".join(map(printable, line.split("\t"))) for line in text.split("\n"))
    App.copy_to_clipboard(app, text)  # OSC 52; the dashboard's own comes here
    work: WorkType[None] = partial(_hand_over, desk, text)
    app.run_worker(work, name="clipboard", group="clipboard", exclusive=True)
    first, *more = text.strip("\n").split("\n")
    desk.flash(f"copied: {cut(one_line(first), SHOWN)}" + (f" and {len(more)} more lines" if len(more) > 1 else ""))


def programs(environ: Mapping[str, str], platform: str) -> list[list[str]]:
    """The programs that take text here, as commands that read it from their input; tmux first. Looks at the disk."""
    ways: list[list[str]] = []
    if environ.get("TMUX"):  # it does not hand on what a program in it sends, unless told to
        ways.append(["tmux", "load-buffer", "-w", "-"])
    if platform == "darwin":
        ways.append(["pbcopy"])
    if platform == "win32" or environ.get("WSL_DISTRO_NAME"):
        ways.append(["clip.exe"])
    elif environ.get("WAYLAND_DISPLAY"):
        ways.append(["wl-copy", "--type", "text/plain;charset=utf-8"])
    elif environ.get("DISPLAY"):
        ways += [["xclip", "-selection", "clipboard"], ["xsel", "--clipboard", "--input"]]
    there = [way for way in ways if which(way[0], path=environ.get("PATH"))]
    return [way for way in there if way[0] != "xsel" or not any(other[0] == "xclip" for other in there)]


async def _hand_over(desk: Desk, text: str) -> None:
    """Give the text to each program. One that fails is noted in the activity: the terminal has the text anyway."""
    for way in await asyncio.to_thread(programs, os.environ, sys.platform):
        trouble = await asyncio.to_thread(given, way, text)
        if trouble and way[0] == "tmux":
            trouble = await asyncio.to_thread(given, [word for word in way if word != "-w"], text)  # before tmux 3.2
        if trouble:
            desk.send(Intent("say", f"copied to the terminal only: {trouble}", "info"))


def given(command: Sequence[str], text: str) -> str:
    """Run one program with the text as its input; "" when it took it, else what went wrong."""
    null = subprocess.DEVNULL
    run = partial(subprocess.run, list(command), stdout=null, stderr=null, start_new_session=True, check=False)
    encoded = text.encode("utf-16-le" if command[0] == "clip.exe" else "utf-8")
    try:
        code = run(input=encoded, timeout=GIVEN_S).returncode
    except subprocess.TimeoutExpired:
        return f"{command[0]} did not take it within {GIVEN_S:.0f} s"
    except OSError as error:
        return f"{command[0]}: {error.strerror or error}"
    return f"{command[0]} ended with exit code {code}" if code else ""
