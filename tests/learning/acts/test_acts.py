"""What each act records and says: nothing counts that was not earned, and what was earned stays."""

import os
import sqlite3
from pathlib import Path

import pytest

from mastery_tui.evidence.ledger import FILE
from mastery_tui.learning import standing
from mastery_tui.learning.acts import justify
from mastery_tui.learning.acts.hint import hint
from mastery_tui.learning.acts.reset import reset, undo
from mastery_tui.learning.acts.start import start
from mastery_tui.learning.study import CannotLearn, Study
from mastery_tui.learning.view import module_state
from tests.learning.acts import tiny
from tests.learning.acts.conftest import Desk, kinds

# --- start and validate ----------------------------------------------------------------------------------------------


def test_a_start_keeps_what_is_there_and_fresh_backs_it_up(desk: Desk) -> None:
    begun = start(desk.study, desk.module)
    assert [placed.done for placed in begun.files] == ["written"] and desk.own() == desk.module.stub
    assert [placed.done for placed in start(desk.study, desk.module).files] == ["as it was"]
    mine = b"x = 1\r\n\xff"
    desk.save({"clamp.py": mine})
    again = start(desk.study, desk.module)
    assert [placed.done for placed in again.files] == ["kept"] and again.backup == ""
    assert desk.own() == {"clamp.py": mine}
    fresh = start(desk.study, desk.module, fresh=True)
    assert [placed.done for placed in fresh.files] == ["replaced"] and desk.own() == desk.module.stub
    assert (desk.root / fresh.backup / "tree/lessons/clamp.py").read_bytes() == mine
    back = undo(desk.study)
    assert back.files == ("lessons/clamp.py",) and desk.own() == {"clamp.py": mine}


def test_what_needs_another_build_is_locked_until_then(desk: Desk) -> None:
    desk.name = "scale"
    with pytest.raises(CannotLearn, match="scale needs clamp first: `mastery learn start clamp`"):
        start(desk.study, desk.module)
    assert desk.marks() == "locked locked locked" and kinds(desk) == [] and desk.own() == {}
    desk.name = "clamp"
    desk.build()
    desk.name = "scale"
    assert desk.marks() == "open locked locked"
    assert [placed.done for placed in start(desk.study, desk.module).files] == ["written", "written"]


REFERENCE = tiny.SOLVED["clamp"]["clamp.py"]
ROWS: list[tuple[str, bytes | None, str, str]] = [
    ("missing", None, "unknown", "is not there: `mastery learn start"),
    ("the stub", b"", "fail", "4 of 4 tests fail: there is nothing in it"),
    ("blank", b" \n\n", "fail", "there is nothing in it"),
    ("no Python", b"def clamp(:", "fail", "4 of 4 tests fail"),
    ("no text", b"\xff\xfe", "fail", "4 of 4 tests fail"),
    ("half right", REFERENCE.replace(b"x > high", b"x > low"), "fail", "tests fail"),
    ("the reference", REFERENCE, "fail", "a solution of the curriculum, byte for byte"),
    ("the reference, other line ends", REFERENCE.replace(b"\n", b" \r\n"), "fail", "byte for byte"),
    ("right", tiny.own("clamp", "mine")["clamp.py"], "pass", "all 4 tests pass"),
    ("right, other line ends", tiny.own("clamp", "mine", end="\r\n")["clamp.py"], "pass", "all 4 tests pass"),
]


@pytest.mark.parametrize(("what", "content", "verdict", "reason"), ROWS, ids=[row[0] for row in ROWS])
def test_a_build_is_judged_by_what_is_there(
    desk: Desk, what: str, content: bytes | None, verdict: str, reason: str
) -> None:
    if content is not None:
        desk.save({"clamp.py": content})
    for _ in range(2):  # a second look is no attempt
        said = desk.validate()
        assert said.verdict == verdict and reason in said.reason
    progress = desk.study.of(desk.module)
    assert progress.attempts == (0 if content is None else 1)
    assert standing.holds(progress, "build") is (verdict == "pass")
    assert kinds(desk) == [] if content is None else kinds(desk)[0] == "validated"


def test_the_stub_as_it_was_given_out_is_told(desk: Desk) -> None:
    start(desk.study, desk.module)
    assert "this is the stub as it was given out" in desk.validate().reason


def test_a_build_holds_for_the_content_that_passed(desk: Desk) -> None:
    desk.build()
    right = desk.own()
    assert desk.marks() == "held open locked"
    desk.save({"clamp.py": b"nothing"})
    assert desk.marks() == "stale open locked"
    assert desk.validate().verdict == "fail" and desk.marks() == "failed open locked"
    desk.save(right)
    assert desk.marks() == "held open locked" and standing.holds(desk.study.of(desk.module), "build")


def test_nothing_is_judged_in_a_folder_that_is_not_trusted(desk: Desk) -> None:
    desk.build()
    desk.study.trusted, desk.study.trust_hint = False, "mastery trust ."
    for act in (desk.validate, lambda: desk.harden(practice=True)):
        with pytest.raises(CannotLearn, match="this folder is not trusted: mastery trust"):
            act()


# --- justify ---------------------------------------------------------------------------------------------------------


def test_an_answer_is_filtered_graded_and_its_draft_kept(desk: Desk) -> None:
    with pytest.raises(CannotLearn, match="is not built yet"):
        desk.answer()
    desk.build()
    for text, asks in (("", "Nothing is written yet"), ("Because one has to.", "Say a little more")):
        with pytest.raises(CannotLearn, match=asks):
            desk.answer(text)
    assert not standing.holds(desk.study.of(desk.module), "justify") and "answered" not in kinds(desk)
    assert not desk.answer(quote=None).held and desk.marks() == "held failed locked"
    assert justify.answers(desk.study, desk.module)[0].model == ""
    assert desk.answer("Once more: " + tiny.MODEL).held
    assert desk.study.of(desk.module).stage("justify").grade == "self-assessed" and desk.marks() == "held held open"
    (state,) = justify.answers(desk.study, desk.module)
    assert (state.status, state.text, state.model) == ("held", "Once more: " + tiny.MODEL, tiny.MODEL)
    kept = [desk.study.backups.restore(one.id) for one in desk.study.backups.list()]
    texts = {data.decode() for files in kept for data in files.values()}
    assert texts == {"Because one has to.", f"Well: {tiny.MODEL}"}
    with pytest.raises(CannotLearn, match="there is nothing to undo"):  # an answer is no operation on files
        undo(desk.study)


def test_a_draft_as_it_is_typed_needs_no_backup(desk: Desk) -> None:
    for text in ("a", "ab", "abc \udcff"):
        justify.save_draft(desk.study, desk.module, "why", text, typed=True)
    assert justify.drafts(desk.study).load("tiny", "clamp", "why") == "abc \udcff"
    assert desk.study.backups.list() == ()
    desk.build()
    assert desk.answer(f"\udcff {tiny.MODEL}").held


# --- reset and undo --------------------------------------------------------------------------------------------------


def test_a_reset_begins_anew_and_undo_brings_all_of_it_back(desk: Desk) -> None:
    desk.mastered()
    desk.harden(practice=True)
    store = {path: path.read_bytes() for path in sorted(desk.study.store.rglob("*")) if path.is_file()}
    mine = {path: data for path, data in store.items() if "ledger" not in path.name and "backups" not in path.parts}
    own, known = desk.own(), desk.study.of(desk.module)
    done = reset(desk.study, (desk.module,))
    assert desk.marks() == "open locked locked" and desk.own() == desk.module.stub
    assert done.files == ("lessons/clamp.py",) and (desk.root / done.backup).is_dir()
    assert not [path for path in mine if path.exists() and path.name != ".gitignore"]
    back = undo(desk.study)
    assert back.what == "reset of tiny/clamp"
    assert [file.read_bytes() for file in (desk.root / back.backup).rglob("*.py")] == list(desk.module.stub.values())
    assert desk.own() == own and desk.study.of(desk.module) == known
    assert {path: path.read_bytes() for path in mine} == mine
    with pytest.raises(CannotLearn, match="there is nothing to undo: nothing of yours was replaced"):
        undo(desk.study)


def test_undo_goes_back_one_after_the_other_and_keeps_what_stood_there(desk: Desk) -> None:
    start(desk.study, desk.module)
    texts = [b"one", b"two", b"three"]
    for text in texts[:2]:
        desk.save({"clamp.py": text})
        start(desk.study, desk.module, fresh=True)
    desk.save({"clamp.py": texts[2]})
    for text, lost in ((b"two", b"three"), (b"one", b"two")):
        back = undo(desk.study)
        assert desk.own() == {"clamp.py": text}
        assert (desk.root / back.backup / "tree/lessons/clamp.py").read_bytes() == lost
    with pytest.raises(CannotLearn, match="there is nothing to undo"):
        undo(desk.study)


def test_a_backup_that_was_changed_is_not_brought_back(desk: Desk) -> None:
    desk.save({"clamp.py": b"mine"})
    begun = start(desk.study, desk.module, fresh=True)
    (desk.root / begun.backup / "tree/lessons/clamp.py").write_bytes(b"theirs")
    with pytest.raises(CannotLearn, match="is not what was kept any more: nothing was brought back"):
        undo(desk.study)
    assert desk.own() == desk.module.stub and "undone" not in kinds(desk)


# --- what was recorded -----------------------------------------------------------------------------------------------


def edited(desk: Desk) -> None:
    """Raise what the ledger says, by hand."""
    desk.study.close()
    connection = sqlite3.connect(desk.study.store / FILE)
    for guard in ("event_stays", "event_is_kept", "event_is_last"):
        connection.execute(f"DROP TRIGGER {guard}")
    connection.execute("UPDATE event SET data = replace(data, '\"fail\"', '\"pass\"') WHERE kind = 'learn.validated'")
    connection.execute("UPDATE event SET kind = 'learn.held' WHERE kind = 'learn.hinted'")
    connection.commit()
    connection.close()


def test_an_edited_ledger_counts_for_nothing_and_says_so(desk: Desk) -> None:
    desk.save({"clamp.py": b"wrong"})
    desk.validate()
    hint(desk.study, desk.module)
    edited(desk)
    desk.again()
    own = desk.own()
    assert not standing.holds(desk.study.of(desk.module), "build") and "row 1" in desk.study.broken
    for act in (
        lambda: start(desk.study, desk.module, fresh=True),
        lambda: hint(desk.study, desk.module),
        lambda: reset(desk.study, (desk.module,)),
        lambda: undo(desk.study),
        lambda: (desk.save(tiny.own("clamp", "right")), desk.validate()),
    ):
        with pytest.raises(CannotLearn, match=r"the ledger is broken: row 1: .*`mastery ledger accept`"):
            act()
        desk.save(own)
    assert desk.study.backups.list() == () and not standing.holds(desk.study.of(desk.module), "build")


def test_a_newer_version_of_the_curriculum_keeps_the_progress(desk: Desk) -> None:
    desk.mastered()
    before = desk.study.of(desk.module)
    tiny.make(version="2.0.0")
    desk.again()
    assert desk.study.head(desk.module).version == "2.0.0"
    assert desk.study.of(desk.module) == before and desk.marks() == "held held held"
    desk.save(tiny.own("clamp", "newer"))
    desk.validate()
    assert desk.study.of(desk.module).version == "2.0.0"


def test_two_curricula_do_not_get_into_each_others_way(desk: Desk) -> None:
    tiny.make("other", folder="elsewhere")
    desk.again()
    desk.mastered()
    other = desk.study.shelf.module("other/clamp")
    assert set(module_state(desk.study, other).stages.values()) == {"open", "locked"}
    start(desk.study, other)
    assert (desk.root / "elsewhere/clamp.py").read_bytes() == other.stub["clamp.py"]
    reset(desk.study, (other,))
    assert desk.marks() == "held held held" and desk.own() == tiny.own("clamp", "mine")


def test_another_process_is_heard(desk: Desk) -> None:
    """A dashboard that is open sees what a command records, and the other way round."""
    beside = tiny.study(desk.root, lambda: desk.now)
    try:
        desk.build()
        assert standing.holds(beside.of(desk.module), "build")
        reset(beside, (desk.module,))
        assert not standing.holds(desk.study.of(desk.module), "build")
    finally:
        beside.close()


def test_without_a_place_to_write_to_nothing_begins(desk: Desk) -> None:
    with pytest.raises(CannotLearn, match="there is no place for your work"):
        Study(desk.root, None, desk.study.shelf, tiny.judge, trusted=True)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_where_the_store_cannot_be_written_one_line_says_so(desk: Desk) -> None:
    mine = {"clamp.py": b"mine"}
    desk.save(mine)
    desk.study.store.chmod(0o500)
    try:
        with pytest.raises(CannotLearn, match="cannot be written"):
            start(desk.study, desk.module, fresh=True)
        assert desk.own() == mine
    finally:
        desk.study.store.chmod(0o700)


def test_where_a_draft_cannot_stand_one_line_says_so(desk: Desk) -> None:
    place: Path = justify.drafts(desk.study).path("tiny", "clamp", "why")
    place.mkdir(parents=True)
    desk.build()
    with pytest.raises(CannotLearn, match="your answer cannot be saved"):
        desk.answer()
