"""`mastery learn start|validate|hint`: the build stage."""

import argparse
import sys
from typing import TYPE_CHECKING

from mastery_tui.cli.errors import COULD_NOT_RUN
from mastery_tui.cli.learning.opening import Opened, add_name, opened
from mastery_tui.cli.output import write_json, write_line

if TYPE_CHECKING:
    from mastery_tui.learning.curriculum import Module
    from mastery_tui.model.learning import Verdict

SIGNS = {"pass": "✓", "fail": "✗", "error": "✗", "unknown": "○"}
EXITS = {"pass": 0, "fail": 1, "unknown": 1, "error": COULD_NOT_RUN}
MOST = 3
"""Failures that are told at length."""


def arguments(verb: str, parser: argparse.ArgumentParser) -> None:
    add_name(parser)
    if verb == "start":
        parser.add_argument("--fresh", action="store_true", help="also over files of yours; a backup is kept")
        parser.add_argument("--no-open", action="store_true", help="do not open the first file in $VISUAL or $EDITOR")
    if verb == "validate":
        parser.add_argument(
            "--stage",
            choices=("build", "harden", "practice"),
            default=None,
            help="your own files, the copy with the bug, or the one to practise on (default: where you are)",
        )


def run(verb: str, options: argparse.Namespace) -> int:
    with opened(options) as desk:
        module = desk.module(options.name)
        match verb:
            case "start":
                return _start(desk, module, options)
            case "validate":
                return _validate(desk, module, options)
            case _:
                return _hint(desk, module, options.format == "json")


def next_of(desk: Opened, module: "Module") -> str:
    """The next step in this module."""
    from mastery_tui.learning.view import module_state

    return module_state(desk.study, module).next


def _start(desk: Opened, module: "Module", options: argparse.Namespace) -> int:
    import msgspec

    from mastery_tui.learning.acts.start import start

    begun = start(desk.study, module, fresh=options.fresh)
    step = next_of(desk, module)
    if options.format == "json":
        write_json({**msgspec.to_builtins(begun), "module": module.id, "curriculum": module.curriculum, "next": step})
    else:
        for placed in begun.files:
            kept = ": yours, and stays; --fresh replaces it after a backup" if placed.done == "kept" else ""
            write_line(f"{'–' if placed.done == 'kept' else '✓'} {placed.path} {placed.done}{kept}")
        if begun.backup:
            write_line(f"  what was there is in {begun.backup}; `mastery learn undo` brings it back")
        write_line(f"next: {step}")
    if begun.files and options.format == "text" and not options.no_open and sys.stdin.isatty() and sys.stdout.isatty():
        _open(desk, module)
    return 0


def _open(desk: Opened, module: "Module") -> None:
    """In the person's own editor; where none is set there is nothing to open it with."""
    import os
    import shlex
    import subprocess

    from mastery_tui.cli.errors import CliError
    from mastery_tui.learning.view import place

    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        return
    try:
        subprocess.run([*shlex.split(editor), place(desk.study, module)], check=False)
    except (OSError, ValueError) as error:
        raise CliError(f"{editor} does not start: {error}") from error


def _validate(desk: Opened, module: "Module", options: argparse.Namespace) -> int:
    from mastery_tui.learning.acts.validate import current, validate

    where = options.stage if options.stage != "build" else None
    if options.stage is None:
        where = current(desk.study, module)
    verdict = validate(desk.study, module, where)
    step = next_of(desk, module)
    if options.format == "json":
        import msgspec

        write_json({**msgspec.to_builtins(verdict), "next": step})
    else:
        print_verdict(verdict)
        write_line(f"next: {step}")
    return EXITS[verdict.verdict]


def print_verdict(verdict: "Verdict") -> None:
    """The verdict, with the smallest failing cases at length."""
    write_line(
        f"{SIGNS[verdict.verdict]} {verdict.module} {verdict.stage}: {verdict.reason}  {verdict.duration_ms:.0f} ms"
    )
    failed = [case for case in verdict.tests if case.outcome != "passed"]
    for case in failed[:MOST]:
        write_line(f"  ✗ {case.id}")
        if case.call:
            write_line(f"      {case.call}")
        for label, text in (("expected", case.expected), ("got     ", case.got)):
            for number, line in enumerate(text.split("\n") if text else ()):
                write_line(f"      {label if not number else ' ' * 8}  {line}")
        for line in case.message.split("\n") if case.message else ():
            write_line(f"      {line}")
    if len(failed) > MOST:
        write_line(f"  and {len(failed) - MOST} more: --format json has them all")
    for note in verdict.notes:
        write_line(f"  ! {note}")


def _hint(desk: Opened, module: "Module", as_json: bool) -> int:
    import msgspec

    from mastery_tui.learning.acts.hint import hint

    rung = hint(desk.study, module)
    if as_json:
        write_json({**msgspec.to_builtins(rung), "module": module.id, "next": next_of(desk, module)})
        return 0
    write_line(f"hint {rung.number} of {rung.total}{' (the last one, once more)' if rung.again else ''}")
    for line in rung.text.split("\n"):
        write_line(line)
    return 0
