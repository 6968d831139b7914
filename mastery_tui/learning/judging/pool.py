"""Several judges, for those who have many jobs: checks of a curriculum, the search for a bug."""

import queue
from pathlib import Path

from mastery_tui.learning.judging.job import Job, Judged
from mastery_tui.learning.judging.warm import WarmJudge


class JudgePool:
    """`count` warm judges behind one `run`, which may be called from several threads at once."""

    def __init__(
        self, count: int, python: Path, folder: Path, imports: tuple[str, ...] = (), fork: bool | None = None
    ) -> None:
        self._judges = [WarmJudge(python, folder, imports, fork) for _ in range(max(1, count))]
        self._free: queue.LifoQueue[WarmJudge] = queue.LifoQueue()
        for judge in self._judges:
            self._free.put(judge)

    def __enter__(self) -> "JudgePool":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def run(self, job: Job) -> Judged:
        """Judge it; waits while all are busy."""
        judge = self._free.get()
        try:
            return judge.run(job)
        finally:
            self._free.put(judge)

    def cancel(self) -> None:
        """End all jobs that run now."""
        for judge in self._judges:
            judge.cancel()

    def close(self) -> None:
        """End all processes."""
        for judge in self._judges:
            judge.close()
