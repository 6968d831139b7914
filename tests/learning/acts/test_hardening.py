"""Harden: a bug in a copy, found and fixed by who says what it is; taken over, due again, given up."""

from collections.abc import Callable

import pytest

from mastery_tui.learning import standing
from mastery_tui.learning.acts.diagnose import diagnose
from mastery_tui.learning.acts.harden import keep
from mastery_tui.learning.acts.hint import hint
from mastery_tui.learning.acts.reset import undo
from mastery_tui.learning.acts.start import start
from mastery_tui.learning.bugs import record
from mastery_tui.learning.events import Injected
from mastery_tui.learning.schedule import due_at
from mastery_tui.learning.study import CannotLearn, key
from mastery_tui.learning.view import detail, module_state
from tests.learning.acts.conftest import Desk, kinds

DAY = 86_400.0


def test_harden_needs_build_and_justify_and_practice_only_the_build(desk: Desk) -> None:
    for practice in (False, True):
        with pytest.raises(CannotLearn, match="is not built yet"):
            desk.harden(practice=practice)
    desk.build()
    with pytest.raises(CannotLearn, match="is not justified yet"):
        desk.harden()
    own = desk.own()
    bug = desk.harden(practice=True)
    assert bug.practice and not bug.begun and bug.failing > 0 and bug.passing > 0 and desk.own() == own
    desk.fix("practice")
    assert desk.diagnose("practice").holds
    progress = desk.study.of(desk.module)
    assert standing.fixed(progress, "practice") and not standing.holds(progress, "harden")
    assert progress.attempts == 1 and progress.reviews == ()


def test_a_fix_in_progress_comes_back_as_it_is(desk: Desk) -> None:
    desk.justify()
    first = desk.harden()
    desk.copy().write_bytes(b"# half done\n")
    again = desk.harden()
    assert again.begun and again.bug == first.bug and desk.copy().read_bytes() == b"# half done\n"
    desk.copy().unlink()
    assert desk.harden().begun and desk.copy().read_bytes() == desk.bug().copies()["clamp.py"]
    desk.copy().write_bytes(b"")
    assert desk.harden().begun and desk.copy().read_bytes() == b""


def test_a_fresh_bug_keeps_the_fix_in_progress_and_undo_goes_on_with_it(desk: Desk) -> None:
    desk.justify()
    first = desk.harden()
    desk.diagnose()
    desk.copy().write_bytes(b"# half done\n")
    before, known = desk.bug(), desk.study.of(desk.module)
    fresh = desk.harden(fresh=True)
    assert fresh.bug != first.bug and not fresh.begun
    assert undo(desk.study).what == "harden of tiny/clamp"
    assert desk.bug() == before and desk.copy().read_bytes() == b"# half done\n"
    assert desk.study.of(desk.module) == known and desk.harden().bug == first.bug
    desk.fix()
    assert desk.validate("harden").verdict == "pass" and desk.marks() == "held held held"


STEPS: list[tuple[str, tuple[str, ...], str, str]] = [
    ("nothing", (), "fail", "the bug is still as it was put in"),
    ("a fix without a diagnosis", ("fix",), "fail", "no diagnosis was stated"),
    ("the original, pasted", ("paste",), "fail", "no diagnosis was stated"),
    ("a wrong line", ("fix", "wrong"), "fail", "does not touch the defect"),
    ("a diagnosis without a fix", ("right",), "fail", "the bug is still as it was put in"),
    ("a wrong line, then the right one", ("fix", "wrong", "right"), "pass", "all 4 tests pass"),
    ("a diagnosis, then a fix", ("right", "fix"), "pass", "all 4 tests pass"),
]


@pytest.mark.parametrize(("what", "steps", "verdict", "reason"), STEPS, ids=[step[0] for step in STEPS])
def test_harden_takes_a_fix_and_the_line(
    desk: Desk, what: str, steps: tuple[str, ...], verdict: str, reason: str
) -> None:
    desk.justify()
    desk.harden()
    original = desk.bug().injected.before.encode()
    acts: dict[str, Callable[[], object]] = {
        "fix": desk.fix,
        "paste": lambda: desk.copy().write_bytes(original),
        "right": desk.diagnose,
        "wrong": lambda: desk.diagnose(right=False),
    }
    for step in steps:
        acts[step]()
    said = desk.validate("harden")
    assert said.verdict == verdict and reason in said.reason
    assert standing.holds(desk.study.of(desk.module), "harden") is (verdict == "pass")
    shown = detail(desk.study, desk.module).harden
    assert shown is not None and bool(shown.diff) is bool(shown.misconception) is (verdict == "pass")


def test_a_diagnosis_says_why_and_names_a_line_that_is_there(desk: Desk) -> None:
    desk.justify()
    with pytest.raises(CannotLearn, match="there is no bug to find in clamp: `mastery learn harden clamp` puts one in"):
        diagnose(desk.study, desk.module, "harden", 1, "it is the wrong way round")
    desk.harden()
    for line, why, asks in ((1, "wrong", "say why in a sentence"), (99, "it is the wrong way", "has no line 99")):
        with pytest.raises(CannotLearn, match=asks):
            diagnose(desk.study, desk.module, "harden", line, why)
    assert "diagnosed" not in kinds(desk)
    diagnose(desk.study, desk.module, "harden", 1, "what \udcff a strange argument")
    assert kinds(desk)[-1] in ("diagnosed", "validated")


def test_the_same_bug_to_practise_on_is_another_one(desk: Desk) -> None:
    """What is said of one copy says nothing of the other."""
    desk.justify()
    desk.harden()
    desk.harden(practice=True)
    own = desk.bug()
    place = desk.study.store / record.place("practice", *key(desk.module))
    place.write_bytes(record.encode(own))
    desk.study.record(Injected("tiny", "1.0.0", "clamp", bug=own.injected.id, sha=own.digest(), practice=True))
    desk.copy("practice").write_bytes(own.copies()["clamp.py"])
    desk.diagnose("practice", right=False)
    desk.fix("practice")
    assert desk.diagnose("practice").holds
    waits = standing.waiting(desk.study.of(desk.module), "harden")
    assert waits is not None and waits.diagnoses == ()


def test_a_changed_record_proves_nothing(desk: Desk) -> None:
    desk.justify()
    first = desk.harden()
    place = desk.study.store / record.place("harden", *key(desk.module))
    right = place.read_bytes()
    lines = b'"lines":[%s]' % b",".join(b"%d" % n for n in desk.bug().injected.lines)
    assert lines in right
    for wrong in (right.replace(lines, b'"lines":[1]'), b"", b"\xff", b'{"a": 1}'):
        place.write_bytes(wrong)
        with pytest.raises(CannotLearn, match="it proves nothing: `mastery learn harden clamp` makes another"):
            desk.validate("harden")
        assert detail(desk.study, desk.module).harden is None
    place.unlink()
    place.mkdir()
    with pytest.raises(CannotLearn, match="it proves nothing"):
        desk.validate("harden")
    with pytest.raises(CannotLearn, match=r"^\.mastery/learning/harden/tiny/clamp\.json: Is a directory"):
        desk.harden()
    place.rmdir()
    copy = desk.study.store / record.folder("harden", *key(desk.module)) / "clamp.py"
    copy.write_bytes(b"# half done\n")
    second = desk.harden()
    assert not second.begun and second.bug != first.bug
    kept = desk.study.backups.restore(desk.study.backups.list()[-1].id)
    assert b"# half done\n" in kept.values()


def test_hints_are_counted_rung_by_rung(desk: Desk) -> None:
    start(desk.study, desk.module)
    assert [(rung.number, rung.again) for rung in (hint(desk.study, desk.module) for _ in range(4))] == [
        (1, False),
        (2, False),
        (3, False),
        (3, True),
    ]
    desk.justify()
    desk.harden()
    rung = hint(desk.study, desk.module)
    assert (rung.stage, rung.number) == ("harden", 1) and rung.text == desk.bug().injected.hints[0]
    assert desk.study.of(desk.module).hints_used == 4


# --- keep, due -------------------------------------------------------------------------------------------------------


def test_the_fix_is_taken_over_only_once_it_holds(desk: Desk) -> None:
    desk.justify()
    desk.harden()
    desk.fix()
    with pytest.raises(CannotLearn, match="is not fixed yet: nothing was taken over"):
        keep(desk.study, desk.module)
    assert desk.diagnose().holds
    own, fixed = desk.own(), desk.copy().read_bytes()
    assert keep(desk.study, desk.module) == ("lessons/clamp.py",) and desk.own() == {"clamp.py": fixed}
    assert keep(desk.study, desk.module) == ()
    assert undo(desk.study).what == "keep of tiny/clamp" and desk.own() == own


def test_what_is_mastered_is_due_later_and_held_again_with_another_bug(desk: Desk) -> None:
    desk.mastered()
    first = desk.bug().injected.id
    assert desk.marks() == "held held held"
    for how in ({}, {"fresh": True}):
        with pytest.raises(CannotLearn, match="clamp is hardened; `mastery learn harden clamp --practice`"):
            desk.harden(**how)
    desk.now = due_at(desk.study.of(desk.module)) - 1
    assert desk.marks() == "held held held"
    desk.now += 1
    assert desk.marks() == "held held due"
    assert "due again" in module_state(desk.study, desk.module).next
    bug = desk.harden()
    assert not bug.begun and desk.bug().injected.id != first and desk.marks() == "held held due"
    desk.fix()
    assert desk.diagnose().holds and desk.marks() == "held held held"
    assert [review.rating for review in desk.study.of(desk.module).reviews] == ["good", "good"]
    assert due_at(desk.study.of(desk.module)) > desk.now + 2 * DAY


def test_a_review_that_is_given_up_did_not_hold(desk: Desk) -> None:
    desk.mastered()
    desk.now = due_at(desk.study.of(desk.module))
    desk.harden()
    desk.copy().write_bytes(b"# half done\n")
    known = desk.study.of(desk.module)
    desk.harden(fresh=True)
    assert [review.rating for review in desk.study.of(desk.module).reviews] == ["good", "again"]
    undo(desk.study)
    assert desk.study.of(desk.module) == known and desk.copy().read_bytes() == b"# half done\n"
