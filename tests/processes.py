"""Processes as /proc shows them, to tell what outlives what."""

import time
from collections.abc import Callable, Iterable
from pathlib import Path

Process = tuple[int, str]
"""Process id and start time: an id alone may be given again."""


def wait_for(holds: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Poll until `holds()`; there is no event to wait for."""
    deadline = time.monotonic() + seconds
    pause = time.monotonic()
    while not holds():
        assert time.monotonic() < deadline, f"in vain: {what}"
        pause = min(pause + 0.01, deadline)
        _until(pause)


def _until(moment: float) -> None:
    import select

    select.select([], [], [], max(0.0, min(0.02, moment + 0.01 - time.monotonic())))


def _stat(pid: str) -> list[str]:
    try:
        return Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:
        return []


def descendants(pid: int) -> list[Process]:
    """All that this process has started, directly or not."""
    children: dict[int, list[Process]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(entry.name)):
            children.setdefault(int(fields[1]), []).append((int(entry.name), fields[19]))
    found: list[Process] = []
    queue = [pid]
    while queue:
        mine = children.get(queue.pop(), [])
        found += mine
        queue += [child for child, _ in mine]
    return found


def alive(processes: Iterable[Process]) -> list[Process]:
    """Those that still run; a zombie does not."""
    return [
        (pid, started)
        for pid, started in processes
        if (fields := _stat(str(pid))) and fields[19] == started and fields[0] not in "ZX"
    ]


def started(pid: int) -> Process:
    """The process with this id, by which it can be told from a later one."""
    fields = _stat(str(pid))
    assert fields, f"{pid} is not alive"
    return pid, fields[19]
