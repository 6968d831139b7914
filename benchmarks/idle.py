"""What the dashboard costs while nothing happens: CPU over a minute and memory of all its processes."""

import os
import tempfile
import time
from pathlib import Path

from benchmarks import trees
from benchmarks.table import Row
from benchmarks.terminal import COMMAND, Terminal
from mastery_tui.config import seen

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pids: list[int]) -> float:
    """User and system time of the processes, with that of the children they have waited for."""
    total = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        total += sum(int(field) for field in fields[11:15])
    return total / TICKS


def memory(pids: list[int]) -> tuple[float, float]:
    """Resident and proportional memory, in MB (10^6 bytes)."""
    resident = proportional = 0
    for pid in pids:
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Rss:"):
                resident += int(line.split()[1])
            elif line.startswith("Pss:"):
                proportional += int(line.split()[1])
    return resident * 1024 / 1e6, proportional * 1024 / 1e6


def run(seconds: float = 60.0) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        tree = trees.textual(Path(folder) / "tree")
        seen.mark(tree)  # a dashboard that is left open, not one on its first screen
        terminal = Terminal([COMMAND, str(tree)])
        try:
            terminal.wait_for(b"mastery", 30)
            terminal.quiet(3.0, 60)
            at_once = memory(terminal.processes())[0]
            terminal.quiet(30.0, 30.5)
            before, started = cpu_seconds(terminal.processes()), time.perf_counter()
            deadline = started + seconds
            while time.perf_counter() < deadline:
                terminal.read(min(1.0, deadline - time.perf_counter()))
            pids = terminal.processes()
            share = (cpu_seconds(pids) - before) / (time.perf_counter() - started) * 100
            resident, proportional = memory(pids)
        finally:
            terminal.close()
    detail = (
        f"{resident:.0f} MB resident in {len(pids)} processes"
        f" ({proportional:.0f} MB proportional; {at_once:.0f} MB resident right after the scan)"
    )
    return [
        Row(f"idle CPU over {seconds:.0f} s", f"{share:.2f} % of a core", "<= 0.5 %", share <= 0.5),
        Row("idle memory of all processes", detail, "<= 220 MB", resident <= 220),
    ]


if __name__ == "__main__":
    from benchmarks.table import show

    show(run())
