"""All readings of a tree, and only what changed read again."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from mastery_tui.config.goals import CustomMetric
from mastery_tui.evidence.readings import custom
from mastery_tui.evidence.readings.inside import MIB, Identity, identity, sizes
from mastery_tui.evidence.readings.places import look, near
from mastery_tui.evidence.readings.reading import Reading, attempt
from mastery_tui.evidence.readings.registry import ADAPTERS

Key = tuple[str, tuple[str, ...]]
Kept = dict[Key, tuple[Identity, Reading]]
"""Adapter and files to what they were like, and what was read of them."""
CROWDED = "places"
MOST_AT_ONCE = 256 * MIB
_MOST_OF_ONE = 64 * MIB


def read_all(
    root: Path,
    listed: Sequence[str],
    known: Kept | None = None,
    custom_metrics: Mapping[str, CustomMetric] | None = None,
) -> Kept:
    """What there is to read below `root`; `listed` are the files of the tree as git lists them, `known` is what this
    returned the time before.

    Nothing of the tree is run. Never raises for what is in the tree. May block for some 30 s on coverage data of a
    huge tree that changed, and for two on a custom metric's regular expression that is a trap; else for milliseconds.
    """
    known = known or {}
    seen = look(root)
    listed = near(listed)
    found: Kept = {}
    left = MOST_AT_ONCE
    for adapter in ADAPTERS:
        for paths in adapter.find(seen.files, listed):
            key = (adapter.name, paths)
            kept = known.get(key)
            if kept is not None and kept[0] == identity(root, paths, kept[1].looked):
                found[key] = kept
                continue
            before = identity(root, paths)
            size = sum(min(size, _MOST_OF_ONE) for size in sizes(before))
            left -= size
            if size and left < 0:
                problem = "comes with more than is read at once: it is read the next time"
                found[key] = (((), ()), Reading(paths[0], adapter.name, grade=adapter.grade, problem=problem))
                continue
            reading = attempt(adapter, root, paths)
            found[key] = (_identity(root, paths, before, reading), reading)
    for name, metric in (custom_metrics or {}).items():
        if metric.file:
            key = (f"metric.{name}", (metric.file, metric.json, metric.regex, metric.unit))
            now = identity(root, (metric.file,))
            kept = known.get(key)
            same = kept is not None and kept[0] == now
            found[key] = kept if kept is not None and same else (now, custom.custom_from_file(root, name, metric))
    for place in seen.crowded:
        problem = "holds more files than are looked at: clear it, so that none is missed"
        found[(CROWDED, (place,))] = (((), ()), Reading(place or ".", CROWDED, problem=problem))
    return found


def _identity(root: Path, paths: tuple[str, ...], before: Identity, reading: Reading) -> Identity:
    """What the files were like before they were read: one that changed meanwhile is read again next time."""
    return before[0], identity(root, (), reading.looked)[1]


def all_of(kept: Kept) -> list[Reading]:
    """The readings that say something, problems included, in the order of their sources."""
    return sorted(
        (reading for _, reading in kept.values() if reading.values or reading.problem),
        key=lambda reading: (reading.adapter, reading.source),
    )
