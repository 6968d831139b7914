"""A tree with sources and evidence, and a ledger that remembers what was bound."""

import json
import os
from collections.abc import Callable
from pathlib import Path

from mastery_tui.evidence.readings import Kept, Subject, all_of, is_evidence, metrics_of, newest_mtime, read_all
from mastery_tui.evidence.tree_id import tree_id
from mastery_tui.model.blob import blob_id
from mastery_tui.model.metric import Metric
from mastery_tui.workspace.content import content

NOW = 1_700_000_000.0
SOURCE_AT = NOW - 1_000
FRESH, AGED = NOW - 500, NOW - 5_000

JUNIT = (
    '<testsuites><testsuite name="a" tests="3" failures="1" errors="0" skipped="1">'
    '<testcase name="x" time="0.5"/><testcase name="y" time="0.25"><failure/></testcase>'
    '<testcase name="z"><skipped/></testcase></testsuite></testsuites>'
)
COBERTURA = (
    '<coverage line-rate="0.5" branch-rate="0.5"><packages><package><classes><class filename="a.py"><lines>'
    '<line number="1" hits="1"/><line number="2" hits="0" branch="true" condition-coverage="50% (1/2)"/>'
    "</lines></class></classes></package></packages></coverage>"
)
COVERAGE_JSON = json.dumps(
    {
        "meta": {"format": 3, "branch_coverage": True},
        "files": {"a.py": {"executed_lines": [1], "missing_lines": [2]}},
        "totals": {"covered_lines": 1, "num_statements": 2, "num_branches": 4, "covered_branches": 3},
    }
)
SARIF = json.dumps(
    {
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "Some Tool", "rules": [{"id": "R1", "defaultConfiguration": {"level": "note"}}]}
                },
                "results": [{"ruleId": "R1"}, {"ruleId": "R2"}, {"ruleId": "R3", "level": "error"}],
            }
        ],
    }
)
BENCHMARK = json.dumps(
    {
        "machine_info": {"node": "n"},
        "benchmarks": [
            {
                "name": "test_Parse[1-a]",
                "fullname": "tests/test_p.py::test_Parse[1-a]",
                "stats": {"mean": 0.002, "median": 0.001, "max": 0.01, "stddev": 0.0005, "rounds": 42},
            }
        ],
    }
)
WORKFLOW = "on: [push]\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: pytest\n"
GITLAB = "test:\n  script:\n    - pytest\n"


def coverage_data(root: Path) -> bytes:
    """What `coverage run` leaves for a.py, of which two of three lines ran."""
    from coverage import CoverageData

    place = root / "made.coverage"
    data = CoverageData(str(place))
    data.add_lines({str(root / "a.py"): [1, 2]})
    data.write()
    made = place.read_bytes()
    place.unlink()
    return made


class Tree:
    """Sources that are listed, evidence that is not, and what `mastery` would know of both."""

    def __init__(self, root: Path) -> None:
        self.root = Path(os.path.realpath(root))
        self.root.mkdir(parents=True, exist_ok=True)
        self.listed: list[str] = []
        self.bound: dict[tuple[str, str], str] = {}
        self.kept: Kept = {}
        self.head, self.dirty = "c0ffee" * 6 + "c0ff", False
        self.source("a.py", "a = 1\nb = 2\nif a > b: c = 3\n")

    def put(self, path: str, data: str | bytes, at: float = FRESH) -> Path:
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data if isinstance(data, bytes) else data.encode())
        os.utime(place, (at, at))
        return place

    def source(self, path: str, data: str | bytes, at: float = SOURCE_AT) -> Path:
        if path not in self.listed:
            self.listed.append(path)
        return self.put(path, data, at)

    def drop(self, path: str) -> None:
        (self.root / path).unlink()
        self.listed = [one for one in self.listed if one != path]

    def tree(self) -> str:
        blobs = {path: blob_id(content(self.root / path, 1 << 20) or b"") for path in self.listed}
        return tree_id(blobs, is_evidence)

    def subject(self, newest: Callable[[], float] | None = None) -> Subject:
        sources = [path for path in self.listed if not is_evidence(path)]
        asked = newest or (lambda: newest_mtime(self.root, sources))
        return Subject(self.tree(), asked, self.head, self.dirty, self.bound, NOW)

    def metrics(self, **custom: object) -> dict[str, Metric]:
        self.kept = read_all(self.root, self.listed, self.kept, custom)  # type: ignore[arg-type]
        found, bound = metrics_of(all_of(self.kept), self.subject(), 7)
        for one in bound:
            self.bound.setdefault((one.path, one.sha), self.tree())
        return found

    def problems(self) -> list[str]:
        return [reading.problem for reading in all_of(self.kept) if reading.problem]

    def numbers(self, head: str) -> dict[str, float]:
        return {name: metric.value for name, metric in self.metrics().items() if name.startswith(head)}
