"""One outcome per test, merged from the reports of set-up, call and teardown."""

from typing import Any, Dict, Optional

PHASES = ("setup", "call", "teardown")


class Outcome:
    """What the reports of one test came to so far. A failing set-up or teardown is an error, in pytest's own words."""

    def __init__(self) -> None:
        self.word = "passed"
        self.duration = 0.0
        self.message = ""
        self.failure: Optional[Dict[str, Any]] = None
        self.location: Any = None

    def add(self, report: Any) -> None:
        self.duration += float(getattr(report, "duration", 0.0) or 0.0)
        self.location = getattr(report, "location", None) or self.location
        if report.outcome == "failed":
            if self.word not in ("failed", "error"):
                self.word = "failed" if report.when == "call" else "error"
                self.failure = getattr(report, "mastery", None)
                self.message = self.failure["message"] if self.failure else _first_line(report.longrepr)
        elif self.word == "passed":
            expected = getattr(report, "wasxfail", None)
            if report.outcome == "skipped":
                self.word = "skipped" if expected is None else "xfailed"
                self.message = _skip_reason(report.longrepr) if expected is None else str(expected)
            elif expected is not None and report.when == "call":
                self.word = "xpassed"
                self.message = str(expected)


class Outcomes:
    """The tests that are under way. Plugins that run a test again report the former attempt as "rerun": forget it."""

    def __init__(self) -> None:
        self._open: Dict[str, Outcome] = {}

    def add(self, report: Any) -> Optional[Outcome]:
        """Take a report. Returns the outcome at once when nothing can follow: a worker died on this test."""
        if report.outcome == "rerun":
            self._open.pop(report.nodeid, None)
            return None
        outcome = self._open.setdefault(report.nodeid, Outcome())
        outcome.add(report)
        if report.when not in PHASES:
            return self._open.pop(report.nodeid)
        return None

    def end(self, id: str) -> Optional[Outcome]:
        return self._open.pop(id, None)


def _first_line(longrepr: Any) -> str:
    text = str(longrepr or "")
    return next((line.strip() for line in text.splitlines() if line.strip()), "")[:500]


def _skip_reason(longrepr: Any) -> str:
    text = longrepr[2] if isinstance(longrepr, tuple) and len(longrepr) == 3 else str(longrepr or "")
    return (text[len("Skipped: ") :] if text.startswith("Skipped: ") else text)[:500]
