"""One pytest process: started, listened to, limited, and ended with all that it started."""

import contextlib
import os
import secrets
import selectors
import signal
import threading
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import FrameType
from typing import Literal

import msgspec

from mastery_tui.checking.testing.channel import Finished, Listener, Message, Untrusted
from mastery_tui.workspace.process import Completed, Limits, kill_tree, run

PLUGIN = Path(__file__).with_name("plugin")
OUTPUT_BYTES = 64 << 10
GRACE_S = 0.5
SLACK_S = 5.0
LOST_S = 2.0
"""How long a process may live on after it closed the channel, before it is ended."""
EXIT_S = 10.0
"""How long it may take to exit once the session has ended: threads and children that it should have ended."""

Reason = Literal["", "wall", "idle", "exit", "lost", "untrusted"]


class Ended(msgspec.Struct, frozen=True):
    """The process is gone. `code` as subprocess gives it (-N: signal N); `reason` says why we ended it, "" if not we.

    `output` is the last of what it wrote to its terminal, for a person to read.
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
    with contextlib.ExitStack() as stack:
        ours, theirs = os.pipe()
        stack.callback(os.close, ours)
        environ = {**env, "PYTHONPATH": str(PLUGIN), "MASTERY_PYTEST": f"{theirs}:{token}:{plan}"}
        limits = Limits(
            wall_s=clock.wall_s + SLACK_S,  # ours comes first and names the test
            memory_bytes=memory_mib << 20 or None,
            output_bytes=OUTPUT_BYTES,
        )
        try:
            child = _Child(argv, cwd, environ, limits, theirs)
        finally:
            os.close(theirs)
        stack.callback(child.close)
        stack.enter_context(_ends_on_sigterm(child))
        yield from _Conversation(child, ours, token, clock).run()


class _Child:
    """A process in a thread of its own; `over` becomes readable when it and all that it started have ended."""

    def __init__(self, argv: Sequence[str], cwd: Path, env: Mapping[str, str], limits: Limits, channel: int) -> None:
        self.over, self._told = os.pipe()
        self._pid: Future[int] = Future()
        self._completed: Future[Completed] = Future()
        self._thread = threading.Thread(target=self._run, args=(argv, cwd, env, limits, channel), daemon=True)
        self._thread.start()
        self.pid = self._pid.result()

    def _run(self, argv: Sequence[str], cwd: Path, env: Mapping[str, str], limits: Limits, channel: int) -> None:
        try:
            done = run(argv, cwd=cwd, env=env, limits=limits, pass_fds=(channel,), on_start=self._pid.set_result)
            self._completed.set_result(done)
        except BaseException as error:  # raised again where the result is asked for
            for future in (self._pid, self._completed):
                if not future.done():
                    future.set_exception(error)
        finally:
            os.close(self._told)

    @property
    def exited(self) -> bool:
        return self._completed.done()

    def end(self) -> Completed:
        """End it if it lives, and say how it ended."""
        if not self.exited:
            kill_tree(self.pid, GRACE_S)
        return self._completed.result()

    def close(self) -> None:
        try:
            self.end()
        finally:
            self._thread.join()
            os.close(self.over)


class _Conversation:
    def __init__(self, child: _Child, channel: int, token: str, clock: Clock) -> None:
        self.child = child
        self.channel = channel
        self.listener = Listener(token)
        self.clock = clock
        self.finished = False
        self.reason: Reason = ""
        self.detail = ""
        os.set_blocking(self.channel, False)

    def run(self) -> Iterator[Message | Ended]:
        started = heard = time.monotonic()
        lost: float | None = None
        with selectors.DefaultSelector() as selector:
            selector.register(self.channel, selectors.EVENT_READ)
            selector.register(self.child.over, selectors.EVENT_READ)
            while True:
                exited = self.child.exited  # before reading: what it said last is read below
                data = b"" if lost is not None else _read_all(self.channel)
                if data:
                    heard = time.monotonic()
                    yield from self._messages(data)
                elif data is None:
                    selector.unregister(self.channel)
                    lost = time.monotonic()
                if exited or self.reason:
                    break
                left, self.reason = self._left(time.monotonic(), started, heard, lost)
                if not self.reason:
                    selector.select(left)
        done = self.child.end()
        yield Ended(done.returncode, self.reason, self.detail, done.output.decode("utf-8", "replace"))

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
def _ends_on_sigterm(child: _Child) -> Iterator[None]:
    """SIGTERM to us ends the process first: by default we would die at once and leave it behind."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        kill_tree(child.pid, GRACE_S)
        signal.signal(signal.SIGTERM, before)
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
