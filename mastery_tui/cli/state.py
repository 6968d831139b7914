"""`mastery state`: the State, whole."""

import argparse

from mastery_tui.cli.output import add_format, complain, write_json
from mastery_tui.cli.running import settle
from mastery_tui.cli.target import add_path, folder


def arguments(parser: argparse.ArgumentParser) -> None:
    add_path(parser)
    add_format(parser, "json")


def run(options: argparse.Namespace) -> int:
    from mastery_tui.reporting.document import document

    root = folder(options.path)
    state = settle(root)
    write_json(document(state))
    for problem in state.problems:
        complain(problem)
    return 0
