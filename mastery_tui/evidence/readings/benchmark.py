"""pytest-benchmark's JSON: .benchmarks/MACHINE/NNNN_*.json, and benchmark*.json."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from mastery_tui.evidence.readings.inside import MIB, read_inside
from mastery_tui.evidence.readings.moment import moment
from mastery_tui.evidence.readings.places import BENCHMARK, below, named
from mastery_tui.evidence.readings.reading import Adapter, Reading, Unreadable, Values, name_part

NAME = "benchmark"
_LIMIT = 32 * MIB
_MOST = 1_000
_STORE = ".benchmarks"
_STATS = ("mean", "median", "max", "stddev")


class _Stats(msgspec.Struct, frozen=True):
    mean: float
    median: float
    max: float
    stddev: float
    rounds: int


class _Benchmark(msgspec.Struct, frozen=True):
    name: str
    stats: _Stats
    fullname: str = ""


class _Commit(msgspec.Struct, frozen=True):
    id: str | None = None
    dirty: bool | None = None


class _Report(msgspec.Struct, frozen=True):
    benchmarks: list[_Benchmark]
    commit_info: _Commit = _Commit()
    datetime: str | None = None


def find(files: Sequence[str], listed: Sequence[str]) -> list[tuple[str, ...]]:
    """Of what is stored for each machine the last one, and the files that were asked for."""
    last: dict[str, tuple[tuple[int, str], str]] = {}
    for path in files:
        folder, _, name = path.rpartition("/")
        if below(path, _STORE) and name.endswith(".json"):
            number = re.match(r"[0-9]{1,9}", name)
            order = (int(number[0]) if number else -1, name)
            if folder not in last or last[folder][0] < order:
                last[folder] = (order, path)
    rest = [path for path in named(files, BENCHMARK) if not below(path, _STORE)]
    return [(path,) for path in (*(path for _, path in last.values()), *rest)]


def read(root: Path, paths: tuple[str, ...]) -> Reading:
    """`benchmark.*` of one file, in ms; a value is made of as many measurements as there were rounds."""
    path = paths[0]
    found = read_inside(root, path, _LIMIT)
    report = msgspec.json.decode(found.data, type=_Report)
    if not report.benchmarks:
        raise Unreadable("holds no benchmark: it proves nothing")
    if len(report.benchmarks) > _MOST:
        raise Unreadable(f"holds more than {_MOST} benchmarks")
    values: Values = {"benchmark.count": (len(report.benchmarks), "benchmarks")}
    samples: dict[str, int] = {}
    for name, one in zip(_names(report.benchmarks), report.benchmarks, strict=True):
        for stat in _STATS:
            value = 1000.0 * getattr(one.stats, stat)
            if not (math.isfinite(value) and value >= 0) or one.stats.rounds < 1:
                raise Unreadable(f"says {value:g} ms in {one.stats.rounds} rounds for {one.name}, which cannot be")
            metric = f"benchmark.{name}.{stat}_ms"
            values[metric] = (value, "ms")
            samples[metric] = one.stats.rounds
    commit = report.commit_info
    named_commit = commit.id if commit.id and re.fullmatch(r"[0-9a-f]{7,64}", commit.id) else ""
    return Reading(
        path,
        NAME,
        values,
        found.sha,
        found.mtime,
        named_commit,
        bool(commit.dirty and named_commit),
        samples=samples,
        made=moment(report.datetime),
    )


def _names(benchmarks: Sequence[_Benchmark]) -> list[str]:
    """A part of a metric's name for each: its own, the one with its file where that is not enough, then a number."""
    short = [name_part(one.name) for one in benchmarks]
    often = Counter(short)
    longer = [
        name if often[name] == 1 else name_part(one.fullname or one.name)
        for name, one in zip(short, benchmarks, strict=True)
    ]
    seen: dict[str, None] = {}
    for name in longer:
        number = 1
        while (unused := name if number == 1 else f"{name}-{number}") in seen:
            number += 1
        seen[unused] = None
    return list(seen)


ADAPTER = Adapter(NAME, find, read)
