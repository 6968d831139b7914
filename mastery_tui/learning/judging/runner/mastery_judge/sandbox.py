"""What the learner's code may touch: each part is had where the system allows it, and told where not."""

from __future__ import annotations

import os
import resource
import sys
from typing import Any, NamedTuple

_PROCESSES = 64
_NICE = 5  # so that a swarm of processes leaves the dashboard its share
_FILES = 256
LINUX = sys.platform == "linux"
if LINUX:
    from . import kernel


class Walls(NamedTuple):
    """What shuts a process in. `notes`: what could not be had; `apart`: process ids of its own; `fixed`: no file of
    the machine can be changed."""

    notes: list[str]
    apart: bool = False
    fixed: bool = False


def enclose(plain: bool) -> Walls:
    """Shut the calling process in, before it starts the one for the code. No job need be known yet: see `cover`."""
    if not LINUX:
        return Walls(["only Linux cuts off network and files: the code runs with your rights"])
    kernel.prctl(kernel.PR_SET_PDEATHSIG, 9)
    kernel.prctl(kernel.PR_SET_CHILD_SUBREAPER, 1)
    kernel.prctl(kernel.PR_SET_DUMPABLE, 1)  # else /proc/self is root's, and the maps below cannot be written
    user, group = os.getuid(), os.getgid()
    try:
        if plain:
            raise OSError(1, "unshare: switched off")
        kernel.unshare(
            kernel.CLONE_NEWUSER | kernel.CLONE_NEWNS | kernel.CLONE_NEWPID | kernel.CLONE_NEWIPC | kernel.CLONE_NEWNET
        )
        for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1"), ("gid_map", f"{group} {group} 1")):
            with open(f"/proc/self/{name}", "w") as file:
                file.write(text)
    except OSError as error:
        why = f"no namespaces of its own ({error.strerror}): network, other processes and hidden files are in reach"
        return Walls([why])
    try:
        kernel.mount("", "/", "", kernel.MS_REC | kernel.MS_PRIVATE)
        kernel.all_read_only()
    except OSError as error:
        return Walls([f"files outside of the run's folder can be changed ({error.strerror})"], apart=True)
    return Walls([], apart=True, fixed=True)


def cover(plan: dict[str, Any], walls: Walls) -> list[str]:
    """What depends on the job, before any of the learner's code is there: what could not be had.

    `plan` has folder, hidden (folders to be covered), memory_mib, file_mib, cpu_s.
    """
    folder = plan["folder"]
    if not walls.fixed:
        return _landlock(folder) if LINUX else []
    notes = []
    size = max(64, 4 * plan["file_mib"])
    safe = kernel.MS_NOSUID | kernel.MS_NODEV
    try:
        kernel.mount("tmpfs", folder, "tmpfs", safe, f"size={size}m,nr_inodes=4096,mode=700")
        os.mkdir(os.path.join(folder, "tmp"))
    except OSError as error:
        notes.append(f"the run's folder is read-only ({error.strerror})")
    needed = [sys.prefix, sys.base_prefix, sys.executable, folder, *sys.path]
    for hidden in [*plan["hidden"], "/run"]:
        if not os.path.isdir(hidden) or any(_holds(os.path.realpath(hidden), one) for one in needed):
            if hidden != "/run" and os.path.isdir(hidden):
                notes.append("the curriculum's own folder is in reach: Python or the run lies inside of it")
            continue
        try:
            kernel.mount("tmpfs", hidden, "tmpfs", safe | kernel.MS_RDONLY, "size=4k,nr_inodes=2")
        except OSError as error:
            if hidden != "/run":
                notes.append(f"the curriculum's own folder is in reach ({error.strerror})")
    return notes


def _holds(folder: str, path: str) -> bool:
    return (os.path.realpath(path) + os.sep).startswith(folder + os.sep)


def _landlock(folder: str) -> list[str]:
    try:
        kernel.write_only_below([folder, "/dev/null"])
    except OSError as error:
        return [f"files outside of the run's folder can be changed ({error.strerror})"]
    return []


def _own_proc() -> None:
    """A /proc that shows this process and its children only, and that nobody can write to: root's could else."""
    flags = kernel.MS_NOSUID | kernel.MS_NODEV
    try:
        kernel.mount("proc", "/proc", "proc", flags)
    except OSError:
        return  # in a container: the outer /proc stays, read-only, and shows what ps shows
    _write("/proc/self/oom_score_adj", "1000")
    kernel.mount("", "/proc", "", flags | kernel.MS_REMOUNT | kernel.MS_RDONLY)


def _write(path: str, text: str) -> None:
    try:
        with open(path, "w") as file:
            file.write(text)
    except OSError:
        pass


def restrict(plan: dict[str, Any], apart: bool) -> list[str]:
    """The rest, in the process that runs the code: limits, and no rights to undo anything."""
    notes = []
    os.nice(_NICE)
    if LINUX:
        kernel.prctl(kernel.PR_SET_PDEATHSIG, 9)
        if apart:
            _own_proc()
            kernel.drop_capabilities()
        else:
            _write("/proc/self/oom_score_adj", "1000")
        kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    limits = [
        ("memory", "RLIMIT_AS", plan["memory_mib"] << 20),
        ("CPU time", "RLIMIT_CPU", plan["cpu_s"]),
        ("size of files", "RLIMIT_FSIZE", plan["file_mib"] << 20),
        ("core dumps", "RLIMIT_CORE", 0),
        ("open files", "RLIMIT_NOFILE", _FILES),
    ]
    if apart:
        limits.append(("processes", "RLIMIT_NPROC", _PROCESSES))  # else it counts all that the user has running
    for what, name, value in limits:
        kind: Any = getattr(resource, name, None)
        try:
            hard = resource.getrlimit(kind)[1]
            top = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (top, top))
        except (OSError, ValueError, TypeError) as error:
            notes.append(f"{what} not limited ({error})")
    return notes
