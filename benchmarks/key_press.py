"""Keys and idleness: from a key to the painted frame in a pseudo-terminal, and what an idle dashboard costs.

The dashboard shows a made State with 10,000 findings; no check runs, so that only the user interface is measured.
"""

import argparse
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, sleep

from mastery_tui.model.finding import Finding, Result
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import CheckState, FileState, State
from mastery_tui.ui.app import Dashboard

SIZE = (120, 40)
SEVERITIES = ("error", "warning", "info")
BAR_MS = 50.0

Keys = list[bytes]


def alternating(one: bytes, other: bytes, times: int) -> Keys:
    """Two keys in turn."""
    return [one, other] * (times // 2)


def typed(*words: bytes) -> Keys:
    """Each word, then as many backspaces: every key filters."""
    return [key for word in words for key in [*(bytes([char]) for char in word), *[b"\x7f"] * len(word)]]


KEYS: tuple[tuple[str, Keys, Keys, Keys], ...] = (
    ("j", [b"j"] * 100, [], [b"g"]),
    ("page", [b"\x06"] * 40, [], [b"g"]),
    ("G g", alternating(b"G", b"g", 20), [], []),
    ("sort", [b"s"] * 24, [], []),
    ("severity", [b"f"] * 24, [], []),
    ("new only", [b"m"] * 20, [], []),
    ("dismissed", [b"D"] * 20, [], []),
    ("filter, words", typed(b"message 1 of", b"-module_00 e01"), [b"/"], [b"\x1b"]),
    ("filter, names", typed(b"rule:E01 path:9"), [b"/"], [b"\x1b"]),
    ("group", [b"b"] * 24, [], []),
    ("j in groups", [b"j"] * 40, [b"b"], []),
    ("fold, unfold", [b"\r"] * 24, [b"g"], []),
    ("sort in groups", [b"s"] * 24, [], []),
    ("next in groups", [b"n"] * 40, [], [b"b", b"b", b"b"]),
    ("details, close", alternating(b"i", b"q", 20), [b"g"], []),
)
"""What is measured, what is pressed before it, and what after it."""


def made(number: int) -> State:
    """A State with `number` findings, twenty a file."""
    files = {}
    for n in range(number // 20):
        path = f"package_{n % 50:02}/module_{n:05}.py"
        found = tuple(
            Finding("ruff", f"E{i:03}", SEVERITIES[i % 3], path, i * 7, 1, i * 7, 9, f"message {i}", f"{path}{i}")
            for i in range(20)
        )
        files[path] = FileState(path, "b", 1000, 1, {"ruff": Result(found)}, {"ruff": "b"})
    checks = {"ruff": CheckState("ruff", "Code quality", "findings", "", 0.1, 1, counts={"error": number // 3})}
    return State("/made", "made", 1, 1, False, True, checks=checks, files=dict(sorted(files.items())))


class Made:
    """A session that holds one State."""

    def __init__(self, state: State) -> None:
        self.state = state

    def subscribe(self, callback: Callable[[State], None]) -> None:
        """Nothing is ever published."""

    def send(self, intent: Intent) -> None:
        """Nothing is done."""

    def start(self) -> None:
        """Nothing to start."""

    def stop(self) -> None:
        """Nothing to stop."""


def wait_quiet(fd: int, quiet: float) -> bytes:
    """All that is written until nothing came for `quiet` seconds."""
    seen = b""
    while select.select([fd], [], [], quiet)[0]:
        seen += os.read(fd, 65536)
    return seen


def press(fd: int, key: bytes) -> float:
    """Seconds from a key to the frame that it makes."""
    started = perf_counter()
    os.write(fd, key)
    if not select.select([fd], [], [], 5)[0]:
        raise TimeoutError(f"no frame for {key!r}")
    os.read(fd, 65536)
    took = perf_counter() - started
    wait_quiet(fd, 0.03)
    return took


def press_all(fd: int, keys: Keys) -> None:
    """Press keys that are not measured; esc is one only when nothing follows it at once."""
    for key in keys:
        os.write(fd, key)
        wait_quiet(fd, 0.4)


def main_thread_seconds(pid: int) -> float:
    """Seconds that the main thread has run so far, waiting left out: what a loaded machine does not change."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def cpu_seconds(pid: int) -> float:
    """User and system seconds of a process so far (proc_pid_stat(5), fields 14 and 15)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> int:
    """Print what keys and idling cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=10_000)
    parser.add_argument("--idle", type=float, default=20.0, help="seconds to idle")
    args = parser.parse_args()
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        app = Dashboard(Path("/made"), lambda: Made(made(args.findings)))
        app.run()
        os._exit(0)
    try:
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
        while b"module_" not in wait_quiet(fd, 1.0):
            pass
        print(f"keys, {args.findings:,} findings, {SIZE[0]}x{SIZE[1]}")
        slow = []
        for name, keys, before, after in KEYS:
            press_all(fd, before)
            took, worked = [], []
            for key in keys:
                at = main_thread_seconds(pid)
                took.append(press(fd, key) * 1000)
                worked.append((main_thread_seconds(pid) - at) * 1000)
            press_all(fd, after)
            p95, own = quantiles(took, n=20)[-1], quantiles(worked, n=20)[-1]
            print(
                f"  {name:<16} median {median(took):5.1f} ms   p95 {p95:5.1f} ms   worst {max(took):5.1f} ms"
                f"   own time p95 {own:5.1f} ms"
            )
            if p95 > BAR_MS:
                slow.append(name)
        print(f"every p95 at most {BAR_MS:.0f} ms: " + ("no: " + ", ".join(slow) if slow else "yes"))
        before = cpu_seconds(pid)
        sleep(args.idle)
        used = (cpu_seconds(pid) - before) / args.idle
        print(f"idle: {used * 100:.2f} % of a core over {args.idle:.0f} s")
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
