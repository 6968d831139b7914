"""Start one of our own modules as a process of its own, with a private connection to it."""

import asyncio
import os
import socket
import subprocess
import sys
from collections.abc import Mapping

WIRE_LIMIT = 1 << 30

Spawned = tuple[subprocess.Popen[bytes], asyncio.StreamReader, asyncio.StreamWriter]


async def spawn(module: str, env: Mapping[str, str] | None = None, cwd: str = os.sep) -> Spawned:
    """The process, in a session of its own, and both ends of the talk with it.

    It sees no terminal. `-P` keeps its working folder off its import path: that may be a hostile tree.
    """
    ours, theirs = socket.socketpair()
    try:
        process = subprocess.Popen(  # noqa: ASYNC220  # vfork and exec: about a millisecond, in the engine's thread
            [sys.executable, "-P", "-W", "ignore", "-X", "utf8", "-m", module, str(theirs.fileno())],
            pass_fds=(theirs.fileno(),),
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    finally:
        theirs.close()
    return process, *await asyncio.open_connection(sock=ours, limit=WIRE_LIMIT)
