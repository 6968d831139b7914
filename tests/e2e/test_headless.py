"""The headless contract on real code that we did not write: an installed package as a repository."""

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.workspace.repo import commit, make

MASTERY = [sys.executable, "-m", "mastery_tui"]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """GitPython's own source, committed as it is."""
    spec = find_spec("git")
    assert spec is not None and spec.origin
    root = tmp_path / "package"
    shutil.copytree(Path(spec.origin).parent, root / "git", ignore=shutil.ignore_patterns("__pycache__"))
    make(root)
    commit(root)
    return root


def mastery(*arguments: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([*MASTERY, *map(str, arguments)], capture_output=True, text=True, timeout=90)


def test_formats_agree_and_the_gate_decides(package: Path) -> None:
    done = mastery("check", package, "--format", "json")
    told = json.loads(done.stdout)
    assert next(iter(told)) == "schema" and told["schema"] == "mastery.state/1"
    found = told["findings"]
    assert len(found) > 50 and len(told["files"]) == len(list(package.rglob("*.py")))
    errors = [f for f in found if f["severity"] == "error"]
    assert done.returncode == bool(errors)
    for level, severities in (("never", ()), ("warning", ("error", "warning"))):
        expected = any(f["severity"] in severities for f in found)
        assert mastery("check", package, "--fail-on", level).returncode == expected
    sarif = json.loads(mastery("check", package, "--format", "sarif").stdout)
    assert sum(len(run["results"]) for run in sarif["runs"]) == len(found)
    lines = mastery("check", package, "--format", "github").stdout.splitlines()
    assert len(lines) == len(found) and all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)
    state = json.loads(mastery("state", package).stdout)
    assert [f["fingerprint"] for f in state["findings"]] == [f["fingerprint"] for f in found]
    ruff = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--no-cache", "--no-fix", "--output-format", "json", "."],
        cwd=package,
        capture_output=True,
        text=True,
    )
    theirs = sorted(
        (os.path.relpath(f["filename"], package), f["location"]["row"], f["code"]) for f in json.loads(ruff.stdout)
    )
    assert sorted((f["path"], f["line"], f["rule"]) for f in found if f["check"] == "ruff") == theirs


def test_only_what_has_changed(package: Path) -> None:
    (package / "git" / "added.py").write_text("import os\n")
    told = json.loads(mastery("check", package, "--changed", "--format", "json").stdout)
    assert {f["path"] for f in told["findings"]} == {"git/added.py"}
    assert all(f["new"] for f in told["findings"])


def test_what_cannot_run_and_what_works_here(package: Path) -> None:
    done = mastery("check", package, "--check", "rufff")
    assert done.returncode == 2 and not done.stdout
    assert done.stderr.count("\n") == 1 and "did you mean ruff?" in done.stderr
    doctor = json.loads(mastery("doctor", package, "--format", "json").stdout)
    assert doctor["schema"] == "mastery.doctor/1" and {"git", "trust", "watching"} <= {
        line["topic"] for line in doctor["lines"]
    }


class Lines:
    """What `mastery watch --format jsonl` says, line by line."""

    def __init__(self, root: Path) -> None:
        self.process = subprocess.Popen(
            [*MASTERY, "watch", str(root), "--format", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.rest = b""

    def next(self, seconds: float = 60) -> dict[str, Any]:
        assert self.process.stdout is not None
        deadline = time.monotonic() + seconds
        while b"\n" not in self.rest:
            ready, _, _ = select.select([self.process.stdout], [], [], max(0, deadline - time.monotonic()))
            data = os.read(self.process.stdout.fileno(), 1 << 16) if ready else b""
            assert data, "no line came in time"
            self.rest += data
        line, _, self.rest = self.rest.partition(b"\n")
        return dict(json.loads(line))

    def about(self, path: str, key: str) -> dict[str, Any]:
        told = self.next()
        while not any(finding["path"] == path for finding in told[key]):
            told = self.next()
        return told


@pytest.fixture
def lines(package: Path) -> Iterator[Lines]:
    lines = Lines(package)
    yield lines
    lines.process.kill()
    lines.process.communicate()


def test_watch_tells_what_each_edit_added_and_fixed(package: Path, lines: Lines) -> None:
    cold = json.loads(mastery("check", package, "--format", "json").stdout)["findings"]
    first = lines.next()
    assert sorted(f["fingerprint"] for f in first["added"]) == sorted(f["fingerprint"] for f in cold)
    victim = package / "git" / "cmd.py"
    text = victim.read_text()
    generation = first["generation"]
    for number in range(4):
        victim.write_text(f"{text}\nimport module_{number}\n")
        told = lines.about("git/cmd.py", "added")
        assert [f["message"] for f in told["added"] if f["rule"] == "F401"] == [
            f"`module_{number}` imported but unused"
        ]
        assert told["changed"] == ["git/cmd.py"] and told["generation"] > generation and 0 < told["latency_ms"] < 60_000
        generation = told["generation"]
        victim.write_text(text)
        told = lines.about("git/cmd.py", "fixed")
        assert {f["path"] for f in told["fixed"]} == {"git/cmd.py"} and not told["added"]
        generation = told["generation"]
    victim.write_text("# moved down\n\n" + text)
    (package / "git" / "end.py").write_text("import os\n")
    told = lines.about("git/end.py", "added")
    assert {f["path"] for f in told["added"]} == {"git/end.py"}, "moved lines are neither added nor fixed"
