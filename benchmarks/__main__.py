"""Run all benchmarks, one after another, and write docs/performance.md."""

import compileall
import os
import platform
import sys
from pathlib import Path

from benchmarks import (
    cold_scan,
    equivalence,
    evaluation,
    first_frame,
    idle,
    judging,
    key_press,
    knowledge,
    ledger,
    report,
    save_latency,
    save_verdict,
    stall,
)
from benchmarks.table import Row, markdown, show

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    for folder in ("mastery_tui", "checks"):
        compileall.compile_dir(ROOT / folder, quiet=1)
    rows: list[Row] = []
    for part in (
        first_frame,
        key_press,
        cold_scan,
        equivalence,
        save_latency,
        save_verdict,
        ledger,
        evaluation,
        judging,
        knowledge,
        report,
        idle,
        stall,
    ):
        print(f"# {part.__name__}", flush=True)
        found = part.run()
        show(found)
        rows += found
    about = f"{os.cpu_count()} cores, {platform.system()}, CPython {platform.python_version()}"
    text = (ROOT / "docs" / "performance.md").read_text() if (ROOT / "docs" / "performance.md").exists() else ""
    head, _, tail = text.partition("<!-- table -->")
    _, _, tail = tail.partition("<!-- end of table -->")
    table = f"<!-- table -->\n\nMeasured by `make bench` on {about}.\n\n{markdown(rows)}\n\n<!-- end of table -->"
    (ROOT / "docs" / "performance.md").write_text(f"{head}{table}{tail}")
    return 0 if all(row.holds is not False for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
