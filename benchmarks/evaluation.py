"""Objectives: how long it takes to judge 200 of them over 500 metrics, as after every save."""

import time
from collections.abc import Callable
from itertools import count
from statistics import median

from msgspec.structs import replace

from benchmarks.table import Row
from mastery_tui.config.goals import Attestation, Objective, Project
from mastery_tui.evidence.conditions import conditions
from mastery_tui.evidence.expressions import parser
from mastery_tui.evidence.objectives import Evidence, files_over, judge
from mastery_tui.evidence.record import Attested
from mastery_tui.evidence.regressions import regressions
from mastery_tui.model.metric import Grade, Metric

OBJECTIVES, METRICS, FILES, ATTESTED, CHANGED = 200, 500, 10_000, 20, 50
GRADES: tuple[Grade, ...] = ("E2", "E2", "E2", "E1", "E0")
TIMES = 50


def objective(number: int) -> Objective:
    """As people write them: a target over two metrics, most with a guard, some with all there is."""
    a, b = f"part{number * 2 + 1}.share", f"part{number * 2}.findings"
    return Objective(
        id=f"o{number}",
        title=f"Objective {number}",
        target=f"{a} >= 90 and {b} <= {number}" if number % 5 else f"0 < {a} / 100 <= 1 or delta({b}) < 0",
        guard="quality.suppressions <= baseline" if number % 2 else "",
        warn=f"{a} >= 70" if number % 3 == 0 else "",
        progress=f"min({a} / 90, 1)" if number % 4 == 0 else "",
        when="known(files)" if number % 10 == 0 else "",
        stale_after="30d" if number % 3 else None,
        min_samples=3 if number % 20 == 0 else 1,
        attestation=Attestation(by=("ada@example.org",), over=over(number)) if number < ATTESTED else None,
    )


def over(number: int) -> tuple[str, ...]:
    return ("src/**/*.py",) if number == 0 else (f"src/part{number}/**",)


def evidence() -> Evidence:
    metrics = {"quality.suppressions": Metric(3, "comments", "E2", 9), "files": Metric(FILES, "files", "E2", 9)}
    for number in range(METRICS - 2):
        name = f"part{number}.{'share' if number % 2 else 'findings'}"
        note = "the tree changed after it was measured"
        metrics[name] = Metric(61.7 + number % 40, "%", GRADES[number % len(GRADES)], 9, note=note, at=1e9)
    blobs = {
        f"{'src' if number % 4 else 'docs'}/part{number % 97}/file{number}.py": f"{number:040x}"
        for number in range(FILES)
    }
    word = []
    for n in range(ATTESTED):
        vouched = {path: blobs[path] for path in files_over(over(n), blobs)}
        word.append((Attested("p0", f"o{n}", "Ada <ada@example.org>", 2e9, vouched), 1e9))
    baseline = {name: metric.value for name, metric in metrics.items()}
    return Evidence(metrics, baseline, word, blobs, now=1e9 + 86_400)


def saves(first: Evidence, changed: int) -> Callable[[], Evidence]:
    """One save after the other: another generation, so many metrics with another value, one other file."""
    numbers = count(1)

    def save() -> Evidence:
        number = next(numbers)
        metrics = {name: replace(metric, generation=9 + number) for name, metric in first.metrics.items()}
        for name in list(metrics)[-changed:]:
            metrics[name] = replace(metrics[name], value=metrics[name].value + number / 1000)
        return replace(first, metrics=metrics, blobs={**first.blobs, "docs/part0/file0.py": str(number)})

    return save


def timed(work: Callable[[Evidence], object], save: Callable[[], Evidence]) -> tuple[float, float]:
    """The median, and what nine of ten stay below."""
    found = []
    for _ in range(TIMES):
        known = save()
        started = time.perf_counter()
        work(known)
        found.append(time.perf_counter() - started)
    return median(found), sorted(found)[int(len(found) * 0.9)]


def run() -> list[Row]:
    objectives = [objective(number) for number in range(OBJECTIVES)]
    projects = [Project(f"p{n}", f"Project {n}", tuple(objectives[n * 50 : n * 50 + 50])) for n in range(4)]
    first = evidence()
    few, every = saves(first, CHANGED), saves(first, METRICS)
    require = [one.target for one in objectives]
    better = dict.fromkeys(first.metrics, 1)
    judge(projects, first)
    some, some_most = timed(lambda known: judge(projects, known), few)
    whole, whole_most = timed(lambda known: judge(projects, known), every)
    parsed, _ = timed(lambda known: [parser.tree(text) for text in require], few)
    held, _ = timed(lambda known: conditions(require, known.metrics, known.baseline), few)
    compared, _ = timed(lambda known: regressions(known.metrics, known.baseline, better), few)
    what = f"{OBJECTIVES} objectives over {METRICS} metrics and {FILES:,} files"
    return [
        Row(f"judge {what}, {CHANGED} metrics changed", figure(some, some_most), "<= 5 ms", some <= 0.005),
        Row(f"judge {what}, all metrics changed", figure(whole, whole_most), "<= 10 ms", whole <= 0.010),
        Row(f"parse {OBJECTIVES} expressions, once", figure(parsed), "", None),
        Row(f"gate: {OBJECTIVES} conditions", figure(held), "", None),
        Row(f"baseline: compare {METRICS} metrics", figure(compared), "", None),
    ]


def figure(middle: float, most: float = 0.0) -> str:
    return f"{middle * 1000:.1f} ms" + (f", nine of ten within {most * 1000:.1f} ms" if most else "")


if __name__ == "__main__":
    from benchmarks.table import show

    show(run())
