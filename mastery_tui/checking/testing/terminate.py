"""End a process and its group."""

import contextlib
import os
import signal


def kill_tree(pid: int, grace_s: float) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
