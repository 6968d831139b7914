"""One pytest process: started, listened to, limited, and ended with all that it started."""

import contextlib
import os
import secrets
import selectors
import signal
import subprocess
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from pathlib import Path
from types import FrameType
from typing import Literal

import msgspec

from mastery_tui.checking.testing.channel import Finished, Listener, Message, Untrusted
from mastery_tui.checking.testing.terminate import kill_tree

PLUGIN = Path(__file__).with_name("plugin")
OUTPUT_HEAD, OUTPUT_TAIL = 16 << 10, 48 << 10
LOST_S = 2.0
"""How long a process may live on after it closed the channel, before it is ended."""
EXIT_S = 10.0
"""How long it may take to exit once the session has ended: threads and children that it should have ended."""

Reason = Literal["", "wall", "idle", "exit", "lost", "untrusted"]


class Ended(msgspec.Struct, frozen=True):
    """The process is gone. `code` as subprocess gives it (-N: signal N); `reason` says why we ended it, "" if not we.

    `output` is what it wrote to its terminal: the beginning and the end, for a person to read.
    """

    code: int
    reason: Reason
    detail: str
    output: str


class Clock(msgspec.Struct, frozen=True):
    """Limits in seconds: on the whole run, and on the time in which nothing is heard."""

    wall_s: float
    idle_s: float


def listen(
    argv: Sequence[str], cwd: Path, env: Mapping[str, str], plan: Path, clock: Clock, memory_mib: int = 0
) -> Generator[Message | Ended, None, None]:
    """Run pytest and yield what its plugin says, then `Ended`.

    Closing the iterator, SIGTERM to this process, or any error ends the process and its children. Raises OSError when
    it cannot be started.
    """
    token = secrets.token_hex(16)
    ours, theirs = os.pipe()
    output, terminal = os.pipe()
    try:
        process = subprocess.Popen(
            argv,
            cwd=cwd,
            env={**env, "PYTHONPATH": str(PLUGIN), "MASTERY_PYTEST": f"{theirs}:{token}:{plan}"},
            stdin=subprocess.DEVNULL,
            stdout=terminal,
            stderr=terminal,
            pass_fds=(theirs,),
            start_new_session=True,
        )
    except BaseException:
        os.close(ours)
        os.close(output)
        raise
    finally:
        os.close(theirs)
        os.close(terminal)
    with _ends_on_sigterm(process), contextlib.ExitStack() as stack:
        stack.callback(os.close, ours)
        stack.callback(os.close, output)
        stack.callback(_end, process)
        if memory_mib:
            _limit_memory(process.pid, memory_mib)
        yield from _Conversation(process, ours, output, token, clock).run()


class _Conversation:
    def __init__(self, process: subprocess.Popen[bytes], channel: int, output: int, token: str, clock: Clock) -> None:
        self.process = process
        self.channel = channel
        self.output = output
        self.listener = Listener(token)
        self.clock = clock
        self.head = bytearray()
        self.tail = bytearray()
        self.finished = False
        self.reason: Reason = ""
        self.detail = ""
        os.set_blocking(self.channel, False)
        os.set_blocking(self.output, False)

    def run(self) -> Iterator[Message | Ended]:
        started = heard = time.monotonic()
        lost: float | None = None
        with selectors.DefaultSelector() as selector, _exit_signal(self.process.pid) as gone:
            open_fds = {self.channel, self.output}
            for fd in open_fds:
                selector.register(fd, selectors.EVENT_READ)
            if gone is not None:
                selector.register(gone, selectors.EVENT_READ)
            while True:
                exited = self.process.poll() is not None  # before reading: what it said last is read below
                for fd in tuple(open_fds):
                    data = _read_all(fd)
                    if data:
                        if fd == self.channel:
                            heard = time.monotonic()
                            yield from self._messages(data)
                        else:
                            self._keep(data)
                    if data is None:
                        open_fds.discard(fd)
                        selector.unregister(fd)
                        if fd == self.channel and lost is None:
                            lost = time.monotonic()
                if exited or self.reason:
                    break
                now = time.monotonic()
                left, self.reason = self._left(now, started, heard, lost)
                if not self.reason:
                    selector.select(min(left, 60.0) if gone is not None else min(left, 0.05))
        code = self.process.returncode
        _end(self.process)
        yield Ended(self.process.returncode if code is None else code, self.reason, self.detail, self._text())

    def _left(self, now: float, started: float, heard: float, lost: float | None) -> tuple[float, Reason]:
        """Seconds until the next limit, and which limit is reached."""
        limits: list[tuple[float, Reason]] = [(started + self.clock.wall_s - now, "wall")]
        if self.finished:
            limits.append((heard + min(EXIT_S, self.clock.idle_s) - now, "exit"))
        elif lost is not None:
            limits.append((lost + LOST_S - now, "lost"))
        else:
            limits.append((heard + self.clock.idle_s - now, "idle"))
        left, reason = min(limits)
        return (left, "") if left > 0 else (0.0, reason)

    def _messages(self, data: bytes) -> Iterator[Message]:
        if self.reason:
            return
        try:
            messages = self.listener.feed(data)
        except Untrusted as error:
            self.reason, self.detail = "untrusted", str(error)
            return
        for message in messages:
            self.finished = self.finished or isinstance(message, Finished)
            yield message

    def _keep(self, data: bytes) -> None:
        room = OUTPUT_HEAD - len(self.head)
        self.head += data[:room] if room > 0 else b""
        self.tail += data[max(room, 0) :]
        del self.tail[:-OUTPUT_TAIL]

    def _text(self) -> str:
        return (bytes(self.head) + bytes(self.tail)).decode("utf-8", "replace")


def _read_all(fd: int) -> bytes | None:
    """What can be read now, at most a few MiB; None at the end."""
    parts: list[bytes] = []
    for _ in range(64):
        try:
            part = os.read(fd, 65536)
        except BlockingIOError:
            break
        if not part:
            return b"".join(parts) or None
        parts.append(part)
    return b"".join(parts)


@contextlib.contextmanager
def _exit_signal(pid: int) -> Iterator[int | None]:
    """A descriptor that becomes readable when the process exits, where the system has such a thing."""
    try:
        fd = os.pidfd_open(pid)
    except (AttributeError, OSError):
        yield None
        return
    try:
        yield fd
    finally:
        os.close(fd)


@contextlib.contextmanager
def _ends_on_sigterm(process: subprocess.Popen[bytes]) -> Iterator[None]:
    """SIGTERM to us ends the process first: by default we would die at once and leave it behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        _end(process)
        signal.signal(signal.SIGTERM, before)
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End the process, if it lives, and whatever is left of its group."""
    if process.poll() is None:
        kill_tree(process.pid, grace_s=0.5)
        process.wait()
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _limit_memory(pid: int, mib: int) -> None:
    import resource

    if hasattr(resource, "prlimit"):
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_AS, (mib << 20, mib << 20))
