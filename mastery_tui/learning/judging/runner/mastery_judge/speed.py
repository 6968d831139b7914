"""How long the learner's code takes beside the reference: the same work, in turns, by the shortest of three."""

from __future__ import annotations

import importlib.util
import os
import time
from typing import Any, Callable

from .finder import Finder
from .keeper import start
from .link import Link
from .standins import Standins

_TURNS = 3
_AT_MOST_S = 2.0


def slower(code: dict[str, Any], work: dict[str, Any], link: Link, finder: Finder, fork: bool) -> float:
    """Time of the learner's code by that of the reference; 0.0 where it cannot be told. It never fails anything."""
    plan = {**code["plan"], "folder": work["reference_folder"], "files": work["reference"], "names": code["names"]}
    kept = start(plan, fork)
    try:
        other = Link(kept, time.monotonic() + _AT_MOST_S, f"{_AT_MOST_S:g} s")
        Standins(other)
        file = os.path.join(work["validator"], work["baseline"])
        runs = []
        for one in (link, other):
            finder.link = one
            finder.forget()
            one.limit_to(_AT_MOST_S)
            runs.append(_speed(file))
        return _ratio(runs, (link, other))
    except Exception:
        return 0.0
    finally:
        kept.kill()
        finder.link = link
        link.ended = ""  # too slow to be timed is no failure


def _speed(file: str) -> Callable[[], Any]:
    spec = importlib.util.spec_from_file_location("mastery_speed", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.speed  # type: ignore[no-any-return]


def _ratio(runs: list[Callable[[], Any]], links: tuple[Link, Link]) -> float:
    best = [float("inf"), float("inf")]
    until = time.monotonic() + _AT_MOST_S
    for turn in range(_TURNS):
        for which in (1, 0):
            before = links[which].took
            runs[which]()
            best[which] = min(best[which], links[which].took - before)
        if turn and time.monotonic() > until:
            break
    return best[0] / best[1] if best[1] > 0 else 0.0
