"""The process of the judge in the learner's Python, as seen from here: messages to it, messages from it, its end."""

import contextlib
import os
import signal
import socket
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from mastery_tui.learning.judging.runner.mastery_judge import frames
from mastery_tui.model.text import log_lines, printable
from mastery_tui.workspace.process import Limits, clean_env, kill_tree, run

_BEGIN = Path(__file__).parent / "runner" / "begin.py"
_HELLO_S = 60.0
_FOREVER_S = 1e6
_SINGLE = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1")


class Lost(Exception):
    """The process of the judge is gone, or does not answer in time. The text is one line."""


class Process:
    """One process that judges: many jobs when it is `warm`, else one. It says hello before it is given any."""

    def __init__(self, python: Path, imports: Sequence[str], *, warm: bool, folder: Path) -> None:
        self.pid = 0
        self._python = python
        self._output = b""
        self._supervisor = 0
        self._ours, theirs = socket.socketpair()
        argv = [str(python), "-I", "-B", str(_BEGIN), "warm" if warm else "once", str(theirs.fileno())]
        argv.append(msgspec.json.encode(list(imports)).decode())
        self._thread = threading.Thread(target=self._run, args=(argv, theirs, folder), name="judge", daemon=True)
        self._thread.start()

    def _run(self, argv: list[str], theirs: socket.socket, folder: Path) -> None:
        environment = {**clean_env(os.environ), **_SINGLE, "PYTHONDONTWRITEBYTECODE": "1"}
        limits = Limits(wall_s=_FOREVER_S, output_bytes=1 << 14)
        try:
            with theirs:
                done = run(
                    argv,
                    cwd=folder,
                    env=environment,
                    limits=limits,
                    pass_fds=(theirs.fileno(),),
                    on_start=lambda pid: self._started(pid, theirs),
                )
            self._output = done.output
        except OSError as error:
            self._output = f"{self._python} does not start: {error.strerror}".encode()
            theirs.close()

    def _started(self, pid: int, theirs: socket.socket) -> None:
        self._supervisor = pid
        theirs.close()  # else its end would never be heard

    def hello(self) -> str:
        """Wait until it is ready: "", or one line on why it never will be."""
        try:
            said = self.receive(_HELLO_S)
        except Lost:
            self.close()
            lines = log_lines(self._output.decode("utf-8", "replace"))
            why = lines[-1] if lines else "it said nothing"
            return f"the judge does not start in {printable(str(self._python))}: {why}"
        self.pid = said["hello"]
        if not said["missing"]:
            return ""
        name, why = said["missing"][0]
        names = " ".join(one for one, _ in said["missing"])
        absent = "ModuleNotFoundError" in why
        what = f"{name} is missing" if absent else f"{name} cannot be imported ({printable(why)})"
        python = printable(str(self._python))
        return f"{what} in {python}: `{python} -m pip install {printable(names)}`"

    def send(self, body: Any, seconds: float) -> None:
        """Raises Lost."""
        self._ours.settimeout(seconds)
        try:
            for piece in frames.frame(body, []):
                self._ours.sendall(piece)
        except (OSError, frames.TooLarge) as error:
            raise Lost(f"the judge cannot be told what to do: {error}") from error

    def receive(self, seconds: float) -> Any:
        """The next message. Raises Lost."""
        deadline = time.monotonic() + seconds

        def read(_: int, count: int) -> bytes:
            self._ours.settimeout(max(0.001, deadline - time.monotonic()))
            return self._ours.recv(count)

        try:
            message = frames.receive(-1, read)
        except TimeoutError as error:
            raise Lost(f"the judge did not answer within {seconds:g} s") from error
        except (OSError, frames.BadMessage) as error:
            raise Lost(f"the judge is gone: {error}") from error
        if message is None:
            raise Lost("the judge is gone")
        return message[0]

    def stop_job(self) -> None:
        """Have a warm process end the job that it runs, and stay."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(self.pid, signal.SIGUSR1)

    def kill(self) -> None:
        if self._supervisor:
            kill_tree(self._supervisor, 0.0)

    def close(self) -> None:
        """End it, at once if it does not end by itself. Nothing that it started is left."""
        self._ours.close()
        self._thread.join(0.5)
        if self._thread.is_alive():
            self.kill()
            self._thread.join(5.0)
