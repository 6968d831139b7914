"""Everything that is judged after a save: on Textual's own source, with 200 objectives, 400 metrics of its own beside
those of the tree, and a ledger of 100,000 rows."""

import json
import os
import tempfile
import time
from pathlib import Path
from statistics import median
from types import SimpleNamespace

from msgspec.structs import replace

from benchmarks.table import Row
from benchmarks.trees import textual
from mastery_tui.config import paths
from mastery_tui.evidence import record
from mastery_tui.evidence.ledger import Ledger
from mastery_tui.model.state import State
from mastery_tui.session import Session
from mastery_tui.session.proof.bench import Bench
from mastery_tui.session.setup import read_setup

ROWS, OBJECTIVES, METRICS, TIMES = 100_000, 200, 400, 30


def settings() -> str:
    """400 metrics of one file, 200 objectives over them and over those of the tree."""
    metrics = "".join(
        f'[metric."part{n}.share"]\nfile = "numbers.json"\njson = "m{n}"\nunit = "%"\nbetter = "more"\n'
        for n in range(METRICS)
    )
    objectives = "".join(
        f'[[project.objective]]\nid = "o{n}"\ntitle = "Objective {n}"\ndomain = "domain{n % 5}"\n'
        f'target = "part{2 * n}.share >= 60 and part{2 * n + 1}.share >= {n} and quality.score > 50"\n'
        f'guard = "quality.suppressions <= baseline"\n'
        for n in range(OBJECTIVES)
    )
    return f'{metrics}[[project]]\nid = "p"\ntitle = "P"\n{objectives}'


def rows(tree: str) -> list[record.Event]:
    """What years of work leave behind, in the order in which it comes."""
    events: list[record.Event] = [record.Baseline({"quality.suppressions": 1e6, "complexity.mean": 1.0})]
    while len(events) < ROWS:
        n = len(events)
        events.append(
            record.Settled(
                holds=n % 7 > 2,
                checks={"ruff": "passed", "tests": "findings"},
                counts={"warning": n % 40},
                tests={"passed": 900},
                changed=(f"part{n % 97}.py", f"part{n % 13}.py"),
                files=2,
                latency_ms=80.0,
                tests_s=2.5,
            )
        )
        events.append(record.Measured({f"part{n % METRICS}.share": (n % 100, "E2"), "debt.minutes": (n % 500, "E2")}))
        events.append(record.Judged("p", f"o{n % OBJECTIVES}", "pass" if n % 2 else "fail", "unknown"))
    return events


def run() -> list[Row]:
    home = os.environ.get("MASTERY_HOME")
    with tempfile.TemporaryDirectory() as temporary:
        os.environ["MASTERY_HOME"] = f"{temporary}/home"
        try:
            return measured(Path(temporary) / "tree")
        finally:
            del os.environ["MASTERY_HOME"]
            if home is not None:
                os.environ["MASTERY_HOME"] = home


def measured(root: Path) -> list[Row]:
    textual(root)
    (root / "numbers.json").write_text(json.dumps({f"m{n}": 40 + n % 60 for n in range(METRICS)}))
    (root / "mastery.toml").write_text(settings())
    store = paths.store(root)
    stamp = record.Stamp(1, "", "t")
    with Ledger(store) as ledger:
        events = rows("t")
        for at in range(0, len(events), 5_000):
            part = events[at : at + 5_000]
            ledger.append_many([record.to_entry(one, stamp, 1.75e9 + at + n) for n, one in enumerate(part)])
    session = Session(root, watch=False)
    session.start()
    state = session.wait_settled()
    session.stop()
    bench = bench_of(root, store, state)
    bench.read(state)
    first = timed_once(bench, state)
    found = [timed_once(bench, saved(state, n)) for n in range(1, TIMES + 1)]
    bench.close()
    passes = sum(one.verdict == "pass" for project in state.proof.projects for one in project.objectives)
    label = f"judging after a save: {OBJECTIVES} objectives, {len(bench.known.history.metrics)} metrics, {ROWS:,} rows"
    print(f"{passes} objectives pass; nothing new: {first * 1000:.1f} ms; worst {max(found) * 1000:.1f} ms")
    return [Row(label, f"{median(found) * 1000:.1f} ms", "<= 10 ms", median(found) <= 0.010)]


def bench_of(root: Path, store: Path | None, state: State) -> Bench:
    """A bench of its own, on what the session left behind."""
    setup = read_setup(root, (), None)
    listed = tuple(state.files)
    return Bench(SimpleNamespace(root=root, store=store, setup=lambda: setup, listed=lambda: listed, partial=False))


def saved(state: State, number: int) -> State:
    """One file saved with another content, all checks done again."""
    path = sorted(state.files)[number % len(state.files)]
    file = state.files[path]
    blob = f"{number:040x}"
    changed = replace(file, blob=blob, blobs=dict.fromkeys(file.blobs, blob), generation=state.generation + number)
    checks = {name: replace(check, generation=state.generation + number) for name, check in state.checks.items()}
    return replace(
        state,
        generation=state.generation + number,
        settled=state.generation + number,
        files={**state.files, path: changed},
        checks=checks,
        changed=(path,),
        latency_ms=80.0,
    )


def timed_once(bench: Bench, state: State) -> float:
    started = time.thread_time()
    bench.prove(state, complete=False)
    return time.thread_time() - started


if __name__ == "__main__":
    from benchmarks.table import show

    show(run())
