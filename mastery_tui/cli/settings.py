"""`mastery settings`: every setting, what it is and where it is set; `set` and `unset` change the file."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mastery_tui.cli.errors import CliError
from mastery_tui.cli.output import add_format, complain, write_json, write_line
from mastery_tui.cli.target import folder

if TYPE_CHECKING:
    from mastery_tui.model.state import Setting
    from mastery_tui.session.setup import Setup

_USAGE = (
    "%(prog)s [PATH]\n       %(prog)s set KEY VALUE [PATH]\n       %(prog)s unset KEY [PATH]\n       %(prog)s --schema"
)
_WORDS = {"set": 2, "unset": 1}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.usage = _USAGE
    parser.add_argument(
        "words", nargs="*", metavar="set KEY VALUE | unset KEY | PATH", help="the folder (default: here)"
    )
    add_format(parser, "rich", "json")
    parser.add_argument("--schema", action="store_true", help="print the JSON Schema of mastery.toml, for editors")


def run(options: argparse.Namespace) -> int:
    verb = options.words[0] if options.words and options.words[0] in _WORDS else ""
    rest = options.words[1:] if verb else options.words
    taken = _WORDS.get(verb, 0)
    if len(rest) not in (taken, taken + 1) or (options.schema and verb):
        raise CliError("settings takes [PATH], set KEY VALUE [PATH], unset KEY [PATH] or --schema [PATH]")
    root = folder(rest[taken] if len(rest) > taken else ".")
    setup = _setup(root)
    if options.schema:
        write_json(_schema(setup))
        return 0
    if verb:
        return _put(root, setup, rest[0], rest[1] if verb == "set" else None)
    if options.format == "json":
        write_json([_plain(setting) for setting in setup.preferred.settings])
    else:
        _show(setup)
    for problem in setup.problems:
        complain(problem)
    return 0


def _setup(root: Path) -> "Setup":
    from mastery_tui.session.setup import read_setup

    return read_setup(root, (), None)


def _schema(setup: "Setup") -> dict[str, Any]:
    from mastery_tui.config.schema import schema

    return schema(_types(setup), others=False)


def _types(setup: "Setup") -> dict[str, Any]:
    found = setup.settings.checks
    return {name: type(check.options) if check.options is not None else None for name, check in found.items()}


def _put(root: Path, setup: "Setup", key: str, value: str | None) -> int:
    from mastery_tui.config.setting_value import Mistake, typed
    from mastery_tui.session.preferences import put

    known = {setting.key: setting for setting in setup.preferred.settings}
    try:
        written = typed(known[key], value) if value is not None and key in known else value or ""
    except Mistake as mistake:
        raise CliError(f"{key}: {mistake}") from mistake
    answer = put(root, key, written, tuple(known.values()), _types(setup))
    if answer.failed:
        raise CliError(answer.text)
    write_line(f"✓ {answer.text}")
    return 0


def _plain(setting: "Setting") -> Any:
    import msgspec

    return msgspec.to_builtins(setting)


def _show(setup: "Setup") -> None:
    """A line per setting, with what is not the default marked and told where it is set."""
    from rich.console import Console
    from rich.text import Text

    from mastery_tui.model.text import printable

    console = Console(highlight=False, markup=False, emoji=False)
    wide = max(len(setting.key) for setting in setup.preferred.settings)
    table = None
    for setting in setup.preferred.settings:
        if (own := setting.key.rpartition(".")[0]) != table:
            if table is not None:
                console.print()
            table = own
        line = Text(
            f"{'!' if setting.place else ' '} {printable(setting.key):<{wide}}  ", "bold" if setting.place else ""
        )
        line.append(printable(setting.value) or "not set", "cyan" if setting.place else "dim")
        if setting.place:
            line.append(f"  {printable(setting.place)}; default {printable(setting.default) or 'none'}", "dim")
        console.print(line, soft_wrap=True)
