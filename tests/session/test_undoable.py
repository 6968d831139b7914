"""A finding is dismissed, fixed, and both taken back: in a live session, on real files."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mastery_tui.checking.analyzers.ruff_command import binary
from mastery_tui.config.dismissed_file import FILE
from mastery_tui.model.finding import Finding
from mastery_tui.model.intent import Intent
from mastery_tui.model.state import State
from tests.session.live import Live, git

APP = "\ufeffimport os\r\nx = '名前'\r\n\r\n\r\ndef f(a):\r\n\treturn eval(a)\r\n".encode()


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    root = tmp_path / "tree"
    root.mkdir()
    git(root, "init", "-q", "-b", "main")
    git(root, "config", "user.name", "Ann Author")
    (root / "ruff.toml").write_text("[lint]\nselect = ['F401', 'F821', 'SIM115', 'E711']\n")
    (root / "app.py").write_bytes(APP)
    live = Live(root)
    yield live
    live.close()


def at_rest(state: State) -> bool:
    return state.settled == state.generation and not any(check.status == "running" for check in state.checks.values())


def ask(live: Live, id: str, subject: str = "", detail: str = "") -> str:
    """What the session answers; a mark in front of what failed."""
    before = live.session.state.notice
    live.session.send(Intent(id, subject, detail))
    notice = live.until(lambda state: state.notice is not before).notice
    return f"✗ {notice.text}" if notice.failed else notice.text


def find(live: Live, rule: str, where: Callable[[Finding], bool] = lambda finding: True) -> Finding:
    state = live.until(lambda state: at_rest(state) and any(f.rule == rule and where(f) for f in state.findings()))
    return next(f for f in state.findings() if f.rule == rule and where(f))


def test_a_dismissal_is_written_counted_apart_and_taken_back(live: Live) -> None:
    finding = find(live, "F401")
    assert ask(live, "set-aside", finding.fingerprint, "  ").startswith("✗ nothing was dismissed: a reason is needed")
    assert ask(live, "set-aside", "0" * 16, "r") == "✗ nothing was dismissed: the finding is gone"
    assert not (live.root / FILE).exists()

    said = ask(live, "set-aside", finding.fingerprint, "kept for\nthe plugin")
    assert said == f"dismissed app.py:1 F401, see {FILE}; u takes it back"
    assert find(live, "F401").dismissed == "kept for the plugin"
    state = live.until(lambda state: at_rest(state) and FILE in state.files)
    assert (state.checks["ruff"].counts, state.checks["ruff"].dismissed, state.checks["ruff"].status) == (
        {},
        1,
        "passed",
    )
    (entry,) = state.dismissals
    assert (entry.check, entry.rule, entry.path, entry.by) == ("ruff", "F401", "app.py", "Ann Author")
    assert 'reason = "kept for the plugin"' in (live.root / FILE).read_text()

    assert ask(live, "take-back") == "app.py F401 counts again"
    assert find(live, "F401").dismissed is None
    state = live.until(at_rest)
    assert (state.checks["ruff"].counts, state.checks["ruff"].status) == ({"warning": 1}, "findings")
    assert ask(live, "take-back").startswith("✗ nothing to take back")


def test_the_file_may_be_edited_by_anybody(live: Live) -> None:
    finding = find(live, "F401")
    ask(live, "set-aside", finding.fingerprint, "first")
    text = (live.root / FILE).read_text()
    (live.root / FILE).write_text(text.replace('"first"', '"second"'))
    assert live.caught_up() and find(live, "F401").dismissed == "second"

    (live.root / FILE).write_text(text.replace("[[dismissed]]", "<<<<<<< HEAD\n[[dismissed]]"))
    state = live.caught_up()
    assert [problem for problem in state.problems if "merge conflict" in problem] == [
        f"{FILE}:4: has merge conflict markers: keep the entries of both sides and take the markers out"
        " (the former dismissals hold until it is mended)"
    ]
    assert find(live, "F401").dismissed == "second"
    assert ask(live, "take-back").startswith(f"✗ nothing was taken back: {FILE}:4: has merge conflict")

    (live.root / FILE).unlink()
    state = live.caught_up()
    assert not state.problems and not state.dismissals and find(live, "F401").dismissed is None


def test_an_entry_must_say_what_it_sets_aside(live: Live) -> None:
    finding = find(live, "B307")
    ask(live, "set-aside", finding.fingerprint, "r")
    text = (live.root / FILE).read_text()
    (live.root / FILE).write_text(text.replace('"security"', '"ruff"').replace('"B307"', '"W291"'))
    live.caught_up()
    assert find(live, "B307").dismissed is None


def test_a_dismissal_that_matches_nothing_is_told_once_and_quietly(live: Live) -> None:
    finding = find(live, "F401")
    ask(live, "set-aside", finding.fingerprint, "r")
    (live.root / "app.py").write_text("x = 1\n")
    live.caught_up()
    live.caught_up()
    told = [entry.text for entry in live.session.state.activity if "matches nothing" in entry.text]
    assert told == [f"1 dismissal matches nothing any more: {FILE}"]
    assert not live.session.state.problems


def test_a_fix_is_written_as_ruff_writes_it_and_taken_back(live: Live) -> None:
    place = live.root / "app.py"
    place.chmod(0o755)
    finding = find(live, "F401")
    copy = live.root.parent / "copy.py"
    copy.write_bytes(APP)
    subprocess.run([binary(), "check", "--isolated", "--fix", "--select=F401", "-q", copy], check=True)

    assert ask(live, "apply-fix", "app.py", finding.fingerprint) == "fixed app.py:1 F401; u takes it back"
    assert place.read_bytes() == copy.read_bytes() and place.stat().st_mode & 0o777 == 0o755
    live.until(lambda state: at_rest(state) and all(f.rule != "F401" for f in state.findings()))
    assert ask(live, "apply-fix", "app.py", finding.fingerprint).startswith("✗ nothing was written: app.py has no such")

    assert ask(live, "take-back") == "took back the fix of app.py:1 F401"
    assert place.read_bytes() == APP
    find(live, "F401")


def test_a_file_that_changed_is_left_alone(live: Live) -> None:
    finding = find(live, "F401")
    live.session.send(Intent("pause"))
    live.until(lambda state: state.watch.paused)
    (live.root / "app.py").write_bytes(APP + b"# more\n")
    changed = "✗ app.py changed meanwhile: nothing was written; look at the finding again"
    assert ask(live, "apply-fix", "app.py", finding.fingerprint) == changed
    assert (live.root / "app.py").read_bytes() == APP + b"# more\n"
    state = live.until(lambda state: state.watch.missed != ())
    assert state.watch.missed == ("app.py",)


def test_a_fix_is_not_taken_back_over_later_work(live: Live) -> None:
    finding = find(live, "F401")
    ask(live, "apply-fix", "app.py", finding.fingerprint)
    (live.root / "app.py").write_text("mine = 1\n")
    assert ask(live, "take-back").startswith("✗ app.py changed since it was fixed")
    assert (live.root / "app.py").read_text() == "mine = 1\n"


def test_only_safe_fixes_are_written(live: Live) -> None:
    (live.root / "unsafe.py").write_text("def g(x):\n    return x == None\n")
    finding = find(live, "E711")
    assert "no safe fix" in ask(live, "apply-fix", "unsafe.py", finding.fingerprint)
    assert "no fix that can be applied" in ask(live, "apply-fix", "app.py", find(live, "B307").fingerprint)


def test_the_last_thing_done_is_taken_back_first(live: Live) -> None:
    ask(live, "set-aside", find(live, "B307").fingerprint, "r")
    ask(live, "apply-fix", "app.py", find(live, "F401").fingerprint)
    assert "fix of app.py" in ask(live, "take-back")
    assert ask(live, "take-back") == "app.py B307 counts again"


def test_a_link_out_of_the_tree_is_neither_read_nor_written(live: Live) -> None:
    outside = live.root.parent / "outside.toml"
    outside.write_text("secret = 1\n")
    (live.root / FILE).symlink_to(outside)
    state = live.caught_up()
    live.session.send(Intent("run"))
    state = live.until(lambda state: any("out of the tree" in problem for problem in state.problems))
    assert "out of the tree" in ask(live, "set-aside", find(live, "F401").fingerprint, "r")
    assert outside.read_text() == "secret = 1\n" and not any("secret" in problem for problem in state.problems)
    assert (live.root / FILE).is_symlink()


def test_a_rule_is_explained_by_its_check(live: Live) -> None:
    for check, rule, part in (("ruff", "F401", "## Why is this bad?"), ("security", "B307", "## How to mend it")):
        find(live, rule)
        live.session.send(Intent("explain", check, rule))
        known = live.until(lambda state, key=f"{check} {rule}": key in state.explained).explained[f"{check} {rule}"]
        assert part in known.text
    live.session.send(Intent("explain", "nobody", "X1"))
    assert "Nothing is known" in live.until(lambda state: "nobody X1" in state.explained).explained["nobody X1"].text
