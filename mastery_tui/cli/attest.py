"""`mastery attest`: vouch for an objective, by name, over the files as they are now, and until a day."""

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, write_json, write_line
from mastery_tui.cli.stamped import files_now, goals_of, history, record, stamp_now
from mastery_tui.cli.target import folder

if TYPE_CHECKING:
    from mastery_tui.config.goals import Attestation, Goals
    from mastery_tui.evidence.record import Attested

_DAY = 86_400.0
_LONGEST = 2_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("objective", nargs="?", default="", metavar="PROJECT.OBJECTIVE", help="what is vouched for")
    parser.add_argument("path", nargs="?", default=".", metavar="PATH", help="the project's folder (default: here)")
    parser.add_argument("--as", dest="who", default="", metavar="NAME", help="who vouches (default: git's user)")
    parser.add_argument("--days", type=int, default=None, metavar="N", help="how long (default: as the settings say)")
    parser.add_argument("--text", default="", metavar="TEXT", help="what was looked at, and what was seen")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--withdraw", action="store_true", help="take it back")
    what.add_argument("--list", action="store_true", help="all that were given; PATH alone may stand for the objective")
    add_format(parser, "text", "json")


def run(options: argparse.Namespace) -> int:
    as_json = options.format == "json"
    if options.list:
        return _list(folder(options.objective or options.path).resolve(), as_json)
    if not options.objective:
        raise CliError("attest what? give PROJECT.OBJECTIVE, or --list")
    from mastery_tui.workspace.git_user import called

    root = folder(options.path).resolve()
    project, objective, asked = _asked(goals_of(root), options.objective)
    who = " ".join(options.who.split()) or called(root)
    if not who:
        raise CliError("who vouches? give --as NAME, or set git's user.name and user.email")
    if options.withdraw:
        return _withdraw(root, project, objective, who, options.text, as_json)
    return _give(root, project, objective, asked, who, options, as_json)


def _asked(goals: "Goals", name: str) -> "tuple[str, str, Attestation]":
    """The ids of the project and the objective, and what an attestation of it is about. Raises CliError."""
    from mastery_tui.config.nearest import suggestion

    known = {f"{project.id}.{one.id}": (project, one) for project in goals.projects for one in project.objective}
    if name not in known:
        vouched = {id for id, (_, one) in known.items() if one.attestation is not None}
        hint = suggestion(name, vouched or known) if known else "there is no [[project]] in mastery.toml"
        raise CliError(f"{name}: no such objective; {hint}")
    project, one = known[name]
    if one.attestation is None:
        raise CliError(
            f"{name} takes no attestation: its target decides; [project.objective.attestation] would allow one"
        )
    return project.id, one.id, one.attestation


def _give(
    root: Path, project: str, objective: str, asked: "Attestation", who: str, options: argparse.Namespace, as_json: bool
) -> int:
    from mastery_tui.evidence.objectives import files_over, fits
    from mastery_tui.evidence.record import Attested
    from mastery_tui.evidence.stamp import blobs_of, stamp_of

    if asked.by and not fits(who, asked.by):
        raise CliError(
            f"{who} may not vouch for {project}.{objective}: only {', '.join(asked.by)} (see attestation.by)"
        )
    days = asked.days if options.days is None else options.days
    if not 1 <= days <= asked.days:
        raise CliError(f"--days {days}: from 1 to {asked.days}, as attestation.days allows")
    state = files_now(root)
    blobs = blobs_of(state)
    files = {path: blobs[path] for path in files_over(asked.over, blobs)}
    if asked.over and not files:
        raise CliError(f"no file of the tree matches {', '.join(asked.over)}: there is nothing to vouch for")
    event = Attested(
        project, objective, who, time.time() + days * _DAY, files, " ".join(options.text.split())[:_LONGEST]
    )
    record(root, stamp_of(state), event)
    if as_json:
        write_json(_plain(event))
        return 0
    over = f"over {len(files)} {'file' if len(files) == 1 else 'files'} as they are now, " if asked.over else ""
    write_line(f"✓ {who} vouches for {project}.{objective}, {over}until {_day(event.until)}")
    return 0


def _withdraw(root: Path, project: str, objective: str, who: str, why: str, as_json: bool) -> int:
    from mastery_tui.config.nearest import suggestion
    from mastery_tui.evidence.record import Withdrawn

    given = {name for of, one, name in history(root).attested if (of, one) == (project, objective)}
    if who not in given:
        hint = f"; {suggestion(who, given)}" if given else ""
        raise CliError(f"{who} does not vouch for {project}.{objective}{hint}")
    record(root, stamp_now(root), Withdrawn(project, objective, who, " ".join(why.split())[:_LONGEST]))
    if as_json:
        write_json({"project": project, "objective": objective, "who": who, "withdrawn": True})
    else:
        write_line(f"✓ {who} vouches for {project}.{objective} no more")
    return 0


def _list(root: Path, as_json: bool) -> int:
    from mastery_tui.evidence.stamp import blobs_of

    given = list(history(root).attestations)
    blobs = blobs_of(files_now(root)) if given else {}
    held = [(event, at, _void(event, blobs)) for event, at in given]
    if as_json:
        write_json([{**_plain(event), "at": at, "void": void} for event, at, void in held])
        return 0
    for event, at, void in held:
        until = f"until {_day(event.until)}"
        write_line(
            f"{'~' if void else '✓'} {event.project}.{event.objective}  {event.who}, {_day(at)}, {void or until}"
        )
        if event.text:
            write_line(f"  {event.text}")
    if not held:
        write_line("– nobody vouches for anything here")
    return 0


def _void(event: "Attested", blobs: dict[str, str]) -> str:
    """Why it holds no more, as far as its own files tell; "" while it does."""
    if event.until <= time.time():
        return f"ended {_day(event.until)}"
    changed = [path for path, blob in event.files.items() if blobs.get(path) != blob]
    return f"void: {changed[0]} {'changed' if changed[0] in blobs else 'is gone'}" if changed else ""


def _day(at: float) -> str:
    from datetime import datetime

    try:
        return datetime.fromtimestamp(at).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return "a day that cannot be"


def _plain(event: "Attested") -> dict[str, Any]:
    import msgspec

    plain: dict[str, Any] = msgspec.to_builtins(event)
    return plain
