"""The process that one run of a tree check lives in: streams what the check yields to the engine."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import cast

import msgspec

from mastery_tui.checking import wire
from mastery_tui.checking.discovery import discover
from mastery_tui.checking.fingerprint import result_of
from mastery_tui.checking.interface import Collected, Item, Note, Progress, Said, Skipped, TreeItem, TreeView
from mastery_tui.checking.worker import die_with_parent
from mastery_tui.model.finding import Result
from mastery_tui.model.tests import TestOutcome
from mastery_tui.model.text import log_lines

STREAM_S = 0.05
"""Outcomes that come within this time go out together."""


class Run(msgspec.Struct, frozen=True, tag=True):
    """What to run: the check's name, where checks are found, its options and the tree."""

    check: str
    places: tuple[str, ...]
    options: bytes
    root: str
    paths: tuple[str, ...]
    changed: tuple[str, ...] | None
    generation: int
    python: str
    python_reason: str
    store: str


class Live(msgspec.Struct, frozen=True, tag=True):
    """What came in since the last message."""

    outcomes: tuple[TestOutcome, ...] = ()
    done: int = 0
    total: int = 0
    known: tuple[str, ...] | None = None
    notes: tuple[str, ...] = ()


class Over(msgspec.Struct, frozen=True, tag=True):
    """The run is over. `skipped`: the check cannot run here; `broke`: it went wrong; neither proves anything.

    `log` is the last of what its tool printed.
    """

    result: Result | None = None
    skipped: str = ""
    broke: str = ""
    log: tuple[str, ...] = ()


decode_run = msgspec.msgpack.Decoder(Run).decode
decode_from_child = msgspec.msgpack.Decoder(Live | Over).decode


def perform(run: Run, connection: socket.socket, said: list[str]) -> Over:
    """Run the check and stream what it yields; `said` takes what its tool printed."""
    check = discover(Path(place) for place in run.places).checks[run.check]
    options = msgspec.json.decode(run.options, type=check.options) if check.options else None
    view = TreeView(
        root=Path(run.root),
        paths=run.paths,
        changed=run.changed,
        generation=run.generation,
        python=Path(run.python),
        python_reason=run.python_reason,
        trusted=True,
        store=Path(run.store),
    )
    items: list[Item] = []
    outcomes: list[TestOutcome] = []
    notes: list[str] = []
    known: tuple[str, ...] | None = None
    done = total = 0
    sent = time.monotonic()
    try:
        with closing(cast("Iterator[TreeItem]", iter(check.run(view, options)))) as stream:  # type: ignore[type-var]
            for item in stream:
                match item:
                    case TestOutcome():
                        outcomes.append(item)
                    case Progress():
                        done, total = item.done, item.total
                    case Collected():
                        known = item.ids
                    case Note():
                        notes.append(item.text)
                    case Said():
                        said.append(item.text)
                    case _:
                        items.append(item)
                now = time.monotonic()
                if now - sent >= STREAM_S and (outcomes or notes or known is not None or total):
                    connection.sendall(wire.frame(Live(tuple(outcomes), done, total, known, tuple(notes))))
                    outcomes, notes, known, sent = [], [], None, now
    except Skipped as reason:
        said.append(reason.said)
        return Over(skipped=str(reason))
    finally:
        connection.sendall(wire.frame(Live(tuple(outcomes), done, total, known, tuple(notes))))
    return Over(result=result_of(check.name, "", (), items))


def main() -> None:
    die_with_parent()
    with socket.socket(fileno=int(sys.argv[1])) as connection:
        body = wire.receive(connection)
        if body is None:
            return
        run = decode_run(body)
        said: list[str] = []
        try:
            over = perform(run, connection, said)
        except Exception as error:  # the engine has to hear of it, whatever it is
            over = Over(broke=f"{type(error).__name__}: {error}"[:400])
        over = msgspec.structs.replace(over, log=log_lines("\n".join(said)))
        connection.sendall(wire.frame(over))


if __name__ == "__main__":
    main()
