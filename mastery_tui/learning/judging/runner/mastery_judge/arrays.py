"""NumPy's part of the wire: arrays of plain numbers, dates and text; scalars; dtypes; types and functions by name.

NumPy is never imported before there is an array: a curriculum may do without.
"""

from __future__ import annotations

import builtins
import re
import sys
from collections.abc import Callable
from typing import Any

from .frames import BadMessage

_DTYPE = re.compile(r"[<>|=](?:[biufcSU]\d{1,9}|[Mm]8(?:\[\d{0,9}[A-Za-z]{1,7}\])?)")
_KINDS = frozenset("biufcSUMm")
_MOST_DIMENSIONS = 64
_TYPES = {
    name: value
    for name, value in vars(builtins).items()
    if isinstance(value, type) and value.__name__ == name and not name.startswith("_")
}


def _numpy() -> Any:
    return sys.modules.get("numpy")


def is_array(value: Any) -> bool:
    """Whether it is an array of plain data, and of no subclass."""
    np = _numpy()
    if np is None or type(value) is not np.ndarray:
        return False
    return bool(value.dtype.kind in _KINDS) and value.dtype.names is None


def encode(array: Any, buffer: Callable[[Any], int]) -> list[Any]:
    np = _numpy()
    order = "F" if array.flags.f_contiguous and not array.flags.c_contiguous else "C"
    flat = array.T if order == "F" else array
    flat = np.ascontiguousarray(flat).reshape(-1)  # dates have no buffer protocol
    data = flat.view("u1") if array.dtype.itemsize and flat.size else b""
    return ["a", array.dtype.str, list(array.shape), order, bool(array.flags.writeable), buffer(data)]


def decode(raw: list[Any], bytes_of: Callable[[Any], memoryview]) -> Any:
    """An array of our own. Raises BadMessage where dtype, shape and data do not go together."""
    import numpy as np

    dtype = _dtype(raw[1])
    shape, order, writeable, data = raw[2], raw[3], raw[4], bytes_of(raw[5])
    if type(shape) is not list or len(shape) > _MOST_DIMENSIONS or order not in ("C", "F"):
        raise BadMessage("not an array")
    count = 1
    for length in shape:
        if type(length) is not int or length < 0:
            raise BadMessage("not an array")
        count *= length
    if count * dtype.itemsize != len(data):
        raise BadMessage("not an array")
    make = np.empty if dtype.itemsize else np.zeros  # NumPy gives empty text the room of a character
    array = make(tuple(shape), dtype, order=order)
    if len(data):
        target = (array.T if order == "F" else array).reshape(-1).view("u1")
        source = np.frombuffer(data, "u1")
        if dtype.kind == "b":
            source = source != 0
        elif dtype.kind == "U" and (source.view(f"{dtype.byteorder}u4") > sys.maxunicode).any():
            raise BadMessage("not text")
        target[...] = source
    array.flags.writeable = writeable is True
    return array


def apply(changed: Any, now: Any) -> None:
    """Make an array of ours hold what the other side made of its copy."""
    if changed.shape != now.shape:
        changed.resize(now.shape, refcheck=False) if changed.size != now.size else changed.__setattr__(
            "shape", now.shape
        )
    changed[...] = now


def held(array: Any) -> Any:
    return array.dtype, array.shape, array.tobytes()


def same(array: Any, before: Any) -> bool:
    return bool((array.dtype, array.shape, array.tobytes()) == before)


def encode_scalar(value: Any, buffer: Callable[[Any], int]) -> list[Any] | None:
    """JSON of a NumPy scalar, a dtype, a type or ufunc of NumPy or of Python's own; None: it is none of them."""
    kind = type(value)
    if isinstance(value, type) and _TYPES.get(value.__name__) is value:
        return ["g", "builtins", value.__name__]
    np = _numpy()
    if np is None:
        return None
    if isinstance(value, np.generic) and getattr(np, kind.__name__, None) is kind:
        dtype = value.dtype
        if dtype.kind in _KINDS and dtype.names is None:
            return ["n", dtype.str, buffer(np.array(value).reshape(1).view("u1") if dtype.itemsize else b"")]
    if isinstance(value, np.dtype) and value.names is None and value.kind in _KINDS:
        return ["dt", value.str]
    name = value.__name__ if kind is type or kind is np.ufunc else None
    if type(name) is str and vars(np).get(name) is value and not name.startswith("_"):
        return ["g", "numpy", name]
    return None


def decode_scalar(raw: list[Any], bytes_of: Callable[[Any], memoryview]) -> Any:
    if raw[0] == "g":
        if raw[1] == "builtins":
            return _TYPES[raw[2]]
        import numpy as np

        found = vars(np)[raw[2]] if raw[1] == "numpy" and not raw[2].startswith("_") else None
        if not isinstance(found, (type, np.ufunc)):
            raise BadMessage("not a name of NumPy's")
        return found
    if raw[0] == "dt":
        return _dtype(raw[1])
    return decode(["a", raw[1], [1], "C", True, raw[2]], bytes_of)[0]


def _dtype(text: Any) -> Any:
    import numpy as np

    if type(text) is not str or not _DTYPE.fullmatch(text):
        raise BadMessage("not a dtype")
    return np.dtype(text)
