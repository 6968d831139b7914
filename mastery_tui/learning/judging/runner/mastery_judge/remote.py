"""Stand-ins, in the process of the tests, for what lives in the process of the learner's code.

A stand-in equals nothing but itself. Operators that would tell its class what a test expects (arithmetic, order,
`in`) work only for instances of classes that the test itself has named: an object whose every operator says what one
wishes to hear gets nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .link import Link

_REFUSED = ("_pytest", "pytestmark", "__")
_ALLOWED = frozenset({"__name__", "__qualname__", "__doc__"})
_BINARY = [
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "and",
    "xor",
    "or",
    "lshift",
    "rshift",
    "divmod",
]
_ORDER = ("lt", "le", "gt", "ge")
_UNARY = ("neg", "pos", "abs", "invert")
_MADE = ("float", "int", "complex", "index", "str")


class Remote:
    """An object of the learner's. What it is called and what class it has is known here; all else is asked."""

    __slots__ = ("__weakref__", "_mastery_about", "_mastery_link", "_mastery_number")
    __array_ufunc__ = None
    __array_priority__ = 1e6

    def __init__(self, link: Link, number: int, about: dict[str, Any]) -> None:
        for name, value in (("link", link), ("number", number), ("about", about)):
            object.__setattr__(self, "_mastery_" + name, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith(_REFUSED) and name not in _ALLOWED:
            raise AttributeError(name)
        value = self._mastery_link.ask("getattr", (self, name))
        return _frozen(value)

    def __setattr__(self, name: str, value: Any) -> None:
        self._mastery_link.ask("setattr", (self, name, value))

    def __delattr__(self, name: str) -> None:
        self._mastery_link.ask("delattr", (self, name))

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._mastery_link.ask("call", (self, *args), kwargs)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __ne__(self, other: object) -> bool:
        return self is not other

    def __hash__(self) -> int:
        return id(self)

    def __len__(self) -> int:
        return _exact(self._mastery_link.ask("len", (self,)), int)  # type: ignore[no-any-return]

    def __bool__(self) -> bool:
        return self._mastery_link.ask("bool", (self,)) is True

    def __iter__(self) -> Iterator[Any]:
        found = self._mastery_link.ask("iter", (self,))
        return found if isinstance(found, Remote) else iter(found)

    def __next__(self) -> Any:
        return self._mastery_link.ask("next", (self,))

    def __getitem__(self, key: Any) -> Any:
        return self._mastery_link.ask("getitem", (self, key))

    def __setitem__(self, key: Any, value: Any) -> None:
        self._mastery_link.ask("setitem", (self, key, value))

    def __delitem__(self, key: Any) -> None:
        self._mastery_link.ask("delitem", (self, key))

    def __contains__(self, item: Any) -> bool:
        _may(self, "a collection")
        return self._mastery_link.ask("contains", (self, item)) is True

    def __enter__(self) -> Any:
        return self._mastery_link.ask("enter", (self,))

    def __exit__(self, *error: object) -> bool:
        return self._mastery_link.ask("exit", (self,)) is True and error[0] is None

    def __repr__(self) -> str:
        about = self._mastery_about
        if about["kind"] != "object":
            return f"<the learner's {about['kind']} {about.get('name', '')}>"
        return f"<object of the learner's class {about['type']}>"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        raise TypeError(_not(self, "an array"))

    def __reduce_ex__(self, protocol: Any) -> Any:
        raise TypeError(f"{self!r} cannot be copied")


def _binary(name: str, reflected: bool) -> Any:
    operation = name + "_" if name in ("and", "or") else name

    def method(self: Remote, other: Any) -> Any:
        _may(self, "a number or an array")
        return self._mastery_link.ask(operation, (other, self) if reflected else (self, other))

    return method


def _unary(name: str) -> Any:
    def method(self: Remote) -> Any:
        return self._mastery_link.ask(name, (self,))

    return method


def _made(name: str) -> Any:
    kind = {"float": float, "int": int, "complex": complex, "index": int, "str": str}[name]

    def method(self: Remote) -> Any:
        return _exact(self._mastery_link.ask(name, (self,)), kind)

    return method


for _name in _BINARY:
    setattr(Remote, f"__{_name}__", _binary(_name, False))
    setattr(Remote, f"__r{_name}__", _binary(_name, True))
for _name in _ORDER:
    setattr(Remote, f"__{_name}__", _binary(_name, False))
for _name in _UNARY:
    setattr(Remote, f"__{_name}__", _unary(_name))
for _name in _MADE:
    setattr(Remote, f"__{_name}__", _made(_name))


class RemoteClass(type):
    """The type of local classes that stand for the learner's: calling one makes a learner's instance."""

    _mastery_link: Link
    _mastery_number: int
    _mastery_about: dict[str, Any]

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        link = cls._mastery_link
        if issubclass(cls, BaseException):
            return type.__call__(cls, *args, **kwargs)
        return link.ask("call", (cls, *args), kwargs)

    def __instancecheck__(cls, instance: Any) -> bool:
        if isinstance(instance, BaseException):
            return type.__instancecheck__(cls, instance)
        return type(instance) is Remote and cls._mastery_number in instance._mastery_about["mro"]

    def __subclasscheck__(cls, kind: Any) -> bool:
        if isinstance(kind, RemoteClass):
            return kind is cls or cls._mastery_number in kind._mastery_about["mro"]
        return type.__subclasscheck__(cls, kind)

    def __getattr__(cls, name: str) -> Any:
        if name.startswith(_REFUSED):
            raise AttributeError(name)
        return _frozen(cls._mastery_link.ask("getattr", (cls, name)))

    def __setattr__(cls, name: str, value: Any) -> None:
        cls._mastery_link.ask("setattr", (cls, name, value))

    def __iter__(cls) -> Iterator[Any]:
        return iter(cls._mastery_link.ask("call", (cls._mastery_link.ask("iter", (cls,)),)))

    def __repr__(cls) -> str:
        return f"<the learner's class {cls.__name__}>"


def class_for(link: Link, number: int, about: dict[str, Any], base: type) -> RemoteClass:
    """A local class for a learner's: an exception derives from the nearest one of Python's own."""
    inside = {"_mastery_link": link, "_mastery_number": number, "_mastery_about": about, "__module__": "learner"}
    return RemoteClass(str(about["name"]).rpartition(".")[2] or "Class", (base,), inside)


def _frozen(value: Any) -> Any:
    """An attribute's array is a copy: writing to it would be lost without a word, so it cannot be written to."""
    flags = getattr(value, "flags", None)
    if flags is not None and type(value).__name__ == "ndarray":
        flags.writeable = False
    return value


def _exact(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} expected, {value!r} came")
    return value


def _may(remote: Remote, wanted: str) -> None:
    if not remote._mastery_link.named.intersection(remote._mastery_about["mro"]):
        raise TypeError(_not(remote, wanted))


def _not(remote: Remote, wanted: str) -> str:
    about = remote._mastery_about
    source = about.get("from") or "your code"
    if about["kind"] == "object":
        return f"{source} returned an object of the learner's class {about['type']}, not {wanted}"
    return f"{source} returned the {about['kind']} {about.get('name', '')}, not {wanted}"
