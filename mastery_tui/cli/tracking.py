"""`mastery report`: what a day, a week, a month came to."""

import argparse
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import complain, write_json
from mastery_tui.cli.recorded import store
from mastery_tui.cli.target import add_path, folder
from mastery_tui.cli.verified import Verified, made_of
from mastery_tui.cli.when import since_in

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from mastery_tui.reporting.tracking.report import Report
    from mastery_tui.reporting.tracking.sections import Line

_DAYS = {"daily": 1, "weekly": 7, "monthly": 30}
_FORMATS = ("rich", "markdown", "html", "json")
_SUFFIXES = {".md": "markdown", ".html": "html", ".htm": "html", ".json": "json"}
_STYLES = {"good": "green", "bad": "red", "warn": "yellow", "unknown": "dim", "plain": "blue"}


def arguments(parser: argparse.ArgumentParser) -> None:
    add_path(parser)
    period = parser.add_mutually_exclusive_group()
    for name, says in (
        ("daily", "today, from midnight on"),
        ("weekly", "today and the six days before it (default)"),
        ("monthly", "today and the 29 days before it"),
    ):
        period.add_argument(f"--{name}", dest="period", action="store_const", const=name, help=says)
    period.add_argument("--since", metavar="REF", help="a date (2026-11-21), how long ago (7d), a commit or tag")
    parser.add_argument("--format", choices=_FORMATS, help="default: as FILE ends, or rich")
    parser.add_argument("--out", metavar="FILE", help="write it there")


def run(options: argparse.Namespace) -> int:
    root = folder(options.path)
    wanted = options.format or _SUFFIXES.get(Path(options.out or "").suffix.lower(), "rich")
    found = _report(root, options)
    if wanted == "rich" and options.out is None:
        _show(found)
    elif wanted == "json" and options.out is None:
        write_json(found)
    else:
        _put(_text(found, wanted), options.out)
    return 1 if found.trouble else 0


def begins(period: str, now: datetime) -> float:
    """When a period that ends with today began, in seconds: at midnight, local time, also where clocks were changed."""
    first = now.date() - timedelta(days=_DAYS[period] - 1)
    return datetime.combine(first, datetime.min.time(), now.tzinfo).timestamp()


def _report(root: Path, options: argparse.Namespace) -> "Report":
    from mastery_tui.evidence.ledger import Ledger, LedgerError
    from mastery_tui.reporting.tracking.gather import KINDS, tracking

    now = datetime.now()
    period = options.period or ("weekly" if options.since is None else "")
    since = begins(period, now) if period else since_in(options.since, root)
    if since > now.timestamp():
        raise CliError(f"--since {options.since} is still to come: give a moment that has been")
    name = period or f"since {options.since}"
    until, called = now.timestamp(), root.name or str(root)

    def make(sure: Verified) -> "Report":
        rows = ledger.told(KINDS, sure.rows)
        return tracking(rows, since, until, name=called, period=name, trouble=sure.trouble, notes=sure.notes)

    try:
        with Ledger(store(root), read_only=True) as ledger:
            return made_of(ledger, root, make)
    except LedgerError as error:
        raise CliError(str(error)) from error


def _text(found: "Report", form: str) -> str:
    from mastery_tui.reporting.document import encode
    from mastery_tui.reporting.tracking import markdown, page

    if form == "json":
        return encode(found).decode() + "\n"
    if form == "rich":
        return "".join(f"{line.plain}\n" for line in _lines(found))
    return markdown.report(found) if form == "markdown" else page.page(found)


def _put(text: str, out: str | None) -> None:
    if out is None:
        print(text, end="")
        return
    try:
        Path(out).expanduser().write_text(text, "utf-8")
    except (OSError, ValueError) as error:
        raise CliError(f"{out} cannot be written: {getattr(error, 'strerror', None) or error}") from error
    complain(f"the report is in {out}")


def _show(found: "Report") -> None:
    from rich.console import Console

    show(found, Console(highlight=False, markup=False, emoji=False))


def show(found: "Report", console: "Console") -> None:
    """Print the report; what is too long is folded at the width of a terminal, and never elsewhere."""
    for line in _lines(found):
        if not console.is_terminal or line.cell_len <= console.width:
            console.print(line, soft_wrap=True)
            continue
        indent = 4 if line.plain.startswith("  ") else 2
        first, *others = line.wrap(console, max(console.width - indent, 20))
        console.print(first, soft_wrap=True)
        for other in others:
            console.print(_indented(other, indent), soft_wrap=True)


def _indented(line: "Text", by: int) -> "Text":
    line.rstrip()
    line.pad_left(by)
    return line


def _lines(found: "Report") -> "list[Text]":
    from rich.text import Text

    from mastery_tui.model.text import printable
    from mastery_tui.reporting.tracking.sections import empty, head, sections, warnings

    title, about = head(found)
    lines = [_line(line, "") for line in warnings(found)]
    lines.append(Text(f"◆ {printable(title)}", "bold").append(f"  {printable(about)}", "dim not bold"))
    lines += [_line(line, "") for line in empty(found)]
    for section in sections(found):
        lines += [Text(), Text(section.title, "bold"), *(_line(line, "  ") for line in section.lines)]
    return lines


def _line(line: "Line", indent: str) -> "Text":
    from rich.text import Text

    from mastery_tui.model.text import printable

    made = Text(indent).append(line.sign, _STYLES.get(line.tone, "")).append(f" {printable(line.text)}")
    return made.append(f"  {printable(line.detail)}", "dim") if line.detail else made
