"""The process of the learner's code: imports it when asked, and answers calls with plain data or handles."""

from __future__ import annotations

import importlib
import importlib.machinery
import importlib.util
import inspect
import operator
import os
import sys
import threading
from collections.abc import Callable
from types import ModuleType, TracebackType
from typing import Any

from .codec import Decoder, Encoder, NotPlain, Snapshot
from .frames import BadMessage, TooLarge, receive, send

_LONGEST = 2000
_OPERATORS = [
    "add",
    "sub",
    "mul",
    "truediv",
    "floordiv",
    "mod",
    "pow",
    "matmul",
    "and_",
    "or_",
    "xor",
    "lshift",
    "rshift",
    "lt",
    "le",
    "gt",
    "ge",
    "neg",
    "pos",
    "abs",
    "invert",
    "getitem",
    "setitem",
    "delitem",
    "contains",
    "index",
]


def _call(target: Any, /, *args: Any, **kwargs: Any) -> Any:
    return target(*args, **kwargs)


OPERATIONS: dict[str, Callable[..., Any]] = {
    **{name: getattr(operator, name) for name in _OPERATORS},
    "call": _call,
    "getattr": getattr,
    "setattr": setattr,
    "delattr": delattr,
    "len": len,
    "iter": iter,
    "next": next,
    "bool": bool,
    "str": str,
    "repr": repr,
    "float": float,
    "int": int,
    "complex": complex,
    "divmod": divmod,
    "round": round,
    "enter": lambda target: type(target).__enter__(target),
    "exit": lambda target: type(target).__exit__(target, None, None, None),
}


class Modules:
    """Finds the learner's modules by their declared names, and nothing else: no `numpy.py` hides NumPy."""

    def __init__(self, folder: str, names: dict[str, str]) -> None:
        self.folder = folder
        self.names = names
        self._packages = {name.rpartition(".")[0] for name in names if "." in name}

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name in self.names:
            file = os.path.join(self.folder, self.names[name])
            package = [os.path.dirname(file)] if file.endswith("__init__.py") else None
            return importlib.util.spec_from_file_location(name, file, submodule_search_locations=package)
        if any(one == name or one.startswith(name + ".") for one in self._packages):
            return importlib.machinery.ModuleSpec(name, None, is_package=True)
        return None

    def load(self, name: str) -> ModuleType:
        if name in self.names and name in sys.modules and self._is_other(sys.modules[name]):
            del sys.modules[name]
        return importlib.import_module(name)

    def _is_other(self, module: ModuleType) -> bool:
        return not str(getattr(module, "__file__", None) or "").startswith(self.folder)


class Callback:
    """A function of the test, as the learner's code sees it."""

    def __init__(self, server: Server, number: int, name: str) -> None:
        self.__name__ = self.__qualname__ = name
        self._server = server
        self._number = number

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._server.call_back(self._number, args, kwargs)

    def __repr__(self) -> str:
        return f"<function {self.__name__}>"


class Server:
    """One connection to the judge."""

    def __init__(self, fd: int, modules: Modules) -> None:
        self._fd = fd
        self._modules = modules
        self._handles: list[Any] = []
        self._numbers: dict[int, int] = {}
        self._callbacks: dict[int, Callback] = {}
        self._raised: dict[int, BaseException] = {}
        self._lock = threading.RLock()

    def run(self) -> None:
        """Answer until the judge is gone."""
        while True:
            message = receive(self._fd)
            if message is None:
                return
            self._answer(*message)

    def call_back(self, number: int, args: Any, kwargs: Any) -> Any:
        with self._lock:
            encoder = Encoder(self._foreign)
            body = {"back": number, "args": [encoder.value(one) for one in args]}
            body["kwargs"] = {name: encoder.value(one) for name, one in kwargs.items()}
            send(self._fd, body, encoder.buffers)
            while True:
                message = receive(self._fd)
                if message is None:
                    os._exit(0)
                body, buffers = message
                if "op" in body:
                    self._answer(body, buffers)
                    continue
                decoder = Decoder(buffers, self._own, encoder.objects)
                if "raised" in body:
                    error = _builtin(body["type"])(body["text"])
                    self._raised[body["raised"]] = error
                    error.__dict__["mastery_raised"] = body["raised"]
                    raise error
                value = decoder.value(body["value"])
                for changed, content in body["changed"]:
                    decoder.apply(changed, content)
                return value

    def _answer(self, body: Any, buffers: list[memoryview]) -> None:
        decoder = Decoder(buffers, self._own)
        try:
            try:
                args = [decoder.value(one) for one in body["args"]]
                kwargs = {name: decoder.value(one) for name, one in body["kwargs"].items()}
            except (BadMessage, MemoryError) as error:
                raise ValueError(f"the arguments did not arrive: {error}") from None
            snapshot = Snapshot(decoder.objects)
            try:
                value = self._perform(body["op"], args, kwargs)
            except BaseException as error:
                encoder = Encoder(self._foreign, snapshot.objects)
                reply = {"error": self._error(error, encoder), "changed": snapshot.changes(encoder)}
                error.__traceback__ = None
            else:
                encoder = Encoder(self._foreign, snapshot.objects)
                reply = {"value": encoder.value(value), "changed": snapshot.changes(encoder)}
            send(self._fd, reply, encoder.buffers)
        except (NotPlain, TooLarge, MemoryError, RecursionError, ValueError) as error:
            text = f"what was returned cannot be handed over: {error or type(error).__name__}"
            problem = {"type": ["g", "builtins", "ValueError"], "args": [], "text": text[:_LONGEST], "where": []}
            send(self._fd, {"error": problem, "changed": []}, [])

    def _perform(self, op: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        if op == "import":
            return self._modules.load(args[0])
        return OPERATIONS[op](*args, **kwargs)

    def _own(self, raw: list[Any], decoder: Decoder) -> Any:
        if raw[0] == "r":
            return self._handles[raw[1]]
        if raw[0] == "f":
            if raw[1] not in self._callbacks:
                self._callbacks[raw[1]] = Callback(self, raw[1], raw[2])
            return self._callbacks[raw[1]]
        raise BadMessage("not a value")

    def _foreign(self, value: Any, encoder: Encoder) -> Any:
        if type(value) is Callback and self._callbacks.get(value._number) is value:
            return ["f", value._number]
        number = self._numbers.get(id(value))
        if number is not None:
            return ["h", number]
        number = self._numbers[id(value)] = len(self._handles)
        self._handles.append(value)
        return ["h", number, self._about(value, encoder)]

    def _about(self, value: Any, encoder: Encoder) -> dict[str, Any]:
        kind = type(value)
        about: dict[str, Any] = {"kind": "object", "type": kind.__qualname__[:100], "callable": callable(value)}
        if isinstance(value, ModuleType):
            about["kind"] = "module"
        elif isinstance(value, type):
            about.update(kind="class", name=value.__qualname__[:100], base=_base(value), params=_parameters(value))
        elif inspect.isroutine(value):
            name = str(getattr(value, "__qualname__", getattr(value, "__name__", "")))
            about.update(kind="function", name=name[:100], params=_parameters(value))
        if kind.__module__ in self._modules.names or issubclass(kind, BaseException):
            about["class"] = self._foreign(kind, encoder)
        mro = value.__mro__ if isinstance(value, type) else kind.__mro__
        about["mro"] = [self._foreign(one, encoder)[1] for one in mro if one is not value and self._is_mine(one)]
        return about

    def _is_mine(self, kind: type) -> bool:
        return kind.__module__ in self._modules.names

    def _error(self, error: BaseException, encoder: Encoder) -> dict[str, Any]:
        number = getattr(error, "mastery_raised", None)
        if type(number) is int and self._raised.get(number) is error:
            return {"raised": number}
        about: dict[str, Any] = {"text": _text(error)[:_LONGEST], "where": self._where(error.__traceback__)}
        plain = Encoder(_refuse)
        try:
            args = [plain.value(one) for one in error.args]
            about["args"] = None if plain.buffers or len(str(args)) > _LONGEST else args
        except (NotPlain, RecursionError):
            about["args"] = None
        kind = type(error)
        about["base"] = _base(kind)
        about["name"] = kind.__qualname__[:100]
        if self._is_mine(kind):
            about["type"] = self._foreign(kind, encoder)
            about["self"] = self._foreign(error, encoder)
        if isinstance(error, SyntaxError):
            file = os.path.relpath(error.filename or "", self._modules.folder)
            about["syntax"] = [file, error.lineno or 0, str(error.msg)[:_LONGEST], str(error.text or "").strip()[:200]]
        return about

    def _where(self, traceback: TracebackType | None) -> list[list[Any]]:
        """The learner's own lines, innermost last: [file, line, function]."""
        found: list[list[Any]] = []
        while traceback is not None:
            code = traceback.tb_frame.f_code
            if code.co_filename.startswith(self._modules.folder + os.sep):
                file = os.path.relpath(code.co_filename, self._modules.folder)
                found.append([file, traceback.tb_lineno, code.co_name[:100]])
            traceback = traceback.tb_next
        return found[-3:]


def _refuse(value: Any, encoder: Encoder) -> Any:
    raise NotPlain("not plain data")


def _text(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:
        return ""


def _builtin(name: str) -> type[BaseException]:
    import builtins

    found = getattr(builtins, name, None)
    return found if isinstance(found, type) and issubclass(found, BaseException) else RuntimeError


def _base(kind: type) -> list[str]:
    """The nearest exception of Python's or NumPy's own, as module and name; none for other classes."""
    if not issubclass(kind, BaseException):
        return []
    for one in kind.__mro__:
        if one.__module__ == "builtins" or one.__module__.startswith("numpy."):
            return [one.__module__, one.__name__]
    return ["builtins", "BaseException"]


def _parameters(value: Any) -> list[str]:
    try:
        return [name[:40] for name in inspect.signature(value).parameters][:20]
    except BaseException:
        return []
