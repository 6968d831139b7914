"""A mastery.toml with every setting at its default, commented out: made from the types, so it cannot go out of date."""

from collections.abc import Mapping

import msgspec

from mastery_tui.config.goals import (
    Attestation,
    Criterion,
    CustomMetric,
    Domain,
    KpiTarget,
    Objective,
    Project,
    Scenario,
)
from mastery_tui.config.schema import toml_value
from mastery_tui.config.schema_goals import GOAL_TABLES
from mastery_tui.config.schema_object import default_of
from mastery_tui.config.settings import TABLES
from mastery_tui.config.typed import allowed

_HEAD = """\
# mastery.toml: the settings of mastery-tui for this folder.
# Every line below is a default: uncomment what you want to change. It is read again on every save.
"""
EXAMPLES = "# What is to be reached, by example: uncomment a block, and make it yours."
"""What comes behind this line are no defaults."""
Checks = Mapping[str, tuple[str, type[msgspec.Struct] | None]]
"""Name to title and options."""

_SET: dict[type[msgspec.Struct], dict[str, object]] = {
    Project: {"id": "quality", "title": "A code base to trust"},
    Objective: {
        "id": "tested",
        "title": "Tests reach the code",
        "target": "coverage.line >= 80",
        "warn": "coverage.line >= 60",
        "domain": "testing",
    },
    Attestation: {"over": ["docs/**"]},
    CustomMetric: {"command": ["python", "tools/speed.py"], "regex": "took ([0-9.]+) s", "unit": "s", "better": "less"},
    Scenario: {"id": "start", "title": "How fast it starts", "command": ["python", "-m", "yours", "--version"]},
    Domain: {"title": "Testing", "target": "Advanced"},
    Criterion: {"need": "tests reach {coverage.line} % of the lines, 80 are needed", "target": "coverage.line >= 80"},
    KpiTarget: {"target": 95},
}
"""What an example says in place of defaults: with these it is whole."""
_NAMES = {"metric": "site.speed", "domain": "testing", "level": "Advanced", "kpi": "pass_rate"}


def template(checks: Checks) -> str:
    """The text of the file, for the checks given."""
    parts = [_HEAD]
    for name, kind in TABLES.items():
        about = (kind.__doc__ or "").strip().splitlines()[0]
        parts.append(f"# {about}\n[{name}]\n{_fields(kind)}")
    for name, (title, options) in checks.items():
        parts.append(f"# {title}\n[checks.{name}]\n# enabled = true\n{_fields(options) if options else ''}")
    parts.append('# Keys of the dashboard, by action; `mastery` shows all of them with ?\n[keys]\n# quit = "q"\n')
    parts.append(f"{EXAMPLES}\n")
    parts += [_example(head, kind) for head, kind in GOAL_TABLES.items()]
    return "\n".join(parts)


def _fields(kind: type[msgspec.Struct]) -> str:
    return "".join(map(_line, msgspec.structs.fields(kind)))


def _line(field: msgspec.structs.FieldInfo) -> str:
    written = toml_value(default_of(field))
    value_or_unset = f" = {written}  #" if written else ": unset,"
    return f"# {field.encode_name}{value_or_unset} {allowed(field.type)}\n"


def _example(head: str, kind: type[msgspec.Struct]) -> str:
    """A table that is no default, all of it commented out; defaults have their line as everywhere."""
    name = _NAMES.get(head.strip("[").partition(".")[0], "")
    given = _SET[kind]
    lines = [f"# {(kind.__doc__ or '').strip().splitlines()[0]}\n# {head.replace('NAME', name)}\n"]
    for field in msgspec.structs.fields(kind):
        if field.encode_name in given:
            lines.append(f"# {field.encode_name} = {toml_value(given[field.encode_name])}\n")
        elif not allowed(field.type).endswith("a table"):  # those stand under heads of their own
            lines.append(_line(field))
    return "".join(lines)
