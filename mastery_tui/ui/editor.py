"""Open a finding in the person's own editor, at its line.

The editor comes from the person's environment only, never from a project's settings, and is started without a shell.
"""

import asyncio
import contextlib
import os
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from mastery_tui.model.finding import Finding
from mastery_tui.model.intent import Intent
from mastery_tui.ui.cells import cut_left, one_line
from mastery_tui.ui.desk import Desk
from mastery_tui.ui.editor_forms import Editor, command, recognise
from mastery_tui.ui.jobs import NoTerminal

if TYPE_CHECKING:
    from textual.worker import WorkType

    from mastery_tui.ui.host import Host

VARIABLES = ("VISUAL", "EDITOR")
"""What names the editor, the first that is set."""

FALLBACKS = ("sensible-editor", "nano", "vim", "vi", "notepad")
"""Looked for on the PATH, in this order, where nothing is set."""

STARTS_WITHIN_S = 3.0
"""An editor with a window that ends with an error within this time has not opened anything."""

IN_BROWSER = "no editor in a browser: run mastery in a terminal"
NONE_SET = "no editor: set $VISUAL or $EDITOR, for instance EDITOR=nano"


class NoEditor(Exception):
    """Nothing can be opened; the text says why and what to do."""


class Place(NamedTuple):
    """What to open: a path of the tree, a line (0: the file as a whole) and a column, both from 1."""

    path: str
    line: int
    column: int


def edit(app: "Host", desk: Desk, finding: Finding | None = None) -> None:
    """Open this finding, else what the person is at: the line under the cursor in Source, or the selected finding."""
    if app.is_web:
        desk.flash(IN_BROWSER)
        return
    place = _of(finding) or _in_source(app, desk) or _of(desk.selected)
    if place is None:
        desk.flash("no finding is selected")
    elif not place.path:
        desk.flash("this finding is about the whole tree: there is no file to open")
    else:
        _start(app, desk, place)


def edit_file(app: "Host", desk: Desk, path: str, line: int = 0) -> None:
    """Open a file of the tree, at a line (0: the file as a whole)."""
    if app.is_web:
        desk.flash(IN_BROWSER)
    else:
        _start(app, desk, Place(path, line, 1 if line else 0))


def _start(app: "Host", desk: Desk, place: Place) -> None:
    work: WorkType[None] = partial(_open, app, desk, place)
    app.run_worker(work, name="editor", group="editor", exclusive=True)


def _of(finding: Finding | None) -> Place | None:
    return Place(finding.path, finding.line, finding.column) if finding else None


def _in_source(app: "Host", desk: Desk) -> Place | None:
    source = app.board.source
    if desk is not app.board or app.board.current != source.id or not source.count:
        return None
    line = source.line_at(source.cursor)
    finding = desk.selected
    if finding and (finding.path, finding.line) == (source.source.path, line):
        return _of(finding)
    return Place(source.source.path, line, 1)


async def _open(app: "Host", desk: Desk, place: Place) -> None:
    try:
        words, argv = await asyncio.to_thread(prepared, Path(desk.state.root), place, os.environ)
        editor = recognise(words)
        if editor.graphical:
            desk.flash(_said(editor, place))
            await start_detached(argv, editor.name)
            return
        code = app.jobs.run(argv)
    except NoEditor as error:
        desk.flash(str(error))
    except NoTerminal:
        desk.flash("no terminal here that an editor could run in")
    except OSError as error:
        desk.flash(f"the editor could not be started: {error.strerror or error}")
    else:
        desk.send(Intent("visible", place.path))
        desk.flash(_said(editor, place) if not code else f"{one_line(editor.name)} ended with exit code {code}")


def _said(editor: Editor, place: Place) -> str:
    path, name = cut_left(one_line(place.path), 60), one_line(editor.name)
    if place.line and editor.form is None:
        return f"{path} in {name}, which has no known way to be told line {place.line}"
    return f"{path}:{place.line} in {name}" if place.line else f"{path} in {name}"


def prepared(root: Path, place: Place, environ: Mapping[str, str]) -> tuple[list[str], list[str]]:
    """The words of the editor, and the command that opens the place. Looks at the disk.

    The path is opened as it is named: a symbolic link of the tree is followed by the editor, as by every check.
    Raises NoEditor.
    """
    words = chosen(environ)
    if shutil.which(words[0], path=environ.get("PATH")) is None:
        raise NoEditor(f"no editor: {one_line(words[0])} is not found; set $VISUAL or $EDITOR to one that is")
    inside = PurePosixPath(place.path)
    if inside.is_absolute() or ".." in inside.parts:
        raise NoEditor(f"{one_line(place.path)} is not in this folder: it is not opened")
    file = root / place.path
    if not file.is_file():  # nor a pipe or a device, at which an editor would wait for ever
        gone = "is no file" if file.exists() else "is no longer there"
        raise NoEditor(f"{one_line(place.path)} {gone}: nothing to open")
    return words, command(words, str(file), place.line, place.column)


def chosen(environ: Mapping[str, str]) -> list[str]:
    """The editor's words: what the environment says, else the first usual one that is there. Raises NoEditor."""
    for variable in VARIABLES:
        text = environ.get(variable, "")
        try:
            words = shlex.split(text, posix=sys.platform != "win32")
        except ValueError as error:
            raise NoEditor(f"${variable} is no command: {error} in {one_line(text)}") from None
        if words and words[0]:
            return words
    for name in FALLBACKS:
        if shutil.which(name, path=environ.get("PATH")):
            return [name]
    raise NoEditor(NONE_SET)


async def start_detached(argv: list[str], name: str) -> None:
    """Start an editor with a window of its own: it outlives us, and says nothing on our screen.

    Waits for `STARTS_WITHIN_S` at most. Raises NoEditor when it has failed by then, OSError when it cannot be run.
    """
    null = subprocess.DEVNULL
    start = partial(subprocess.Popen[bytes], argv, stdin=null, stdout=null, stderr=null, start_new_session=True)
    process = await asyncio.to_thread(start)
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()

    def bury() -> None:
        process.wait()
        with contextlib.suppress(RuntimeError):  # we may be gone before the editor is
            loop.call_soon_threadsafe(ended.set)

    threading.Thread(target=bury, name="editor", daemon=True).start()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(ended.wait(), STARTS_WITHIN_S)
    if process.returncode:
        raise NoEditor(f"{one_line(name)} ended at once with exit code {process.returncode}: nothing was opened")
