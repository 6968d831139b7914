"""One pytest process of a run: its command, its plan, what it says, and the coverage that it leaves."""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from mastery_tui.checking.interface import Measure, Note, Said, TreeItem
from mastery_tui.checking.testing import coverage_map as cm
from mastery_tui.checking.testing.channel import Untrusted
from mastery_tui.checking.testing.report import Report
from mastery_tui.checking.testing.runner import Clock, Ended, listen


class Order(msgspec.Struct, frozen=True):
    """What runs, and in which order: the fields are those of the plugin's `Plan`."""

    order: str = "own"
    stop: str = "red"
    failing: Sequence[str] = ()
    fatal: Sequence[str] = ()
    rest: Sequence[str] = ()
    kept: Sequence[str] = ()
    through: Sequence[str] = ()

    @property
    def reordered(self) -> bool:
        return self.order != "own"


class Launch(msgspec.Struct, frozen=True):
    """What all pytest processes of one run share. `folder` is for their files; `coverage`: it can be measured."""

    argv: Sequence[str]
    root: Path
    env: Mapping[str, str]
    clock: Clock
    memory_mib: int
    generation: int
    folder: Path
    coverage: bool


class Session:
    """One pytest process."""

    def __init__(self, launch: Launch, order: Order, name: str, measure: bool) -> None:
        self.launch = launch
        self.order = order
        self.measure = measure and launch.coverage
        self.folder = launch.folder / name
        self.report = Report(launch.generation, launch.clock, order.reordered)
        self.reason = ""

    def run(self) -> Iterator[TreeItem]:
        """Run it to its end. Raises Skipped when there are no tests, OSError when it cannot be started."""
        self.folder.mkdir()
        plan = self.folder / "plan.json"
        plan.write_text(json.dumps(self._plan()), "utf-8")
        launch, report = self.launch, self.report
        stream = listen(launch.argv, launch.root, launch.env, plan, launch.clock, launch.memory_mib)
        with contextlib.closing(stream) as messages:
            for message in messages:
                try:
                    if isinstance(message, Ended):
                        self.reason = message.reason
                        yield Said(message.output)
                        yield from report.end(message)
                    else:
                        yield from report.take(message)
                except Untrusted as error:
                    self.reason = "untrusted"
                    yield from report.end(Ended(0, "untrusted", str(error), ""))
                    return

    def _plan(self) -> dict[str, object]:
        where = {name: str(self.folder / name) for name in ("data", "report", "touched")}
        return {
            **msgspec.structs.asdict(self.order),
            "root": os.path.realpath(self.launch.root),
            "pythonpath": os.environ.get("PYTHONPATH"),
            "coverage": where if self.measure else None,
        }

    @property
    def narrowed(self) -> bool:
        """Whether it left out tests as it was told to."""
        finished = self.report.finished
        return (finished is not None and finished.narrowed) or len(self.report.order) < len(self.report.tests or ())

    @property
    def complete(self) -> bool:
        """Whether it ran all tests and measured what they cover."""
        return self.report.finished is not None and self.report.finished.measured

    def touched(self) -> dict[str, set[str]]:
        """The files that each test ran through; empty when it is not known: then it counts as affected by all."""
        finished = self.report.finished
        if not self.measure or finished is None or finished.coverage_problem:
            return {}
        try:
            contexts = cm.read_touched(self.folder, Path(os.path.realpath(self.launch.root)))
        except (sqlite3.Error, OSError, msgspec.MsgspecError, IndexError):
            return {}
        return {id: contexts.get(id, set()) for id in self.report.ran}

    def covered(self) -> Iterator[TreeItem]:
        """Line and branch coverage of a session that ran all tests, in percent; a note when it went wrong."""
        report = self.report
        problem = report.finished.coverage_problem if report.finished else ""
        if report.hello is not None:
            problem = problem or report.hello.coverage_problem
        if problem:
            yield Note(f"coverage is not known: {problem}")
        if report.finished is None or not report.finished.measured:
            return
        try:
            written = (self.folder / "report").read_bytes()
            totals = msgspec.json.decode(written, type=_CoverageReport).totals
        except (OSError, msgspec.MsgspecError) as error:
            yield Note(f"coverage is not known: its report cannot be read: {error}")
            return
        if totals.num_statements:
            yield Measure("coverage.line", 100.0 * totals.covered_lines / totals.num_statements)
        if totals.num_branches:
            yield Measure("coverage.branch", 100.0 * totals.covered_branches / totals.num_branches)


class _Totals(msgspec.Struct):
    covered_lines: int
    num_statements: int
    covered_branches: int = 0
    num_branches: int = 0


class _CoverageReport(msgspec.Struct):
    totals: _Totals
