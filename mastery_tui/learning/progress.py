"""How far a learner is: folded from events in the order of the ledger. Pure; what time they tell decides no order."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from mastery_tui.learning.events import Event, Forgot, Injected, OfModule, Reset, Undone
from mastery_tui.learning.module_progress import ModuleProgress, after

Key = tuple[str, str]
"""Curriculum id and module id."""

NOTHING = ModuleProgress()


class Log:
    """Events with their times, in order. Values that came one from the other share one list, each up to its size."""

    __slots__ = ("_items", "_size")

    def __init__(self, items: list[tuple[Event, float]] | None = None, size: int = 0) -> None:
        self._items = [] if items is None else items
        self._size = size

    def with_one(self, event: Event, at: float) -> "Log":
        items = self._items if len(self._items) == self._size else self._items[: self._size]
        items.append((event, at))
        return Log(items, len(items))

    def all(self) -> list[tuple[Event, float]]:
        return self._items[: self._size]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Log) and self.all() == other.all()

    __hash__ = None  # type: ignore[assignment]


class Progress(msgspec.Struct, frozen=True):
    """All modules of which something counts; `undone` are the operations (ids of backups) that were taken back."""

    modules: dict[Key, ModuleProgress] = {}
    undone: frozenset[str] = frozenset()
    log: Any = msgspec.field(default_factory=Log)

    def of(self, key: Key) -> ModuleProgress:
        """What counts of this module."""
        return self.modules.get(key, NOTHING)


def progress(events: Iterable[tuple[Event, float]]) -> Progress:
    """Where these events, with their times, lead."""
    return later(Progress(), list(events))


def later(now: Progress, events: Sequence[tuple[Event, float]]) -> Progress:
    """Some events later: as if folded one by one, but what was taken back is struck out once, however often it was."""
    if not any(isinstance(event, Undone) for event, _ in events):
        for event, at in events:
            now = fold(now, event, at)
        return now
    log = now.log
    for event, at in events:
        log = log.with_one(event, at)
    return _folded(log)


def fold(now: Progress, event: Event, at: float) -> Progress:
    """One event later."""
    log = now.log.with_one(event, at)
    if isinstance(event, Undone):
        return _folded(log)
    return Progress(_step(now.modules, event, at), now.undone, log)


def _step(modules: dict[Key, ModuleProgress], event: Event, at: float) -> dict[Key, ModuleProgress]:
    match event:
        case OfModule(curriculum=curriculum, module=module):
            key = (curriculum, module)
            return {**modules, key: after(modules.get(key, NOTHING), event, at)}
        case Reset(curriculum=curriculum, module=module):
            return {key: value for key, value in modules.items() if key not in ((curriculum, module or key[1]),)}
        case _:
            return modules


def _folded(log: Log) -> Progress:
    """All of it once more, without what was taken back."""
    entries = log.all()
    void = taken_back([event for event, _ in entries])
    modules: dict[Key, ModuleProgress] = {}
    undone: set[str] = set()
    for number, (event, at) in enumerate(entries):
        if number in void:
            continue
        modules = _step(modules, event, at)
        if isinstance(event, Undone):
            undone.add(event.what)
    return Progress(modules, frozenset(undone), log)


def taken_back(events: list[Event]) -> set[int]:
    """Which were taken back. From the last on: what took something back may itself have been taken back.

    One operation may be several events: a reset of all modules is one for each. Of the acts that keep a backup only
    these say what counts: a start and a fix that was taken over stay in the past, also when the files are brought back.
    """
    void: set[int] = set()
    for number in range(len(events) - 1, -1, -1):
        event = events[number]
        if number in void or not isinstance(event, Undone):
            continue
        void.update(earlier for earlier in range(number) if _operation(events[earlier]) == event.what)
    return void


def _operation(event: Event) -> str | None:
    return (event.backup or None) if isinstance(event, Reset | Undone | Injected | Forgot) else None
