"""The judge of the next job, forked ahead: it and the process for the learner's code have all that needs no job."""

from __future__ import annotations

import os
import signal
import socket

from . import below, kernel
from .judge import Ahead, judge
from .rewrites import Rewrites


class Spare:
    """Waits for its job, without using the processor, and ends with this process."""

    def __init__(self, channel: int, rewrites: Rewrites | None) -> None:
        ours, theirs = socket.socketpair()
        self.pid = os.fork()
        if self.pid == 0:
            try:
                ours.close()
                _wait(channel, theirs, rewrites)
                os._exit(0)
            finally:
                os._exit(70)
        theirs.close()
        self._ours = ours

    def go(self) -> bool:
        """Have it read its job from the channel. False if it is gone: it has read nothing then."""
        try:
            alive = os.waitpid(self.pid, os.WNOHANG)[0] == 0
            return alive and self._ours.send(b"g") == 1
        except OSError:
            return False
        finally:
            self._ours.close()

    def end(self) -> None:
        """End it, and what it has started."""
        self._ours.close()
        try:
            os.kill(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        below.none_left()


def _wait(channel: int, told: socket.socket, rewrites: Rewrites | None) -> None:
    kernel.prctl(kernel.PR_SET_PDEATHSIG, signal.SIGKILL)
    ahead = Ahead(fork=True)
    if told.recv(1) == b"g":
        judge(ahead, channel, rewrites)
