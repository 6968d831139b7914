"""Child processes that cannot hang, flood, or outlive us."""

import json
import os
import re
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import msgspec

from mastery_tui.workspace.supervisor import descendants, kill_below, send

_SUPERVISOR = str(Path(__file__).with_name("supervisor.py"))
_CHUNK = 1 << 16
_LONGEST_LINE = 1 << 16
_SUPERVISOR_SLACK_S = 2.0


class Limits(msgspec.Struct, frozen=True):
    """What a child may use.

    `wall_s` and `cpu_s` (per process) in seconds, `memory_bytes` of address space and `file_bytes` per written file
    (None: no limit of ours); the last `output_bytes` of output are kept. `grace_s` lies between TERM and KILL.
    `network` False cuts the network off, but for loopback, where the system allows it.
    """

    wall_s: float
    cpu_s: int | None = None
    memory_bytes: int | None = None
    output_bytes: int = 1_048_576
    file_bytes: int | None = None
    grace_s: float = 1.0
    network: bool = True


class Completed(msgspec.Struct, frozen=True):
    """How a child ended. `returncode` is negative for a signal; `killed_reason` is "" unless it was made to end.

    `ran_s` is how long the child alone ran (`duration_s` is with the process around it), `cpu_s` the CPU time of it and
    all below it, `peak_bytes` the most resident memory that one of these processes held; 0 where that is not known.
    """

    returncode: int
    output: bytes
    timed_out: bool
    truncated: bool
    killed_reason: str
    duration_s: float
    notes: tuple[str, ...] = ()
    ran_s: float = 0.0
    cpu_s: float = 0.0
    peak_bytes: int = 0


def run(
    argv: Sequence[str],
    *,
    cwd: Path | str,
    env: Mapping[str, str],
    limits: Limits,
    pass_fds: Sequence[int] = (),
    on_line: Callable[[bytes], None] | None = None,
    stdin: bytes | None = None,
    on_start: Callable[[int], None] | None = None,
) -> Completed:
    """Run to the end, and end all that it has started. Standard output and error come as one.

    `on_line` gets each line without its end, cut at 64 KiB. `on_start` gets the id of a process to pass to `kill_tree`
    from another thread, to stop early. Raises OSError if `cwd` does not exist or no process can be started.
    """
    status_read, status_write = os.pipe()
    pipe, output_write = os.pipe()
    settings = {
        "status_fd": status_write,
        "parent": os.getpid(),
        "grace_s": limits.grace_s,
        "network": limits.network,
        "cpu_s": limits.cpu_s,
        "memory_bytes": limits.memory_bytes,
        "file_bytes": limits.file_bytes,
    }
    command = [sys.executable, "-I", "-S", _SUPERVISOR, json.dumps(settings), *argv]
    began = time.monotonic()
    try:
        with tempfile.TemporaryFile() as source:
            source.write(stdin or b"")
            source.seek(0)
            process = subprocess.Popen(
                command,
                cwd=cwd,
                env=dict(env),
                stdin=source,
                stdout=output_write,
                stderr=subprocess.STDOUT,
                pass_fds=(*pass_fds, status_write),
                start_new_session=True,
            )
    except BaseException:
        os.close(status_read)
        os.close(pipe)
        raise
    finally:
        os.close(status_write)
        os.close(output_write)
    output = _Output(limits.output_bytes, on_line)
    try:
        if on_start is not None:
            on_start(process.pid)
        timed_out = _follow(process.pid, pipe, output, began + limits.wall_s, limits.grace_s)
        process.wait()
        with open(status_read, "rb", closefd=False) as file:
            status = file.read()
    finally:
        os.close(status_read)
        if process.poll() is None:
            kill_tree(process.pid, 0.0)
            process.wait()
        os.close(pipe)
    output.finish()
    ended = json.loads(status) if status else {"returncode": process.returncode or -signal.SIGKILL, "notes": []}
    return Completed(
        ended["returncode"],
        output.tail(),
        timed_out,
        output.truncated,
        _reason(ended["returncode"], timed_out, limits),
        time.monotonic() - began,
        tuple(ended["notes"]),
        ended.get("ran_s", 0.0),
        ended.get("cpu_s", 0.0),
        ended.get("peak_bytes", 0),
    )


def kill_tree(pid: int, grace_s: float = 1.0) -> None:
    """TERM to a process, its group and all below it; after `grace_s` seconds, or when they are gone, KILL to the rest.

    On return none of them runs (but one that the kernel holds). A process that we started has still to be waited for.
    """
    family = [pid, *_below(pid)]
    send([*family, *_group(pid)], signal.SIGTERM)
    deadline = time.monotonic() + grace_s
    while time.monotonic() < deadline and any(_alive(member) for member in family):
        time.sleep(0.005)
    if sys.platform == "linux":
        while kill_below(pid):
            time.sleep(0.001)
        family += [orphan for member in family for orphan in descendants(member)]
    send([*_group(pid), *family], signal.SIGKILL)
    deadline = time.monotonic() + _SUPERVISOR_SLACK_S  # one in uninterruptible sleep dies when the kernel lets it
    while time.monotonic() < deadline and any(_alive(member) for member in family):
        time.sleep(0.001)


def _below(pid: int) -> list[int]:
    return descendants(pid) if sys.platform == "linux" else []


def _group(pid: int) -> list[int]:
    try:
        return [-pid] if os.getpgid(pid) == pid else []
    except ProcessLookupError:
        return []


def _alive(pid: int) -> bool:
    """Whether it still runs: a zombie, which only awaits its parent, does not."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False  # the id has gone to somebody else's process
    if sys.platform != "linux":
        return os.waitpid(pid, os.WNOHANG) == (0, 0)
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0] not in (b"Z", b"X")
    except (FileNotFoundError, ProcessLookupError):
        return False


def _follow(pid: int, pipe: int, output: "_Output", deadline: float, grace_s: float) -> bool:
    """Read until the pipe is closed by all that hold it; True when time ran out."""
    timed_out = False
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0 and not timed_out:
                timed_out = True
                deadline = time.monotonic() + grace_s + _SUPERVISOR_SLACK_S
                send([pid], signal.SIGTERM)
            elif left <= 0:
                kill_tree(pid, 0.0)
                return True
            elif selector.select(left):
                data = os.read(pipe, _CHUNK)
                if not data:
                    return timed_out
                output.take(data)


class _Output:
    """The tail of what a child prints, and its lines as they come."""

    def __init__(self, limit: int, on_line: Callable[[bytes], None] | None) -> None:
        self._limit = limit
        self._on_line = on_line
        self._kept = bytearray()
        self._line = b""
        self.truncated = False

    def take(self, data: bytes) -> None:
        self._kept += data
        if len(self._kept) > 2 * self._limit + _CHUNK:
            self._cut()
        if self._on_line is not None:
            *lines, rest = (self._line + data).split(b"\n")
            for line in lines:
                self._on_line(line.removesuffix(b"\r")[:_LONGEST_LINE])
            self._line = rest[:_LONGEST_LINE]

    def finish(self) -> None:
        if self._on_line is not None and self._line:
            self._on_line(self._line)

    def tail(self) -> bytes:
        if len(self._kept) > self._limit:
            self._cut()
        return bytes(self._kept)

    def _cut(self) -> None:
        self.truncated = True
        del self._kept[: len(self._kept) - self._limit]


def _reason(returncode: int, timed_out: bool, limits: Limits) -> str:
    if timed_out:
        return f"ran longer than {limits.wall_s:g} s"
    if returncode == -signal.SIGXCPU and limits.cpu_s is not None:
        return f"used more than {limits.cpu_s} s of CPU time"
    if returncode == -signal.SIGXFSZ and limits.file_bytes is not None:
        return f"wrote a file larger than {limits.file_bytes} bytes"
    if returncode < 0:
        try:
            return f"ended by {signal.Signals(-returncode).name}"
        except ValueError:
            return f"ended by signal {-returncode}"
    return ""


_SECRET = re.compile(
    r"KEY|TOKEN|SECRET|PASS|CREDENTIAL|AUTH|COOKIE|PRIVATE|SIGNATURE|DSN|WEBHOOK|SESSION|_PAT$"
    r"|^(AWS|AZURE|GOOGLE|GCP|OPENAI|ANTHROPIC|GIT|GITHUB|GITLAB|PYTHON|MASTERY|COV|DYLD|SUDO)(_|(?<=PYTHON)|$)",
    re.IGNORECASE,
)
_URL_WITH_PASSWORD = re.compile(r"://[^/\s:@]*:[^/\s@]+@")
_INJECTED = frozenset({"LD_PRELOAD", "LD_AUDIT", "BASH_ENV", "ENV", "PERL5OPT", "NODE_OPTIONS", "VIRTUAL_ENV_PROMPT"})


def clean_env(environ: Mapping[str, str], keep: Collection[str] = ()) -> dict[str, str]:
    """The environment without what looks like a secret, changes how Python or git behave, or gets code run.

    `keep` names variables that stay all the same.
    """
    return {
        name: value
        for name, value in environ.items()
        if name in keep or not (_SECRET.search(name) or name in _INJECTED or _URL_WITH_PASSWORD.search(value))
    }


def can_isolate_network() -> tuple[bool, str]:
    """Whether children can be cut off from the network here, and if not why."""
    if sys.platform != "linux":
        return False, "only Linux lets an ordinary user cut off the network of a process"
    done = run(
        [sys.executable, "-I", "-S", "-c", "pass"],
        cwd="/",
        env=clean_env(os.environ),
        limits=Limits(wall_s=5.0, network=False),
    )
    return (not done.notes, "; ".join(done.notes))
