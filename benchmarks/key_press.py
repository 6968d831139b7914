"""Keys: from a key, or a turn of the wheel, to the painted frame in a pseudo-terminal.

The dashboard shows a made State with 10,000 findings; no check runs, so that only the user interface is measured. Wall
time is what a person waits for; a key's own time, that of the main thread alone, hangs less on what else runs.
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
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import NamedTuple

from benchmarks.table import Row, show
from mastery_tui.model.finding import Finding, Result
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import CheckState, FileState, State
from mastery_tui.ui.app import Dashboard

SIZE = (120, 40)
SEVERITIES = ("error", "warning", "info")
BAR_MS = 50.0

Keys = Sequence[bytes]


def alternating(one: bytes, other: bytes, times: int) -> Keys:
    """Two keys in turn."""
    return (one, other) * (times // 2)


def typed(*words: bytes) -> Keys:
    """Each word, then as many backspaces: every key filters."""
    return [key for word in words for key in [*(bytes([char]) for char in word), *[b"\x7f"] * len(word)]]


class Case(NamedTuple):
    """What is measured, what is pressed before all of it, after each key, and after all."""

    kind: str
    name: str
    keys: Keys
    before: Keys = ()
    back: bytes = b""
    after: Keys = ()


SCROLLING, FILTERING, ORDERING = "scrolling", "filtering", "ordering, grouping"
OPENING, SEARCHING = "opening a sheet", "searching in the palette"
BARRED = (SCROLLING, FILTERING)

WHEEL_DOWN = b"\x1b[<65;60;10M"

CASES = (
    Case(SCROLLING, "j", [b"j"] * 100, after=[b"g"]),
    Case(SCROLLING, "page", [b"\x06"] * 40, after=[b"g"]),
    Case(SCROLLING, "G g", alternating(b"G", b"g", 20)),
    Case(SCROLLING, "wheel", [WHEEL_DOWN] * 60, after=[b"g"]),
    Case(FILTERING, "filter, words", typed(b"message 1 of", b"-module_00 e01"), [b"/"], after=[b"\x1b"]),
    Case(FILTERING, "filter, names", typed(b"rule:E01 path:9"), [b"/"], after=[b"\x1b"]),
    Case(ORDERING, "sort", [b"s"] * 24),
    Case(ORDERING, "severity", [b"f"] * 24),
    Case(ORDERING, "new only", [b"m"] * 20),
    Case(ORDERING, "dismissed", [b"D"] * 20),
    Case(ORDERING, "group", [b"b"] * 24),
    Case(SCROLLING, "j in groups", [b"j"] * 40, [b"b"]),
    Case(ORDERING, "fold, unfold", [b"\r"] * 24, [b"g"]),
    Case(ORDERING, "sort in groups", [b"s"] * 24, [b"g"]),
    Case(SCROLLING, "next in groups", [b"n"] * 40, after=[b"b", b"b", b"b", b"g"]),
    Case(OPENING, "details", [b"i"] * 20, back=b"q"),
    Case(OPENING, "help", [b"?"] * 20, back=b"q"),
    Case(OPENING, "palette", [b":"] * 20, back=b"\x1b"),
    Case(SEARCHING, "palette, letters", typed(b"message 19", b"mod 9:7"), [b":"], after=[b"\x1b"]),
)
"""The first key of `OPENING` cases also imports what it opens."""


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


class Timed(NamedTuple):
    """Milliseconds of each key: until its frame began to be painted, and of the main thread."""

    wall: list[float]
    own: list[float]

    def __str__(self) -> str:
        wall, own = quantiles(self.wall, n=20)[-1], quantiles(self.own, n=20)[-1]
        return (
            f"p50 {median(self.wall):5.1f} ms, p95 {wall:5.1f} ms, worst {max(self.wall):5.1f} ms"
            f"; own time p50 {median(self.own):5.1f} ms, p95 {own:5.1f} ms"
        )


def timed(fd: int, pid: int, case: Case) -> Timed:
    """Press the keys of a case."""
    press_all(fd, case.before)
    found = Timed([], [])
    for key in case.keys:
        at = main_thread_seconds(pid)
        found.wall.append(press(fd, key) * 1000)
        found.own.append((main_thread_seconds(pid) - at) * 1000)
        if case.back:
            press_all(fd, [case.back])
    press_all(fd, case.after)
    return found


def measure(findings: int) -> Iterator[tuple[Case, Timed]]:
    """Each case, and what it took."""
    pid, fd = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        app = Dashboard(Path("/made"), lambda: Made(made(findings)))
        app.run()
        os._exit(0)
    try:
        fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", SIZE[1], SIZE[0], 0, 0))
        while b"module_" not in wait_quiet(fd, 1.0):
            pass
        for case in CASES:
            yield case, timed(fd, pid, case)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(fd)


def run(findings: int = 10_000) -> list[Row]:
    """A row for each kind of keys; prints each case."""
    kinds: dict[str, Timed] = {}
    for case, found in measure(findings):
        print(f"  {case.name:<16} {found}", flush=True)
        kind = kinds.setdefault(case.kind, Timed([], []))
        kind.wall.extend(found.wall)
        kind.own.extend(found.own)
    rows = []
    for name, kind in kinds.items():
        what = f"key to painted frame, {findings:,} findings, {SIZE[0]}x{SIZE[1]}: {name}"
        bar, holds = "", None
        if name in BARRED:
            bar, holds = f"p95 <= {BAR_MS:.0f} ms", quantiles(kind.wall, n=20)[-1] <= BAR_MS
        rows.append(Row(what, " ".join(str(kind).split()), bar, holds))
    return rows


def main() -> int:
    """Print what keys cost; exit 1 when the p95 of scrolling or filtering is over the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=10_000)
    rows = run(parser.parse_args().findings)
    show(rows)
    return 0 if all(row.holds is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
