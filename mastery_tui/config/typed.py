"""A TOML table into a typed Struct; each mistake is told with its key and what is allowed."""

from collections.abc import Mapping
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin

import msgspec

from mastery_tui.config.nearest import suggestion

Key = tuple[str | int, ...]
S = TypeVar("S", bound=msgspec.Struct)


class Wrong(Exception):
    """A mistake: `key` is the path to it, `message` one line that says what is wrong and what is allowed."""

    def __init__(self, key: Key, message: str) -> None:
        super().__init__(message)
        self.key = key
        self.message = message


def table(kind: type[S], value: object, key: Key = ()) -> S:
    """The table as a `kind`, its defaults filled in. Raises Wrong."""
    if not isinstance(value, Mapping):
        raise Wrong(key, f"must be a table, not {shown(value)}")
    fields = _fields(kind)
    for name in value:
        if name not in fields:
            raise Wrong((*key, name), f"unknown key; {suggestion(name, fields)}")
    for name, field in fields.items():
        if field.required and name not in value:
            raise Wrong((*key, name), f"is missing; it must be {allowed(field.type)}")
    given = {fields[name].name: _convert(fields[name].type, item, (*key, name)) for name, item in value.items()}
    try:
        return kind(**given)
    except (ValueError, TypeError) as error:  # what a Struct's own __post_init__ refuses
        raise Wrong(key, str(error)) from error


@lru_cache
def _fields(kind: type[msgspec.Struct]) -> dict[str, msgspec.structs.FieldInfo]:
    """By the names in the file; finding them out costs more than reading a table."""
    return {field.encode_name: field for field in msgspec.structs.fields(kind)}


def _convert(kind: Any, value: object, key: Key) -> Any:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType) and isinstance(value, Mapping):
        kind = next((one for one in arguments if isinstance(one, type) and issubclass(one, msgspec.Struct)), kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return table(kind, value, key)
    if isinstance(value, list) and (origin is list or (origin is tuple and arguments[1:] == (...,))):
        items = [_convert(arguments[0], item, (*key, index)) for index, item in enumerate(value)]
        return items if origin is list else tuple(items)
    if isinstance(value, Mapping) and origin is dict:
        return {name: _convert(arguments[1], item, (*key, name)) for name, item in value.items()}
    try:
        return msgspec.convert(value, kind)
    except msgspec.ValidationError as error:
        raise Wrong(key, f"must be {allowed(kind)}, not {shown(value)}") from error


def shown(value: object) -> str:
    """A value as its author wrote it, cut short."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a table"
    if isinstance(value, list):
        return "a list"
    text = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def allowed(kind: Any) -> str:
    """In words, what a value of this type may be."""
    return _words(msgspec.inspect.type_info(kind))


def _words(info: msgspec.inspect.Type) -> str:
    match info:
        case msgspec.inspect.BoolType():
            return "true or false"
        case msgspec.inspect.IntType():
            return f"a whole number{_range(info)}"
        case msgspec.inspect.FloatType():
            return f"a number{_range(info)}"
        case msgspec.inspect.StrType():
            return f"a text that matches {info.pattern}" if info.pattern else "a text"
        case msgspec.inspect.LiteralType():
            return f"one of {', '.join(shown(value) for value in info.values)}"
        case msgspec.inspect.NoneType():
            return "left out"
        case msgspec.inspect.VarTupleType() | msgspec.inspect.ListType():
            return f"a list, each {_words(info.item_type)}"
        case msgspec.inspect.DictType():
            return f"a table, each value {_words(info.value_type)}"
        case msgspec.inspect.StructType():
            return "a table"
        case msgspec.inspect.UnionType():
            return " or ".join(_words(part) for part in info.types if not isinstance(part, msgspec.inspect.NoneType))
        case msgspec.inspect.Metadata():
            return _words(info.type)
    return f"a {type(info).__name__.removesuffix('Type').lower()}"


def _range(info: msgspec.inspect.IntType | msgspec.inspect.FloatType) -> str:
    low, high = info.ge, info.le
    if low is not None and high is not None:
        return f" from {low} to {high}"
    words = {"at least": info.ge, "more than": info.gt, "at most": info.le, "less than": info.lt}
    return "".join(f", {word} {bound}" for word, bound in words.items() if bound is not None)
