"""The learner's modules, as the tests import them: modules of this process whose names are asked for over there."""

from __future__ import annotations

import importlib.machinery
import sys
from types import ModuleType
from typing import Any

from .link import CodeEnded, Link
from .remote import RemoteClass


class Faulty(ImportError):
    """The learner's module cannot be imported, or lacks a name. The text is one line for the learner."""


class Mirror(ModuleType):
    """A module of the learner's."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith(("__", "_pytest", "pytestmark")):
            raise AttributeError(name)
        finder: Finder = self.__dict__["__loader__"]
        return finder.attribute(self, name)


class Finder:
    """Finds and loads the declared modules. `fault` is the first thing that was wrong with one of them, or ""."""

    def __init__(self, link: Link, names: dict[str, str], empty: set[str]) -> None:
        self.link = link
        self.names = names
        self.fault = ""
        self._empty = empty
        self._packages = {name[:at] for name in names for at, one in enumerate(name) if one == "."}

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name in self.names or name in self._packages:
            return importlib.machinery.ModuleSpec(name, self, is_package=name in self._packages)  # type: ignore[arg-type]
        return None

    def create_module(self, spec: Any) -> ModuleType:
        return Mirror(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        name = module.__name__
        if name not in self.names:
            return
        file = self.names[name]
        self.link.doing = f"while {file} was imported"
        try:
            remote = self.link.ask("import", (name,))
        except CodeEnded as error:
            self._failed(str(error))
        except BaseException as error:
            self._failed(import_fault(file, error))
        finally:
            self.link.doing = ""
        module.__dict__["mastery_remote"] = remote

    def attribute(self, module: ModuleType, name: str) -> Any:
        file = self.names.get(module.__name__, module.__name__)
        try:
            value = getattr(module.__dict__["mastery_remote"], name)
        except (AttributeError, KeyError):
            fault = f"{file} is empty: there is no {name}" if file in self._empty else f"{file} has no {name}"
            self.fault = self.fault or fault
            raise AttributeError(fault) from None
        if isinstance(value, RemoteClass):
            self.link.named.add(value._mastery_number)
        if type(value).__name__ != "Remote" or value._mastery_about["kind"] == "function":
            module.__dict__[name] = value
        return value

    def forget(self) -> None:
        """Have the modules imported anew when they are asked for next."""
        for name in [*self.names, *self._packages]:
            sys.modules.pop(name, None)

    def _failed(self, fault: str) -> None:
        self.fault = self.fault or fault
        raise Faulty(fault) from None


def import_fault(file: str, error: BaseException) -> str:
    """One line on a module that does not import."""
    about = error.__dict__.get("mastery_learner")
    if about is None:
        return f"{file} cannot be imported: {type(error).__name__}: {error}"
    if about["syntax"]:
        where, line, message, text = about["syntax"]
        return f"{about['name']} at {where}:{line}: {message}" + (f": {text}" if text else "")
    if isinstance(error, SystemExit):
        return f"sys.exit({about['text']}) was called while {file} was imported"
    place = "".join(f" at {where}:{line}" for where, line, _ in about["where"][-1:])
    said = f": {about['text']}" if about["text"] else ""
    return f"{about['name']}{place} while {file} was imported{said}"
