"""Coverage: coverage.py's own data, its JSON, and Cobertura's XML."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from mastery_tui.evidence.readings import cobertura, coverage_data
from mastery_tui.evidence.readings.coverage_report import Report, totals
from mastery_tui.evidence.readings.inside import MIB, read_inside
from mastery_tui.evidence.readings.moment import moment
from mastery_tui.evidence.readings.places import COVERAGE_DATA, COVERAGE_JSON, COVERAGE_XML, named
from mastery_tui.evidence.readings.reading import Adapter, Reading, Unreadable, one_line

DATA, JSON, XML = "coverage-data", "coverage-json", "coverage-xml"
_LIMIT = 64 * MIB
Lines = dict[str, tuple[frozenset[int], frozenset[int]]]
"""File to the lines that ran and those that did not."""


def read_data(root: Path, paths: tuple[str, ...]) -> Reading:
    """What `.coverage` says of the source as it is now."""
    found = read_inside(root, paths[0], _LIMIT)
    report, gone = coverage_data.report(root, found.data)
    partial = f"{gone} measured {'file is' if gone == 1 else 'files are'} gone: run it again" if gone else ""
    return Reading(paths[0], DATA, totals(report), found.sha, found.mtime, partial=partial)


def read_json(root: Path, paths: tuple[str, ...]) -> Reading:
    """`coverage.json`."""
    found = read_inside(root, paths[0], _LIMIT)
    report = msgspec.json.decode(found.data, type=Report)
    made = _made(root, moment(report.meta.timestamp), found.mtime)
    return Reading(paths[0], JSON, totals(report), found.sha, found.mtime, made=made)


def read_xml(root: Path, paths: tuple[str, ...]) -> Reading:
    """`coverage.xml`."""
    found = read_inside(root, paths[0], _LIMIT)
    made = _made(root, cobertura.made(found.data), found.mtime)
    return Reading(paths[0], XML, cobertura.totals(found.data), found.sha, found.mtime, made=made)


def _made(root: Path, said: float, written: float) -> float:
    """When what a report tells of was measured: it is no newer than the data that it was made of."""
    try:
        measured = (root / COVERAGE_DATA[0]).stat().st_mtime
    except OSError:
        return said
    return min(said or written, written, measured)


def covered_lines(root: Path, path: str) -> tuple[Lines, str]:
    """The lines of each file, by its path relative to the tree, and why there are none, "" where there are.

    `path` is the source of a reading of coverage. Whether it speaks of this tree is the reading's to say.
    """
    try:
        found = read_inside(root, path, _LIMIT)
        if named([path], COVERAGE_XML):
            return cobertura.lines(root, found.data), ""
        report = (
            msgspec.json.decode(found.data, type=Report)
            if named([path], COVERAGE_JSON)
            else coverage_data.report(root, found.data)[0]
        )
    except (Unreadable, msgspec.MsgspecError, OSError, ValueError, RecursionError, MemoryError) as error:
        return {}, one_line(str(error) or "is damaged")
    return {
        name.replace("\\", "/"): (frozenset(file.executed_lines), frozenset(file.missing_lines))
        for name, file in report.files.items()
    }, ""


def _found(patterns: tuple[str, ...], files: Sequence[str]) -> list[tuple[str, ...]]:
    return [(path,) for path in named(files, patterns)]


ADAPTERS = (
    Adapter(DATA, lambda files, listed: _found(COVERAGE_DATA, files), read_data),
    Adapter(JSON, lambda files, listed: _found(COVERAGE_JSON, files), read_json),
    Adapter(XML, lambda files, listed: _found(COVERAGE_XML, files), read_xml),
)
