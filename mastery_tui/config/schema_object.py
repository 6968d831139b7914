"""The JSON Schema of one table of the settings, made from its Struct."""

import inspect
import re
from typing import Any, get_args, get_origin

import msgspec


def object_schema(kind: type[msgspec.Struct], definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a table; what it refers to is put into `definitions`."""
    properties, required = {}, []
    for field in msgspec.structs.fields(kind):
        name = field.encode_name
        own = _type_schema(field.type, definitions)
        help, default = field_help(kind, name), default_of(field)
        about = {"description": help} if help else {}
        properties[name] = {**own, **about, **({} if default is None else {"default": default})}
        if field.required:
            required.append(name)
    whole = inspect.cleandoc(kind.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    return {
        "type": "object",
        **({"description": whole} if whole else {}),
        "properties": properties,
        **({"required": required} if required else {}),
        "additionalProperties": False,
    }


def _type_schema(kind: Any, definitions: dict[str, Any]) -> dict[str, Any]:
    """The schema of a value; tables in it refuse keys that they do not have, as the program does."""
    origin, arguments = get_origin(kind), get_args(kind)
    if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        return object_schema(kind, definitions)
    if origin is tuple and arguments[1:] == (...,):
        return {"type": "array", "items": _type_schema(arguments[0], definitions)}
    some = [one for one in arguments if one is not type(None)]
    if len(some) == 1 and len(arguments) == 2 and origin is not dict:  # "or nothing": TOML has no word for nothing
        return _type_schema(some[0], definitions)
    own = msgspec.json.schema(kind)
    definitions.update(own.pop("$defs", {}))
    return own


def field_help(kind: type[msgspec.Struct], name: str) -> str:
    """What the docstring of a Struct says of a field, behind `NAME:`; "" where it says nothing."""
    text = inspect.cleandoc(kind.__doc__ or "")
    names = "|".join(re.escape(field.encode_name) for field in msgspec.structs.fields(kind))
    found = re.search(rf"(?:^|\s){re.escape(name)}: (.+?)(?=\.?\s+(?:{names}): |\n\n|\.?\Z)", text, re.DOTALL)
    return " ".join(found[1].split()).rstrip(".") if found else ""


def default_of(field: msgspec.structs.FieldInfo) -> Any:
    """The default of a field as TOML-ready values; None where there is none."""
    if field.default is not msgspec.NODEFAULT:
        return msgspec.to_builtins(field.default)
    return None if field.default_factory is msgspec.NODEFAULT else msgspec.to_builtins(field.default_factory())
