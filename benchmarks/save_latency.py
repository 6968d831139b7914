"""From a save to the finding on screen: the real dashboard in a pseudo-terminal, debounce included."""

import statistics
import tempfile
import time
from pathlib import Path

from benchmarks import trees
from benchmarks.table import Row
from benchmarks.terminal import COMMAND, Terminal
from mastery_tui.config import seen

BODY = "".join(f"def function_{n}(value: int) -> int:\n    return value + {n}\n\n\n" for n in range(125))
"""A file of 500 lines."""


def latencies(tree: Path, saves: int, settle: float) -> list[float]:
    """Milliseconds from the end of each save to the moment when the finding's text is written to the terminal."""
    target = tree / "aa_edited.py"
    target.write_text(BODY)
    seen.mark(tree)  # its first screen would lie over what is waited for
    terminal = Terminal([COMMAND, str(tree)], columns=160, rows=50)
    taken: list[float] = []
    try:
        terminal.wait_for(b"mastery", 30)
        terminal.quiet(3.0, settle)
        terminal.keys("/")
        terminal.quiet(0.3)
        terminal.keys("zq_")  # the filter keeps our finding in view, whatever else the tree holds
        terminal.quiet(0.5)
        terminal.keys("\r")
        terminal.quiet(1.0)
        for number in range(saves):
            name = f"zq_{number:03}_name"
            since = len(terminal.output)
            target.write_text(f"{BODY[:-2]}\nprint({name})\n")
            started = time.perf_counter()
            taken.append((terminal.wait_for(name.encode(), 20, since) - started) * 1000)
            terminal.quiet(0.3, 5)
    finally:
        terminal.close()
    return taken


def run(saves: int = 40, sizes: tuple[int, ...] = (10_000, 80_000, 1_000_000)) -> list[Row]:
    rows: list[Row] = []
    medians: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            tree = trees.of_lines(Path(folder) / f"tree{size}", size)
            taken = latencies(tree, saves, settle=240)
            p50, p95 = statistics.median(taken), statistics.quantiles(taken, n=20)[-1]
            medians[size] = p50
            bar = ("p50 <= 100 ms, p95 <= 250 ms", p50 <= 100 and p95 <= 250) if size == 80_000 else ("", None)
            figure = f"p50 {p50:.0f} ms, p95 {p95:.0f} ms"
            rows.append(Row(f"save of a 500-line file to the finding on screen, {size:,} lines", figure, *bar))
    if {10_000, 1_000_000} <= medians.keys():
        ratio = medians[1_000_000] / medians[10_000]
        rows.append(Row("the same, 1M lines against 10k lines (p50)", f"{ratio:.2f} x", "<= 1.2 x", ratio <= 1.2))
    return rows


if __name__ == "__main__":
    import sys

    from benchmarks.table import show

    show(run(sizes=tuple(int(size) for size in sys.argv[1:]) or (10_000, 80_000, 1_000_000)))
