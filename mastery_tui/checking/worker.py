"""A worker process: reads tasks from its socket, runs checks on files, answers. Knows nothing of the session."""

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from mastery_tui.checking import wire
from mastery_tui.checking.discovery import discover
from mastery_tui.checking.explain import explanation
from mastery_tui.checking.fingerprint import broken, result_of
from mastery_tui.checking.highlight import show
from mastery_tui.checking.interface import Check, Item, Skipped, Source, Unreadable
from mastery_tui.model.blob import blob_id
from mastery_tui.model.finding import Result
from mastery_tui.model.text import log_lines
from mastery_tui.workspace.content import content

LOWER_PRIORITY = 10


class Worker:
    """The checks of one tree, ready to run."""

    def __init__(self, setup: wire.Setup) -> None:
        self.root = Path(setup.root)
        self.max_bytes = setup.max_bytes
        self.checks = discover(Path(place) for place in setup.places).checks
        self.options = {
            name: msgspec.json.decode(data, type=self.checks[name].options)
            for name, data in setup.options.items()
            if name in self.checks and self.checks[name].options is not None
        }

    def do(self, task: wire.Task) -> wire.Done:
        """Run the task's checks on its files."""
        sources, gone = self.read(task.files)
        made: list[wire.Made] = []
        refused: dict[str, str] = {}
        said: dict[str, tuple[str, ...]] = {}
        for name in task.checks:
            check = self.checks[name]
            try:
                results = self.run(check, sources)
            except Skipped as reason:
                refused[name] = str(reason)
                said[name] = log_lines(reason.said)
                continue
            except Exception as error:  # a batch check that breaks speaks for all its files
                refused[name] = f"{name} broke: {type(error).__name__}: {error}"
                continue
            made.extend(
                wire.Made(source.path, blob, name, msgspec.Raw(wire.encoder.encode(result)))
                for (source, blob), result in zip(sources, results, strict=True)
            )
        return wire.Done(task.id, tuple(made), tuple(gone), refused, said)

    def read(self, files: Iterable[wire.Content]) -> tuple[list[tuple[Source, str]], list[str]]:
        """The files' sources, each with its blob id, and the paths that cannot be read any more."""
        sources: list[tuple[Source, str]] = []
        gone: list[str] = []
        for file in files:
            on_disk = None
            data = file.data
            if data is None:
                on_disk = self.root / file.path
                data = content(on_disk, self.max_bytes)
                if data is None:
                    gone.append(file.path)
                    continue
            sources.append((Source(file.path, data, on_disk, root=self.root), blob_id(data)))
        return sources, gone

    def run(self, check: Check, sources: Sequence[tuple[Source, str]]) -> list[Result]:
        """One result per source. Raises Skipped when the check cannot run here."""
        options = self.options.get(check.name)
        if check.shape == "file":
            return [self.one(check, source, options) for source, _ in sources]
        items: dict[str, list[Item]] = {source.path: [] for source, _ in sources}
        errors: dict[str, str] = {}
        for path, item in check.run([source for source, _ in sources], options, self.root):
            if isinstance(item, Unreadable):
                errors[path] = str(item)
            else:
                items[path].append(item)
        return [
            msgspec.structs.replace(
                result_of(check.name, source.path, source.lines if items[source.path] else (), items[source.path]),
                error=errors.get(source.path),
            )
            for source, _ in sources
        ]

    def one(self, check: Check, source: Source, options: object) -> Result:
        try:
            items = list(check.run(source, options))
        except Unreadable as reason:
            return Result(error=str(reason))
        except Skipped:
            raise
        except Exception as error:  # whatever goes wrong on one file is one finding on that file
            return broken(check.name, source.path, f"{type(error).__name__}: {error}"[:300])
        return result_of(check.name, source.path, source.lines if items else (), items)


def serve(connection: socket.socket) -> None:
    """Answer until the engine is gone."""
    worker: Worker | None = None
    while (body := wire.receive(connection)) is not None:
        message = wire.decode_to_worker(body)
        if isinstance(message, wire.Setup):
            limit_memory(message.memory_bytes)
            worker = Worker(message)
        elif worker is None:
            raise RuntimeError("a task came before the set-up")
        elif isinstance(message, wire.Task):
            connection.sendall(wire.frame(worker.do(message)))
        elif isinstance(message, wire.ExplainTask):
            known = explanation(worker.checks.get(message.check), message.check, message.rule, message.url)
            connection.sendall(wire.frame(wire.Explained(message.id, known)))
        else:
            connection.sendall(wire.frame(wire.Shown(message.id, show(worker.root, message.path, worker.max_bytes))))


def limit_memory(size: int) -> None:
    """Let an allocation beyond `size` bytes fail in this process instead of the machine."""
    if size and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, resource.getrlimit(resource.RLIMIT_AS)[1]))


def die_with_parent() -> None:
    """Ask Linux to end this process when the engine's thread ends, also by kill -9. Elsewhere EOF has to do."""
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)


def main() -> None:
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # ctrl+c belongs to the dashboard
    os.nice(LOWER_PRIORITY)
    with socket.socket(fileno=int(sys.argv[1])) as connection:
        serve(connection)


if __name__ == "__main__":
    main()
