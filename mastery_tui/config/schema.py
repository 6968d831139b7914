"""What settings there are: made from the types, as a list for people and as a JSON Schema for editors."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args, get_origin

import msgspec

from mastery_tui.config import toml_place
from mastery_tui.config.keynames import default_keys
from mastery_tui.config.schema_goals import goals_schema
from mastery_tui.config.schema_object import default_of, field_help, object_schema
from mastery_tui.config.settings import TABLES, CheckSettings, Options, Settings
from mastery_tui.config.settings_file import Document, dotted
from mastery_tui.model.intent import BY_ID
from mastery_tui.model.state import Setting

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TEXTS = {"theme": "the name of the colours; the user's own choice comes first"}

Place = tuple[Document, tuple[str, ...]]
"""A document, and the keys of it that count."""


class Known(msgspec.Struct, frozen=True):
    """One setting as the types have it: `type` what it may be, `default` as TOML says it."""

    key: tuple[str, ...]
    type: Any
    default: str
    help: str


def known(options: Options) -> Iterator[Known]:
    """Every setting, in the order of the file."""
    for name, kind in TABLES.items():
        yield from _fields((name,), kind)
    for name, kind_or_none in options.items():
        enabled = field_help(CheckSettings, "enabled")
        yield Known(("checks", name, "enabled"), bool, "true", enabled)
        if kind_or_none:
            yield from _fields(("checks", name), kind_or_none)
    yield Known(("theme",), str, '""', _TEXTS["theme"])
    for id, keys in default_keys().items():
        yield Known(("keys", id), str, toml_value(keys), BY_ID[id].help)


def described(
    settings: Settings, options: Options, documents: tuple[Document, ...], keys: Mapping[str, str], theme: str
) -> tuple[Setting, ...]:
    """Every setting with what it is now and where that is set; the first document that has it counts.

    `keys` and `theme` are those in use, whoever set them.
    """
    values = _values(settings, keys, theme)
    places = [_places(document) for document in documents]
    found = []
    for each in known(options):
        place = next((place for at in places if (place := at.get(each.key))), "")
        value = values.get(each.key)
        written = toml_value(value) if place or value is not None else each.default
        found.append(
            Setting(
                key=dotted(each.key),
                kind=kind_of(each.type),
                value=written,
                default=each.default,
                help=each.help,
                choices=choices_of(each.type),
                place=place,
            )
        )
    return tuple(found)


def kind_of(kind: Any) -> str:
    """How a setting is changed: choice, switch, number, list, or text (for what is anything else, as TOML)."""
    match _bare(kind):
        case msgspec.inspect.BoolType():
            return "switch"
        case msgspec.inspect.IntType() | msgspec.inspect.FloatType():
            return "number"
        case msgspec.inspect.LiteralType():
            return "choice"
        case msgspec.inspect.VarTupleType() | msgspec.inspect.ListType() as info if isinstance(
            _unwrapped(info.item_type), msgspec.inspect.StrType
        ):
            return "list"
    return "text"


def choices_of(kind: Any) -> tuple[str, ...]:
    """The values of a choice, in the order in which the type names them."""
    if get_origin(kind) is Literal:
        return tuple(map(str, get_args(kind)))
    info = _bare(kind)
    return tuple(str(value) for value in info.values) if isinstance(info, msgspec.inspect.LiteralType) else ()


def is_text(kind: Any) -> bool:
    """Whether a value is a text as it is, not TOML."""
    return isinstance(_bare(kind), msgspec.inspect.StrType)


def toml_value(value: Any) -> str:
    """A value as TOML; "" for what TOML cannot say (None)."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(toml_value(item) for item in value)}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{json.dumps(key)} = {toml_value(item)}" for key, item in value.items()) + " }"
    return "" if value is None else json.dumps(value, ensure_ascii=False)


def schema(options: Options, *, others: bool = True) -> dict[str, Any]:
    """The JSON Schema of the settings; `others`: a check that is not among `options` may have a table as well."""
    definitions: dict[str, Any] = {}
    tables = {name: object_schema(kind, definitions) for name, kind in TABLES.items()}
    checks = {name: _check(kind, definitions) for name, kind in options.items()}
    keys = {
        id: {"type": "string", "default": keys, "description": BY_ID[id].help} for id, keys in default_keys().items()
    }
    other: Any = {"type": "object", "description": "a check of the project or of a package"} if others else False
    return {
        "$schema": DIALECT,
        "title": "mastery.toml",
        "description": "The settings of mastery-tui for a folder.",
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **tables,
            **goals_schema(definitions),
            "checks": {"type": "object", "properties": checks, "additionalProperties": other},
            "theme": {"type": "string", "description": _TEXTS["theme"]},
            "keys": {
                "type": "object",
                "description": 'Keys of the dashboard by action: one, or several separated by commas; "" for none.',
                "properties": keys,
                "additionalProperties": False,
            },
        },
        **({"$defs": definitions} if definitions else {}),
    }


def _fields(table: tuple[str, ...], kind: type[msgspec.Struct]) -> Iterator[Known]:
    for field in msgspec.structs.fields(kind):
        help = field_help(kind, field.encode_name)
        yield Known((*table, field.encode_name), field.type, toml_value(default_of(field)), help)


def _values(settings: Settings, keys: Mapping[str, str], theme: str) -> dict[tuple[str, ...], Any]:
    found: dict[tuple[str, ...], Any] = {("theme",): theme}
    found |= {("keys", id): value for id, value in keys.items()}
    tables: list[tuple[tuple[str, ...], msgspec.Struct]] = [((name,), getattr(settings, name)) for name in TABLES]
    for name, check in settings.checks.items():
        found[("checks", name, "enabled")] = check.enabled
        if check.options is not None:
            tables.append((("checks", name), check.options))
    for table, values in tables:
        for field in msgspec.structs.fields(values):
            found[(*table, field.encode_name)] = msgspec.to_builtins(getattr(values, field.name))
    return found


def _places(document: Document) -> dict[tuple[str | int, ...], str]:
    """Every key that the document sets, with `file:line`."""
    depth = len(document.prefix)
    return {
        path[depth:]: f"{document.file}:{line}"
        for path, (line, _) in toml_place.places(document.text)
        if path[:depth] == document.prefix
    }


def _check(kind: type[msgspec.Struct] | None, definitions: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = (
        object_schema(kind, definitions) if kind else {"type": "object", "additionalProperties": False}
    )
    enabled = {"type": "boolean", "default": True, "description": field_help(CheckSettings, "enabled")}
    return {**made, "properties": {"enabled": enabled, **made.get("properties", {})}}


def _bare(kind: Any) -> msgspec.inspect.Type:
    """What a value is, without its metadata and without "or nothing"."""
    info = _unwrapped(msgspec.inspect.type_info(kind))
    if isinstance(info, msgspec.inspect.UnionType):
        some = [_unwrapped(part) for part in info.types if not isinstance(part, msgspec.inspect.NoneType)]
        return some[0] if len(some) == 1 else info
    return info


def _unwrapped(info: msgspec.inspect.Type) -> msgspec.inspect.Type:
    return _unwrapped(info.type) if isinstance(info, msgspec.inspect.Metadata) else info
