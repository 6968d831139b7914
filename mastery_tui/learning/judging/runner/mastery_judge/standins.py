"""Handles and exceptions of one link, made into stand-ins and back."""

from __future__ import annotations

import builtins
import sys
from typing import Any, Callable

from .codec import Decoder, Encoder, NotPlain
from .frames import BadMessage
from .link import Link
from .remote import Remote, RemoteClass, class_for

_EXCEPTIONS = {
    name: value
    for name, value in vars(builtins).items()
    if isinstance(value, type) and issubclass(value, BaseException) and value is not KeyboardInterrupt
}


class Standins:
    """Connects a link to stand-ins, one for each handle."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._known: dict[int, Any] = {}
        self._functions: list[Callable[..., Any]] = []
        self._raised: list[BaseException] = []
        link.foreign, link.handle, link.error = self.foreign, self.handle, self.error
        link.callback, link.callback_raised = self.callback, self.raised

    def foreign(self, value: Any, encoder: Encoder) -> Any:
        """JSON of what is no plain data, on its way to the learner's code."""
        kind = type(value)
        if kind is Remote or kind is RemoteClass:
            if value._mastery_link is not self._link:
                raise NotPlain(f"{value!r} belongs to another process")
            return ["r", value._mastery_number]
        if callable(value) and not isinstance(value, type):
            for number, one in enumerate(self._functions):
                if one is value:
                    return ["f", number, self._name(value)]
            self._functions.append(value)
            return ["f", len(self._functions) - 1, self._name(value)]
        raise NotPlain(
            f"a validator cannot hand a {kind.__name__} to the learner's code: plain data, arrays and functions go over"
        )

    def _name(self, function: Callable[..., Any]) -> str:
        return str(getattr(function, "__name__", "function"))[:80]

    def handle(self, raw: list[Any], decoder: Decoder) -> Any:
        """The stand-in of a handle."""
        if raw[0] == "f":
            return self._functions[_whole(raw[1])]
        if raw[0] != "h":
            raise BadMessage("not a handle")
        number = _whole(raw[1])
        if number in self._known:
            return self._known[number]
        about = self._about(raw[2], decoder)
        if about["kind"] == "class":
            made: Any = class_for(self._link, number, about, self._base(about.get("base")))
        else:
            about["from"] = self._link.calling()
            made = Remote(self._link, number, about)
        self._known[number] = made
        if "class" in raw[2]:
            self.handle(raw[2]["class"], decoder)
        return made

    def _about(self, given: Any, decoder: Decoder) -> dict[str, Any]:
        about = {name: given.get(name) for name in ("kind", "name", "type", "params", "base")}
        if about["kind"] not in ("object", "class", "function", "module"):
            raise BadMessage("not a kind")
        about["name"] = str(about["name"] or "")
        about["mro"] = frozenset(_whole(one) for one in given["mro"])
        about["params"] = [str(one) for one in about["params"] or ()]
        return about

    def _base(self, given: Any) -> type:
        """The exception of Python's or NumPy's own with this module and name."""
        if not given:
            return object
        module, name = given
        if module == "builtins":
            return _EXCEPTIONS.get(name, RuntimeError)
        for where in ("numpy.exceptions", "numpy.linalg", "numpy"):
            found = getattr(sys.modules.get(where), name, None)
            if isinstance(found, type) and issubclass(found, Exception):
                return found
        return RuntimeError

    def error(self, raw: dict[str, Any], decoder: Decoder) -> BaseException:
        """The exception that the learner's code raised, as one to be raised here."""
        if "raised" in raw:
            return self._raised[_whole(raw["raised"])]
        kind: Any = (
            self.handle(raw["type"], decoder) if raw.get("type", ["g"])[0] == "h" else self._base(raw.get("base"))
        )
        if not (isinstance(kind, type) and issubclass(kind, BaseException)):
            kind = RuntimeError
        args, text = raw.get("args"), str(raw["text"])
        error = _made(kind, [decoder.value(one) for one in args] if args is not None else [text], text)
        error.__dict__["mastery_learner"] = {
            "name": str(raw.get("name") or kind.__name__),
            "text": text,
            "where": [(str(file), int(line), str(function)) for file, line, function in raw["where"]],
            "syntax": raw.get("syntax"),
        }
        if raw.get("self"):
            error.__dict__["mastery_self"] = self.handle(raw["self"], decoder)
        return error

    def callback(self, number: Any) -> Callable[..., Any]:
        return self._functions[_whole(number)]

    def raised(self, error: BaseException) -> dict[str, Any]:
        """What the learner's code is told of an exception that a function of the test has raised."""
        self._raised.append(error)
        base = next(one for one in type(error).__mro__ if one.__module__ == "builtins")
        return {"raised": len(self._raised) - 1, "type": base.__name__, "text": str(error)[:2000]}


def _made(kind: Any, args: list[Any], text: str) -> BaseException:
    try:
        made = type.__call__(kind, *args)
        if isinstance(made, BaseException) and str(made) == text:
            return made
    except Exception:  # its constructor wants something else
        made = None
    try:
        made = type.__call__(kind, text)
    except Exception:
        made = kind.__new__(kind)
        made.args = (text,)
    return made  # type: ignore[no-any-return]


def _whole(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise BadMessage("not a number of a handle")
    return value
