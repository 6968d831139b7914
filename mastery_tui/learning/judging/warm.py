"""The judge that stays warm: a job takes a fork, and neither Python nor pytest nor NumPy has to start."""

import base64
import contextlib
import itertools
import os
import shutil
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mastery_tui.learning.judging.assemble import Heard, judged
from mastery_tui.learning.judging.job import Job, Judged
from mastery_tui.learning.judging.process import Lost, Process

_SLACK_S = 6.0
_TIMED_S = 5.0
_numbers = itertools.count()


class WarmJudge:
    """Judges jobs with the learner's `python`, one at a time, in folders `run-…` of its own in `folder`.

    `imports` are loaded ahead. Without `fork` (default: on Linux with) every job starts processes of its own. Call it
    from any thread; `close` it in the end.
    """

    def __init__(self, python: Path, folder: Path, imports: tuple[str, ...] = (), fork: bool | None = None) -> None:
        self._python = python
        self._folder = Path(os.path.realpath(folder))
        self._imports = imports
        self._fork = sys.platform == "linux" if fork is None else fork
        self._lock = threading.Lock()
        self._state = threading.Lock()
        self._process: Process | None = None
        self._running = self._cancelled = False
        self._folder.mkdir(parents=True, exist_ok=True)
        sweep(self._folder)

    def __enter__(self) -> "WarmJudge":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def run(self, job: Job) -> Judged:
        """Judge it. Whatever goes wrong on our side is told as `broken`."""
        with self._lock:
            with self._state:
                self._running, self._cancelled = True, False
            began = time.monotonic()
            run = self._folder / f"run-{os.getpid()}-{next(_numbers)}"
            try:
                (run / "code").mkdir(parents=True)
                heard = self._heard(job, run)
            except OSError as error:
                return Judged(broken=f"the folder for the run cannot be made: {error.strerror}: {run}")
            except Lost as error:
                self._end_process()
                return Judged(broken="cancelled" if self._cancelled else str(error))
            finally:
                with self._state:
                    self._running = False
                shutil.rmtree(run, ignore_errors=True)
            return judged(job.tests, heard, (time.monotonic() - began) * 1000, job.limits.wall_s)

    def warm_up(self) -> str:
        """Have the process ready before the first job: "", or why it cannot be."""
        with self._lock:
            return self._ready()

    def cancel(self) -> None:
        """End the job that runs now, if one does: its `broken` is "cancelled"."""
        with self._state:
            if not self._running:
                return
            self._cancelled = True
            process = self._process
            if process is not None and process.pid and self._fork:
                process.stop_job()
            elif process is not None:
                process.kill()

    def close(self) -> None:
        """End the process. A job that runs is cancelled; a later one starts a new process."""
        self.cancel()
        with self._lock:
            self._end_process()

    def _heard(self, job: Job, run: Path) -> Heard:
        problem = self._ready()
        process = self._process
        if process is None:
            raise Lost(problem)
        code, work = _code(job, run), _work(job, run)
        patience = job.limits.wall_s + _SLACK_S + _TIMED_S * code["timed"]
        deadline = time.monotonic() + patience
        for message in ({"wall_s": job.limits.wall_s, "timed": code["timed"]}, code, work):
            process.send(message, patience)
        heard = Heard()
        if self._cancelled:
            self.cancel()
        while heard.end is None:
            try:
                heard.take(process.receive(max(0.01, deadline - time.monotonic())))
            except Lost:
                if self._fork or self._cancelled or not heard.done:
                    raise
                heard.end = ""  # a process of one job just ends
        if not self._fork or not heard.begun:
            self._end_process()  # what it has not read of this job would be read as the next
        return heard

    def _ready(self) -> str:
        if self._process is None:
            process = Process(self._python, self._imports, warm=self._fork, folder=self._folder)
            with self._state:
                self._process = process
            problem = process.hello()
            if problem:
                self._end_process()
            return problem
        return ""

    def _end_process(self) -> None:
        with self._state:
            process, self._process = self._process, None
        if process is not None:
            process.close()


def _code(job: Job, run: Path) -> dict[str, Any]:
    """The half of a job that the learner's process may know."""
    limits = job.limits
    plan = {
        "folder": str(run / "code"),
        "hidden": [os.path.realpath(folder) for folder in job.hidden],
        "wall_s": limits.wall_s,
        "cpu_s": limits.cpu_s,
        "memory_mib": limits.memory_mib,
        "file_mib": limits.file_mib,
    }
    return {"plan": plan, "files": _files(job.files), "names": names(job.files), "timed": job.baseline is not None}


def _work(job: Job, run: Path) -> dict[str, Any]:
    """The half that only the tests' process may know."""
    if job.baseline is not None:
        (run / "reference").mkdir()
    return {
        "validator": os.path.realpath(job.validator),
        "tests": list(job.tests),
        "temporary": str(run / "tests"),
        "baseline": job.baseline.file if job.baseline is not None else "",
        "reference": _files(job.reference),
        "reference_folder": str(run / "reference"),
    }


def _files(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: base64.b64encode(data).decode("ascii") for path, data in files.items()}


def names(files: Mapping[str, bytes]) -> dict[str, str]:
    """Under which module name each file is imported: `lm/attention.py` as `lm.attention`."""
    found = {}
    for path in files:
        parts = path.removesuffix(".py").split("/")
        if path.endswith(".py") and all(part.isidentifier() for part in parts):
            found[".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)] = path
    return found


def sweep(folder: Path) -> None:
    """Remove what runs that were killed have left. Those of other living processes stay."""
    for left in folder.glob("run-*-*"):
        owner = left.name.split("-")[1]
        if owner.isdigit() and not _lives(int(owner)):
            shutil.rmtree(left, ignore_errors=True)


def _lives(pid: int) -> bool:
    with contextlib.suppress(ProcessLookupError):
        try:
            os.kill(pid, 0)
        except PermissionError:
            return True
        return True
    return False
