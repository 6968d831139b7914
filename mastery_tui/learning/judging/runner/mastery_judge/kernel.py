"""System calls that Python has no function for, Linux only. Each raises OSError where the kernel refuses."""

from __future__ import annotations

import ctypes
import os
import struct

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
CLONE_NEWNS = 0x20000
CLONE_NEWIPC = 0x8000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_REMOUNT, MS_REC, MS_PRIVATE = 1, 2, 4, 0x20, 0x4000, 1 << 18
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000
_MOUNT_SETATTR = 442  # the same on every architecture, as all calls since Linux 5.1
_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_CAPABILITY_VERSION_3 = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, value: int) -> None:
    _checked(libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0), "prctl")


def unshare(flags: int) -> None:
    _checked(libc.unshare(flags), "unshare")


def mount(source: str, target: str, kind: str, flags: int, data: str = "") -> None:
    given = [part.encode() for part in (source, target, kind)]
    _checked(libc.mount(*given, ctypes.c_ulong(flags), data.encode()), f"mount {kind or target}")


def all_read_only() -> None:
    """Every mount of this namespace, whatever lies below which (Linux 5.12)."""
    attributes = struct.pack("QQQQ", MS_RDONLY, 0, 0, 0)
    result = libc.syscall(_MOUNT_SETATTR, _AT_FDCWD, b"/", _AT_RECURSIVE, attributes, ctypes.c_size_t(32))
    _checked(result, "mount_setattr")


def drop_capabilities() -> None:
    for number in range(64):
        if libc.prctl(PR_CAPBSET_DROP, ctypes.c_ulong(number), 0, 0, 0) < 0:
            break
    header, none = struct.pack("Ii", _CAPABILITY_VERSION_3, 0), bytes(24)
    _checked(libc.capset(header, none), "capset")


def write_only_below(folders: list[str]) -> None:
    """Landlock (Linux 5.13): this process and its children can change files only in `folders`, and in devices."""
    changes = 1 << 1 | sum(1 << bit for bit in range(4, 13))  # write to files; make, remove and rename entries
    version = _checked(libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1), "landlock")
    changes |= (1 << 13 if version >= 2 else 0) | (1 << 14 if version >= 3 else 0)
    ruleset = _checked(
        libc.syscall(_LANDLOCK_CREATE, struct.pack("Q", changes), ctypes.c_size_t(8), 0), "landlock_create_ruleset"
    )
    try:
        for folder in folders:
            is_folder = os.path.isdir(folder)
            allowed = changes if is_folder else changes & (1 << 1 | 1 << 14)
            fd = os.open(folder, os.O_PATH | os.O_CLOEXEC)
            try:
                rule = struct.pack("=Qi", allowed, fd)
                _checked(libc.syscall(_LANDLOCK_ADD, ruleset, 1, rule, 0), "landlock_add_rule")
            finally:
                os.close(fd)
        prctl(PR_SET_NO_NEW_PRIVS, 1)
        _checked(libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0), "landlock_restrict_self")
    finally:
        os.close(ruleset)
