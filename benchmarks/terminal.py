"""The real command in a pseudo-terminal, driven and watched from outside."""

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

COMMAND = str(Path(sys.executable).with_name("mastery"))


class Terminal:
    """A child in a pseudo-terminal of the given size; all that it writes is kept in `output`."""

    def __init__(
        self, argv: list[str], *, columns: int = 160, rows: int = 50, env: dict[str, str] | None = None
    ) -> None:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            argv, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        self.master = master
        self.output = bytearray()

    def read(self, timeout: float) -> bool:
        """Take what is there within `timeout` seconds; False when nothing came."""
        ready, _, _ = select.select([self.master], [], [], timeout)
        if not ready:
            return False
        try:
            self.output += os.read(self.master, 1 << 16)
        except OSError:
            return False
        return True

    def wait_for(self, text: bytes, timeout: float = 60.0, since: int = 0) -> float:
        """Seconds (perf_counter) when `text` was first on the screen's wire after position `since`."""
        deadline = time.perf_counter() + timeout
        while self.output.find(text, max(0, since)) < 0:
            if time.perf_counter() > deadline or (not self.read(1.0) and self.process.poll() is not None):
                raise TimeoutError(f"{text!r} did not appear; the last output: {bytes(self.output[-2000:])!r}")
        return time.perf_counter()

    def quiet(self, seconds: float = 0.5, limit: float = 30.0) -> None:
        """Read until nothing has come for `seconds`."""
        deadline = time.perf_counter() + limit
        while self.read(seconds) and time.perf_counter() < deadline:
            pass

    def keys(self, text: str) -> None:
        os.write(self.master, text.encode())

    def processes(self) -> list[int]:
        """The child and all its descendants."""
        children: dict[int, list[int]] = {}
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    fields = (entry / "stat").read_text().rpartition(")")[2].split()
                except OSError:
                    continue
                children.setdefault(int(fields[1]), []).append(int(entry.name))
        out, queue = [], [self.process.pid]
        while queue:
            pid = queue.pop()
            out.append(pid)
            queue += children.get(pid, [])
        return out

    def close(self) -> None:
        self.keys("q")
        deadline = time.perf_counter() + 5
        while self.process.poll() is None and time.perf_counter() < deadline:
            self.read(0.1)
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)
