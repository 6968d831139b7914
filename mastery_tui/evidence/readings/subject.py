"""Whether a reading speaks of this very tree.

A result names no tree. So the first tree that it was seen with, as its content, is the one that it belongs to, and only
where it was not older than the newest source file then. From there on the content decides: a file that is touched or
unpacked again says what it said before, of the tree that it said it of.
"""

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import msgspec

from mastery_tui.evidence.readings.gather import CROWDED
from mastery_tui.evidence.readings.reading import Adapter, Reading, Values
from mastery_tui.evidence.readings.registry import ADAPTERS
from mastery_tui.evidence.record import Bound
from mastery_tui.model.metric import Grade, Metric

OLDER_TREE = "of an older tree: run it again; if it comes out the same, write it under a new name"
OLDER_FILE = "older than the newest source file: run it again"
WHILE_RUN = "of a run that began before the newest source file was written: run it again"
_FUTURE_S = 60.0
_BY_NAME = {adapter.name: adapter for adapter in ADAPTERS}


class Subject(msgspec.Struct, frozen=True):
    """The tree that is spoken of.

    `tree` is its id without evidence (`tree_id`, `is_evidence`), `newest` gives the newest mtime of its files in
    seconds, and is asked only for files that are not bound yet. `head` is the commit, "" outside git; `dirty`: files
    differ from it. `bound` maps path and SHA-256 to the first tree that they were seen with. `now` in seconds.
    """

    tree: str
    newest: Callable[[], float]
    head: str = ""
    dirty: bool = False
    bound: Mapping[tuple[str, str], str] = {}
    now: float = 0.0


def metrics_of(readings: Iterable[Reading], subject: Subject, generation: int) -> tuple[dict[str, Metric], list[Bound]]:
    """The metrics, each with its grade, and what is to be recorded as bound to this tree.

    Where two readings give the same name, the better grade wins, then the newer. Where they add up (reports of several
    test runs or scanners), the sum is as good as its worst part, and what cannot be read is a part that is missing.
    """
    by_adapter: dict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        by_adapter[reading.adapter].append(reading)
    crowded = bool(by_adapter.pop(CROWDED, ()))
    newest = _Once(subject.newest)
    bound: list[Bound] = []
    metrics: dict[str, Metric] = {}
    for name, group in by_adapter.items():
        if name not in _BY_NAME and len(group) == 1:  # a metric of the settings: there may be hundreds
            _one(group[0], subject, newest, generation, metrics, bound)
            continue
        made, fresh = _of_adapter(_BY_NAME.get(name), group, subject, newest, generation, crowded)
        bound += fresh
        for metric, value in made.items():
            if metric not in metrics or _rank(metrics[metric]) < _rank(value):
                metrics[metric] = value
    return metrics, list(dict.fromkeys(bound))


def newest_mtime(root: Path, paths: Iterable[str]) -> float:
    """The newest time, in seconds, at which one of the files was written; 0.0 without any. Links are not followed."""
    top = os.fspath(root)
    newest = 0.0
    for path in paths:
        try:
            newest = max(newest, os.lstat(f"{top}/{path}").st_mtime)
        except (OSError, ValueError):
            continue  # it was removed meanwhile: another tree is on its way
    return newest


def _of_adapter(
    adapter: Adapter | None, group: list[Reading], subject: Subject, newest: "_Once", generation: int, crowded: bool
) -> tuple[dict[str, Metric], list[Bound]]:
    parts: list[tuple[Grade, str, Reading]] = []
    bound: list[Bound] = []
    for reading in _without_copies(group) if adapter and adapter.fold else group:
        if reading.values:
            grade, note, fresh = _graded(reading, subject, newest)
            parts.append((grade, note, reading))
            bound += [Bound(reading.source, reading.sha)] if fresh else []
    if adapter is None or adapter.fold is None:
        return _best(parts, generation), bound
    broken = [reading for reading in group if reading.problem]
    if not parts or (broken and adapter.grade == "E0"):
        return {}, bound
    return _sum(adapter, parts, broken, crowded, generation), bound


def _one(
    reading: Reading,
    subject: Subject,
    newest: "_Once",
    generation: int,
    metrics: dict[str, Metric],
    bound: list[Bound],
) -> None:
    """Put what a reading that stands alone says into `metrics`, where nothing better is."""
    if not reading.values:
        return
    grade, note, fresh = _graded(reading, subject, newest)
    if fresh:
        bound.append(Bound(reading.source, reading.sha))
    for name, (value, unit) in reading.values.items():
        samples = reading.samples.get(name, 1)
        metric = Metric(value, unit, grade, generation, reading.source, note, samples, reading.at)
        if name not in metrics or _rank(metrics[name]) < _rank(metric):
            metrics[name] = metric


def _graded(reading: Reading, subject: Subject, newest: "_Once") -> tuple[Grade, str, bool]:
    """The grade, why it is not better, and whether the content is seen for the first time and belongs to this tree."""
    if reading.grade == "E0" or not reading.sha:
        return reading.grade, reading.note, False
    if reading.partial:
        return "E1", reading.partial, False
    tree = subject.bound.get((reading.source, reading.sha))
    if tree is not None:
        return ("E2", reading.note, False) if tree == subject.tree else ("E1", OLDER_TREE, False)
    if reading.came:
        return "E1", reading.came, False
    if reading.commit and reading.commit != subject.head:
        return "E1", f"of commit {reading.commit[:12]}, not of this one: run it again", False
    if reading.commit and reading.dirty != subject.dirty:
        what = "uncommitted changes that are gone" if reading.dirty else "the commit without the changes since"
        return "E1", f"of {what}: run it again", False
    if reading.mtime > subject.now + _FUTURE_S:
        return "E1", "its time lies in the future: run it again", False
    if reading.mtime < newest():
        return "E1", OLDER_FILE, False
    if reading.at < newest():
        return "E1", WHILE_RUN, False
    return "E2", reading.note, True


def _best(parts: Iterable[tuple[Grade, str, Reading]], generation: int) -> dict[str, Metric]:
    found: dict[str, Metric] = {}
    for grade, note, reading in parts:
        for name, (value, unit) in reading.values.items():
            samples = reading.samples.get(name, 1)
            metric = Metric(value, unit, grade, generation, reading.source, note, samples, reading.at)
            if name not in found or _rank(found[name]) < _rank(metric):
                found[name] = metric
    return found


def _sum(
    adapter: Adapter, parts: list[tuple[Grade, str, Reading]], broken: list[Reading], crowded: bool, generation: int
) -> dict[str, Metric]:
    grade, note, worst = min(parts, key=lambda part: (part[0], part[2].at))
    if grade == "E2" and broken:
        grade, note = "E1", f"{broken[0].source} {broken[0].problem}"
    elif grade == "E2" and crowded:
        grade, note = "E1", "there are more files than are looked at"
    elif note and len(parts) > 1:
        note = f"{worst.source} is {note}, or remove it" if grade == "E1" else note
    several = [reading.values for _, _, reading in parts]
    values: Values = adapter.fold(several) if adapter.fold else {}
    source = parts[0][2].source if len(parts) == 1 else f"{parts[0][2].source} and {len(parts) - 1} more"
    at = min(reading.at for _, _, reading in parts)
    return {name: Metric(value, unit, grade, generation, source, note, 1, at) for name, (value, unit) in values.items()}


def _without_copies(group: list[Reading]) -> list[Reading]:
    """Each content once: who keeps a second copy of a report has not run the tests twice."""
    found: dict[str, Reading] = {}
    for reading in group:
        key = reading.sha or f"{reading.source}\0"
        if key not in found or found[key].mtime > reading.mtime:
            found[key] = reading
    return list(found.values())


def _rank(metric: Metric) -> tuple[str, float]:
    return metric.grade, metric.at


class _Once:
    """A value that is asked for at most once."""

    def __init__(self, ask: Callable[[], float]) -> None:
        self._ask = ask
        self._value: float | None = None

    def __call__(self) -> float:
        if self._value is None:
            self._value = self._ask()
        return self._value
