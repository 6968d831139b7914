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

ROOT = Path(__file__).resolve().parent.parent
BAR = 1.3
EMPTY = "from textual.app import App; App().run()"
OURS = """import sys; from pathlib import Path; from mastery_tui.ui.app import run_dashboard
run_dashboard(Path(sys.argv[1]))"""
GIVE_UP = 20.0


def first_frame(code: str, marks: tuple[bytes, ...], tree: str, width: int, height: int) -> float:
    """Seconds from exec until all of `marks` were written; raises TimeoutError when they do not come."""
    started = perf_counter()
    pid, fd = pty.fork()
    if pid == 0:
        environ = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor"}
        environ.pop("NO_COLOR", None)
        os.execve(sys.executable, [sys.executable, "-c", code, tree], environ)  # noqa: S606
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


def main() -> int:
    """Print medians and their ratio; exit 1 when the ratio is over the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    parser.add_argument("--size", default="120x40")
    args = parser.parse_args()
    width, height = map(int, args.size.split("x"))
    compileall.compile_dir(ROOT / "mastery_tui", quiet=1)
    took: dict[str, list[float]] = {"empty Textual app": [], "mastery": []}
    with tempfile.TemporaryDirectory() as tree:
        name = Path(tree).name.encode()
        for run in range(args.runs + 1):
            empty = first_frame(EMPTY, (b" " * min(width, 40),), tree, width, height)
            ours = first_frame(OURS, (name, b"Help"), tree, width, height)
            if run:  # the first pair warms the file cache
                took["empty Textual app"].append(empty)
                took["mastery"].append(ours)
    print(f"first frame, {args.size}, {args.runs} runs each, by turns")
    for what, values in took.items():
        ms = sorted(v * 1000 for v in values)
        print(f"  {what:<18} median {median(ms):6.0f} ms   p95 {quantiles(ms, n=20)[-1]:6.0f} ms")
    ratio = median(took["mastery"]) / median(took["empty Textual app"])
    print(f"  ratio {ratio:.2f} (bar {BAR})")
    return 0 if ratio <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
