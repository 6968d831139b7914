"""`mastery watch`: one line for every settled generation."""

import argparse
import signal
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, write_json, write_line
from mastery_tui.cli.running import session
from mastery_tui.cli.target import add_path, folder

if TYPE_CHECKING:
    from mastery_tui.model.state import State
    from mastery_tui.reporting.changes import Change


class _Stop(BaseException):
    """SIGINT or SIGTERM: the way in which a watch ends."""


def arguments(parser: argparse.ArgumentParser) -> None:
    add_path(parser)
    add_format(parser, "text", "jsonl", "json")
    parser.add_argument("--check", action="append", default=[], metavar="NAME", help="only this check (repeatable)")


def run(options: argparse.Namespace) -> int:
    root = folder(options.path)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop)
    try:
        for change in _changes(root, options.check):
            if options.format == "text":
                write_line(_text(change))
            else:
                write_json(change)
    except _Stop:
        return 0
    return 0


def _stop(number: int, frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # a second one must not cut the clean-up short
    raise _Stop


def _changes(root: Path, only: list[str]) -> "Iterator[Change]":
    """A Change for each settled generation; the first tells all findings as added."""
    from mastery_tui.reporting.changes import change

    settled: deque[State] = deque()
    before: State | None = None
    newest = 0

    def keep(state: "State") -> None:
        nonlocal newest
        if state.settled > newest and state.proof.generation == state.settled:  # what it proves belongs to it
            newest = state.settled
            settled.append(state)

    with session(root, only, watch=True, each=keep) as running:
        while True:
            running.wait_settled()
            if not settled:
                raise CliError("the session has ended")
            while settled:
                state = settled.popleft()
                yield change(before, state, datetime.now(UTC))
                before = state


def _text(change: "Change") -> str:
    gate = {True: "✓ gate holds", False: "✗ gate fails", None: "○ gate not decided"}[change.gate.holds]
    places = ", ".join(change.changed[:3]) + (f" and {len(change.changed) - 3} more" if len(change.changed) > 3 else "")
    verdicts = " ".join(f"{name}:{status}" for name, status in change.verdicts.items())
    return (
        f"{change.at[11:19]} #{change.generation} {change.latency_ms:.0f} ms  +{len(change.added)} "
        f"-{len(change.fixed)}{_set_aside(change)}  {verdicts}  {gate}  {places}"
    ).rstrip()


def _set_aside(change: "Change") -> str:
    dismissed = f"  {len(change.dismissed)} dismissed" if change.dismissed else ""
    return dismissed + (f"  {len(change.restored)} count again" if change.restored else "")
