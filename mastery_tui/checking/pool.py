"""A small pool of worker processes, driven from an asyncio loop.

A worker that crashes or takes too long is replaced; its task fails with `WorkerLost`, and nobody else notices.
"""

import asyncio
import os
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import msgspec

from mastery_tui.checking import wire
from mastery_tui.checking.spawn import spawn

ENVIRONMENT = (
    "PATH",
    "HOME",
    "LANG",
    "LC_ALL",
    "TMPDIR",
    "SYSTEMROOT",
    "XDG_CONFIG_HOME",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
)
"""All that a worker sees of the environment: no keys, nothing that changes how Python starts."""


class WorkerLost(Exception):
    """The worker died or was ended while it did the task; the text says how. `late`: it took more than its time."""

    def __init__(self, reason: str, *, late: bool = False) -> None:
        super().__init__(reason)
        self.late = late


class Worker:
    """One worker process and the connection to it."""

    def __init__(
        self,
        setup: wire.Setup,
        process: subprocess.Popen[bytes],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self.setup = setup
        self.process = process
        self.reader = reader
        self.writer = writer

    @classmethod
    async def start(cls, setup: wire.Setup) -> "Worker":
        env = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
        process, reader, writer = await spawn("mastery_tui.checking.worker", env)
        worker = cls(setup, process, reader, writer)
        writer.write(wire.frame(setup))
        return worker

    async def ask(self, message: wire.Task | wire.ShowTask | wire.ExplainTask) -> wire.FromWorker:
        """Send one message and wait for its answer. Raises WorkerLost when the worker dies."""
        try:
            self.writer.write(wire.frame(message))
            size = wire.HEADER.unpack(await self.reader.readexactly(wire.HEADER.size))[0]
            return wire.decode_from_worker(await self.reader.readexactly(size))
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise WorkerLost(self.cause_of_death()) from error

    def cause_of_death(self) -> str:
        try:
            code = self.process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            return "the worker closed its connection"
        if code < 0:
            return f"the worker was ended by {signal.Signals(-code).name}"
        return f"the worker ended with exit code {code}"

    def kill(self) -> None:
        """End the process with everything it started."""
        self.writer.close()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def resident_bytes(self) -> int:
        """Resident memory; 0 where the system does not tell."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_bytes().split()[1]
            return int(pages) * int(os.sysconf("SC_PAGE_SIZE"))
        except (OSError, IndexError, ValueError):
            return 0


class Pool:
    """At most `size` workers; when there is no work for a while, a few warm ones are kept.

    `timeout_s` is the wall-clock limit per file; a worker above `recycle_bytes` is replaced after its task.
    """

    def __init__(self, setup: wire.Setup, size: int, timeout_s: float, recycle_bytes: int = 160 << 20) -> None:
        self.setup = setup
        self.size = size
        self.timeout_s = timeout_s
        self.recycle_bytes = recycle_bytes
        self.idle: list[Worker] = []
        self.busy: set[Worker] = set()
        self.slots = asyncio.Semaphore(size)
        self.stopped = False

    async def warm(self) -> None:
        """Start the workers now, so that the first task finds them."""
        while len(self.idle) + len(self.busy) < self.size and not self.stopped:
            self.idle.append(await Worker.start(self.setup))

    async def do(self, message: wire.Task | wire.ShowTask | wire.ExplainTask, files: int = 1) -> wire.FromWorker:
        """Have a worker do it. Raises WorkerLost when that worker dies or needs more than its time."""
        async with self.slots:
            worker = self._idle() or await Worker.start(self.setup)
            self.busy.add(worker)
            answered = False
            try:
                async with asyncio.timeout(self.timeout_s + 0.25 * (files - 1)):
                    answer = await worker.ask(message)
                answered = True
                return answer
            except TimeoutError:
                raise WorkerLost(f"no answer within {self.timeout_s:g} s", late=True) from None
            finally:
                self.busy.discard(worker)
                if answered and self._fit(worker):
                    self.idle.append(worker)
                else:
                    worker.kill()

    def _idle(self) -> Worker | None:
        """A worker that waits for work; those that have been ended from outside meanwhile are buried."""
        while self.idle:
            worker = self.idle.pop()
            if worker.process.poll() is None:
                return worker
            worker.kill()
        return None

    def _fit(self, worker: Worker) -> bool:
        """Whether the worker can take the next task."""
        return not self.stopped and worker.setup == self.setup and worker.resident_bytes() <= self.recycle_bytes

    def configure(self, setup: wire.Setup, size: int, timeout_s: float) -> None:
        """From the next task on, run checks as `setup` says, in at most `size` workers."""
        self.timeout_s = timeout_s
        if size != self.size:
            self.size, self.slots = size, asyncio.Semaphore(size)
        if setup == self.setup:
            return
        self.setup = setup
        for worker in self.idle:
            worker.kill()
        self.idle.clear()

    async def rest(self, keep: int = 2, slim_bytes: int = 80 << 20) -> None:
        """Nothing to do for a while: keep a few workers that are warm and slim, so that the next save finds them."""
        for worker in list(self.idle):
            if len(self.idle) > keep or worker.resident_bytes() > slim_bytes:
                self.idle.remove(worker)
                worker.kill()
        while len(self.idle) + len(self.busy) < min(keep, self.size) and not self.stopped:
            self.idle.append(await Worker.start(self.setup))

    def stop(self) -> None:
        self.stopped = True
        for worker in [*self.idle, *self.busy]:
            worker.kill()
        self.idle.clear()


def encode_options(options: Mapping[str, msgspec.Struct | None]) -> dict[str, bytes]:
    """Options as a worker reads them."""
    return {name: msgspec.json.encode(value) for name, value in options.items() if value is not None}
