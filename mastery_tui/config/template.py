"""A mastery.toml with every setting at its default, commented out: made from the types, so it cannot go out of date."""

from collections.abc import Mapping

import msgspec

from mastery_tui.config.schema import toml_value
from mastery_tui.config.settings import TABLES
from mastery_tui.config.typed import allowed

_HEAD = """\
# mastery.toml: the settings of mastery-tui for this folder.
# Every line below is a default: uncomment what you want to change. It is read again on every save.
"""
Checks = Mapping[str, tuple[str, type[msgspec.Struct] | None]]
"""Name to title and options."""


def template(checks: Checks) -> str:
    """The text of the file, for the checks given."""
    parts = [_HEAD]
    for name, kind in TABLES.items():
        about = (kind.__doc__ or "").strip().splitlines()[0]
        parts.append(f"# {about}\n[{name}]\n{_fields(kind)}")
    for name, (title, options) in checks.items():
        parts.append(f"# {title}\n[checks.{name}]\n# enabled = true\n{_fields(options) if options else ''}")
    parts.append('# Keys of the dashboard, by action; `mastery` shows all of them with ?\n[keys]\n# quit = "q"\n')
    return "\n".join(parts)


def _fields(kind: type[msgspec.Struct]) -> str:
    lines = []
    for field in msgspec.structs.fields(kind):
        value = field.default
        if value is msgspec.NODEFAULT:
            value = None if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        written = toml_value(msgspec.to_builtins(value))
        value_or_unset = f" = {written}  #" if written else ": unset,"
        lines.append(f"# {field.encode_name}{value_or_unset} {allowed(field.type)}\n")
    return "".join(lines)
