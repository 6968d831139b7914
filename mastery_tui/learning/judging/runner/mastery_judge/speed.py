"""How long the learner's code takes beside the reference: the same work, in turns, by the shortest of three."""

from __future__ import annotations

import importlib.util
import os
import time
from typing import Any, Callable

from .finder import Finder
from .keeper import start
from .link import CodeEnded, Link
from .standins import Standins

_TURNS = 3
_AT_MOST_S = 2.0


def slower(code: dict[str, Any], work: dict[str, Any], link: Link, finder: Finder, fork: bool) -> float:
    """Time of the learner's code by that of the reference; 0.0 where it cannot be told. It never fails anything.

    The reference runs first. Where the learner's code does not end once in the time that is left: by how much it is
    slower at least.
    """
    plan = {**code["plan"], "folder": work["reference_folder"], "files": work["reference"], "names": code["names"]}
    kept = start(fork)
    try:
        kept.begin(plan)
        other = Link(kept, time.monotonic() + _AT_MOST_S, f"{_AT_MOST_S:g} s")
        Standins(other)
        file = os.path.join(work["validator"], work["baseline"])
        until = time.monotonic() + _AT_MOST_S
        reference, learner = (_side(one, file, finder, until) for one in (other, link))
        return _ratio(reference, learner, until)
    except Exception:
        return 0.0
    finally:
        kept.kill()
        finder.link = link
        link.ended = ""  # too slow to be timed is no failure


def _side(link: Link, file: str, finder: Finder, until: float) -> _Side:
    finder.link = link
    finder.forget()
    link.limit_to(until - time.monotonic())
    spec = importlib.util.spec_from_file_location("mastery_speed", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return _Side(link, module.speed)


class _Side:
    """One of the two. `best` is its shortest time in its own process, in seconds."""

    def __init__(self, link: Link, run: Callable[[], Any]) -> None:
        self._link = link
        self._run = run
        self.best = float("inf")

    def time(self) -> None:
        """Raises what `speed()` raises, and CodeEnded where it takes too long: `best` is then what it took so far."""
        before = self._link.took
        try:
            self._run()
        finally:
            self.best = min(self.best, self._link.took - before)


def _ratio(reference: _Side, learner: _Side, until: float) -> float:
    for turn in range(_TURNS):
        if turn and time.monotonic() > until:
            break
        reference.time()
        try:
            learner.time()
        except CodeEnded:
            if time.monotonic() < until:
                raise  # it ended by itself
            break
    return learner.best / reference.best if reference.best > 0 else 0.0
