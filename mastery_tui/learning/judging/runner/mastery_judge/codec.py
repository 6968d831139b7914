"""Values as plain JSON and raw buffers, and back: what is not plain data goes over as a handle.

Types are compared exactly: an instance of a learner's subclass of float is the learner's object and not a number.
Lists, dicts, sets, bytearrays and arrays are numbered in the order in which they are met, on both sides: so the same
object twice arrives as one object twice, and what was changed in place is told by its number (`changes`, `apply`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from . import arrays
from .frames import BadMessage

DEEPEST = 60
_LARGEST = 1 << 62
_PLAIN = frozenset({bool, str, type(None), float})
_KINDS: dict[str, Any] = {"l": list, "d": dict, "s": set, "b": bytearray}
_TAGS: dict[Any, str] = {list: "l", dict: "d", set: "s", bytearray: "b"}
_MUTABLE = frozenset({list, dict, set, bytearray})


class NotPlain(TypeError):
    """A value that cannot be handed over."""


Foreign = Callable[[Any, "Encoder"], Any]


class Encoder:
    """Collects the buffers of one message. `foreign` makes JSON of what is not plain data, or raises NotPlain."""

    def __init__(self, foreign: Foreign, known: list[Any] | None = None) -> None:
        self._foreign = foreign
        self.objects: list[Any] = list(known or ())
        self._numbers = {id(one): number for number, one in enumerate(self.objects)}
        self.buffers: list[Any] = []

    def value(self, value: Any, depth: int = 0) -> Any:
        kind = type(value)
        if kind in _PLAIN:
            return value
        if kind is int:
            return value if -_LARGEST < value < _LARGEST else ["i", hex(value)]
        if depth > DEEPEST:
            raise NotPlain(f"values nested more than {DEEPEST} deep")
        if kind is tuple:
            return ["t", [self.value(item, depth + 1) for item in value]]
        if kind in _MUTABLE or arrays.is_array(value):
            number = self._numbers.get(id(value))
            if number is not None:
                return ["=", number]
            self._numbers[id(value)] = len(self.objects)
            self.objects.append(value)
            return self.content(value, depth)
        if kind is complex:
            return ["c", value.real, value.imag]
        if kind is bytes:
            return ["y", self.buffer(value)]
        if kind is frozenset:
            return ["z", [self.value(item, depth + 1) for item in value]]
        if kind is slice:
            return ["sl", *(self.value(part, depth + 1) for part in (value.start, value.stop, value.step))]
        if kind is range:
            return ["rg", *(self.value(part) for part in (value.start, value.stop, value.step))]
        if value is Ellipsis:
            return ["..."]
        found = arrays.encode_scalar(value, self.buffer)
        return self._foreign(value, self) if found is None else found

    def content(self, value: Any, depth: int = 0) -> Any:
        """A mutable object in full, whether it was met before or not."""
        kind = type(value)
        if kind is list:
            return ["l", [self.value(item, depth + 1) for item in value]]
        if kind is dict:
            pairs = value.items()
            return ["d", [[self.value(key, depth + 1), self.value(item, depth + 1)] for key, item in pairs]]
        if kind is set:
            return ["s", [self.value(item, depth + 1) for item in value]]
        if kind is bytearray:
            return ["b", self.buffer(bytes(value))]
        return arrays.encode(value, self.buffer)

    def buffer(self, data: Any) -> int:
        self.buffers.append(data)
        return len(self.buffers) - 1


class Decoder:
    """Reads one message. `handle` makes a value of JSON that only this side knows. Every fault is a BadMessage."""

    def __init__(
        self, buffers: list[memoryview], handle: Callable[[list[Any], Decoder], Any], known: list[Any] | None = None
    ) -> None:
        self._buffers = buffers
        self._handle = handle
        self.objects: list[Any] = list(known or ())

    def value(self, raw: Any) -> Any:
        try:
            return self._value(raw, 0)
        except BadMessage:
            raise
        except (LookupError, TypeError, ValueError, OverflowError, RecursionError, AttributeError) as error:
            raise BadMessage(f"not a value: {error}") from None

    def _value(self, raw: Any, depth: int) -> Any:
        if type(raw) is not list:
            if type(raw) is dict:
                raise BadMessage("not a value")
            return raw
        if depth > 2 * DEEPEST:
            raise BadMessage("nested too deep")
        tag = raw[0]
        if tag == "=":
            if type(raw[1]) is not int or raw[1] < 0:
                raise BadMessage("not a number of an object")
            return self.objects[raw[1]]
        if tag in ("l", "d", "s", "b", "a"):
            made = self._new(raw)
            self.objects.append(made)
            self._fill(made, raw, depth)
            return made
        if tag == "t":
            return tuple(self._value(item, depth + 1) for item in raw[1])
        if tag == "i":
            return int(raw[1], 16)
        if tag == "c":
            return complex(raw[1], raw[2])
        if tag == "y":
            return bytes(self._bytes(raw[1]))
        if tag == "z":
            return frozenset(self._value(item, depth + 1) for item in raw[1])
        if tag == "sl":
            return slice(*(self._value(part, depth + 1) for part in raw[1:4]))
        if tag == "rg":
            return range(*(self._value(part, depth + 1) for part in raw[1:4]))
        if tag == "...":
            return Ellipsis
        if tag in ("n", "dt", "g"):
            return arrays.decode_scalar(raw, self._bytes)
        return self._handle(raw, self)

    def apply(self, number: int, raw: Any) -> None:
        """Change the object `number` in place to what the other side made of it."""
        try:
            changed = self.objects[number]
            if arrays.is_array(changed):
                arrays.apply(changed, arrays.decode(raw, self._bytes))
            elif type(changed) in _MUTABLE and raw[0] == _TAGS[type(changed)]:
                changed.clear()
                self._fill(changed, raw, 0)
            else:
                raise BadMessage("not a change")
        except (LookupError, TypeError, ValueError, OverflowError, RecursionError, AttributeError) as error:
            raise BadMessage(f"not a change: {error}") from None

    def _new(self, raw: Any) -> Any:
        tag = raw[0]
        if tag == "a":
            return arrays.decode(raw, self._bytes)
        return _KINDS[tag]()

    def _fill(self, made: Any, raw: Any, depth: int) -> None:
        tag = raw[0]
        if tag == "l":
            made.extend(self._value(item, depth + 1) for item in raw[1])
        elif tag == "d":
            for key, item in raw[1]:
                made[self._value(key, depth + 1)] = self._value(item, depth + 1)
        elif tag == "s":
            made.update(self._value(item, depth + 1) for item in raw[1])
        elif tag == "b":
            made.extend(self._bytes(raw[1]))

    def _bytes(self, number: Any) -> memoryview:
        if type(number) is not int or number < 0:
            raise BadMessage("not a buffer")
        return self._buffers[number]


class Snapshot:
    """What objects that came in a message held, to tell later which were changed in place."""

    def __init__(self, objects: list[Any]) -> None:
        self.objects = objects
        self._held = [_held(one) for one in objects]

    def changes(self, encoder: Encoder) -> list[Any]:
        """[number, content] of each that is no longer what it was; `encoder` was made with the same objects."""
        return [
            [number, encoder.content(one)]
            for number, (one, held) in enumerate(zip(self.objects, self._held))
            if not _same(one, held)
        ]


def _held(one: Any) -> Any:
    if type(one) is dict:
        return [part for pair in one.items() for part in pair]
    if type(one) is list:
        return list(one)
    if type(one) is set:
        return set(one)
    return bytes(one) if type(one) is bytearray else arrays.held(one)


def _same(one: Any, held: Any) -> bool:
    if type(one) is dict:
        now: Any = [part for pair in one.items() for part in pair]
        return len(now) == len(held) and all(a is b for a, b in zip(now, held))
    if type(one) is list:
        return len(one) == len(held) and all(a is b for a, b in zip(one, held))
    if type(one) is set:
        return len(one) == len(held) and {id(item) for item in one} == {id(item) for item in held}
    return bytes(one) == held if type(one) is bytearray else arrays.same(one, held)
