"""From the save of a learner's file to the verdict: the warm judge beside `python -m pytest`, by turns, same tests."""

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.table import Row
from mastery_tui.learning.judging.job import Job
from mastery_tui.learning.judging.warm import WarmJudge

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


def run(turns: int = 20) -> list[Row]:
    warm, cold = map(statistics.median, latencies(turns))
    what = "save of a learner's file to the verdict"
    return [
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
