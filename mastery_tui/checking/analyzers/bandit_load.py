"""bandit as a library, without what only its command line needs.

Importing `bandit.core` costs about 120 ms, more than half of it for a progress bar and for output formatters; both are
put off until somebody uses them, which a check never does. Its log is kept off standard error, and the process-wide
warning format that it replaces is put back.
"""

import importlib
import importlib.util
import logging
import sys
import warnings
from functools import cache
from types import ModuleType
from typing import Any

_PUT_OFF = ("rich.progress",)


@cache
def load() -> ModuleType:
    """The package `bandit.core`, imported, with its extension registry filled."""
    log = logging.getLogger("bandit")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    shown = warnings.formatwarning
    for name in _PUT_OFF:
        _import_lazily(name)
    try:
        with _no_formatters():
            for name in ("manager", "test_set", "config", "docs_utils", "blacklisting", "node_visitor"):
                importlib.import_module(f"bandit.core.{name}")
    finally:
        warnings.formatwarning = shown
    return importlib.import_module("bandit.core")


def _import_lazily(name: str) -> None:
    """Put a module into `sys.modules` that loads itself when first used."""
    if name in sys.modules:
        return
    spec = importlib.util.find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    parent, _, child = name.rpartition(".")
    setattr(sys.modules[parent], child, module)


class _no_formatters:  # noqa: N801 - reads as a statement
    """While active, stevedore finds nothing under `bandit.formatters`: rules and blacklists load as always."""

    def __enter__(self) -> None:
        extension: Any = importlib.import_module("stevedore.extension")
        self._extension = extension
        self._manager: Any = self._extension.ExtensionManager

        def manager(namespace: str, **about: Any) -> Any:
            about.pop("verify_requirements", None)  # without effect, and stevedore warns of it
            return self._manager("mastery.none" if namespace == "bandit.formatters" else namespace, **about)

        self._extension.ExtensionManager = manager

    def __exit__(self, *_: object) -> None:
        self._extension.ExtensionManager = self._manager
