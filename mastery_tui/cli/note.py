"""`mastery note`: a lesson learned is written down, found again, handed on."""

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, write_json, write_line
from mastery_tui.cli.recorded import store
from mastery_tui.cli.target import folder
from mastery_tui.cli.when import commit_id

if TYPE_CHECKING:
    from mastery_tui.evidence.record import Learned
    from mastery_tui.model.proof import Lesson


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("text", nargs="?", metavar="TEXT", help="what was learned, in a line")
    link = parser.add_mutually_exclusive_group()
    link.add_argument("--finding", metavar="FINGERPRINT", help="the finding that it is about")
    link.add_argument("--module", metavar="NAME", help="the module that it is about")
    link.add_argument("--commit", metavar="REF", help="the commit that it is about")
    link.add_argument("--place", metavar="FILE:LINE", help="the place that it is about")
    parser.add_argument("--list", action="store_true", help="the lessons, oldest first")
    parser.add_argument("--search", metavar="WORDS", help="only those that hold all of these words")
    parser.add_argument("--export", metavar="FILE.md", help="write them to a file, as Markdown, newest first")
    parser.add_argument("--path", default=".", metavar="PATH", help="the project's folder (default: here)")
    add_format(parser, "text", "json", "markdown")


def run(options: argparse.Namespace) -> int:
    root = folder(options.path)
    reads = options.list or options.search is not None or options.export is not None
    if options.text is not None and reads:
        raise CliError("note either takes a text, or lists with --list, --search or --export")
    if options.text is not None:
        return _write(root, options)
    if any((options.finding, options.module, options.commit, options.place)):
        raise CliError('a lesson has no text: mastery note "what was learned" --finding …')
    return _read(root, options)


def _write(root: Path, options: argparse.Namespace) -> int:
    from mastery_tui.config import paths
    from mastery_tui.evidence.ledger import Ledger, LedgerError
    from mastery_tui.evidence.record import Stamp, to_entry

    event = _lesson(root, options)
    place = paths.store(root)
    if place is None:
        raise CliError("neither this folder nor your cache can be written to: the lesson cannot be kept")
    try:
        with Ledger(place) as ledger:
            (row,) = ledger.append_many([to_entry(event, Stamp(commit=commit_id("HEAD", root)))])
    except LedgerError as error:
        raise CliError(str(error)) from error
    if options.format == "json":
        from mastery_tui.model.proof import Lesson

        write_json(Lesson(row.seq, row.at, event.text, event.about, event.link))
    else:
        write_line(f"✓ kept as row {row.seq:,} of {place.name}: mastery note --list")
    return 0


def _lesson(root: Path, options: argparse.Namespace) -> "Learned":
    from mastery_tui.evidence.lessons import lesson

    about, link = "", ""
    for name in ("finding", "module", "commit", "place"):
        if getattr(options, name) is not None:
            about, link = name, getattr(options, name)
    if about == "commit":
        link = commit_id(link, root)
        if not link:
            raise CliError(f"--commit {options.commit}: there is no such commit here")
    if about == "place":
        link = _place(root, link)
    try:
        return lesson(options.text, about, link)
    except ValueError as error:
        raise CliError(str(error)) from error


def _place(root: Path, text: str) -> str:
    """FILE:LINE with the file as it is called in the tree. Raises CliError where there is no such file."""
    name, _, line = text.rpartition(":")
    if not name or not line.isascii() or not line.isdigit():
        raise CliError(f"--place {text}: give FILE:LINE, such as src/app.py:42")
    try:
        inside = Path(os.path.relpath(Path(root, name), root))
        if inside.parts[:1] == ("..",) or not (root / inside).is_file():
            raise CliError(f"--place {text}: there is no such file in {root}")
    except (OSError, ValueError) as error:
        raise CliError(f"--place {text}: there is no such file in {root}") from error
    return f"{inside.as_posix()}:{line}"


def _read(root: Path, options: argparse.Namespace) -> int:
    from mastery_tui.evidence.lessons import search

    found = search(_lessons(root), options.search or "")
    if options.export is not None:
        _export(root, options.export, found)
    elif options.format == "json":
        write_json(list(found))
    elif options.format == "markdown":
        print(_markdown(root, found), end="")
    else:
        _list(found, searched=bool(options.search))
    return 0


def _lessons(root: Path) -> "tuple[Lesson, ...]":
    from mastery_tui.evidence.ledger import Ledger, LedgerError
    from mastery_tui.evidence.lessons import Lessons
    from mastery_tui.evidence.record import from_row

    fold = Lessons()
    try:
        with Ledger(store(root), read_only=True) as ledger:
            for row in ledger.rows("note.lesson"):
                if (event := from_row(row)) is not None:
                    fold.take(row.seq, row.at, event)
    except LedgerError as error:
        raise CliError(str(error)) from error
    return fold.all


def _list(found: "tuple[Lesson, ...]", *, searched: bool) -> None:
    from mastery_tui.reporting.tracking.sections import when

    for one in found:
        link = f"  ({one.about} {one.link})" if one.about else ""
        write_line(f"{one.seq:>6}  {when(one.at)}  {one.text}{link}")
    if not found:
        write_line("– no lesson holds these words" if searched else '– no lesson yet: mastery note "what was learned"')


def _markdown(root: Path, found: "tuple[Lesson, ...]") -> str:
    from mastery_tui.reporting.tracking.markdown import lessons

    return lessons(found, root.name or str(root))


def _export(root: Path, out: str, found: "tuple[Lesson, ...]") -> None:
    try:
        Path(out).expanduser().write_text(_markdown(root, found), "utf-8")
    except (OSError, ValueError) as error:
        raise CliError(f"{out} cannot be written: {getattr(error, 'strerror', None) or error}") from error
    write_line(f"✓ {len(found):,} {'lesson is' if len(found) == 1 else 'lessons are'} in {out}")
