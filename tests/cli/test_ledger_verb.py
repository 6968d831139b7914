"""`mastery ledger`: what was recorded, and whether it is as it was written."""

import json
import sqlite3
from pathlib import Path

import pytest

from mastery_tui.cli.main import main
from mastery_tui.config import paths
from mastery_tui.evidence.ledger import FILE, Ledger


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    with Ledger(paths.store(folder)) as ledger:
        ledger.append("learn.started", {"module": "softmax"}, at=1_000.0)
        ledger.append("run.ended", {"text": "\x1b[2J\u202e"}, at=2_000_000_000.0, tools={"pytest": "9"}, commit_id="c0")
        ledger.append("learn.held", {"module": "softmax"}, at=3_000_000_000.0)
    return folder


def said(capsys: pytest.CaptureFixture[str], status: int, *words: str) -> str:
    assert main(["ledger", *words]) == status
    return capsys.readouterr().out


def tamper(root: Path) -> None:
    connection = sqlite3.connect(root / ".mastery" / FILE)
    connection.execute("DROP TRIGGER event_stays")
    connection.execute("UPDATE event SET data = '{}' WHERE seq = 2")
    connection.commit()
    connection.close()


def test_as_it_was_written(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / ".mastery" / FILE
    assert said(capsys, 0, "verify", str(root)) == f"✓ {file}: 3 rows are as written\n"
    found = json.loads(said(capsys, 0, "verify", str(root), "--format", "json"))
    assert found == {"file": str(file), "rows": 3, "broken": None, "notes": []}


def test_the_first_bad_row_is_named(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(root)
    before = (root / ".mastery" / FILE).read_bytes()
    assert said(capsys, 1, "verify", str(root)).startswith(f"✗ {root / '.mastery' / FILE}: row 2: ")
    assert json.loads(said(capsys, 1, "verify", str(root), "--format", "json"))["broken"]["seq"] == 2
    assert (root / ".mastery" / FILE).read_bytes() == before


def test_what_is_gone_is_missed_until_that_is_accepted(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for place in sorted((root / ".mastery").iterdir()):
        place.unlink()
    (root / ".mastery").rmdir()
    assert "row 1: rows 1 to 3 are missing" in said(capsys, 1, "verify", str(root))
    assert not (root / ".mastery").exists()
    assert said(capsys, 0, "accept", str(root)).startswith("! ")
    assert "1 row is as written" in said(capsys, 0, "verify", str(root))
    assert "nothing is wrong" in said(capsys, 0, "accept", str(root))


@pytest.mark.parametrize(
    ("words", "seqs"),
    [
        ((), [1, 2, 3]),
        (("--kind", "learn"), [1, 3]),
        (("--kind", "learn.held"), [3]),
        (("--since", "2001-01-01"), [2, 3]),
        (("--since", "2060-01-01T12:00"), [3]),
        (("--since", "1d", "--kind", "run"), [2]),
        (("--kind", "other"), []),
    ],
)
def test_rows_are_listed(
    root: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], seqs: list[int]
) -> None:
    rows = json.loads(said(capsys, 0, "show", str(root), *words, "--format", "json"))
    assert [row["seq"] for row in rows] == seqs
    lines = said(capsys, 0, "show", str(root), *words).splitlines()
    assert [int(line.split()[0]) for line in lines] == seqs if seqs else lines[0].startswith("– nothing")
    assert not any(ord(char) < 32 or char == "\u202e" for line in lines for char in line)


def test_a_row_as_json_has_all_that_was_recorded(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    row = json.loads(said(capsys, 0, "show", str(root), "--kind", "run", "--format", "json"))[0]
    assert row["data"] == {"text": "\x1b[2J\u202e"} and row["tools"] == {"pytest": "9"} and row["commit_id"] == "c0"


def test_a_folder_without_one_gets_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "nothing is recorded yet" in said(capsys, 0, "verify", str(tmp_path))
    assert "nothing is recorded" in said(capsys, 0, "show", str(tmp_path))
    assert not (tmp_path / ".mastery").exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("show", ".", "--since", "soon"), "--since soon: give a date"),
        (("verify", "nowhere"), "nowhere does not exist"),
    ],
)
def test_mistakes_are_one_line(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], says: str) -> None:
    assert main(["ledger", *words]) == 2
    error = capsys.readouterr().err
    assert says in error and error.count("\n") == 1


def test_what_is_no_ledger_is_one_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (root / ".mastery" / FILE).write_bytes(b"nothing" * 1000)
    assert main(["ledger", "verify", str(root)]) == 2
    error = capsys.readouterr().err
    assert "is no ledger" in error and error.count("\n") == 1
