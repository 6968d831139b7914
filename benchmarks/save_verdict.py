"""From the save of a learner's file to the verdict: the warm judge beside `python -m pytest`, by turns, same tests."""

import os
import queue
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import Row
from mastery_tui.config import trust
from mastery_tui.learning.judging.job import Job
from mastery_tui.learning.judging.warm import WarmJudge
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from mastery_tui.session import Session

MODULE = Path(__file__).resolve().parent.parent / "curricula" / "cs336_a1" / "modules" / "softmax"


def latencies(turns: int) -> tuple[list[float], list[float]]:
    """Milliseconds of both, warm and cold, turn by turn."""
    warm, cold = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        beside = folder / "cold"
        shutil.copytree(MODULE / "validator", beside)
        saved = folder / "softmax.py"
        source = (MODULE / "reference" / "softmax.py").read_bytes()
        with WarmJudge(Path(sys.executable), folder / "worktree", ("numpy",)) as judge:
            for turn in range(turns + 1):
                content = source + f"\n# save {turn}\n".encode()
                began = time.perf_counter()
                saved.write_bytes(content)
                job = Job({"softmax.py": saved.read_bytes()}, MODULE / "validator", hidden=(MODULE.parent.parent,))
                judged = judge.run(job)
                warm.append((time.perf_counter() - began) * 1000)
                assert judged.passed, judged
                began = time.perf_counter()
                (beside / "softmax.py").write_bytes(content)
                done = subprocess.run(
                    [sys.executable, "-m", "pytest", "-q"], cwd=beside, capture_output=True, check=False
                )
                cold.append((time.perf_counter() - began) * 1000)
                assert done.returncode == 0, done.stdout.decode()
    return warm[1:], cold[1:]  # the first of both pays for what is read from disk


def live(turns: int) -> list[float]:
    """Milliseconds from a save to the State that has its verdict, in a whole session: watching and checks included."""
    source = (MODULE / "reference" / "softmax.py").read_text()
    contents = {"fail": source.replace("np.exp(", "np.exp(0 * "), "pass": source}
    told: queue.SimpleQueue[tuple[float, str]] = queue.SimpleQueue()

    def hear(state: State) -> None:
        detail = state.learning.detail
        if detail is not None and detail.verdict is not None and not detail.validating:
            told.put((time.perf_counter(), detail.verdict.verdict))

    taken: list[float] = []
    with tempfile.TemporaryDirectory() as name:
        os.environ["MASTERY_HOME"] = f"{name}/home"
        root = Path(name) / "lessons"
        root.mkdir()
        trust.grant(root)
        session = Session(root)
        session.subscribe(hear)
        session.start()
        try:
            session.wait_settled(60)
            session.send(Intent("module-start", "cs336_a1/softmax"))
            told.get(timeout=60)  # the stub's
            for turn in range(turns + 1):
                for wanted, text in contents.items():
                    (root / "softmax.py").write_text(f"{text}\n# save {turn}\n")
                    began = time.perf_counter()
                    while (heard := told.get(timeout=60))[1] != wanted or heard[0] < began:
                        pass
                    taken.append((heard[0] - began) * 1000)
                    _quiet(told)
        finally:
            session.stop()
    return taken[2:]


def _quiet(told: "queue.SimpleQueue[tuple[float, str]]", seconds: float = 1.0) -> None:
    """Wait until nothing was told for a while: nobody saves again before reading the verdict, and the pace is timed."""
    while True:
        try:
            told.get(timeout=seconds)
        except queue.Empty:
            return


def run(turns: int = 20) -> list[Row]:
    warm, cold = map(statistics.median, latencies(turns))
    whole = statistics.median(live(turns))
    what = "save of a learner's file to the verdict"
    return [
        Row(f"{what}, in the dashboard's session (median)", f"{whole:.0f} ms", "<= 150 ms", whole <= 150),
        Row(f"{what}, warm (median)", f"{warm:.0f} ms", "<= 150 ms", warm <= 150),
        Row(
            f"{what}, against `python -m pytest` ({cold:.0f} ms)",
            f"{cold / warm:.1f} x faster",
            ">= 4 x",
            cold >= 4 * warm,
        ),
    ]


if __name__ == "__main__":
    from benchmarks.table import show

    show(run())
