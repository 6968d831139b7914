"""The cache: nothing that goes wrong with it costs more than time, and each says so."""

import os
import sqlite3
from pathlib import Path

import pytest

from mastery_tui.checking.cache import Cache

ROW = ("a.py", "ruff", "b1", "k1", b"payload")


class Lines(list[str]):
    def __call__(self, line: str) -> None:
        self.append(line)


@pytest.fixture
def lines() -> Lines:
    return Lines()


def opened(file: Path, lines: Lines) -> Cache:
    return Cache(file, lines)


def test_what_was_put_comes_back_in_another_session(tmp_path: Path, lines: Lines) -> None:
    file = tmp_path / "cache.db"
    cache = opened(file, lines)
    assert cache.get("a.py", "b1", "ruff", "k1") is None
    cache.put([ROW], {"a.py": (3, 4, 5, "b1")})
    cache.close(["a.py"])
    again = opened(file, lines)
    assert again.get("a.py", "b1", "ruff", "k1") == b"payload"
    assert again.stats() == {"a.py": (3, 4, 5, "b1")}
    assert list(again.load({"ruff": "k1"})) == [("a.py", "b1", "ruff", b"payload")]
    assert list(again.load({"ruff": "k2"})) == []
    assert again.get("a.py", "b2", "ruff", "k1") is None
    again.close([])
    assert lines == []


@pytest.mark.parametrize("damage", [b"", b"not a database at all, not at all", os.urandom(5000)])
def test_a_corrupt_file_is_set_aside(tmp_path: Path, lines: Lines, damage: bytes) -> None:
    file = tmp_path / "cache.db"
    opened(file, lines).close([])
    file.write_bytes(damage)
    cache = opened(file, lines)
    cache.put([ROW], {})
    assert cache.get("a.py", "b1", "ruff", "k1") == b"payload"
    cache.close([])
    if damage:
        assert "set aside" in lines[0]
        assert (tmp_path / "cache.db.broken").read_bytes() == damage


def test_damage_that_shows_later_is_survived(tmp_path: Path, lines: Lines) -> None:
    file = tmp_path / "cache.db"
    cache = opened(file, lines)
    cache.put([(f"{n}.py", "ruff", "b", "k", b"x" * 900) for n in range(400)], {})
    cache.close([])
    data = bytearray(file.read_bytes())
    data[8192:-100] = os.urandom(len(data) - 8292)
    file.write_bytes(data)
    cache = opened(file, lines)
    assert len(list(cache.load({"ruff": "k"}))) < 400
    cache.put([ROW], {})
    cache.stats()
    assert cache.get("a.py", "b1", "ruff", "k1") in (b"payload", None)
    cache.close([])
    assert lines


def test_a_locked_cache_is_an_empty_one(tmp_path: Path, lines: Lines) -> None:
    file = tmp_path / "cache.db"
    opened(file, lines).close([])
    with sqlite3.connect(file, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        cache = opened(file, lines)
        cache.put([ROW], {})
        cache.close([])
        other.execute("ROLLBACK")
    other.close()
    cache = opened(file, Lines())
    cache.put([ROW], {})
    assert cache.get("a.py", "b1", "ruff", "k1") == b"payload"
    cache.close([])


def test_two_dashboards_share_it(tmp_path: Path, lines: Lines) -> None:
    one, two = opened(tmp_path / "cache.db", lines), opened(tmp_path / "cache.db", lines)
    for n in range(50):
        one.put([(f"{n}.py", "ruff", "b", "k", b"one")], {})
        two.put([(f"{n}.py", "security", "b", "k", b"two")], {})
    assert len(list(one.load({"ruff": "k"}))) == 0, "no stat rows: nothing is known to be current"
    assert all(two.get(f"{n}.py", "b", "ruff", "k") or one.get(f"{n}.py", "b", "ruff", "k") for n in range(50))
    one.close([])
    two.close([])
    assert lines == []


def test_no_folder_a_folder_in_the_way_and_a_full_disk(tmp_path: Path, lines: Lines) -> None:
    cache = opened(tmp_path / "missing" / "cache.db", lines)
    assert cache.get("a", "b", "c", "d") is None
    assert "cannot be used" in lines[0]
    (tmp_path / "cache.db").mkdir()
    opened(tmp_path / "cache.db", lines).put([ROW], {})
    full = opened(tmp_path / "full.db", lines)
    assert full.connection is not None
    full.connection.execute(
        "PRAGMA max_page_count = 12"
    )  # the database can grow no more: SQLITE_FULL, as on a full disk
    before = len(lines)
    full.put([(f"{n}.py", "ruff", "b", "k", b"x" * 4000) for n in range(100)], {})
    assert "full" in lines[before]
    full.put([ROW], {})
    full.close([])


def test_an_older_schema_is_replaced(tmp_path: Path, lines: Lines) -> None:
    opened(tmp_path / "cache.db", lines).close([])
    with sqlite3.connect(tmp_path / "cache.db") as old:
        old.execute("DROP TABLE result")
        old.execute("CREATE TABLE result(a)")
        old.execute("PRAGMA user_version = 1")
    old.close()
    cache = opened(tmp_path / "cache.db", lines)
    cache.put([ROW], {})
    assert cache.get("a.py", "b1", "ruff", "k1") == b"payload"
    cache.close([])
    assert lines == []


def test_a_cache_that_came_with_the_tree_is_never_believed(tmp_path: Path, lines: Lines) -> None:
    file = tmp_path / "cache.db"
    theirs = Cache(file, lines, owner="theirs")
    theirs.put([ROW], {"a.py": (1, 1, 1, "b1")})
    theirs.close([])
    ours = Cache(file, lines, owner="ours")
    assert ours.empty and ours.stats() == {} and ours.get("a.py", "b1", "ruff", "k1") is None
    ours.put([ROW], {})
    ours.close([])
    again = Cache(file, lines, owner="ours")
    assert again.get("a.py", "b1", "ruff", "k1") == b"payload"
    again.close([])
    (tmp_path / "cache.owner").unlink()
    (tmp_path / "cache.owner").symlink_to(tmp_path / "elsewhere")
    linked = Cache(file, lines, owner="ours")
    assert linked.empty and not (tmp_path / "elsewhere").exists()
    linked.close([])
    assert lines == []
