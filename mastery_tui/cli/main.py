"""The command `mastery`: finds the verb, runs it, turns every failure into one line and an exit code."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import NoReturn

import mastery_tui
from mastery_tui.cli.errors import BROKEN_PIPE, COULD_NOT_RUN, INTERRUPTED, CliError
from mastery_tui.cli.verbs import DASHBOARD, VERBS
from mastery_tui.model.text import printable


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line. Returns 0 the gate holds, 1 it fails, 2 could not run, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a terminal that cannot show a character gets its escape
            stream.reconfigure(errors="backslashreplace")
    try:
        status = _run(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except CliError as error:
        print(f"mastery: {printable(str(error))}", file=sys.stderr)
        return COULD_NOT_RUN
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # the reader went away (`| head`): the interpreter must not flush into it once more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    return status


def _run(argv: list[str]) -> int:
    name = argv[0] if argv and argv[0] in VERBS else ""
    verb = VERBS[name] if name else DASHBOARD
    parser = _Parser(
        prog=f"mastery {name}".strip(),
        description=verb.help if name else "Shows what this code base, and the person writing it, can prove right now.",
        epilog=None if name else _verbs(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    if not name:
        parser.add_argument("--version", action="version", version=f"mastery {mastery_tui.__version__}")
        parser.add_argument("path", nargs="?", default=".", metavar="PATH", help=f"{DASHBOARD.help} (default: here)")
        options = parser.parse_args(argv)
    else:
        module = import_module(verb.module)
        module.arguments(parser)
        options = parser.parse_args(argv[1:])
    return int(import_module(verb.module).run(options))


def _verbs() -> str:
    lines = [f"  {name:8} {verb.help}" for name, verb in VERBS.items()]
    return "\n".join(
        [
            "verbs (each with --help):",
            *lines,
            "",
            "A folder that is called like a verb: mastery ./check",
            "Exit code: 0 the gate holds, 1 it fails, 2 could not run.",
        ]
    )


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(COULD_NOT_RUN, f"{self.prog}: {printable(message)}; see {self.prog} --help\n")
