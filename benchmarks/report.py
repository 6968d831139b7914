"""The report of a year: how long it takes over 200,000 rows, and how long it is to verify them first.

Beside it stands what one would do without: read every row as JSON and look for what is wanted.
"""

import json
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

from benchmarks.table import Row
from mastery_tui.evidence import record
from mastery_tui.evidence.cycle.issues import Ranking
from mastery_tui.evidence.cycle.machine import Course
from mastery_tui.evidence.kpis.figures import Figures, kpis
from mastery_tui.evidence.kpis.targets import targets
from mastery_tui.evidence.ledger import Entry, Ledger
from mastery_tui.learning.events import Validated
from mastery_tui.learning.events import to_entry as learned
from mastery_tui.model.finding import SEVERITIES, Finding, Result
from mastery_tui.model.state import FileState, State
from mastery_tui.reporting.tracking import markdown, page
from mastery_tui.reporting.tracking.gather import KINDS, tracking

ROWS = 200_000
YEAR_S = 365 * 86_400.0
START = 1.7e9
CHECKS = {"ruff": "passed", "complexity": "findings", "security": "passed", "tests": "passed"}


def settled(number: int) -> record.Settled:
    return record.Settled(
        holds=number % 7 != 0,
        checks=CHECKS,
        counts={"error": number % 3, "warning": number % 40},
        tests={"passed": 120 + number % 9, "failed": number % 2},
        added=number % 4,
        gone=number % 3,
        changed=(f"src/part{number % 90}.py", "tests/test_part.py"),
        files=2,
        fixed=(f"src/part{number % 90}.py",),
        duration_s=1.4,
        latency_ms=120.0 + number % 300,
        reason="no finding is an error",
        tests_s=0.9,
    )


def event(number: int) -> record.Event:
    """Of a save: a run, often metrics, now and then a verdict, seldom the rest."""
    if number % 10 in (1, 4, 7):
        names = ("findings", "complexity.mean", "coverage.line", "loc", "sloc", "debt.minutes")
        return record.Measured({name: (float(number % 100), "E2") for name in names})
    if number % 10 == 5:
        verdict = ("pass", "fail", "unknown")[number // 10 % 3]
        return record.Judged("p", f"o{number // 10 % 200}", verdict, "fail", "E2", "coverage.line is 81")  # type: ignore[arg-type]
    if number % 1000 == 9:
        return record.Learned(f"lesson {number}", "place", "src/part1.py:9")
    return settled(number)


def entries() -> Iterator[Entry]:
    for number in range(ROWS):
        at = START + number * YEAR_S / ROWS
        if number % 10 == 8:  # of learning, which a report has no use for but for what held
            yield learned(Validated("cs336_a1", "1.0.0", "softmax", "build", "fail", files={"s.py": "0" * 64}), at)
        else:
            yield record.to_entry(event(number), record.Stamp(number, "c" * 40, "t" * 40, {"ruff": "0.14"}), at)


def timed(work: Callable[[], object], times: int = 3) -> float:
    """The least of some times, in seconds."""
    found = []
    for _ in range(times):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return min(found)


def run() -> list[Row]:
    home = os.environ.get("MASTERY_HOME")
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["MASTERY_HOME"] = f"{temporary}/home"
        try:
            return [*of_a_year(Path(temporary)), *of_the_cycle()]
        finally:
            del os.environ["MASTERY_HOME"]
            if home is not None:
                os.environ["MASTERY_HOME"] = home


def of_a_year(folder: Path) -> list[Row]:
    wanted = entries()
    with Ledger(folder) as ledger:
        while batch := list(islice(wanted, 5_000)):
            ledger.append_many(batch)
        until = START + YEAR_S
        verifying = timed(ledger.verify)

        def year() -> None:
            found = tracking(ledger.told(KINDS, ledger.verified), START, until)
            assert found.rows == ROWS * 9 // 10

        def week() -> None:
            tracking(ledger.told(KINDS, ledger.verified), until - 7 * 86_400.0, until)

        a_year, a_week = timed(year), timed(week)
        plain = timed(lambda: [json.loads(row.text) for row in ledger.rows()], 1)
        found = tracking(ledger.told(KINDS, ledger.verified), START, until)
        written = timed(lambda: (markdown.report(found), page.page(found)))
    beside = f"{a_year:.2f} s; every row as JSON, before any sum: {plain:.2f} s"
    return [
        Row(f"report: a year, {ROWS:,} rows", beside, "<= 1 s", a_year <= 1),
        Row("report: its last week", f"{a_week:.2f} s", "", None),
        Row("report: as Markdown and HTML", f"{written * 1000:.1f} ms", "", None),
        Row(f"report: the chain of {ROWS:,} rows verified before", f"{verifying:.2f} s", "", None),
    ]


def of_the_cycle() -> list[Row]:
    runs = [(START + 100.0 * number, settled(number)) for number in range(100_000)]

    def course() -> None:
        fold = Course()
        for seq, (at, one) in enumerate(runs, 1):
            fold.take(at, one, seq)

    def figures() -> Figures:
        fold = Figures()
        for at, one in runs:
            fold.take(at, one)
        return fold

    fold, wanted = figures(), targets({})[0]
    now = runs[-1][0]
    kpis(fold, wanted, None, now)

    def after_a_save() -> None:
        fold.take(now, runs[-1][1])
        kpis(fold, wanted, None, now)

    folding, summing = timed(course), timed(figures, 1)
    files = {
        f"{n}.py": FileState(f"{n}.py", "b", 1, 1, {"ruff": Result(tuple(found(n, rule) for rule in range(10)))})
        for n in range(1_000)
    }
    state, ranking = State("/tree", "tree", files=files), Ranking()
    ranking.issues(state)
    ranked, saved = timed(lambda: ranking.issues(state), 20), timed(after_a_save, 20)
    return [
        Row("cycle: fold 100,000 runs", f"{folding:.2f} s", "< 1 s", folding < 1),
        Row("cycle: the five most important of 10,000 findings", f"{ranked * 1000:.2f} ms", "<= 2 ms", ranked <= 0.002),
        Row("key figures: fold 100,000 runs", f"{summing:.2f} s", "", None),
        Row("key figures: after a save", f"{saved * 1000:.2f} ms", "", None),
    ]


def found(file: int, rule: int) -> Finding:
    severity = SEVERITIES[(file + rule) % 3]
    return Finding("ruff", f"R{rule}", severity, f"{file}.py", rule + 1, 1, rule + 1, 2, "says", f"{file}-{rule}")


if __name__ == "__main__":
    from benchmarks.table import show

    show(run())
