"""A simple judge for these tests: a validator in a fork of this process, without any protection from what it runs."""

import json
import os
import select
import signal
import sys
import tempfile
import time
from pathlib import Path

import pytest

from mastery_tui.learning.judging.job import Job, Judged
from mastery_tui.model.learning import Case


class Reported:
    """Hears pytest out: the outcome of every test."""

    def __init__(self) -> None:
        self.outcomes: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.outcomes[report.nodeid] = "failed"
        elif report.when == "call" and report.passed:
            self.outcomes.setdefault(report.nodeid, "passed")


def forked(job: Job) -> Judged:
    """What the validator says; `ended` where it took longer than the limit."""
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for path, content in job.files.items():
            (Path(folder) / path).parent.mkdir(parents=True, exist_ok=True)
            (Path(folder) / path).write_bytes(content)
        heard, say = os.pipe()
        child = os.fork()
        if not child:
            os.close(heard)
            _run(job, folder, say)
        os.close(say)
        outcomes, ended = _listen(heard, child, job.limits.wall_s)
    cases = tuple(Case(name, outcomes.get(name, "missing")) for name in (job.tests or tuple(outcomes)))  # type: ignore[arg-type]
    return Judged(cases=cases, duration_ms=(time.monotonic() - begun) * 1000, ended=ended)


def _run(job: Job, folder: str, say: int) -> None:
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(null, stream)
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123 (until the process ends)
        os.chdir(job.validator)
        sys.path[:0] = [folder]
        sys.dont_write_bytecode = True
        for key in [key for key in os.environ if key.startswith("PYTEST_")]:
            del os.environ[key]
        reported = Reported()
        quiet = ["no:cacheprovider", "no:timeout", "no:xdist", "no:hypothesispytest", "no:randomly", "no:faulthandler"]
        options = [argument for plugin in quiet for argument in ("-p", plugin)]
        pytest.main(
            ["-q", "-s", "--rootdir=.", "-c", os.devnull, "--tb=no", "--assert=plain", *options, "."],
            plugins=[reported],
        )
        os.write(say, json.dumps(reported.outcomes).encode())
    finally:
        os._exit(0)


def _listen(heard: int, child: int, wall_s: float) -> tuple[dict[str, str], str]:
    until = time.monotonic() + wall_s
    text, ended = b"", ""
    while True:
        ready, _, _ = select.select([heard], [], [], max(0.0, until - time.monotonic()))
        if not ready:
            os.kill(child, signal.SIGKILL)
            ended = f"it took longer than {wall_s:g} s"
            break
        more = os.read(heard, 1 << 16)
        if not more:
            break
        text += more
    os.close(heard)
    os.waitpid(child, 0)
    return (json.loads(text) if text and not ended else {}), ended
