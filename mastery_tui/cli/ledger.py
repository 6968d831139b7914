"""`mastery ledger`: is what was recorded as it was written, and what is it."""

import argparse
from typing import TYPE_CHECKING, Any

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, write_json, write_line
from mastery_tui.cli.recorded import store
from mastery_tui.cli.target import add_path, folder
from mastery_tui.cli.when import FORMS, since
from mastery_tui.config import paths

if TYPE_CHECKING:
    from mastery_tui.evidence.ledger import Ledger, Row


def arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="verify|show|accept")
    verify = actions.add_parser("verify", help="exit 1 and name the first row that is not as it was written")
    show = actions.add_parser("show", help="the rows, oldest first")
    accept = actions.add_parser("accept", help="go on from a ledger that was brought back, or comes from elsewhere")
    for action in (verify, show, accept):
        add_path(action)
    show.add_argument("--kind", default="", metavar="KIND", help="only this kind, or all below it: learn")
    show.add_argument("--since", metavar="WHEN", help=FORMS)
    for action in (verify, show, accept):
        add_format(action, "text", "json")


def run(options: argparse.Namespace) -> int:
    from mastery_tui.evidence.ledger import Ledger, LedgerError

    if options.action is None:  # to look is what one does most
        options.action, options.path, options.kind, options.since, options.format = "show", ".", "", None, "text"
    does = {"verify": _verify, "show": _show, "accept": _accept}[options.action]
    root = folder(options.path)
    if options.action == "accept":
        paths.store(root)  # it may be all of it that was removed
    try:
        with Ledger(store(root), read_only=options.action != "accept") as ledger:
            return does(ledger, options)
    except LedgerError as error:
        raise CliError(str(error)) from error


def _verify(ledger: "Ledger", options: argparse.Namespace) -> int:
    broken = ledger.verify()
    rows = ledger.verified
    notes = ledger.notes if broken is None else ()
    if options.format == "json":
        where = str(ledger.file)
        write_json({"file": where, "rows": rows, "broken": _plain(broken) if broken else None, "notes": list(notes)})
    elif broken is not None:
        write_line(f"✗ {ledger.file}: {broken}")
        write_line(
            "  nothing was repaired: bring it back from a backup; where all that is wrong is that it was removed or "
            "came from elsewhere, `mastery ledger accept` goes on from it"
        )
    elif not rows:
        write_line(f"– {ledger.file}: nothing is recorded yet")
    else:
        write_line(f"✓ {ledger.file}: {rows:,} {'row is' if rows == 1 else 'rows are'} as written")
    if options.format != "json":
        for note in notes:
            write_line(f"! {note}")
    return 1 if broken else 0


def _accept(ledger: "Ledger", options: argparse.Namespace) -> int:
    accepted = ledger.accept()
    if options.format == "json":
        write_json({"file": str(ledger.file), "accepted": _plain(accepted) if accepted else None})
    elif accepted is None:
        write_line(f"✓ {ledger.file}: nothing is wrong with it")
    else:
        write_line(f"! {ledger.file}: goes on as it stands, though {accepted}")
    return 0


def _show(ledger: "Ledger", options: argparse.Namespace) -> int:
    rows = ledger.rows(options.kind, since=since(options.since))
    if options.format == "json":
        write_json([_object(row) for row in rows])
        return 0
    shown = False
    for row in rows:
        shown = True
        write_line(_line(row))
    if not shown:
        write_line("– nothing is recorded that fits")
    return 0


def _line(row: "Row") -> str:
    from datetime import datetime

    try:
        when = datetime.fromtimestamp(row.at).isoformat(" ", "seconds")
    except (ValueError, OverflowError, OSError):
        when = f"{row.at:g}"
    return f"{row.seq:>6}  {when}  {row.kind:<20}  {row.text}"


def _object(row: "Row") -> dict[str, Any]:
    return {
        "seq": row.seq,
        "at": row.at,
        "kind": row.kind,
        "data": row.data,
        "generation": row.generation,
        "commit_id": row.commit_id,
        "tree_id": row.tree_id,
        "tools": row.tools,
        "hash": row.hash.hex(),
    }


def _plain(value: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(value)
