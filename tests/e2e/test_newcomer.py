"""A newcomer masters softmax: by the keys and commands of the guide, in a real terminal, through all three stages."""

import json
import re
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mastery_tui.config import seen, trust
from tests.e2e.tmux import Tmux
from tests.workspace.repo import make

pytestmark = [
    pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed"),
    pytest.mark.timeout(240),
]

MODULE = Path(__file__).resolve().parents[2] / "curricula/cs336_a1/modules/softmax"
SOFTMAX = """import numpy as np


def softmax(x, axis=-1):
    x = np.asarray(x)
    if x.dtype.kind != "f":
        x = x.astype(np.float64)
    # every exponent is at most 0 from here on
    top = x.max(axis=axis, keepdims=True)
    powers = np.exp(x - top)
    total = powers.sum(axis=axis, keepdims=True)
    return powers / total
"""


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    terminal = Tmux(tmp_path, 120, 40)
    yield terminal
    terminal.close()


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    root = make(tmp_path / "lessons")
    trust.grant(root)
    seen.mark(root)
    return root


def test_softmax_from_the_stub_to_mastered(tmux: Tmux, lessons: Path) -> None:
    tmux.starts(lessons)
    tmux.shows("1 Modules")
    tmux.until(lambda: "Softmax" in tmux.text, 60)
    tmux.types("L")
    tmux.shows("Your task", "next:", "softmax(x, axis=-1)")
    _build(tmux, lessons)
    _justify(tmux)
    _harden(tmux, lessons)
    tmux.presses("Escape")
    tmux.shows("1 Modules")
    tmux.until(lambda: re.search(r"✓✓✓ +Softmax", tmux.text), 30)
    tmux.types("q")
    tmux.is_shell_again()


def _build(tmux: Tmux, lessons: Path) -> None:
    """The stub, a try that fails and says on what, then a solution: each save is judged by itself."""
    tmux.types("s")
    tmux.until((lessons / "softmax.py").exists)
    assert "NotImplementedError" in (lessons / "softmax.py").read_text()
    tmux.shows("write softmax.py")
    tmux.types("2")
    (lessons / "softmax.py").write_text(SOFTMAX.replace("x - top", "x"))
    tmux.until(lambda: re.search(r"\d+ of \d+ tests fail", tmux.text), 60)
    tmux.shows("expected", "got", "nan")
    (lessons / "softmax.py").write_text(SOFTMAX)
    tmux.until(lambda: re.search(r"all \d+ tests pass", tmux.text), 60)


def _justify(tmux: Tmux) -> None:
    """Every question: a slogan is not enough, an answer is assessed criterion by criterion, with words of it."""
    questions = tomllib.loads((MODULE / "questions.toml").read_text())["question"]
    tmux.types("4")
    for number, question in enumerate(questions):
        tmux.types("j")
        tmux.shows("Hand in")
        if not number:
            tmux.pastes("For stability.")
            tmux.presses("C-s")
            tmux.until(lambda: "! 1 " in tmux.text)
            tmux.presses("C-a", "C-k")
        text = " ".join(question["model"].split())
        tmux.pastes(text)
        tmux.presses("C-s")
        quote = " ".join(text.split()[:4])
        for criterion in question["criterion"]:
            start = " ".join(criterion["text"].split())[:40]
            tmux.shows(f"○ {start}")
            tmux.types("y")
            tmux.shows("Take it")
            tmux.pastes(quote)
            tmux.presses("Enter")
            tmux.until(lambda start=start: f"○ {start}" not in tmux.text)  # type: ignore[misc]
        tmux.presses("C-s")
        held = number + 1
        tmux.until(lambda held=held: len(re.findall(r"✓ \d ", tmux.text)) >= held, 60)  # type: ignore[misc]
    tmux.shows("self-assessed")


def _harden(tmux: Tmux, lessons: Path) -> None:
    """A bug in a copy; a fix alone is not enough, a wrong line neither; then the right one."""
    tmux.types("5")
    tmux.types("H")
    record = lessons / ".mastery/learning/harden/cs336_a1/softmax.json"
    copy = lessons / ".mastery/worktree/harden/cs336_a1/softmax/softmax.py"
    tmux.until(lambda: record.exists() and copy.exists(), 90)
    bug = json.loads(record.read_text())["injected"]
    assert copy.read_text() == bug["after"] != SOFTMAX
    assert (lessons / "softmax.py").read_text() == SOFTMAX
    tmux.until(lambda: "worktree/harden" in tmux.text, 60)
    copy.write_text(SOFTMAX)
    tmux.shows("✓ fix", "○ diagnosis")
    tmux.types("d")
    tmux.shows("Take it")
    line, why = str(bug["lines"][0]), "the maximum is not that of its own slice"
    tmux.types(line)
    tmux.until(lambda: re.search(rf"│ +{line} +why it is wrong", tmux.text))
    tmux.presses("Enter")
    tmux.pastes(why)
    tmux.shows(why)
    tmux.presses("Enter")
    tmux.until(lambda: "Found and mended" in tmux.text, 60)
    assert (lessons / "softmax.py").read_text() == SOFTMAX
