"""The command line as argparse reads it; the dashboard alone does without, because every millisecond is waited for."""

import argparse
from importlib import import_module
from typing import NoReturn

import mastery_tui
from mastery_tui.cli.errors import COULD_NOT_RUN
from mastery_tui.cli.verbs import DASHBOARD, VERBS
from mastery_tui.model.text import printable

SERVE = "mastery_tui.cli.serve"


def run(argv: list[str]) -> int:
    """Read the words and run the verb that they name; returns its exit code."""
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
        serve = import_module(SERVE)
        serve.arguments(parser)
        options = parser.parse_args(argv)
        if options.serve:
            return int(serve.run(options))
        if options.host is not None or options.port is not None:
            parser.error("--host and --port go with --serve")
        return int(import_module(verb.module).run(options.path))
    module = import_module(verb.module)
    module.arguments(parser)
    return int(module.run(parser.parse_args(argv[1:])))


def _verbs() -> str:
    lines = [f"  {name:9} {verb.help}" for name, verb in VERBS.items()]
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
