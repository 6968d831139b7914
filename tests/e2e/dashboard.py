"""The real command in a pseudo-terminal of its own, its screen read back cell by cell."""

import fcntl
import os
import re
import signal
import struct
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pexpect
import pyte

from mastery_tui.config import seen

COMMAND = str(Path(sys.executable).with_name("mastery"))
PRIVATE = re.compile(rb"\x1b\[(?:[<=>][0-9;]*[A-Za-z]|\?[0-9;]*\$p|\?u)")
"""Questions and keyboard modes that pyte would print instead of obeying."""
UNFINISHED = re.compile(rb"\x1b(?:\[[0-9;:<=>?$ ]*)?\Z")
LEFT_ALTERNATE_SCREEN = b"\x1b[?1049l"
TIOCGPTN = 0x80045430


def _slave(master: int) -> str:
    """The terminal of this master end; os.ptsname is there from Python 3.13 on."""
    return f"/dev/pts/{struct.unpack('I', fcntl.ioctl(master, TIOCGPTN, bytes(4)))[0]}"


class Dashboard:
    """`mastery PATH` in a terminal; `until` reads its screen until something holds."""

    def __init__(self, root: Path, *, columns: int = 140, rows: int = 40, first: bool = False) -> None:
        if not first:
            seen.mark(root)  # else the first screen lies over what these tests read
        environment = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        for name in ("NO_COLOR", "COLUMNS", "LINES"):
            environment.pop(name, None)
        self.screen = pyte.Screen(columns, rows)
        self.stream = pyte.ByteStream(self.screen)
        self.rest = b""
        self.output = bytearray()
        self.child = pexpect.spawn(
            COMMAND, [str(root)], env=environment, dimensions=(rows, columns), echo=True, timeout=60
        )
        self.child.delaybeforesend = None
        # Held open, so that the terminal can be looked at after the command has left it.
        self.slave = os.open(_slave(self.child.child_fd), os.O_RDWR | os.O_NOCTTY)
        self.before = termios.tcgetattr(self.slave)

    @property
    def pid(self) -> int:
        return int(self.child.pid)

    @property
    def text(self) -> str:
        """The screen, line by line."""
        return "\n".join(self.screen.display)

    def read(self, timeout: float = 0.05) -> None:
        """Take what is there within `timeout` seconds."""
        try:
            data = self.child.read_nonblocking(1 << 16, timeout)
        except (pexpect.TIMEOUT, pexpect.EOF):
            return
        self.output += data
        data = self.rest + data
        cut = UNFINISHED.search(data)
        self.rest = data[cut.start() :] if cut else b""
        self.stream.feed(PRIVATE.sub(b"", data[: cut.start()] if cut else data))

    def until(self, holds: Callable[[], object], seconds: float = 45) -> None:
        """Read until `holds()`."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"not on the screen in time:\n{self.text}"
            assert self.child.isalive() or holds(), f"the dashboard ended: {bytes(self.output[-3000:])!r}"
            self.read()

    def shows(self, *texts: str) -> None:
        """Wait for all these texts."""
        self.until(lambda: all(text in self.text for text in texts))

    def lacks(self, *texts: str) -> None:
        """Wait for a screen without these texts."""
        self.until(lambda: not any(text in self.text for text in texts))

    def settled(self) -> None:
        """Wait for the line that says that every file has been checked."""
        self.until(lambda: re.search(r"\d files? checked", self.text) and "checking" not in self.text)

    def keys(self, text: str) -> None:
        self.child.send(text)

    def resize(self, columns: int, rows: int) -> None:
        """As a terminal does it: TIOCSWINSZ, on which the kernel sends SIGWINCH."""
        self.screen.resize(rows, columns)
        self.child.setwinsize(rows, columns)

    def ended(self, seconds: float = 20) -> int:
        """Wait for the end; the exit code, or minus the signal's number."""
        deadline = time.monotonic() + seconds
        while self.child.isalive():
            assert time.monotonic() < deadline, f"it does not end:\n{self.text}"
            self.read()
        for _ in range(100):
            size = len(self.output)
            self.read(0.02)
            if len(self.output) == size:
                break
        code = self.child.exitstatus
        return int(code) if code is not None else -int(self.child.signalstatus or 0)

    def restored(self) -> None:
        """The terminal is as it was found: modes, screen, cursor, mouse, paste."""
        assert termios.tcgetattr(self.slave) == self.before
        output = bytes(self.output)
        assert output.rfind(LEFT_ALTERNATE_SCREEN) > output.rfind(b"\x1b[?1049h") >= 0
        for on, off in (
            (b"\x1b[?25l", b"\x1b[?25h"),
            (b"\x1b[?1000h", b"\x1b[?1000l"),
            (b"\x1b[?2004h", b"\x1b[?2004l"),
        ):
            assert on not in output or output.rfind(off) > output.rfind(on), off

    def close(self) -> None:
        """End it, whatever its state."""
        if self.child.isalive():
            self.child.kill(signal.SIGKILL)
            deadline = time.monotonic() + 10
            while self.child.isalive() and time.monotonic() < deadline:
                self.read()
        os.close(self.slave)
        self.child.close(force=True)
