"""A small process of its own (standard library only) around one child: nothing that the child starts outlives it.

`python -I -S supervisor.py SETTINGS COMMAND...`, where SETTINGS is a JSON object made by `process.run`. Every orphan
below becomes our child (PR_SET_CHILD_SUBREAPER), so double forks and new sessions do not hide it; and if the process
that started us is killed, we are told (PR_SET_PDEATHSIG) and end everything.
"""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterable

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000


def descendants(root: int) -> list[int]:
    """All processes below `root`, from /proc; zombies left out."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):  # noqa: PTH208 (pathlib would triple the start of this process)
        if name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123
                    state, parent = file.read().rpartition(b")")[2].split()[:2]
                children.setdefault(int(parent), []).append(int(name) if state not in (b"Z", b"X") else -int(name))
    found: list[int] = []
    stack = [root]
    while stack:
        for pid in children.get(stack.pop(), ()):
            stack.append(abs(pid))
            if pid > 0:
                found.append(pid)
    return found


def send(pids: Iterable[int], number: int) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, number)


def kill_below(root: int) -> bool:
    """Freeze all below `root`, so that none can fork away, then kill them. True if there was any."""
    frozen: set[int] = set()
    while new := set(descendants(root)) - frozen:
        send(new, signal.SIGSTOP)
        frozen |= new
    send(frozen, signal.SIGKILL)
    return bool(frozen)


def _reap() -> bool:
    """Collect dead children; False when there are none left at all."""
    while True:
        try:
            pid, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return False
        if pid == 0:
            return True


def _end_all(grace_s: float) -> None:
    if sys.platform != "linux":
        return
    me = os.getpid()
    if grace_s > 0:
        send(descendants(me), signal.SIGTERM)
        deadline = time.monotonic() + grace_s
        while time.monotonic() < deadline and _reap() and descendants(me):
            time.sleep(0.005)
    while kill_below(me) or _reap():
        time.sleep(0.001)


def _limit(settings: dict[str, int]) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for name, kind, slack in (
        ("cpu_s", resource.RLIMIT_CPU, 1),
        ("memory_bytes", resource.RLIMIT_AS, 0),
        ("file_bytes", resource.RLIMIT_FSIZE, 0),
    ):
        value = settings.get(name)
        if value is not None:
            hard = resource.getrlimit(kind)[1]
            top = value + slack if hard == resource.RLIM_INFINITY else min(value + slack, hard)
            resource.setrlimit(kind, (min(value, top), top))


def _no_network(libc: object) -> None:
    """A network of its own for this process, with nothing but loopback. Raises OSError where that is not allowed."""
    import ctypes
    import fcntl
    import socket
    import struct

    user, group = os.getuid(), os.getgid()
    if libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:  # type: ignore[attr-defined]
        raise OSError(ctypes.get_errno(), f"unshare: {os.strerror(ctypes.get_errno())}")
    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
        with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123
            file.write(text)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, 0x8914, struct.pack("16sh14x", b"lo", 0x1 | 0x40))  # SIOCSIFFLAGS: up, running


def main(arguments: list[str]) -> int:
    settings = json.loads(arguments[0])
    status_fd = settings["status_fd"]
    os.set_inheritable(status_fd, False)
    notes: list[str] = []
    if sys.platform == "linux":
        import ctypes

        libc = ctypes.CDLL(None, use_errno=True)
        libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != settings["parent"]:
            return 1
        if not settings["network"]:
            try:
                _no_network(libc)
            except OSError as error:
                notes.append(f"network not cut off: {error}")
    stopping: list[int] = []

    def stop(number: int, frame: object) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, stop)
    began = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.setpgid(0, 0)
            _limit(settings)
            os.execvpe(arguments[1], arguments[1:], os.environ)  # noqa: S606
        except OSError as error:
            os.write(2, f"{arguments[1]}: {error.strerror}\n".encode())
        except ValueError as error:
            os.write(2, f"limits: {error}\n".encode())
        os._exit(127)
    os.closerange(3, status_fd)  # what was passed on is the child's alone: who reads from it sees when it is closed
    os.closerange(status_fd + 1, 1024)
    code = _wait(child, stopping, settings["grace_s"])
    ran_s = time.monotonic() - began
    _end_all(0.0)
    os.write(status_fd, json.dumps({"returncode": code, "notes": notes, "ran_s": ran_s, **_used()}).encode())
    return 0


def _used() -> dict[str, float]:
    """What all that were below us have used: CPU time together, and the most memory that one of them held."""
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    unit = 1 if sys.platform == "darwin" else 1024
    return {"cpu_s": used.ru_utime + used.ru_stime, "peak_bytes": used.ru_maxrss * unit}


def _wait(child: int, stopping: list[int], grace_s: float) -> int:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM, signal.SIGCHLD})
    deadline: float | None = None
    while True:
        # Orphans die here too, so look at all that is dead, but the child's status is the one that counts.
        with contextlib.suppress(ChildProcessError):
            while (dead := os.waitpid(-1, os.WNOHANG))[0]:
                if dead[0] == child:
                    if deadline is not None:
                        _end_all(max(0.0, deadline - time.monotonic()))
                    return os.waitstatus_to_exitcode(dead[1])
        if stopping and deadline is None:
            deadline = time.monotonic() + grace_s
            send(descendants(os.getpid()) if sys.platform == "linux" else [-child], signal.SIGTERM)
        if deadline is None:
            if signal.sigwait({signal.SIGTERM, signal.SIGCHLD}) == signal.SIGTERM:
                stopping.append(signal.SIGTERM)
        elif time.monotonic() < deadline:
            signal.sigtimedwait({signal.SIGCHLD}, max(0.0, deadline - time.monotonic()))
        elif sys.platform == "linux":
            kill_below(os.getpid())
            signal.sigtimedwait({signal.SIGCHLD}, 0.05)
        else:
            send([-child], signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
