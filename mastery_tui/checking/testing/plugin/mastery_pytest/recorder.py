"""Line and branch coverage of the run, with the id of the test as the context."""

import glob
import os
import sys
import warnings
from typing import Any, Callable, Dict, Optional

_getpid = os.getpid


class Recorder:
    """Measures with the project's own coverage and configuration, into a data file of ours.

    `where` names `data` (the data file), `report` (the JSON report, written when the run was complete) and `folder`
    (the directory of both). When anything of coverage fails, `problem` says what and the tests go on without.
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
        """Count what runs from now on for `context`."""
        if self._coverage is not None and _getpid() == self._owner:
            try:
                self._coverage.switch_context(context)
            except Exception as error:  # a test stopped it, or started another one on top
                self.problem = f"in {context}: {type(error).__name__}: {error}"[:500]
                self._coverage = None

    def finish(self, complete: bool) -> None:
        """Save the data; when the run was `complete`, also the totals."""
        if self._coverage is not None and _getpid() == self._owner:
            self._guard(lambda: self._finish(complete), "saving coverage")

    def _finish(self, complete: bool) -> None:
        measure = self._coverage
        measure.stop()
        measure.save()
        if self.suffix:
            return
        parts = glob.glob(glob.escape(self.where["data"]) + ".*")
        if parts:  # of the workers of pytest-xdist
            measure = self._combiner
            measure.combine([self.where["data"], *parts] if os.path.exists(self.where["data"]) else parts)
            measure.save()
        if complete:
            measure.json_report(outfile=self.where["report"], ignore_errors=True)


def _has_ctracer() -> bool:
    try:
        import coverage.tracer  # noqa: F401
    except ImportError:
        return False
    return True
