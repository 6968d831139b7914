"""Whatever is done to a ledger from outside is seen, and its first bad row is named."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.evidence.ledger import FILE, Broken, Ledger
from mastery_tui.evidence.row import COLUMNS, GENESIS, digest
from tests.evidence.book import made, unguarded, verdict

ALL = (*COLUMNS, "hash", "seal")
INSERT = "INSERT INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
Rows = list[tuple[object, ...]]


def rewrite(folder: Path, change: Callable[[Rows], None]) -> None:
    """Put other rows in place of all of them."""
    with unguarded(folder) as connection:
        rows = connection.execute("SELECT * FROM event ORDER BY seq").fetchall()
        change(rows)
        connection.execute("DELETE FROM event")
        connection.executemany(INSERT, rows)


def rechained(rows: Rows) -> None:
    """What who knows how the hashes are made, and has no secret, can do: number and hash all rows anew."""
    before = GENESIS
    for index, row in enumerate(rows):
        columns = (index + 1, *row[1:8])
        right = digest(before, columns) == row[8] and columns[0] == row[0]
        seal = row[9] if right else bytes(16)
        rows[index] = (*columns, digest(before, columns), seal)
        before = rows[index][8] + rows[index][9]  # type: ignore[operator]


def other(value: object, chosen: random.Random) -> object:
    """A different value that SQLite keeps as it is."""
    match value:
        case int():
            return value + chosen.choice((1, 1000))
        case float():
            return value + chosen.choice((1e-3, 60.0))
        case str():
            return chosen.choice(
                (value + " ", "{}" if value != "{}" else "{ }", value.encode() or b"x", value[1:] + "x")
            )
        case bytes():
            spot = chosen.randrange(len(value))
            return value[:spot] + bytes([value[spot] ^ 1 << chosen.randrange(8)]) + value[spot + 1 :]
    raise AssertionError(value)


@settings(max_examples=60)
@given(
    kind=st.sampled_from(("edit", "delete", "renumber", "insert", "swap", "truncate", "rewrite", "forge", "append")),
    size=st.integers(2, 9),
    seed=st.integers(0, 2**32),
)
def test_every_change_at_every_place_is_seen(kind: str, size: int, seed: int) -> None:
    chosen = random.Random(seed)  # noqa: S311
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        made(folder, size).close()
        at = chosen.randrange(size)
        expected = at + 1

        def change(rows: Rows) -> None:
            nonlocal expected
            row = rows[at]
            match kind:
                case "edit":
                    column = chosen.randrange(1, len(ALL))
                    rows[at] = (*row[:column], other(row[column], chosen), *row[column + 1 :])
                case "delete":
                    del rows[at]
                case "renumber":
                    del rows[at]
                    rows[at:] = [(index + 1, *row[1:]) for index, row in enumerate(rows)][at:]
                case "insert":
                    rows.insert(at, (0, *rows[chosen.randrange(size)][1:]))
                    rows[:] = [(index + 1, *row[1:]) for index, row in enumerate(rows)]
                    expected = next(n for n in (at + 1, at + 2) if n > size or rows[n - 1][1:] != before[n - 1][1:])
                case "swap":
                    fellow = (at + chosen.randrange(1, size)) % size
                    rows[at], rows[fellow] = (row[0], *rows[fellow][1:]), (rows[fellow][0], *row[1:])
                    expected = min(at, fellow) + 1
                case "truncate":
                    del rows[at:]
                case "rewrite":
                    rows[at] = (*row[:3], '{"n":0}', *row[4:])
                    rechained(rows)
                case "forge":
                    rows.insert(at, (0, *row[1:3], '{"module":"forged"}', *row[4:]))
                    rechained(rows)
                case "append":
                    rows.append((0, *row[1:]))
                    rechained(rows)
                    expected = size + 1

        with unguarded(folder) as connection:
            before = connection.execute("SELECT * FROM event ORDER BY seq").fetchall()
        rewrite(folder, change)
        broken = verdict(folder)
        assert broken is not None and broken.seq == expected, (kind, at, broken)
        assert verdict(folder) == broken, "nothing was repaired"


def test_rows_up_to_the_first_bad_one_are_still_vouched_for(tmp_path: Path) -> None:
    made(tmp_path, 6).close()
    with unguarded(tmp_path) as connection:
        connection.execute("UPDATE event SET data = '{}' WHERE seq = 4")
    with Ledger(tmp_path) as ledger:
        assert ledger.verify() == Broken(4, "it is not what was written after the row before it")
        assert ledger.verified == 3


@pytest.mark.parametrize("seq", [-5, 0, 99])
def test_a_row_out_of_all_order_is_seen(tmp_path: Path, seq: int) -> None:
    made(tmp_path, 3).close()
    with unguarded(tmp_path) as connection:
        row = connection.execute("SELECT * FROM event").fetchone()
        connection.execute(INSERT, (seq, *row[1:]))
    broken = verdict(tmp_path)
    assert broken is not None and broken.seq == (1 if seq < 1 else 4)


def test_a_guard_that_was_removed_is_told(tmp_path: Path) -> None:
    made(tmp_path, 2).close()
    with unguarded(tmp_path) as connection:
        connection.execute("CREATE TABLE gone(x)")
        connection.execute("DROP TABLE gone")
    assert verdict(tmp_path) is None
    import sqlite3

    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("DROP TRIGGER event_stays")
    connection.close()
    broken = verdict(tmp_path)
    assert broken is not None and broken.seq == 0 and "event_stays" in broken.why


def test_what_was_verified_is_not_looked_at_again_and_still_tied_to_what_comes(tmp_path: Path) -> None:
    ledger = made(tmp_path, 5)
    assert ledger.verify() is None and ledger.verified == 5
    ledger.append("a", {})
    assert ledger.verify(after=ledger.verified) is None and ledger.verified == 6
    with unguarded(tmp_path) as connection:
        connection.execute("UPDATE event SET hash = zeroblob(32) WHERE seq = 6")
    broken = ledger.verify(after=ledger.verified)
    assert broken is not None and broken.seq == 6
    assert verdict(tmp_path).seq == 6  # type: ignore[union-attr]


def removed(ledger: Ledger) -> None:
    ledger.file.unlink()  # type: ignore[union-attr]


def spoilt(ledger: Ledger) -> None:
    place = ledger.anchor.file  # type: ignore[union-attr]
    place.write_bytes(place.read_bytes().replace(b'"count":4', b'"count":2'))


def emptied(ledger: Ledger) -> None:
    ledger.anchor.file.write_bytes(b"")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("harm", "seq", "why"),
    [
        (removed, 1, "rows 1 to 4 are missing: the end was cut off, or all of it was replaced"),
        (spoilt, 0, "was changed, or is of another user"),
        (emptied, 0, "is damaged"),
    ],
)
def test_it_goes_on_only_when_that_is_asked_for(
    tmp_path: Path, harm: Callable[[Ledger], None], seq: int, why: str
) -> None:
    ledger = made(tmp_path, 4)
    ledger.close()
    harm(ledger)
    for again in range(6):
        with Ledger(tmp_path) as found:
            broken = found.verify()
            assert broken is not None and (again or (broken.seq == seq and why in broken.why))
            found.append("goes.on", {})  # nothing is refused, and nothing is covered up by it
    with Ledger(tmp_path) as found:
        rows = found.last()
        assert found.accept() is not None
        assert found.verify() is None and found.last() == rows + 1
        assert list(found.rows())[-1].kind == "ledger.accepted"
        assert f"{rows} rows were not recorded by this user" in found.notes[0]
        assert found.accept() is None


def test_what_is_damaged_is_not_accepted(tmp_path: Path) -> None:
    from mastery_tui.evidence.ledger import LedgerError

    made(tmp_path, 4).close()
    with unguarded(tmp_path) as connection:
        connection.execute("UPDATE event SET at = 0 WHERE seq = 2")
    with Ledger(tmp_path) as ledger, pytest.raises(LedgerError, match="row 2"):
        ledger.accept()
    assert verdict(tmp_path).seq == 2  # type: ignore[union-attr]


def test_a_copy_holds_by_its_chain_alone_and_says_so(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    made(here, 3).close()
    there.mkdir()
    (there / FILE).write_bytes((here / FILE).read_bytes())
    with Ledger(there) as copy:
        assert copy.verify() is None
        assert copy.notes[0].startswith("3 rows were not recorded by this user in this place")
        copy.append("goes.on", {})
        assert copy.verify() is None
        assert copy.notes[0].startswith("3 rows were")
    with unguarded(there) as connection:
        connection.execute("DELETE FROM event WHERE seq = 4")
    assert verdict(there) == Broken(4, "it is missing: the end was cut off, or all of it was replaced")
    with Ledger(here) as original:
        assert original.verify() is None and original.notes == ()


def test_damage_of_the_file_names_a_row_or_is_one_line(tmp_path: Path) -> None:
    """Bytes anywhere: never a traceback, never "as written" with another content."""
    from mastery_tui.evidence.ledger import LedgerError

    made(tmp_path, 40).close()
    file = tmp_path / FILE
    whole = file.read_bytes()
    with Ledger(tmp_path) as ledger:
        rows = list(ledger.rows())
    chosen = random.Random(7)  # noqa: S311
    for _ in range(150):
        spot = chosen.randrange(len(whole))
        file.write_bytes(whole[:spot] + bytes([whole[spot] ^ 1 << chosen.randrange(8)]) + whole[spot + 1 :])
        try:
            with Ledger(tmp_path, read_only=True) as ledger:
                if ledger.verify() is None:
                    assert list(ledger.rows()) == rows  # a byte that holds nothing
        except LedgerError as error:
            assert "\n" not in str(error) and str(file) in str(error)
