"""Ending all that is below a process (Linux)."""

from __future__ import annotations

import os
import signal


def below(root: int) -> list[int]:
    """All processes below `root`, from /proc; zombies left out."""
    children: dict[int, list[tuple[int, bool]]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    state, parent = file.read().rpartition(b")")[2].split()[:2]
            except (FileNotFoundError, ProcessLookupError):
                continue
            children.setdefault(int(parent), []).append((int(name), state not in (b"Z", b"X")))
    found: list[int] = []
    stack = [root]
    while stack:
        for pid, runs in children.get(stack.pop(), ()):
            stack.append(pid)
            if runs:
                found.append(pid)
    return found


def kill_below(root: int) -> bool:
    """Stop all below `root`, so that none can fork away, then end them. True if there was any."""
    stopped: set[int] = set()
    while True:
        new = set(below(root)) - stopped
        if not new:
            break
        for pid in new:
            _send(pid, signal.SIGSTOP)
        stopped |= new
    for pid in stopped:
        _send(pid, signal.SIGKILL)
    return bool(stopped)


def _send(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except (ProcessLookupError, PermissionError):
        pass


def none_left() -> None:
    """End and collect every child of this process, and what is below them."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid:
            continue
        if not kill_below(os.getpid()):
            try:
                os.waitpid(-1, 0)
            except ChildProcessError:
                return
