"""The private channel to the engine: one JSON object per line, numbered, each with the secret of this run."""

import json
import os
import platform
import sys
from typing import Any, Optional

_write, _fstat, _getpid = os.write, os.fstat, os.getpid  # bound now: a test may patch them
_encode = json.JSONEncoder(ensure_ascii=False).encode


class Channel:
    """Writes messages to the inherited pipe `fd`.

    A child that a test forks never writes, and neither do we once a test has closed the pipe: its number may belong
    to another file by then. The engine takes a message that is missing for what it is: not known.
    """

    def __init__(self, fd: int, token: str) -> None:
        os.set_inheritable(fd, False)
        self._fd = fd
        self._token = token
        self._owner = _getpid()
        self._identity = self._file()
        self._sent = 0
        self._lost = False

    def _file(self) -> Any:
        status = _fstat(self._fd)
        return status.st_dev, status.st_ino, status.st_mode

    def send(self, kind: str, **fields: Any) -> None:
        if self._lost or _getpid() != self._owner:
            return
        message = {"kind": kind, "token": self._token, "number": self._sent}
        message.update(fields)
        data = _encode(message).encode("utf-8", "replace") + b"\n"
        try:
            if self._file() != self._identity:
                raise OSError("the channel was closed and its number used again")
            view = memoryview(data)
            while view:
                view = view[_write(self._fd, view) :]
        except OSError:
            self._lost = True  # the engine sees that the end is missing
            return
        self._sent += 1

    def hello(self, recorder: Optional[Any]) -> None:
        import pytest

        self.send(
            "hello",
            python=platform.python_version(),
            executable=sys.executable,
            pytest=pytest.__version__,
            coverage="" if recorder is None else recorder.version,
            coverage_problem="" if recorder is None else recorder.problem,
        )
