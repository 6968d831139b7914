"""The line that tells how far the checks are: on a real terminal, and nowhere else."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

SUITE = "import time, pytest\n@pytest.mark.parametrize('n', range(12))\ndef test_it(n): time.sleep(0.06)\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "home"))
    root = tmp_path / "tree"
    root.mkdir()
    (root / "test_slow.py").write_text(SUITE)
    (root / "pytest.ini").write_text("[pytest]\naddopts = -p no:hypothesispytest -p no:xdist -p no:timeout\n")
    subprocess.run([sys.executable, "-m", "mastery_tui", "trust", str(root)], check=True, capture_output=True)
    return root


def check(tree: Path, **environ: str) -> tuple[bytes, bytes]:
    """What `mastery check` writes to standard output, a pipe, and to standard error, a terminal."""
    ours, theirs = pty.openpty()
    env = {name: value for name, value in os.environ.items() if name != "NO_COLOR"} | environ
    command = [sys.executable, "-m", "mastery_tui", "check", str(tree), "--check", "tests"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=env) as process:
        os.close(theirs)
        seen, deadline = b"", time.monotonic() + 60
        while time.monotonic() < deadline:
            if select.select([ours], [], [], 0.1)[0]:
                try:
                    part = os.read(ours, 65536)
                except OSError:  # the other end is closed
                    break
                seen += part
        assert process.stdout is not None
        out = process.stdout.read()
        assert process.wait(60) == 0
    os.close(ours)
    return out, seen


@pytest.mark.parametrize(
    ("environ", "sign"), [({}, b"\x1b[36m\xe2\x97\x8f\x1b[0m"), ({"NO_COLOR": "1"}, b"\xe2\x97\x8f")]
)
def test_a_terminal_sees_one_line_that_is_gone_at_the_end(tree: Path, environ: dict[str, str], sign: bytes) -> None:
    out, seen = check(tree, TERM="xterm-256color", **environ)
    counts = [int(n) for n in re.findall(rb"\r\x1b\[K" + re.escape(sign) + rb" tests (\d+)/12", seen)]
    assert counts == sorted(set(counts))
    assert len(counts) >= 3
    assert seen.endswith(b"\r\x1b[K")
    assert b"\n" not in seen
    assert b"\xe2\x97\x8f tests" not in out


def test_a_terminal_that_cannot_erase_and_a_pipe_see_nothing(tree: Path) -> None:
    assert check(tree, TERM="dumb")[1] == b""
    command = [sys.executable, "-m", "mastery_tui", "check", str(tree), "--check", "tests"]
    assert subprocess.run(command, capture_output=True, check=True).stderr == b""
