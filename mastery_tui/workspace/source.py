"""What a way to watch has to do, whichever the system offers."""

from collections.abc import Iterable
from typing import Protocol


class Exhausted(Exception):
    """The system gives no more watches; the text says which limit and how to raise it."""


class Source(Protocol):
    """Reports what changes in some folders to a Debounce. `start` and `follow` raise Exhausted."""

    def start(self, folders: Iterable[str]) -> None: ...

    def follow(self, folders: Iterable[str]) -> None: ...

    def renew(self) -> None:
        """Called before each batch is told of: find out whether the root has become another folder."""

    def stop(self) -> None: ...
