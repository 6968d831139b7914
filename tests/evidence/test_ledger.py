"""The ledger: what goes in comes out, in order, for everybody; what cannot be is told in one line and costs nothing."""

import os
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.evidence import database
from mastery_tui.evidence.ledger import FILE, Entry, Ledger, LedgerError
from tests.evidence.book import made, verdict

VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
ENTRIES = st.builds(
    Entry,
    kind=st.from_regex(r"\A[a-z][a-z0-9_-]{0,5}(\.[a-z0-9_-]{1,5}){0,2}\Z"),
    data=st.dictionaries(st.text(), VALUES, max_size=3),
    at=st.floats(allow_nan=False, allow_infinity=False),
    generation=st.integers(-(2**63) + 1, 2**63 - 1),
    commit_id=st.text(),
    tree_id=st.text(),
    tools=st.dictionaries(st.text(), st.text(), max_size=2),
)


@settings(max_examples=30)
@given(st.lists(st.lists(ENTRIES, max_size=4), max_size=4))
def test_what_goes_in_comes_out_and_holds(batches: list[list[Entry]]) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with Ledger(folder) as ledger:
            written = [row for batch in batches for row in ledger.append_many(batch)]
        with Ledger(folder) as ledger:
            assert ledger.verify() is None and ledger.notes == ()
            assert list(ledger.rows()) == written
            assert ledger.last() == len(written)
        entries = [entry for batch in batches for entry in batch]
        assert [row.seq for row in written] == list(range(1, len(entries) + 1))
        for row, entry in zip(written, entries, strict=True):
            assert (row.at, row.kind, row.data) == (entry.at, entry.kind, entry.data)
            assert (row.generation, row.commit_id, row.tree_id) == (entry.generation, entry.commit_id, entry.tree_id)
            assert row.tools == entry.tools


def test_text_that_is_no_unicode_is_kept_as_an_escape(tmp_path: Path) -> None:
    name = os.fsdecode(b"na\xefve.py")
    with Ledger(tmp_path) as ledger:
        row = ledger.append("a", {"files": {name: 1}, "list": [name]}, commit_id=name)
        assert row.data == {"files": {"na\\xefve.py": 1}, "list": ["na\\xefve.py"]} and row.commit_id == "na\\xefve.py"
    assert verdict(tmp_path) is None


@pytest.mark.parametrize(
    "entry",
    [
        Entry("", {}),
        Entry("Learn", {}),
        Entry("learn.", {}),
        Entry("learn\n", {}),
        Entry("a", {}, at=float("nan")),
        Entry("a", {}, at=float("inf")),
        Entry("a", {}, generation=2**64),
        Entry("a", [1]),  # type: ignore[arg-type]
    ],
)
def test_what_is_no_event_is_refused_with_all_that_came_with_it(tmp_path: Path, entry: Entry) -> None:
    with Ledger(tmp_path) as ledger:
        ledger.append("a", {})
        with pytest.raises(ValueError):
            ledger.append_many([Entry("b", {}), entry])
        assert ledger.append("c", {}).seq == 2
    assert verdict(tmp_path) is None


def test_rows_are_found_by_kind_time_and_number(tmp_path: Path) -> None:
    kinds = ["learn", "learn.held", "learned.x", "run.ended", "learn.held.again"] * 1000
    with Ledger(tmp_path) as ledger:
        ledger.append_many([Entry(kind, {}, at=float(number)) for number, kind in enumerate(kinds)])

        def seqs(*kind: str, **how: Any) -> list[int]:
            return [row.seq for row in ledger.rows(*kind, **how)]

        everything = range(1, 5001)
        assert seqs() == list(everything)
        assert seqs("learn") == seqs("learn.") == [seq for seq in everything if seq % 5 in (1, 2, 0)]
        assert seqs("learn.held") == [seq for seq in everything if seq % 5 in (2, 0)]
        assert seqs("learn.h") == [] == seqs("lear") == seqs("%")
        assert seqs(since=4990.0) == list(range(4991, 5001))
        assert seqs("run", since=2000.5, after_seq=4000) == [seq for seq in range(4001, 5001) if seq % 5 == 4]


def test_a_ledger_that_nobody_wrote_to_leaves_no_trace(tmp_path: Path) -> None:
    store = tmp_path / "store"
    store.mkdir()
    with Ledger(store) as ledger:
        assert list(ledger.rows()) == [] and ledger.last() == 0 and ledger.verify() is None and ledger.notes == ()
    assert list(store.iterdir()) == [] and not (tmp_path / "home" / "data" / "anchors").exists()


def test_without_a_folder_it_is_in_memory_and_says_so() -> None:
    with Ledger(None) as ledger:
        assert not ledger.kept
        ledger.append("a", {"b": 1})
        ledger.close()
        assert [row.data for row in ledger.rows()] == [{"b": 1}] and ledger.verify() is None
        assert "forgotten" in ledger.notes[0]


@pytest.mark.parametrize(
    "statement", ["UPDATE event SET at = 1", "DELETE FROM event", "INSERT OR REPLACE INTO event SELECT * FROM event"]
)
def test_the_database_itself_refuses_changes(tmp_path: Path, statement: str) -> None:
    made(tmp_path, 2).close()
    connection = sqlite3.connect(tmp_path / FILE)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    connection.close()
    assert verdict(tmp_path) is None


def a_link(file: Path) -> None:
    other = file.with_name("elsewhere")
    other.write_bytes(b"")
    file.symlink_to(other)


def of_something_else(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE mine(x)")
    connection.close()


def of_a_newer_release(file: Path) -> None:
    made(file.parent, 2).close()
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA user_version=7")
    connection.close()


def with_a_view(file: Path) -> None:
    made(file.parent, 2).close()
    connection = sqlite3.connect(file)
    connection.execute("CREATE TRIGGER evil AFTER INSERT ON event BEGIN SELECT 1; END")
    connection.close()


def cut_off(file: Path) -> None:
    made(file.parent, 200).close()
    file.write_bytes(file.read_bytes()[:5000])


CASES: list[tuple[Callable[[Path], object], str]] = [
    (lambda file: file.write_bytes(b"no database at all" * 100), "is no ledger"),
    (a_link, "is not a regular file"),
    (Path.mkdir, "is not a regular file"),
    (os.mkfifo, "is not a regular file"),
    (of_something_else, "is the database of something else"),
    (of_a_newer_release, "of a newer mastery (schema 7, this one knows 1): update mastery"),
    (with_a_view, "holds what no ledger has (evil)"),
]


@pytest.mark.parametrize(("spoil", "says"), CASES)
def test_what_is_no_ledger_is_one_line_and_left_alone(
    tmp_path: Path, spoil: Callable[[Path], object], says: str
) -> None:
    file = tmp_path / FILE
    spoil(file)
    content = file.read_bytes() if stat.S_ISREG(file.lstat().st_mode) else None
    for read_only in (False, True):
        with Ledger(tmp_path, read_only=read_only) as ledger:
            acts: list[Callable[[], object]] = [lambda: list(ledger.rows()), ledger.last, ledger.verify]
            for act in acts if read_only else [*acts, lambda: ledger.append("a", {})]:
                with pytest.raises(LedgerError) as told:
                    act()
                assert says in str(told.value) and str(file) in str(told.value) and "\n" not in str(told.value)
    if content is not None:
        assert file.read_bytes() == content


def test_a_file_that_was_cut_off_names_the_row(tmp_path: Path) -> None:
    cut_off(tmp_path / FILE)
    with Ledger(tmp_path) as ledger, pytest.raises(LedgerError, match="is damaged"):
        list(ledger.rows())
    broken = verdict(tmp_path)
    assert broken is not None and 1 <= broken.seq < 200 and "the file is damaged" in broken.why


def test_a_full_disk_costs_only_what_was_not_acknowledged(tmp_path: Path) -> None:
    ledger = made(tmp_path, 3)
    ledger._connection.execute("PRAGMA max_page_count=30")  # type: ignore[union-attr]
    with pytest.raises(LedgerError, match="the disk is full"):
        for _ in range(100):
            ledger.append("big", {"text": "x" * 10_000})
    acknowledged = ledger.last()
    assert acknowledged > 3
    with pytest.raises(LedgerError, match="the disk is full"):
        ledger.append_many([Entry("small", {}), Entry("big", {"text": "x" * 200_000})])
    assert ledger.last() == acknowledged
    ledger.close()
    assert verdict(tmp_path) is None
    with Ledger(tmp_path) as ledger:
        assert ledger.append("small", {}).seq == acknowledged + 1


def test_who_waits_too_long_for_another_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_S", 0.05)
    ledger = made(tmp_path, 1)
    ledger.close()
    other = sqlite3.connect(tmp_path / FILE, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="held by another program"):
        ledger.append("a", {})
    other.execute("ROLLBACK")
    other.close()
    assert ledger.append("a", {}).seq == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_is_read_only_can_be_read(tmp_path: Path) -> None:
    store = tmp_path / "store"
    made(store, 3).close()
    store.chmod(0o500)
    try:
        with Ledger(store, read_only=True) as ledger:
            assert ledger.verify() is None and ledger.last() == 3
        with Ledger(store) as ledger, pytest.raises(LedgerError, match="permissions"):
            ledger.append("a", {})
    finally:
        store.chmod(0o700)


def test_a_ledger_that_was_cleaned_away_while_open_is_begun_anew_and_missed(tmp_path: Path) -> None:
    ledger = made(tmp_path, 3)
    for suffix in ("", "-wal", "-shm"):
        (tmp_path / f"{FILE}{suffix}").unlink()
    assert ledger.append("a", {}).seq == 1
    ledger.close()
    broken = verdict(tmp_path)
    assert broken is not None and "2 to 3 are missing" in broken.why


def test_an_anchor_that_cannot_be_written_costs_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("MASTERY_HOME", str(tmp_path / "file"))
    ledger = made(tmp_path / "store", 3)
    assert "anchor" in ledger.notes[0] and "\n" not in ledger.notes[0]
    assert ledger.last() == 3 and ledger.verify() is None


def test_an_older_schema_is_brought_up_to_date_and_its_rows_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with made(tmp_path, 3) as ledger:
        rows = list(ledger.rows())
    monkeypatch.setattr(database, "MIGRATIONS", (*database.MIGRATIONS, ("PRAGMA application_id=7",)))
    with Ledger(tmp_path) as ledger:
        assert list(ledger.rows()) == rows and ledger.append("a", {}).seq == 4 and ledger.verify() is None
    connection = sqlite3.connect(tmp_path / FILE)
    assert connection.execute("PRAGMA user_version").fetchone() == (2,)
    connection.close()


def test_threads_share_one(tmp_path: Path) -> None:
    with Ledger(tmp_path) as ledger:
        seqs: list[int] = []

        def write() -> None:
            for _ in range(20):
                seqs.append(ledger.append("a", {}).seq)
                assert ledger.last() >= seqs[-1]

        threads = [threading.Thread(target=write) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(seqs) == list(range(1, 81)) and ledger.verify() is None
