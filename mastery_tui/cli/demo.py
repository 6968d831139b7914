"""`mastery demo`: the dashboard on a small project that is made for it, with somebody who edits it."""

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

from mastery_tui.cli import dashboard
from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import complain, write_line

if TYPE_CHECKING:
    from mastery_tui.demo.player import Player, Session


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--no-play", action="store_true", help="leave the edits to you")
    parser.add_argument("--learn", action="store_true", help="a module to learn, in an empty folder")
    parser.add_argument("--keep", action="store_true", help="leave the folder there at the end, and say where it is")


def run(options: argparse.Namespace) -> int:
    from mastery_tui.demo.sample import lesson, sample

    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        signal.signal(number, _end)
    try:
        with lesson(options.keep) if options.learn else sample(options.keep) as root:
            code = show_lesson(root) if options.learn else show(root, play=not options.no_play)
    except OSError as error:
        raise CliError(f"the demo's folder cannot be made or removed: {error}") from error
    if options.keep:
        write_line(f"the demo is in {root}")
    return code


def show(root: Path, play: bool) -> int:
    """The dashboard on the sample, or one pass where there is no terminal; returns the exit code."""
    player: Player | None = None

    def opened(session: "Session") -> None:
        nonlocal player
        if play:
            from mastery_tui.demo.player import Player
            from mastery_tui.demo.script import steps

            player = Player(root, steps(), session)
            player.start()

    try:
        return dashboard.show(root, opened)
    finally:
        if player is not None:
            player.stop()


def show_lesson(root: Path) -> int:
    """The Learn screen on the first module, already begun; without a terminal, how to go on."""
    from mastery_tui.demo.sample import LESSON
    from mastery_tui.model.intent import Intent

    return dashboard.show(root, lambda session: session.send(Intent("module-start", LESSON)), "learn")


def _end(number: int, frame: FrameType | None) -> NoReturn:
    """Being ended from outside removes the folder too."""
    complain("the demo was ended from outside")
    sys.exit(128 + number)
