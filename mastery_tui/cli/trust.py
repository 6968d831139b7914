"""`mastery trust`: let a folder run its tests, commands and checks, or take that back."""

import argparse
from pathlib import Path

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, write_json, write_line
from mastery_tui.cli.target import add_path, folder
from mastery_tui.config import trust
from mastery_tui.config.runnable import restored, runnable


def arguments(parser: argparse.ArgumentParser) -> None:
    add_path(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--revoke", action="store_true", help="take trust back: static checks only")
    what.add_argument("--list", action="store_true", help="all folders that are trusted")
    add_format(parser, "text", "json")


def run(options: argparse.Namespace) -> int:
    as_json = options.format == "json"
    try:
        if options.list:
            return _list(as_json)
        if options.revoke:  # also for a folder that is gone
            return _say(Path(options.path).expanduser(), trust.revoke(Path(options.path).expanduser()), as_json)
        root = folder(options.path)
        return _say(root, trust.grant(root), as_json)
    except trust.TrustError as error:
        raise CliError(str(error)) from error


def _list(as_json: bool) -> int:
    known = [(restored(grant.root), grant.at) for grant in trust.grants()]
    states = [(root, at, trust.status(Path(root))) for root, at in known]
    if as_json:
        write_json([{"root": root, "at": at, "trusted": now.trusted} for root, at, now in states])
        return 0
    for root, _, now in states:
        write_line(f"{'✓' if now.trusted else '!'} {root}  {now.reason}")
    if not known:
        write_line("no folder is trusted")
    return 0


def _say(root: Path, now: trust.Trust, as_json: bool) -> int:
    parts = list(runnable(root.resolve())) if now.trusted else []
    if as_json:
        write_json(
            {"root": str(root.resolve()), "trusted": now.trusted, "reason": now.reason, "hint": now.hint, "runs": parts}
        )
        return 0
    write_line(f"{'✓' if now.trusted else '–'} {root.resolve()}: {now.reason}")
    if now.trusted:
        write_line("  its tests may run, and its own Python")
        for part in parts:
            write_line(f"  {part}")
    return 0
