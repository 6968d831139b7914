"""What takes its time: evidence files, commands of custom metrics, the lines that are new. Read while nobody types."""

import os
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec
from msgspec.structs import replace

from mastery_tui.config.goals import CustomMetric, Goals
from mastery_tui.evidence.commands import environment
from mastery_tui.evidence.custom_command import run_custom
from mastery_tui.evidence.new_code import Covered
from mastery_tui.evidence.readings.coverage import ADAPTERS as OF_COVERAGE
from mastery_tui.evidence.readings.coverage import covered_lines
from mastery_tui.evidence.readings.custom import custom_from_output
from mastery_tui.evidence.readings.gather import Kept, all_of, read_all
from mastery_tui.evidence.readings.reading import Reading
from mastery_tui.model.state import State
from mastery_tui.session.proof.came_along import came_along
from mastery_tui.workspace.git import Git, Outside
from mastery_tui.workspace.git_command import GitError
from mastery_tui.workspace.git_diff import Ranges

COVERAGE = frozenset(adapter.name for adapter in OF_COVERAGE)


class Slow(msgspec.Struct, frozen=True):
    """What was read last.

    `kept` are the evidence files, `readings` what they say; `printed` what each command said, and the tree it was run
    on; `ranges` the new lines of each file with the tree they belong to, `covered` what tests ran of the
    files that have any, where a coverage report says so. `problems` are lines on what cannot be read;
    `asked` the metrics of the settings that all this was read for.
    """

    kept: Kept = {}
    readings: tuple[Reading, ...] = ()
    printed: Mapping[str, tuple[Reading, str]] = {}
    ranges: tuple[Ranges, str] | None = None
    covered: Mapping[str, Covered] | None = None
    problems: tuple[str, ...] = ()
    asked: Mapping[str, CustomMetric] = {}


def read(
    root: Path,
    state: State,
    listed: Sequence[str],
    goals: Goals,
    before: Slow,
    tree: str,
    on_start: Callable[[int], None] | None = None,
) -> Slow:
    """All of it anew, as far as it changed; `listed` are all files of the tree.

    Blocks. Commands are run in a trusted folder only.
    """
    kept = came_along(root, read_all(root, listed, before.kept, goals.metrics), before.kept, state.repo.head)
    printed = _printed(root, state, goals, before, tree, on_start)
    ranges = before.ranges if before.ranges is not None and before.ranges[1] == tree else _ranges(root, state, tree)
    readings = tuple(all_of(kept))
    problems = [f"{one.source}: {one.problem}" for one in readings if one.problem]
    problems += [f"metric {name}: {one.problem}" for name, (one, _) in printed.items() if one.problem]
    covered = _covered(root, readings, before) if ranges is not None and any(ranges[0].values()) else None
    return Slow(kept, readings, printed, ranges, covered, tuple(problems), goals.metrics)


def _printed(
    root: Path,
    state: State,
    goals: Goals,
    before: Slow,
    tree: str,
    on_start: Callable[[int], None] | None,
) -> dict[str, tuple[Reading, str]]:
    if not state.trusted:
        return {}
    found: dict[str, tuple[Reading, str]] = {}
    for name, metric in goals.metrics.items():
        if not metric.command:
            continue
        known = before.printed.get(name)
        if known is not None and known[1] == tree and before.asked.get(name) == metric:
            found[name] = known
            continue
        done = run_custom(root, name, metric, environment(os.environ, state.python.path), on_start)
        if done.reason:
            reading = Reading(_source(metric.command), f"metric.{name}", problem=done.reason)
        else:
            reading = custom_from_output(name, metric, done.text, time.time())
        found[name] = (replace(reading, source=_source(metric.command)), tree)
    return found


def _covered(root: Path, readings: Sequence[Reading], before: Slow) -> Mapping[str, Covered] | None:
    """The lines of the newest coverage report; read again only where that is another one."""
    reports = [one for one in readings if one.adapter in COVERAGE and "coverage.line" in one.values]
    if not reports:
        return None
    newest = max(reports, key=lambda one: one.mtime)
    if before.covered is not None and newest in before.readings:
        return before.covered
    lines, _ = covered_lines(root, newest.source)
    return {path: Covered(*of_file) for path, of_file in lines.items()} or None


def _source(command: tuple[str, ...]) -> str:
    return " ".join(command)


def _ranges(root: Path, state: State, tree: str) -> tuple[Ranges, str] | None:
    """The lines that are new since the merge base; None where there is none, or git does not answer."""
    if not state.repo.base:
        return None
    try:
        git = Git.find(root)
        return None if isinstance(git, Outside) else (git.changed_lines(state.repo.base), tree)
    except GitError:  # the State says what is wrong with git; nothing is known of new lines then
        return None
