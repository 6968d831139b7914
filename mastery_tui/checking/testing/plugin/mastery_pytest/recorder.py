"""Line and branch coverage of the run, with the id of the test as the context."""

import glob
import json
import os
import sys
import warnings
from typing import Any, Callable, Dict, List, Optional

_getpid = os.getpid


class Recorder:
    """Measures with the project's own coverage and configuration, into a data file of ours.

    `where` names `data` (the data file), `report` (the JSON report, written when the run was complete) and `touched`
    (the files that each test ran through). When anything of coverage fails, `problem` says what and the tests go on
    without.

    Coverage's own contexts write every line of every test to a database, which doubles the time of a suite of quick
    tests. We need no more than the files of each test: so what was hit is taken from the collector between tests, and
    given back to it at the end. Where the collector is not as we know it, the contexts do.
    """

    def __init__(self, where: Dict[str, str], root: str, suffix: Optional[str] = None) -> None:
        self.where = where
        self.root = root
        self.suffix = suffix
        self.version = ""
        self.problem = ""
        self._coverage: Any = None
        self._combiner: Any = None
        self._owner = _getpid()
        self._hits: Optional[Dict[str, Any]] = None  # the collector's: file -> set of what was hit
        self._taken: Dict[str, Any] = {}
        self._touched: Dict[str, List[str]] = {}
        self._test = ""

    def _guard(self, step: Callable[[], None], doing: str) -> None:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                step()
        except Exception as error:
            self.problem = f"{doing}: {type(error).__name__}: {error}"[:500]
            self._coverage = None

    def start(self) -> None:
        self._guard(self._start, "starting coverage")

    def _start(self) -> None:
        import coverage

        self.version = coverage.__version__
        measure = self._make(self.suffix or False)
        core = os.environ.get("COVERAGE_CORE")
        if sys.version_info >= (3, 12) and _has_ctracer():
            os.environ["COVERAGE_CORE"] = "ctrace"  # sys.monitoring knows no contexts
        try:
            measure.start()
        finally:
            if core is None:
                os.environ.pop("COVERAGE_CORE", None)
            else:
                os.environ["COVERAGE_CORE"] = core
        self._coverage = measure
        hits = getattr(getattr(measure, "_collector", None), "data", None)
        if type(hits) is dict and all(type(value) is set for value in hits.values()):
            self._hits = hits
        # Made now: relative names in the project's configuration count from here, wherever a test leaves the process.
        self._combiner = None if self.suffix else self._make(None)

    def _make(self, suffix: Any) -> Any:
        import coverage

        measure = coverage.Coverage(data_file=self.where["data"], data_suffix=suffix, branch=True)
        if not any(measure.get_option(name) for name in ("run:source", "run:source_pkgs", "run:include")):
            measure.set_option("run:source", [self.root])
        if measure.get_option("run:dynamic_context"):
            measure.set_option("run:dynamic_context", None)  # the contexts are ours: one per test
        return measure

    def switch(self, context: str) -> None:
        """Count what runs from now on for the test `context`."""
        if self._coverage is not None and _getpid() == self._owner:
            try:
                if self._hits is None:
                    self._coverage.switch_context(context)
                else:
                    self._take(self._hits)
                    self._test = context
            except Exception as error:  # a test stopped it, or started another one on top
                self.problem = f"in {context}: {type(error).__name__}: {error}"[:500]
                self._coverage = None

    def _take(self, hits: Dict[str, Any]) -> None:
        files = []
        for file, hit in list(hits.items()):
            if hit:
                files.append(file)
                self._taken.setdefault(file, set()).update(hit)
                hit.clear()  # the tracer holds on to the very set
        if self._test:
            before = self._touched.get(self._test)  # it is run once more: by a plugin, after a failure
            self._touched[self._test] = files if before is None else sorted({*before, *files})

    def _give_back(self, hits: Dict[str, Any]) -> None:
        self._take(hits)
        for file, hit in self._taken.items():
            hits.setdefault(file, set()).update(hit)
        files = {file: number for number, file in enumerate(self._taken)}
        tests = {test: [files[file] for file in touched] for test, touched in self._touched.items()}
        with open(self.where["touched"] + (self.suffix or ""), "w", encoding="utf-8") as written:
            json.dump({"files": list(files), "tests": tests}, written)

    def finish(self, complete: bool) -> None:
        """Save the data; when the run was `complete`, also the totals."""
        if self._coverage is not None and _getpid() == self._owner:
            self._guard(lambda: self._finish(complete), "saving coverage")

    def _finish(self, complete: bool) -> None:
        measure = self._coverage
        measure.stop()
        if self._hits is not None:
            self._give_back(self._hits)
        measure.save()
        if self.suffix:
            return
        parts = glob.glob(glob.escape(self.where["data"]) + ".*")
        if parts:  # of the workers of pytest-xdist
            measure = self._combiner
            measure.combine([self.where["data"], *parts] if os.path.exists(self.where["data"]) else parts)
            measure.save()
        if complete:
            measure.set_option("report:ignore_errors", True)
            try:
                totals = _totals(measure)
            except (ImportError, AttributeError):  # another version of coverage
                measure.json_report(outfile=self.where["report"])
                return
            with open(self.where["report"], "w", encoding="utf-8") as written:
                json.dump({"totals": totals}, written)


def _totals(measure: Any) -> Dict[str, int]:
    """The totals of the JSON report, without its lines, contexts and regions of every file: a third of its time."""
    from coverage.report_core import get_analysis_to_report

    numbers = [analysis.numbers for _, analysis in get_analysis_to_report(measure, None)]
    return {
        "num_statements": sum(n.n_statements for n in numbers),
        "covered_lines": sum(n.n_executed for n in numbers),
        "num_branches": sum(n.n_branches for n in numbers),
        "covered_branches": sum(n.n_executed_branches for n in numbers),
    }


def _has_ctracer() -> bool:
    try:
        import coverage.tracer  # noqa: F401
    except ImportError:
        return False
    return True
