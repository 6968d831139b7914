"""Runs a scenario: warm-up, then all its runs, so many at the same time, then what has to recover.

A run is timed from just before its process is made to when it has ended, by the process around it (see
`workspace.process`): what that one costs itself is not in the times, but it is in the throughput.
"""

import math
import time
from collections.abc import Callable, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from threading import Event, Lock

from mastery_tui.config.goals import Scenario
from mastery_tui.evidence.bounded_search import search
from mastery_tui.evidence.commands import CannotRun, run_command
from mastery_tui.evidence.record import Measurement
from mastery_tui.evidence.scenarios.figures import Run, figures
from mastery_tui.evidence.scenarios.metrics import sha_of
from mastery_tui.model.text import printable
from mastery_tui.workspace.process import Completed, Limits, kill_tree

OUTPUT_BYTES = 256 << 10
"""The end of what a run prints; the expected text is looked for in it."""
RECOVERY_TIMES = 10
"""So many times the time-out of one run may what has to recover take."""
PAUSE_S = 0.02
_SAID = 200

Progress = Callable[[int, int], None]


class Stopped(Exception):
    """It was told to stop: nothing was measured."""


class Running:
    """One scenario at work in the tree at `root`; `environ` is that of `commands.environment`. For trusted folders."""

    def __init__(self, root: Path, scenario: Scenario, environ: Mapping[str, str]) -> None:
        self.root = root
        self.scenario = scenario
        self.environ = environ
        self.limits = Limits(
            wall_s=scenario.timeout_s,
            memory_bytes=scenario.memory_mib << 20 if scenario.memory_mib else None,
            output_bytes=OUTPUT_BYTES,
            grace_s=0.2,
        )
        self._stopping = Event()
        self._lock = Lock()
        self._pids: set[int] = set()

    def stop(self) -> None:
        """End all of it, from any thread: `measure` raises Stopped."""
        with self._lock:
            self._stopping.set()
            pids = list(self._pids)
        for pid in pids:
            kill_tree(pid, 0.1)

    def measure(self, progress: Progress = lambda done, total: None) -> Measurement:
        """All of it; blocks. `progress` gets how many runs are done, of how many. Raises CannotRun and Stopped."""
        scenario = self.scenario
        try:
            for _ in range(scenario.warmup):
                self._run(scenario.command)
            began = time.monotonic()
            runs = self._all(progress)
            wall_s = time.monotonic() - began
            recovery_s = self._recovery() if scenario.recovery else None
        except BaseException:
            self.stop()
            raise
        failed = [run.failed for run in runs if run.failed]
        reason = failed[0] if failed else ""
        if scenario.recovery and recovery_s is None:
            reason = "; ".join(filter(None, (reason, "it did not recover in time")))
        values = figures(runs, wall_s, recovery_s)
        return Measurement(scenario.id, values, len(runs), len(failed), sha_of(scenario), reason)

    def _all(self, progress: Progress) -> list[Run]:
        runs: list[Run] = []
        left = self.scenario.runs
        waiting: set[Future[Run]] = set()
        with ThreadPoolExecutor(self.scenario.concurrency, "mastery-scenario") as pool:
            try:
                while left or waiting:
                    while left and len(waiting) < self.scenario.concurrency:
                        waiting.add(pool.submit(self._once))
                        left -= 1
                    done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
                    runs += [future.result() for future in done]
                    progress(len(runs), self.scenario.runs)
            except BaseException:
                self.stop()  # before the pool waits for its threads
                raise
        return runs

    def _once(self) -> Run:
        done = self._run(self.scenario.command)
        seconds = done.ran_s or done.duration_s
        if done.timed_out:  # it was ended, so it lasted longer than it may, whatever its own clock says
            seconds = max(seconds, done.duration_s, math.nextafter(self.scenario.timeout_s, math.inf))
        return Run(
            seconds=seconds,
            cpu_s=done.cpu_s,
            peak_bytes=done.peak_bytes,
            failed=self._failure(done),
            timed_out=done.timed_out,
        )

    def _failure(self, done: Completed) -> str:
        """Why this is not what was expected; "" where it is."""
        if done.killed_reason and (done.timed_out or done.returncode != self.scenario.exit_code):
            return done.killed_reason
        if done.returncode != self.scenario.exit_code:
            last = done.output[-2_000:].decode("utf-8", "replace").strip().rpartition("\n")[2]
            return f"ended with {done.returncode}{f': {printable(last[:_SAID])}' if last else ''}"
        if self.scenario.stdout:
            found = search(self.scenario.stdout, done.output.decode("utf-8", "replace"))
            if not found.matched:
                return found.reason or f"printed nothing that matches {printable(self.scenario.stdout[:80])}"
        return ""

    def _recovery(self) -> float | None:
        """How long until the command succeeds, tried again and again; None where it did not in time."""
        began = time.monotonic()
        while time.monotonic() - began < RECOVERY_TIMES * self.scenario.timeout_s:
            done = self._run(self.scenario.recovery)
            if done.returncode == 0 and not done.killed_reason:
                return time.monotonic() - began
            self._stopping.wait(PAUSE_S)
        return None

    def _run(self, command: tuple[str, ...]) -> Completed:
        mine: list[int] = []

        def started(pid: int) -> None:
            with self._lock:
                if self._stopping.is_set():
                    raise Stopped
                mine.append(pid)
                self._pids.add(pid)

        if self._stopping.is_set():
            raise Stopped
        try:
            done = run_command(
                self.root,
                command,
                cwd=self.scenario.cwd,
                environ=self.environ,
                limits=self.limits,
                on_start=started,
            )
        finally:
            with self._lock:
                self._pids.difference_update(mine)
        if self._stopping.is_set():
            raise Stopped
        return done


__all__ = ["CannotRun", "Running", "Stopped"]
