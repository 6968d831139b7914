"""Starts the process of the learner's code: a keeper that shuts itself in, and below it the code's own process.

Both can be started before there is a job: files and limits come later. The keeper
waits for it, ends all that is left, and tells the judge how it ended.
"""

from __future__ import annotations

import base64
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from typing import Any

from . import below, sandbox
from .frames import receive, send
from .serve import Modules, Server

_MOST_PROCESSES = 150
_GRACE_S = 1.0
_BROKEN = 70


class Kept:
    """The judge's ends of a process of the learner's code."""

    def __init__(self, pid: int, socket_fd: int, output: int, status: int) -> None:
        self.pid = pid
        self.socket = socket_fd
        self.output = output
        self._status = status
        self._heard = bytearray()
        self._killed = False
        self._plan: dict[str, Any] = {}
        self._before = 0

    def begin(self, plan: dict[str, Any]) -> None:
        """Hand over what it was started for. `plan`: folder, files (path → base64), names (module → path), hidden and
        the limits. Raises OSError where it is gone."""
        self._plan = plan
        self._before = _running()
        send(self.socket, plan, [])
        for fd in (self.socket, self.output, self._status):
            os.set_blocking(fd, False)

    def told(self, wanted: str, seconds: float = _GRACE_S) -> Any:
        """What the keeper tells under this name (notes, pid, ended); None if it does not in time."""
        deadline = time.monotonic() + seconds
        while True:
            for line in bytes(self._heard).split(b"\n")[:-1]:
                found = json.loads(line)
                if wanted in found:
                    return found[wanted]
            left = deadline - time.monotonic()
            poll = select.poll()
            poll.register(self._status, select.POLLIN)
            if left <= 0 or not poll.poll(left * 1000):
                return None
            data = os.read(self._status, 1 << 16)
            if not data:
                return None
            self._heard += data

    def kill(self) -> None:
        """End it and all below it."""
        if self._killed:
            return
        self._killed = True
        pid = self.told("pid", 5.0)
        if pid:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def swarms(self) -> bool:
        """Whether it has started more processes than it may: counted only where the machine has many more."""
        if _running() - self._before < _MOST_PROCESSES or not sandbox.LINUX:
            return False
        return len(below.below(self.pid)) > _MOST_PROCESSES

    def how_it_ended(self) -> str:
        """One line on a process that is no longer heard of."""
        ended = self.told("ended")
        if ended is None:
            return "your code closed its connection to the judge"
        code, cpu_s = ended
        if code == -signal.SIGKILL and cpu_s >= 0.7 * self._plan["cpu_s"]:  # the kernel counts in ticks
            return f"your code used more than {self._plan['cpu_s']} s of CPU time"
        if code == _BROKEN:
            return "your code broke the process that it runs in (does it change builtins, or close files?)"
        if code >= 0:
            return f"your code ended its process with exit code {code}"
        try:
            name = signal.Signals(-code).name
        except ValueError:
            name = f"signal {-code}"
        why = " (out of memory?)" if code == -signal.SIGKILL else ""
        return f"your code's process was ended by {name}{why}"


def start(fork: bool, plain: bool = False) -> Kept:
    """Start it; it waits for its plan. `plain`: without namespaces of its own."""
    ours, theirs = socket.socketpair()
    output, printed = os.pipe()
    status, tell = os.pipe()
    if fork:
        pid = os.fork()
        if pid == 0:
            try:
                keep(theirs.fileno(), printed, tell, plain)
            finally:
                os._exit(70)
    else:
        fds = (theirs.fileno(), printed, tell)
        begin = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "begin.py")
        child = subprocess.Popen(
            [sys.executable, "-I", "-B", begin, "keep", *map(str, fds), str(int(plain))],
            stdin=subprocess.DEVNULL,
            pass_fds=fds,
            start_new_session=True,
        )
        pid = child.pid
    os.close(printed)
    os.close(tell)
    theirs.close()
    return Kept(pid, ours.detach(), output, status)


def keep(channel: int, printed: int, tell: int, plain: bool) -> None:
    """The keeper. Never returns."""
    null = os.open(os.devnull, os.O_RDWR)
    for fd, at in ((null, 0), (printed, 1), (printed, 2)):
        os.dup2(fd, at)
    if os.getsid(0) != os.getpid():
        os.setsid()
    _close_all_but(channel, tell)
    walls = sandbox.enclose(plain)
    pid = os.fork()
    if pid == 0:
        code = _BROKEN
        try:
            message = receive(channel)
            if message is not None:
                _serve(message[0], walls, channel, tell)
            code = 0
        finally:
            os._exit(code)
    os.close(channel)
    for fd in (1, 2):
        os.dup2(0, fd)
    _tell(tell, pid=pid)
    _, status, usage = os.wait4(pid, 0)
    if sandbox.LINUX:
        below.none_left()
    code = os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)
    _tell(tell, ended=[code, usage.ru_utime + usage.ru_stime])
    os._exit(0)


def _serve(plan: dict[str, Any], walls: sandbox.Walls, channel: int, tell: int) -> None:
    os.setsid()
    folder = plan["folder"]
    notes = walls.notes + sandbox.cover(plan, walls)
    os.chdir(folder)
    temporary = os.path.join(folder, "tmp")
    os.makedirs(temporary, exist_ok=True)
    os.environ.update(TMPDIR=temporary, HOME=temporary)
    for path, data in plan["files"].items():
        file = os.path.join(folder, path)
        os.makedirs(os.path.dirname(file), exist_ok=True)
        with open(file, "wb") as written:
            written.write(base64.b64decode(data))
    notes += sandbox.restrict(plan, walls.apart)
    _tell(tell, notes=notes)
    os.close(tell)
    modules = Modules(folder, plan["names"])
    sys.meta_path.insert(0, modules)
    sys.argv = [""]
    printed = open(1, "w", buffering=1, encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
    sys.stdout = sys.stderr = printed
    Server(channel, modules).run()


def _tell(fd: int, **told: Any) -> None:
    try:
        os.write(fd, json.dumps(told).encode() + b"\n")
    except OSError:
        pass


def _close_all_but(*kept: int) -> None:
    try:
        found = os.listdir("/proc/self/fd" if sandbox.LINUX else "/dev/fd")
    except OSError:
        found = [str(fd) for fd in range(3, 256)]
    for fd in map(int, found):
        if fd > 2 and fd not in kept:
            try:
                os.close(fd)
            except OSError:
                pass


def _running() -> int:
    """How many processes and threads this machine has; 0 where that is not told."""
    try:
        with open("/proc/loadavg", "rb") as file:
            return int(file.read().split()[3].partition(b"/")[2])
    except OSError:
        return 0
