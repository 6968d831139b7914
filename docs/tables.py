"""Writes the tables of the documentation from the code: verbs, keys, settings, options of checks, editors.

`make docs` runs it. With `--check` nothing is written; it ends with 1 where a table is out of date.
"""

import argparse
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from mastery_tui.checking.analyzers.ruff_json import SEVERITY
from mastery_tui.checking.discovery import discover
from mastery_tui.checking.interface import Check
from mastery_tui.cli.verbs import VERBS
from mastery_tui.config.content import built_in
from mastery_tui.config.keymap import written
from mastery_tui.config.schema import schema
from mastery_tui.config.schema_goals import GOAL_TABLES
from mastery_tui.config.schema_object import default_of, field_help
from mastery_tui.config.settings import TABLES as OF_SETTINGS
from mastery_tui.config.typed import allowed
from mastery_tui.model.finding import SEVERITIES
from mastery_tui.model.intent import REGISTRY
from mastery_tui.ui.editor_forms import FORMS

HERE = Path(__file__).parent
SCHEMA = HERE / "mastery.schema.json"


def table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def verbs() -> str:
    """Every verb of the command line."""
    rows = ((f"`mastery {name}`", verb.help) for name, verb in VERBS.items())
    return table(("command", "does"), rows)


def keys() -> str:
    """Every action that has a key, and those that only the palette has."""
    rows = (
        (
            " ".join(f"`{written(key)}`" for key in filter(None, action.key.split(","))),
            action.title,
            action.help,
            ", ".join(action.scopes),
            f"`{action.id}`",
        )
        for action in REGISTRY
    )
    return table(("key", "action", "does", "where", "id"), rows)


def settings() -> str:
    """Every setting that is not of a check."""
    parts = []
    for name, kind in OF_SETTINGS.items():
        parts.append(f"`[{name}]`: {_about(kind)}\n\n{_options(kind)}")
    return "\n\n".join(parts)


def goals() -> str:
    """Every table that says what is to be reached."""
    parts = []
    for head, kind in GOAL_TABLES.items():
        rows = ((*row, field_help(kind, row[0].strip("`"))) for row in _rows(kind))
        parts.append(f"`{head}`: {_about(kind)}\n\n{table(('option', 'default', 'allowed', 'is'), rows)}")
    return "\n\n".join(parts)


def checks() -> str:
    """Every built-in check with its options."""
    known = discover([built_in("checks")]).checks
    return "\n\n".join(_check(known[name]) for name in sorted(known))


def severities() -> str:
    """Which severity ruff's rules get."""
    rows = (
        (severity, " ".join(f"`{rule}`" for rule, given in sorted(SEVERITY.items()) if given == severity) or "all else")
        for severity in SEVERITIES
    )
    return table(("severity", "rules that begin with, the longest match counts"), rows)


def _check(check: Check) -> str:
    about = inspect.cleandoc(sys.modules[check.run.__module__].__doc__ or "") if check.run.__module__ else ""
    lines = [f"#### `[checks.{check.name}]` {check.title}"]
    if about:
        lines.append(about)
    if check.options and (doc := _about(check.options, whole=True)):
        lines.append(doc)
    rows = [("`enabled`", "`true`", "true or false")]
    rows += list(_rows(check.options)) if check.options else []
    lines.append(table(("option", "default", "allowed"), iter(rows)))
    return "\n\n".join(lines)


def _about(kind: type[msgspec.Struct], whole: bool = False) -> str:
    text = inspect.cleandoc(kind.__doc__ or "")
    return text if whole else text.splitlines()[0]


def _options(kind: type[msgspec.Struct]) -> str:
    return table(("option", "default", "allowed"), _rows(kind))


def _rows(kind: type[msgspec.Struct]) -> Iterator[tuple[str, ...]]:
    for field in msgspec.structs.fields(kind):
        value = default_of(field)
        written = "needed" if field.required else "not set" if value is None else f"`{json.dumps(value)}`"
        yield f"`{field.encode_name}`", written, allowed(field.type)


def editors() -> str:
    """Which editors are told a line, and how."""
    rows = (
        (
            ", ".join(f"`{name}`" for name in form.names.split()),
            "`" + " ".join(word.replace("{before}", "{column - 1}") for word in form.words) + "`",
            "beside it" if form.graphical else "in its place",
        )
        for form in FORMS
    )
    return table(("editor", "is told", "opens"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "editors": editors,
    "verbs": verbs,
    "keys": keys,
    "settings": settings,
    "goals": goals,
    "checks": checks,
    "severities": severities,
}


def with_tables(pages: dict[Path, str]) -> dict[Path, str]:
    """The pages with their tables as the code has them; raises ValueError where a table has no place, or several."""
    made = dict(pages)
    for name, make in TABLES.items():
        place = re.compile(rf"(<!-- table: {name} -->\n).*?(<!-- end of {name} -->)", re.DOTALL)
        number = sum(len(place.findall(text)) for text in made.values())
        if number != 1:
            raise ValueError(f"docs: there must be one place for the table {name}, there are {number}")
        new = make()
        for page, text in made.items():
            made[page] = place.sub(lambda match, new=new: f"{match[1]}\n{new}\n\n{match[2]}", text)
    return made


def pages() -> dict[Path, str]:
    """The pages of the documentation as they are."""
    return {page: page.read_text(encoding="utf-8") for page in sorted(HERE.glob("*.md"))}


def schema_text() -> str:
    """The JSON Schema of mastery.toml with the built-in checks."""
    checks = discover([built_in("checks")]).checks
    made = schema({name: checks[name].options for name in sorted(checks)})
    return json.dumps(made, indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    """Write the tables, or say that they are out of date."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; end with 1 where a table is out of date")
    options = parser.parse_args()
    made = {**with_tables(pages()), SCHEMA: schema_text()}
    stale = [file for file, text in made.items() if not file.exists() or file.read_text(encoding="utf-8") != text]
    for file in stale:
        if options.check:
            print(f"docs/{file.name} is out of date: make docs", file=sys.stderr)
        else:
            file.write_text(made[file], encoding="utf-8")
            print(f"+ docs/{file.name}")
    return 1 if stale and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
