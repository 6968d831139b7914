"""What the key figures are made of: a fold over the rows of the ledger, and the figures of a moment."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

from mastery_tui.evidence.cycle.machine import Course
from mastery_tui.evidence.kpis.days import Lasts, Samples, Shares, day_of, median, percentile
from mastery_tui.evidence.kpis.targets import KPIS, WINDOW_DAYS, About
from mastery_tui.evidence.record import Event, Judged, Measured, Settled
from mastery_tui.model.proof import Kpi, ProjectState, VerdictName

DEBT = "debt.minutes"
_PROVEN = frozenset({"pass", "warn", "fail"})
_GOOD = ("passed", "xfailed", "xpassed")
WEEK = 7

Found = tuple[float | None, int, tuple[float, ...]]
"""The value now, how many samples it is made of, and the trail: a value for each day that has one."""


class Figures:
    """Rows are taken in order; a time that goes back, or lies ahead, only moves a sample to another day."""

    def __init__(self) -> None:
        self._course = Course()
        self._rows = 0
        self._green_at: float | None = None
        self._runs = Shares(WINDOW_DAYS)
        self._tests = Shares(WINDOW_DAYS)
        self._times = {
            name: Samples(WINDOW_DAYS) for name in ("recovery", "between_failures", "cycle_time", "latency", "tests")
        }
        self._debt = Lasts(WINDOW_DAYS)
        self._debt_grade = ""
        self._verdicts: dict[tuple[str, str], VerdictName] = {}
        self._counts = {"met": 0, "proven": 0, "all": 0}
        self._met = Lasts(WINDOW_DAYS)
        self._proven = Lasts(WINDOW_DAYS)

    def take(self, at: float, event: Event) -> None:
        """One row later; `at` in seconds. Rows are not told apart here: hand in each of them once."""
        kind = type(event)
        if kind is Settled:
            self._run(at, event)  # type: ignore[arg-type]
        elif kind is Measured:
            values = event.values  # type: ignore[attr-defined]
            if DEBT in values:
                debt = values[DEBT]
                self._debt.put(at, debt[0] if debt else None)
                self._debt_grade = debt[1] if debt else ""
        elif kind is Judged:
            self._judged(at, event)  # type: ignore[arg-type]

    def _run(self, at: float, run: Settled) -> None:
        course, was_open = self._course, self._course.open
        self._rows += 1
        closed = course.take(at, run, self._rows)
        if course.echoed:
            return
        if run.holds is not None:
            self._runs.add(at, int(run.holds), 1)
        if run.tests:
            bad = run.tests.get("failed", 0) + run.tests.get("error", 0)
            self._tests.add(at, bad, bad + sum([run.tests.get(outcome, 0) for outcome in _GOOD]))
        if run.latency_ms > 0:
            self._times["latency"].add(at, run.latency_ms)
        if run.tests_s > 0:
            self._times["tests"].add(at, run.tests_s)
        if closed is not None:
            self._times["recovery"].add(at, closed.recovery_s / 60.0)
            self._times["cycle_time"].add(at, closed.cycle_s / 60.0)
            self._green_at = at
        elif run.holds and self._green_at is None and not was_open:
            self._green_at = at
        elif course.open and not was_open and self._green_at is not None:
            self._times["between_failures"].add(at, max(0.0, at - self._green_at) / 3600.0)

    def _judged(self, at: float, event: Judged) -> None:
        key = (event.project, event.objective)
        before = self._verdicts.get(key, "n/a")
        for verdict, step in ((before, -1), (event.verdict, 1)):
            if verdict != "n/a":
                self._counts["all"] += step
                self._counts["met"] += step * (verdict == "pass")
                self._counts["proven"] += step * (verdict in _PROVEN)
        self._verdicts[key] = event.verdict
        everything = self._counts["all"]
        self._met.put(at, 100.0 * self._counts["met"] / everything if everything else None)
        self._proven.put(at, 100.0 * self._counts["proven"] / everything if everything else None)

    def found(self, today: int) -> dict[str, Found]:
        """Every figure at the end of the day `today`."""
        times = self._times
        return {
            "pass_rate": _share(self._runs, today),
            "error_rate": _share(self._tests, today),
            "recovery": _middle(times["recovery"], today),
            "between_failures": _middle(times["between_failures"], today),
            "cycle_time": _middle(times["cycle_time"], today),
            "debt_trend": _trend(self._debt, today),
            "latency_p50": _middle(times["latency"], today),
            "latency_p95": _of(times["latency"], today, lambda ordered: percentile(ordered, 0.95)),
            "test_duration": _middle(times["tests"], today),
            "objectives_met": self._last(self._met, today),
            "evidence_coverage": self._last(self._proven, today),
        }

    def _last(self, lasts: Lasts, today: int) -> Found:
        trail = tuple(value for _, value in lasts.daily(today)[WEEK:] if value is not None)
        return lasts.at_end(today), self._counts["all"], trail

    @property
    def debt_is_stale(self) -> bool:
        """Whether the last debt that was measured is not that of the tree as it is."""
        return self._debt_grade in ("E0", "E1")


def kpis(
    figures: Figures,
    targets: Mapping[str, float],
    baseline: Mapping[str, float] | None,
    now: float,
    projects: Iterable[ProjectState] | None = None,
) -> tuple[Kpi, ...]:
    """All key figures at `now` (seconds).

    `targets` are those of `targets.targets`; `baseline` maps `kpi.NAME` to what it was then. `projects`, where given,
    say how the objectives stand now, whatever was recorded: one that was taken out of the settings counts no more.
    """
    found = figures.found(day_of(now))
    if projects is not None:
        found |= _standing(projects, found)
    made = []
    for name, about in KPIS.items():
        value, samples, trail = found[name]
        target = targets.get(name, about.target)
        stale = name == "debt_trend" and figures.debt_is_stale
        verdict, reason = _verdict(value, samples, target, about, stale=stale)
        before = baseline.get(f"kpi.{name}") if baseline else None
        shown = value if samples >= about.least else None
        made.append(Kpi(name, about.title, about.unit, about.better, shown, target, before, verdict, reason, trail))
    return tuple(made)


def _standing(projects: Iterable[ProjectState], found: Mapping[str, Found]) -> dict[str, Found]:
    verdicts = [one.verdict for project in projects for one in project.objectives if one.verdict != "n/a"]
    number = len(verdicts)
    met, proven = verdicts.count("pass"), sum(verdict in _PROVEN for verdict in verdicts)
    return {
        name: (100.0 * good / number if number else None, number, found[name][2])
        for name, good in (("objectives_met", met), ("evidence_coverage", proven))
    }


def _verdict(value: float | None, samples: int, target: float, about: About, *, stale: bool) -> tuple[VerdictName, str]:
    if value is None or samples < about.least or not math.isfinite(value):
        return "unknown", f"too few {about.samples}: {samples:,} of {about.least}"
    sign = ">=" if about.better > 0 else "<="
    says = f"{about.means}: {value:,.4g} {about.unit}, target {sign} {target:,.4g}"
    if stale:
        return "stale", f"{says}; the debt is not that of this tree"
    return ("pass" if (value - target) * about.better >= 0 else "fail"), says


def _share(shares: Shares, today: int) -> Found:
    days = shares.daily(today)
    good, everything = sum(day[0] for day in days), sum(day[1] for day in days)
    trail = tuple(100.0 * part / whole for part, whole in days)
    return (100.0 * good / everything if everything else None), everything, trail


def _middle(samples: Samples, today: int) -> Found:
    return _of(samples, today, median)


def _of(samples: Samples, today: int, fold: Callable[[Sequence[float]], float]) -> Found:
    window = samples.window(today)
    trail = tuple(fold(values) for values in samples.daily(today))
    return (fold(window) if window else None), len(window), trail


def _trend(debt: Lasts, today: int) -> Found:
    """The debt of each day less that of a week before it."""
    days = [value for _, value in debt.daily(today)]
    pairs = zip(days, days[WEEK:], strict=False)
    moved = [now - before for before, now in pairs if before is not None and now is not None]
    last, then = days[-1], days[-1 - WEEK]
    value = last - then if last is not None and then is not None else None
    return value, int(value is not None), tuple(moved)
