"""First frame: from exec to the first painted frame in a pseudo-terminal, ours beside an empty Textual app.

Both are run by turns, so that both see the same machine. A frame counts as painted when its last cell is written: the
end of the first synchronised update that holds cells (for ours: the header's name and the footer's first key).
"""

import argparse
import compileall
import fcntl
import os
import pty
import select
import signal
import struct
import sys
import tempfile
import termios
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from benchmarks.table import Row, show

ROOT = Path(__file__).resolve().parent.parent
BAR = 1.3
EMPTY = [sys.executable, "-c", "from textual.app import App; App().run()"]
OURS = [str(Path(sys.executable).with_name("mastery"))]
GIVE_UP = 20.0


def first_frame(argv: list[str], marks: tuple[bytes, ...], tree: str, width: int, height: int) -> float:
    """Seconds from exec until all of `marks` were written; raises TimeoutError when they do not come."""
    started = perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environ.pop("NO_COLOR", None)
        os.execve(argv[0], [*argv, tree], environ)  # noqa: S606
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack("HHHH", height, width, 0, 0))
    seen = b""
    try:
        while perf_counter() - started < GIVE_UP:
            ready, _, _ = select.select([fd], [], [], 0.5)
            if not ready:
                continue
            seen += os.read(fd, 65536)
            if b"\x1b[?2026$p" in seen:  # the app asks whether we know synchronised updates: answer as terminals do
                seen = seen.replace(b"\x1b[?2026$p", b"")
                os.write(fd, b"\x1b[?2026;2$y")
            if all(mark in seen for mark in marks):
                return perf_counter() - started
        raise TimeoutError(f"no frame within {GIVE_UP} s:\n{seen[-2000:]!r}")
    finally:
        os.kill(pid, signal.SIGKILL)
        os.close(fd)
        os.waitpid(pid, 0)


def measure(runs: int, width: int, height: int) -> tuple[list[float], list[float]]:
    """Milliseconds of each run: an empty app, ours."""
    compileall.compile_dir(ROOT / "mastery_tui", quiet=1)
    empty: list[float] = []
    ours: list[float] = []
    with tempfile.TemporaryDirectory() as tree:
        name = Path(tree).name.encode()
        for number in range(runs + 1):
            one = first_frame(EMPTY, (b" " * min(width, 40),), tree, width, height)
            other = first_frame(OURS, (name, b"Help"), tree, width, height)
            if number:  # the first pair warms the file cache
                empty.append(one * 1000)
                ours.append(other * 1000)
    return empty, ours


def run(runs: int = 15, width: int = 120, height: int = 40) -> list[Row]:
    empty, ours = measure(runs, width, height)
    ratio = median(ours) / median(empty)
    p95 = quantiles(ours, n=20)[-1]
    figure = f"{ratio:.2f} x ({median(ours):.0f} ms, p95 {p95:.0f} ms, beside {median(empty):.0f} ms)"
    return [
        Row(f"first frame of `mastery` at {width}x{height}, beside an empty app", figure, f"<= {BAR} x", ratio <= BAR)
    ]


def main() -> int:
    """Print the row; exit 1 when the ratio is over the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--size", default="120x40")
    args = parser.parse_args()
    rows = run(args.runs, *map(int, args.size.split("x")))
    show(rows)
    return 0 if all(row.holds for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
