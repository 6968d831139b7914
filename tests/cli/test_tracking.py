"""`mastery report` and `mastery note` on real ledgers."""

import io
import json
import os
import sqlite3
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from mastery_tui.cli.main import main
from mastery_tui.cli.tracking import begins, show
from mastery_tui.cli.verified import Verified, made_of
from mastery_tui.config import paths
from mastery_tui.evidence import record
from mastery_tui.evidence.ledger import FILE, Ledger
from mastery_tui.reporting.tracking.gather import KINDS, tracking
from tests.workspace.repo import commit, make

DAY = 86_400.0


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    now = time.time()
    rows: list[tuple[float, record.Event]] = [
        (200 * DAY, record.Learned("of long ago")),
        (20 * DAY, record.Learned("of this month")),
        (3 * DAY, record.Judged("p", "tests", "pass", "fail", reason="\x1b[2J\u202e", title="All tests pass")),
        (3 * DAY, record.Learned("[bold]of this week[/bold]")),
        (0.0, record.Learned("of today")),
    ]
    with Ledger(paths.store(folder)) as ledger:
        ledger.append_many(record.to_entry(event, record.Stamp(), now - ago) for ago, event in rows)
    return folder


def said(capsys: pytest.CaptureFixture[str], status: int, *words: object) -> str:
    assert main([str(word) for word in words]) == status
    return capsys.readouterr().out


def complained(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    assert main([str(word) for word in words]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    return error


@pytest.mark.parametrize(
    ("words", "lessons"),
    [
        (["--daily"], 1),
        ([], 2),
        (["--weekly"], 2),
        (["--monthly"], 3),
        (["--since", "25d"], 3),
        (["--since", "2001-01-01"], 4),
    ],
)
def test_periods(root: Path, capsys: pytest.CaptureFixture[str], words: list[str], lessons: int) -> None:
    found = json.loads(said(capsys, 0, "report", root, *words, "--format", "json"))
    assert next(iter(found)) == "schema" and found["schema"] == "mastery.report/1"
    assert len(found["lessons"]) == lessons
    assert len(found["completed"]) == (0 if words == ["--daily"] else 1)


@pytest.mark.parametrize(
    ("period", "now", "expected"),
    [
        ("daily", datetime(2026, 11, 21, 0, 0, 5), datetime(2026, 11, 21)),
        ("weekly", datetime(2026, 11, 3, 23, 59), datetime(2026, 10, 28)),
        ("monthly", datetime(2026, 3, 1, 12), datetime(2026, 1, 31)),
    ],
)
def test_a_period_begins_at_midnight(period: str, now: datetime, expected: datetime) -> None:
    assert begins(period, now) == expected.timestamp()


def test_a_period_begins_at_midnight_also_where_the_clock_was_changed() -> None:
    zone = ZoneInfo("Europe/Berlin")
    begun = begins("weekly", datetime(2026, 10, 27, 12, tzinfo=zone))
    assert datetime.fromtimestamp(begun, zone).isoformat() == "2026-10-21T00:00:00+02:00"
    assert begins("daily", datetime(2026, 1, 1, 9, tzinfo=timezone(timedelta(hours=5)))) % DAY == 19 * 3600


def test_the_report_for_people(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lines = said(capsys, 0, "report", root).splitlines()
    assert lines[0].startswith("◆ project: weekly  ")
    assert "Objectives" in lines and any(line.startswith("  ✓ All tests pass: pass  ") for line in lines)
    assert any("[bold]of this week[/bold]" in line for line in lines)
    assert not any(char < " " or char == "\u202e" for line in lines for char in line)


@pytest.mark.parametrize("width", [30, 60, 100])
def test_long_lines_are_folded_below_their_text(width: int) -> None:
    words = " ".join(f"word{n}" for n in range(40))
    row = (1, 5.0, "note.lesson", json.dumps({"text": words}), "")
    console = Console(file=io.StringIO(), width=width, force_terminal=True, color_system=None, markup=False)
    show(tracking([row], 0.0, 9.0, name="tree"), console)
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]
    assert max(map(len, lines)) <= width
    at = next(n for n, line in enumerate(lines) if "word0" in line)
    assert lines[at].startswith("  ◆ word0") and all(line.startswith("    ") for line in lines[at + 1 :])
    assert " ".join(" ".join(lines[at:]).split()).startswith(f"◆ {words}")


@pytest.mark.parametrize(
    ("name", "begins_with"),
    [("r.md", "# project: weekly"), ("r.HTML", "<!doctype html>"), ("r.json", '{"schema":'), ("r.txt", "◆ project")],
)
def test_a_file_has_the_form_that_its_name_says(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, begins_with: str
) -> None:
    assert said(capsys, 0, "report", root, "--out", tmp_path / name) == ""
    assert (tmp_path / name).read_text("utf-8").startswith(begins_with)


def test_since_a_commit_or_a_tag(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree = make(tmp_path / "tree", **{"a.py": "x = 1\n"})
    commit(tree)
    dated = {**os.environ, "GIT_COMMITTER_DATE": "2026-01-05T12:00:00+00:00"}
    subprocess.run(["git", "commit", "-q", "--amend", "--no-edit"], cwd=tree, env=dated, check=True)
    subprocess.run(["git", "tag", "v1"], cwd=tree, check=True)
    for ref in ("v1", "HEAD"):
        found = json.loads(said(capsys, 0, "report", tree, "--since", ref, "--format", "json"))
        assert found["since"] == datetime.fromisoformat("2026-01-05T12:00:00+00:00").timestamp()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--since", "soon"], "--since soon: give a date like 2026-11-21, how long ago like 7d, or a commit or tag"),
        (["--since=--output=x"], "give a date"),
        (["--since", "a\x00b"], "give a date"),
        (["--since", "2999-01-01"], "still to come"),
        (["--out", "nowhere/at/all.md"], "nowhere/at/all.md cannot be written"),
    ],
)
def test_mistakes_are_one_line(root: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str) -> None:
    assert says in complained(capsys, "report", root, *words)


def test_a_folder_where_nothing_was_recorded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, 0, "report", tmp_path)
    assert "nothing is recorded in this period" in found and "`mastery`" in found
    assert not (tmp_path / ".mastery").exists()


@pytest.mark.parametrize("form", ["rich", "markdown", "html", "json"])
def test_a_broken_ledger_is_told_first_and_nothing_behind_it_counts(
    root: Path, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    damage(root, """UPDATE event SET data = '{"text":"forged"}' WHERE seq = 4""")
    found = said(capsys, 1, "report", root, "--monthly", "--format", form)
    assert "row 4: " in found and "of this month" in found
    assert "forged" not in found and "of today" not in found
    if form in ("rich", "markdown"):
        assert found.index("row 4: ") < found.index("of this month")


def damage(root: Path, sql: str) -> None:
    connection = sqlite3.connect(root / ".mastery" / FILE)
    connection.execute("DROP TRIGGER event_stays")
    connection.execute(sql)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "UPDATE event SET data = '{}' WHERE seq = 3",
        "UPDATE event SET at = 'soon' WHERE seq = 3",
        "UPDATE event SET data = 7 WHERE seq = 3",
        "UPDATE event SET data = CAST(x'ff' AS TEXT) WHERE seq = 3",
    ],
)
def test_another_process_verifies_as_this_one_does(root: Path, sql: str) -> None:
    if sql:
        damage(root, sql)

    def make(sure: Verified) -> tuple[Verified, int]:
        return sure, tracking(ledger.told(KINDS, sure.rows), 0.0, 1e11).rows

    with Ledger(root / ".mastery", read_only=True) as ledger:
        other, rows = made_of(ledger, root, make, long=0)
        assert (other, rows) == made_of(ledger, root, make)
    if sql:
        assert (rows, other.rows, other.trouble.partition(":")[0]) == (2, 2, "row 3")
    else:
        assert (rows, other) == (5, Verified(5))


@pytest.mark.parametrize("program", ["/bin/false", "/bin/echo", "/no/such/program"])
def test_where_no_other_process_can_verify_this_one_does(
    root: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    damage(root, "UPDATE event SET data = '{}' WHERE seq = 3")
    monkeypatch.setattr(sys, "executable", program)
    with Ledger(root / ".mastery", read_only=True) as ledger:
        assert made_of(ledger, root, lambda sure: sure, long=0).trouble.startswith("row 3: ")


# --- mastery note ----------------------------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = make(tmp_path / "tree", **{"src/a.py": "x = 1\n"})
    commit(folder)
    return folder


@pytest.mark.parametrize(
    ("words", "about", "link"),
    [
        ([], "", ""),
        (["--finding", "0123456789abcdef"], "finding", "0123456789abcdef"),
        (["--module", "softmax"], "module", "softmax"),
        (["--place", "src/a.py:1"], "place", "src/a.py:1"),
        (["--place", "./src/../src/a.py:1"], "place", "src/a.py:1"),
    ],
)
def test_a_lesson_is_kept(
    tree: Path, capsys: pytest.CaptureFixture[str], words: list[str], about: str, link: str
) -> None:
    assert said(capsys, 0, "note", "read it first", *words, "--path", tree).startswith("✓ kept as row 1 of ")
    (one,) = json.loads(said(capsys, 0, "note", "--list", "--path", tree, "--format", "json"))
    assert (one["text"], one["about"], one["link"]) == ("read it first", about, link)
    with Ledger(tree / ".mastery", read_only=True) as ledger:
        assert ledger.verify() is None
        assert len(next(ledger.rows()).commit_id) == 40


def test_a_commit_is_kept_by_its_whole_id(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = subprocess.run(["git", "rev-parse", "HEAD"], cwd=tree, capture_output=True, text=True, check=True).stdout
    said(capsys, 0, "note", "x", "--commit", "HEAD", "--path", tree)
    (one,) = json.loads(said(capsys, 0, "note", "--list", "--path", tree, "--format", "json"))
    assert one["link"] == head.strip()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([""], "has no text"),
        (["x" * 10_000], "at most 2,000 characters"),
        (["a\x07b"], "\\x07"),
        (["x", "--commit", "none"], "--commit none: there is no such commit here"),
        (["x", "--place", "src/a.py"], "give FILE:LINE"),
        (["x", "--place", "src/b.py:1"], "there is no such file"),
        (["x", "--place", "../outside.py:1"], "there is no such file"),
        (["x", "--finding", "no fingerprint"], "no fingerprint is no finding"),
        (["x", "--list"], "either takes a text, or lists"),
        (["--finding", "0123456789abcdef"], "has no text"),
        (["--export", "nowhere/at/all.md"], "cannot be written"),
    ],
)
def test_what_is_no_lesson_is_told_in_a_line(
    tree: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str
) -> None:
    (tree.parent / "outside.py").write_text("")
    assert says in complained(capsys, "note", *words, "--path", tree)
    assert not (tree / ".mastery" / FILE).exists()


def test_lessons_are_found_by_all_their_words_and_handed_on(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = said(capsys, 0, "note", "--search", "THIS of", "--path", root).splitlines()
    assert [line.rpartition("  ")[2] for line in listed] == ["of this month", "[bold]of this week[/bold]"]
    assert "no lesson holds" in said(capsys, 0, "note", "--search", "never", "--path", root)
    said(capsys, 0, "note", "--export", tmp_path / "out.md", "--path", root)
    lines = (tmp_path / "out.md").read_text("utf-8").splitlines()
    assert [line.partition(" (")[0] for line in lines[2:]] == [
        "- of today", "- \\[bold\\]of this week\\[/bold\\]", "- of this month", "- of long ago",
    ]  # fmt: skip
    assert said(capsys, 0, "note", "--list", "--format", "markdown", "--path", root).splitlines() == lines


def test_a_folder_without_lessons_says_how_to_begin(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "mastery note" in said(capsys, 0, "note", "--path", tmp_path)
    assert not (tmp_path / ".mastery").exists()
