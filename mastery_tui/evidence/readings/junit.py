"""JUnit XML: what pytest --junitxml, surefire, jest-junit and many more write."""

from collections.abc import Sequence
from pathlib import Path

from mastery_tui.evidence.readings.inside import MIB, read_inside
from mastery_tui.evidence.readings.moment import moment
from mastery_tui.evidence.readings.places import JUNIT, below, named
from mastery_tui.evidence.readings.reading import Adapter, Reading, Unreadable, Values, added
from mastery_tui.evidence.readings.xml_events import root_of, seconds, walk, whole

NAME = "junit"
_LIMIT = 32 * MIB
_SUITES = ("testsuites", "testsuite")
_PLACES = ("test-results", "reports", "build/test-results", "build/reports")
_WORST = ("error", "failed", "skipped", "passed")
_CHILDREN = {"failure": "failed", "error": "error", "skipped": "skipped"}
_SAID = {
    **dict.fromkeys(("notrun", "disabled", "skipped", "suppressed"), "skipped"),
    **dict.fromkeys(("failed", "failure"), "failed"),
    "error": "error",
}


def find(files: Sequence[str], listed: Sequence[str]) -> list[tuple[str, ...]]:
    """Files with one of the usual names, and all XML where test results are kept."""
    by_name = set(named(files, JUNIT))
    return [(path,) for path in files if path in by_name or (path.endswith(".xml") and below(path, *_PLACES))]


def read(root: Path, paths: tuple[str, ...]) -> Reading:
    """`tests.*` of one file."""
    path = paths[0]
    found = read_inside(root, path, _LIMIT)
    about = Reading(path, NAME, sha=found.sha, mtime=found.mtime)
    if not named([path], JUNIT) and root_of(found.data) not in (*_SUITES, ""):
        return about  # a report of something else
    counting = _Counting()
    walk(found.data, counting.start, counting.end)
    return Reading(path, NAME, counting.values(), found.sha, found.mtime, made=counting.began)


def fold(several: Sequence[Values]) -> Values:
    """The sums; the share of what passed is made anew."""
    total = added([{name: value for name, value in one.items() if name != "tests.passed_percent"} for one in several])
    return with_share(total)


def with_share(values: Values) -> Values:
    """With the share of the tests that passed among those that were not skipped; absent where all were."""
    judged = values["tests.total"][0] - values["tests.skipped"][0]
    if judged <= 0:
        return values
    return {**values, "tests.passed_percent": (100.0 * values["tests.passed"][0] / judged, "%")}


class _Suite:
    """One that is open: what it claims, and the test cases directly in it."""

    def __init__(self, attributes: dict[str, str]) -> None:
        self.claims = attributes
        self.counts = dict.fromkeys(_WORST, 0)
        self.nested = False
        self.duration = 0.0

    def settle(self) -> None:
        """Believe what it says of failures that it does not list; and all that it says when it lists nothing."""
        if self.nested:
            return
        claim = {
            "error": whole(self.claims.get("errors")) or 0,
            "failed": whole(self.claims.get("failures")) or 0,
            "skipped": whole(self.claims.get("skipped") or self.claims.get("disabled")) or 0,
        }
        if not any(self.counts.values()):
            rest = (whole(self.claims.get("tests")) or 0) - sum(claim.values())
            self.counts = {**claim, "passed": max(rest, 0)}
            self.duration = seconds(self.claims.get("time"))
            return
        for outcome in ("error", "failed"):
            self.counts[outcome] = max(self.counts[outcome], claim[outcome])


class _Counting:
    """Counts test cases; the numbers of suites around suites are the same ones again."""

    def __init__(self) -> None:
        self._open: list[_Suite] = []
        self._case: str | None = None
        self._time = 0.0
        self._counts = dict.fromkeys(_WORST, 0)
        self._duration = 0.0
        self._suites = False
        self.began = 0.0  # the first moment that a suite names, in seconds

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _SUITES:
            self._suites = True
            if self._open:
                self._open[-1].nested = True
            self._open.append(_Suite(attributes))
            if at := moment(attributes.get("timestamp")):
                self.began = min(self.began or at, at)
        elif name == "testcase" and self._open and self._case is None:
            said = (_SAID.get(attributes.get(name, "").lower(), "passed") for name in ("status", "result"))
            self._case = min(said, key=_WORST.index)
            self._time = seconds(attributes.get("time"))
        elif self._case is not None and name in _CHILDREN:
            self._case = min(self._case, _CHILDREN[name], key=_WORST.index)

    def end(self, name: str) -> None:
        if name == "testcase" and self._case is not None:
            suite = self._open[-1]
            suite.counts[self._case] += 1
            suite.duration += self._time
            self._case = None
        elif name in _SUITES and self._open:
            suite = self._open.pop()
            suite.settle()
            for outcome in _WORST:
                self._counts[outcome] += suite.counts[outcome]
            self._duration += suite.duration

    def values(self) -> Values:
        if not self._suites:
            raise Unreadable("holds no test suite")
        total = sum(self._counts.values())
        if not total:
            raise Unreadable("holds no test: it proves nothing")
        values: Values = {"tests.total": (total, "tests")}
        values |= {f"tests.{outcome}": (count, "tests") for outcome, count in self._counts.items()}
        values["tests.duration_s"] = (self._duration, "s")
        return with_share(values)


ADAPTER = Adapter(NAME, find, read, fold=fold)
