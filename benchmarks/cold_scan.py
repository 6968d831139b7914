"""Cold scan of Textual's source against the commands one after another, with the same findings and numbers."""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import trees
from benchmarks.table import Row

HERE = Path(sys.executable).parent


def commands(tree: Path) -> dict[str, list[str]]:
    """What a user would run instead."""
    return {
        "ruff check": [str(HERE / "ruff"), "check", "--no-cache", "--output-format", "json", "."],
        "radon cc": [str(HERE / "radon"), "cc", "-j", "."],
        "radon mi": [str(HERE / "radon"), "mi", "-j", "."],
        "radon raw": [str(HERE / "radon"), "raw", "-j", "."],
        "radon hal": [str(HERE / "radon"), "hal", "-j", "."],
        "bandit -r": [str(HERE / "bandit"), "-q", "-r", ".", "-f", "json"],
    }


def ours(tree: Path) -> list[str]:
    checks = [word for name in ("ruff", "complexity", "security") for word in ("--check", name)]
    return [str(HERE / "mastery"), "check", str(tree), "--format", "json", "--fail-on", "never", *checks]


def timed(argv: list[str], cwd: Path) -> tuple[float, bytes]:
    started = time.perf_counter()
    done = subprocess.run(argv, cwd=cwd, capture_output=True, check=False)
    return time.perf_counter() - started, done.stdout


def forget(tree: Path) -> None:
    shutil.rmtree(tree / ".mastery", ignore_errors=True)


def differences(document: dict[str, Any], outputs: dict[str, Any]) -> list[str]:
    """Where our findings and numbers are not the tools' own; empty when they are equal."""
    found: list[str] = []

    def compare(what: str, mine: set[Any], theirs: set[Any]) -> None:
        if mine != theirs:
            found.append(f"{what}: {len(mine - theirs)} only ours, {len(theirs - mine)} only the tool's: "
                         f"{sorted(map(str, mine ^ theirs))[:4]}")  # fmt: skip

    def clean(path: str) -> str:
        return path.removeprefix("./")

    root = Path(document["root"])
    compare(
        "ruff",
        {(f["path"], f["line"], f["column"], f["end_line"], f["end_column"], f["rule"], f["message"])
         for f in document["findings"] if f["check"] == "ruff"},
        {(os.path.relpath(f["filename"], root), f["location"]["row"], f["location"]["column"],
          f["end_location"]["row"], f["end_location"]["column"], f["code"] or "invalid-syntax", f["message"])
         for f in outputs["ruff check"]},
    )  # fmt: skip
    compare(
        "bandit",
        {(f["path"], f["line"], f["column"], f["rule"], f["message"])
         for f in document["findings"] if f["check"] == "security"},
        {(clean(f["filename"]), f["line_number"], f["col_offset"] + 1, f["test_id"], f["issue_text"])
         for f in outputs["bandit -r"]["results"]},
    )  # fmt: skip
    compare(
        "radon cc",
        {(u["path"], u["name"], u["kind"], u["line"], u["end_line"], u["complexity"], u["rank"])
         for u in document["units"]},
        {(clean(path), u["name"], u["type"], u["lineno"], u["endline"], u["complexity"], u["rank"])
         for path, units in outputs["radon cc"].items() if isinstance(units, list) for u in units},
    )  # fmt: skip
    raw = ("loc", "lloc", "sloc", "comments", "multi", "blank", "single_comments")
    compare(
        "radon raw",
        {(path, *(m[name] for name in raw)) for path, m in document["files"].items() if "loc" in m},
        {(clean(path), *(m[name] for name in raw)) for path, m in outputs["radon raw"].items() if "loc" in m},
    )
    compare(
        "radon mi",
        {(path, round(m["maintainability"], 9)) for path, m in document["files"].items() if "maintainability" in m},
        {(clean(path), round(m["mi"], 9)) for path, m in outputs["radon mi"].items() if "mi" in m},
    )
    compare(
        "radon hal",
        {(path, round(m["halstead_volume"], 6)) for path, m in document["files"].items() if "halstead_volume" in m},
        {(clean(path), round(m["total"]["volume"], 6)) for path, m in outputs["radon hal"].items() if "total" in m},
    )
    return found


def run(repeats: int = 3) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        tree = trees.textual(Path(folder) / "tree")
        lines = trees.lines_of(tree)
        cold, warm, sequence, parts = [], [], [], dict[str, list[float]]()
        document: dict[str, Any] = {}
        outputs: dict[str, Any] = {}
        for _ in range(repeats):
            forget(tree)
            seconds, output = timed(ours(tree), tree)
            document = json.loads(output)
            cold.append(seconds)
            warm.append(timed(ours(tree), tree)[0])
            total = 0.0
            forget(tree)
            for name, argv in commands(tree).items():
                seconds, output = timed(argv, tree)
                outputs[name] = json.loads(output)
                parts.setdefault(name, []).append(seconds)
                total += seconds
            sequence.append(total)
        different = differences(document, outputs)
    ratio = statistics.median(s / c for s, c in zip(sequence, cold, strict=True))
    detail = ", ".join(f"{name} {statistics.median(times):.2f} s" for name, times in parts.items())
    return [
        Row(f"cold scan, {lines:,} lines, static checks", f"{statistics.median(cold):.2f} s", "", None),
        Row("the commands one after another", f"{statistics.median(sequence):.2f} s ({detail})", "", None),
        Row("cold scan, times faster than the commands", f"{ratio:.1f} x", ">= 5 x", ratio >= 5),
        Row("same findings and numbers", "; ".join(different) or "no difference", "no difference", not different),
        Row("warm start, all findings of that tree", f"{statistics.median(warm):.2f} s", "<= 0.7 s",
            statistics.median(warm) <= 0.7),
    ]  # fmt: skip


if __name__ == "__main__":
    from benchmarks.table import show

    show(run())
