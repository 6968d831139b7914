"""`mastery check`: one pass over the tree."""

import argparse
import sys
from typing import TYPE_CHECKING

from mastery_tui.cli.errors import COULD_NOT_RUN
from mastery_tui.cli.output import add_format, complain, write_json
from mastery_tui.cli.running import settle
from mastery_tui.cli.target import add_path, folder

if TYPE_CHECKING:
    from pathlib import Path

    from mastery_tui.model.state import FailOn, State


def arguments(parser: argparse.ArgumentParser) -> None:
    add_path(parser)
    add_format(parser, "rich", "json", "sarif", "github", "markdown")
    parser.add_argument("--check", action="append", default=[], metavar="NAME", help="only this check (repeatable)")
    parser.add_argument("--brief", action="store_true", help="leave the findings out: what is proven, checks, gate")
    parser.add_argument("--changed", action="store_true", help="only files that differ from the merge base")
    parser.add_argument(
        "--fail-on",
        choices=("error", "warning", "info", "never"),
        default=None,
        metavar="LEVEL",
        help="findings of this severity or worse fail the gate: error, warning, info or never",
    )


def run(options: argparse.Namespace) -> int:
    root = folder(options.path)
    state = settle(root, options.check, options.changed)
    code = report(state, options.format, options.fail_on, brief=options.brief)
    from mastery_tui.model.state import NO_FILES

    if options.check or options.changed:
        _say_what_is_left_out(root)
    asked = (state.checks[name] for name in options.check)
    skipped = [check.name for check in asked if check.status == "skipped" and check.reason != NO_FILES]
    if code == 0 and skipped:
        complain(f"{skipped[0]} was asked for and could not run: {state.checks[skipped[0]].reason}")
        return COULD_NOT_RUN
    return code


def _say_what_is_left_out(root: "Path") -> None:
    """Of a part of the tree, or of some checks alone, neither objectives nor conditions are judged: say so."""
    from mastery_tui.config.settings_file import SettingsError, read

    try:
        table = read(root).table
    except SettingsError:
        return  # that was told
    gate = table.get("gate")
    if table.get("project") or (isinstance(gate, dict) and gate.get("require")):
        complain("not judged, since this is only a part: objectives and what [gate] require asks; `mastery check` does")


def report(state: "State", form: str, level: "FailOn | None" = None, *, brief: bool = False) -> int:
    """Print the State in a format; returns the exit code of the gate, at `level` or as the settings say.

    `brief`: for people, without the findings.
    """
    from mastery_tui.reporting.document import document
    from mastery_tui.reporting.gate import broken_settings, verdict

    gate = verdict(state, level)
    match form:
        case "json":
            write_json(document(state, level))
        case "sarif":
            from mastery_tui.reporting.sarif import sarif

            write_json(sarif(state))
        case "github":
            from mastery_tui.reporting.github import annotations

            for line in annotations(state):
                print(line)
        case "markdown":
            from mastery_tui.reporting.markdown import report as markdown

            sys.stdout.write(markdown(state, level))
        case _:
            from mastery_tui.cli.report import print_report

            print_report(state, gate, brief=brief)
    sys.stdout.flush()
    for problem in state.problems:
        complain(problem)
    if broken_settings(state):
        return COULD_NOT_RUN  # whatever was found, it is not what the settings ask for
    if gate.holds is None:
        complain(gate.reason)
    return gate.exit_code
