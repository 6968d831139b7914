"""`.coverage`, read by the coverage library in a child process: which lines could run is a question to the source."""

import os
import sys
from pathlib import Path

import msgspec

from mastery_tui.evidence.readings.coverage_report import Report
from mastery_tui.evidence.readings.reading import Unreadable
from mastery_tui.workspace.process import Limits, clean_env, run

_MIB = 1 << 20
_LIMITS = Limits(
    wall_s=30.0, cpu_s=30, memory_bytes=2048 * _MIB, output_bytes=64 * _MIB, file_bytes=128 * _MIB, network=False
)
_SQLITE = b"SQLite format 3\0"


class Answer(msgspec.Struct, frozen=True):
    """What the child says: the report and how many measured files are not there, or the problem."""

    report: Report | None = None
    gone: int = 0
    problem: str = ""


def report(root: Path, data: bytes) -> tuple[Report, int]:
    """The report over the files of the tree, and how many of those measured are gone. Raises Unreadable and OSError."""
    if not data.startswith(_SQLITE):
        raise Unreadable("is no data of coverage.py")
    command = [sys.executable, "-I", "-W", "ignore", "-X", "utf8", "-m"]
    command += ["mastery_tui.evidence.readings.coverage_child", os.path.realpath(root)]
    done = run(command, cwd="/", env=clean_env(os.environ), limits=_LIMITS, stdin=data)
    if done.timed_out or done.killed_reason:
        raise Unreadable(f"cannot be read: coverage {done.killed_reason}")
    try:
        answer = msgspec.json.decode(done.output.rpartition(b"\n\n")[2], type=Answer)
    except msgspec.DecodeError as error:
        raise Unreadable("is damaged: coverage cannot read it") from error
    if answer.report is None:
        raise Unreadable(answer.problem or "is damaged")
    return answer.report, answer.gone
