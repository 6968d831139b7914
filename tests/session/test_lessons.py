"""Learning in a whole session: every save is judged, by the newest content, and nothing moves on by itself."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mastery_tui.config import trust
from mastery_tui.model.intent import Intent
from mastery_tui.model.learning import Learning, Verdict
from mastery_tui.model.state import State
from mastery_tui.session import Session
from tests.session.live import Live

MODULE = "cs336_a1/softmax"
SOLVED = """import numpy as np


def softmax(x, axis=-1):
    x = np.asarray(x)
    x = x if x.dtype.kind == "f" else x.astype(float)
    powers = np.exp(x - x.max(axis=axis, keepdims=True))
    return powers / powers.sum(axis=axis, keepdims=True)
"""
BROKEN = SOLVED.replace("np.exp(x - ", "np.exp(x + ")


@pytest.fixture
def lessons(tmp_path: Path) -> Path:
    root = tmp_path / "lessons"
    root.mkdir()
    return root


@pytest.fixture
def live(lessons: Path) -> Iterator[Live]:
    trust.grant(lessons)
    session = Live(lessons)
    yield session
    session.session.stop()


def judged(says: Callable[[Verdict], object]) -> Callable[[State], bool]:
    def met(state: State) -> bool:
        detail = state.learning.detail
        return bool(detail and detail.verdict and not detail.validating and says(detail.verdict))

    return met


def mark(learning: Learning, stage: str) -> str:
    return learning.curricula[0].modules[0].stages[stage]  # type: ignore[index]


def test_every_save_is_judged_and_the_newest_content_counts(live: Live, lessons: Path) -> None:
    live.session.send(Intent("module-start", MODULE))
    live.until(judged(lambda verdict: "stub" in verdict.reason))
    assert mark(live.session.state.learning, "build") == "doing"
    file = lessons / "softmax.py"
    for text, wanted in ((BROKEN, "fail"), (SOLVED, "pass"), (BROKEN, "fail")):
        file.write_text(text)
        live.until(judged(lambda verdict, wanted=wanted: verdict.verdict == wanted))  # type: ignore[misc]
    assert mark(live.session.state.learning, "build") == "failed"
    for number in range(5):  # faster than any judge: the last one decides
        file.write_text(f"{BROKEN}# {number}\n")
    file.write_text(SOLVED)
    live.until(judged(lambda verdict: verdict.verdict == "pass"))
    live.until(lambda state: mark(state.learning, "build") == "held")
    assert mark(live.session.state.learning, "justify") == "open"
    assert live.session.state.learning.at == ("cs336_a1", "softmax"), "it stays until a person moves on"
    live.session.send(Intent("module-harden", MODULE, "practice"))
    live.until(lambda state: bool(state.learning.detail and state.learning.detail.harden))
    record = json.loads((lessons / ".mastery/learning/practice/cs336_a1/softmax.json").read_text())["injected"]
    assert file.read_text() == SOLVED
    copy = lessons / ".mastery/worktree/practice/cs336_a1/softmax/softmax.py"
    copy.write_text(SOLVED)
    live.until(judged(lambda verdict: verdict.stage == "harden" and "no diagnosis" in verdict.reason))
    live.session.send(Intent("module-diagnose", MODULE, f"{record['lines'][0]} it is not what softmax computes"))
    live.until(judged(lambda verdict: verdict.stage == "harden" and verdict.verdict == "pass"))
    assert mark(live.session.state.learning, "harden") == "locked", "practice does not count"


def test_a_bug_of_a_former_session_is_judged_when_its_copy_is_saved(live: Live, lessons: Path) -> None:
    live.session.send(Intent("module-start", MODULE))
    live.until(lambda _: (lessons / "softmax.py").exists())
    (lessons / "softmax.py").write_text(SOLVED)
    live.until(lambda state: mark(state.learning, "build") == "held")
    live.session.send(Intent("module-harden", MODULE, "practice"))
    live.until(lambda state: bool(state.learning.detail and state.learning.detail.harden))
    live.session.stop()
    again = Live(lessons)
    try:
        again.until(judged(lambda verdict: verdict.stage == "harden" and "still as it was" in verdict.reason))
        (lessons / ".mastery/worktree/practice/cs336_a1/softmax/softmax.py").write_text(SOLVED)
        again.until(judged(lambda verdict: verdict.stage == "harden" and "no diagnosis" in verdict.reason))
    finally:
        again.session.stop()


def test_without_trust_nothing_of_it_runs(lessons: Path) -> None:
    live = Live(lessons)
    try:
        live.session.send(Intent("module-start", MODULE))
        live.until(lambda _: (lessons / "softmax.py").exists())
        (lessons / "softmax.py").write_text("open('ran', 'w')\n")
        live.session.send(Intent("module-validate", MODULE))
        live.until(lambda state: state.notice.failed and "not trusted" in state.notice.text)
        assert not list(lessons.rglob("ran")) and not (lessons / ".mastery/worktree").exists()
    finally:
        live.session.stop()


def test_one_pass_knows_the_curricula(lessons: Path) -> None:
    session = Session(lessons, watch=False)
    session.start()
    try:
        known = session.wait_settled(60).learning
        assert [curriculum.id for curriculum in known.curricula] == ["cs336_a1"]
        assert "mastery learn start softmax" in known.next
    finally:
        session.stop()
