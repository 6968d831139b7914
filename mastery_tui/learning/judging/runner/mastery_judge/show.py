"""Values as short text: arrays with type and shape, and never more than fits in a line or two."""

from __future__ import annotations

import sys
from typing import Any

from .remote import Remote, RemoteClass

WIDTH = 160
_ITEMS = 6
_ROWS = 3
_DEEPEST = 4
_BRACKETS: dict[Any, tuple[str, str]] = {list: ("[", "]"), tuple: ("(", ")")}


def value_text(value: Any, width: int = WIDTH) -> str:
    """`float64 (2, 3) [[1, 2, 3], [4, 5, 6]]`."""
    try:
        text = _text(value, 0)
    except Exception:
        text = f"a {type(value).__name__}"
    return text if len(text) <= width else text[: width - 1] + "…"


def size_of(value: Any, depth: int = 0) -> int:
    """How many numbers and characters it is made of."""
    if isinstance(value, (str, bytes, bytearray)):
        return len(value)
    if isinstance(value, (list, tuple, set, frozenset)):
        return sum(size_of(item, depth + 1) for item in value) if depth < 50 else 1
    if isinstance(value, dict):
        return size_of(list(value.items()), depth + 1)
    return int(getattr(value, "size", 1)) if _is_numpy(value) else 1


def _is_numpy(value: Any) -> bool:
    np = sys.modules.get("numpy")
    return np is not None and isinstance(value, (np.ndarray, np.generic))


def _text(value: Any, depth: int) -> str:
    if _is_numpy(value):
        return (
            f"{value.dtype} {value.shape} {_nested(value, depth)}"
            if value.ndim
            else f"{value.dtype} {_item(value[()])}"
        )
    if depth >= _DEEPEST:
        return "…"
    if isinstance(value, (list, tuple, set, frozenset)):
        return _sequence(value, depth)
    if isinstance(value, dict):
        items = [f"{_text(key, depth + 1)}: {_text(item, depth + 1)}" for key, item in list(value.items())[:_ITEMS]]
        return "{" + ", ".join([*items, "…"][: len(items) + (len(value) > _ITEMS)]) + "}"
    if isinstance(value, (Remote, RemoteClass)):
        return repr(value)
    if isinstance(value, (str, bytes, bytearray)):
        return repr(value[:200])
    if callable(value) and hasattr(value, "__name__"):
        return f"{value.__name__}"
    return repr(value)


def _sequence(value: Any, depth: int) -> str:
    items = [_text(item, depth + 1) for item in list(value)[:_ITEMS]]
    items += ["…"] * (len(value) > _ITEMS)
    opened, closed = _BRACKETS.get(type(value), ("{", "}"))
    comma = "," if type(value) is tuple and len(value) == 1 else ""
    return opened + ", ".join(items) + comma + closed


def _nested(array: Any, depth: int) -> str:
    if array.ndim == 0:
        return _item(array[()])
    if array.ndim > _DEEPEST:
        return "[…]"
    most = _ITEMS if array.ndim == 1 else _ROWS
    items = [_nested(array[index], depth) for index in range(min(len(array), most))]
    return "[" + ", ".join(items + ["…"] * (len(array) > most)) + "]"


def _item(item: Any) -> str:
    if item.dtype.kind == "f":
        return f"{float(item):.6g}"
    if item.dtype.kind in "SU":
        return repr(item.item())
    return str(item)
