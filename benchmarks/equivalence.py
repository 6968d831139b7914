"""Findings and numbers of whole code bases, ours beside the tools' own JSON."""

import json
import tempfile
from pathlib import Path

from benchmarks import trees
from benchmarks.cold_scan import commands, differences, ours, timed
from benchmarks.table import Row

CODE_BASES = ("rich", "git", "hypothesis")


def run(names: tuple[str, ...] = CODE_BASES) -> list[Row]:
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            tree = trees.copy(trees.package(name), Path(folder) / name)
            document = json.loads(timed(ours(tree), tree)[1])
            outputs = {tool: json.loads(timed(argv, tree)[1]) for tool, argv in commands(tree).items()}
            different = differences(document, outputs)
            about = f"{len(document['findings']):,} findings, {len(document['units']):,} units"
            figure = "; ".join(different) or f"no difference ({about})"
            what = f"{name}, {trees.lines_of(tree):,} lines: findings and numbers equal to the tools' own"
            rows.append(Row(what, figure, "no difference", not different))
    return rows


if __name__ == "__main__":
    from benchmarks.table import show

    show(run())
