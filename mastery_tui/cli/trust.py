"""`mastery trust`: let a folder run its tests, commands and checks, or take that back."""

import argparse
from pathlib import Path

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, write_json, write_line
from mastery_tui.cli.target import add_path, folder
from mastery_tui.config import trust
from mastery_tui.config.runnable import restored


def arguments(parser: argparse.ArgumentParser) -> None:
    add_path(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--show", action="store_true", help="what runs once it is trusted; nothing is changed")
    what.add_argument("--revoke", action="store_true", help="take trust back: static checks only")
    what.add_argument("--list", action="store_true", help="all folders that are trusted")
    add_format(parser, "text", "json")


def run(options: argparse.Namespace) -> int:
    as_json = options.format == "json"
    try:
        if options.list:
            return _list(as_json)
        if options.revoke:  # also for a folder that is gone
            place = Path(options.path).expanduser()
            return _say(place, trust.revoke(place), (), as_json)
        root = folder(options.path)
        runs = _runs(root)  # before it is trusted: what is new since the last time is marked
        return _say(root, trust.status(root) if options.show else trust.grant(root), runs, as_json)
    except trust.TrustError as error:
        raise CliError(str(error)) from error


def _runs(root: Path) -> tuple[str, ...]:
    """The lines that the dashboard's trust screen shows."""
    from mastery_tui.session.setup import read_setup

    return read_setup(root.resolve(), (), None).trust_runs


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


def _say(root: Path, now: trust.Trust, runs: tuple[str, ...], as_json: bool) -> int:
    real = root.resolve()
    if as_json:
        about = {"root": str(real), "trusted": now.trusted, "reason": now.reason, "hint": now.hint, "runs": runs}
        write_json(about)
        return 0
    write_line(f"{'✓' if now.trusted else '–'} {real}: {now.reason}")
    if runs:
        write_line("  this may run:" if now.trusted else "  once it is trusted, this runs:")
    for line in runs:
        write_line(f"  · {line}")
    if not now.trusted and now.hint and runs:
        write_line(f"  {now.hint}")
    return 0
