"""The command `mastery`: finds the verb, runs it, turns every failure into one line and an exit code."""

import os
import sys
from collections.abc import Sequence

from mastery_tui.cli import dashboard
from mastery_tui.cli.errors import BROKEN_PIPE, COULD_NOT_RUN, INTERRUPTED, CliError
from mastery_tui.cli.verbs import VERBS
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
    if len(argv) <= 1 and not any(word.startswith("-") or word in VERBS for word in argv):
        return dashboard.run(*argv)
    from mastery_tui.cli import parser

    return parser.run(argv)
