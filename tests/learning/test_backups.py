"""Backups: whole or not there, never overwritten, whatever ends us and whatever lies in the way."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mastery_tui.learning.backups import OPERATION, BackupError, Backups
from mastery_tui.learning.learner_file import Changed, Refused, put, take_away
from mastery_tui.model.blob import blob_id

ROOT = Path(__file__).parents[2]
NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=("Cs",)), min_size=1, max_size=12).filter(
    lambda name: name not in (".", "..")
)
PATHS = st.lists(NAMES, min_size=1, max_size=3).map("/".join)
FILES = st.dictionaries(PATHS, st.binary(max_size=40), max_size=4).filter(
    lambda files: not any(one != other and other.startswith(f"{one}/") for one in files for other in files)
)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.text(max_size=90), st.text(max_size=90), FILES), max_size=4))
def test_what_was_kept_comes_back(kept: list[tuple[str, str, dict[str, bytes]]]) -> None:
    with tempfile.TemporaryDirectory() as temporary:
        store = Path(temporary) / ".mastery"
        ids = [Backups(store).keep(action or "a", module, files) for action, module, files in kept]
        backups = Backups(store)
        assert [operation.id for operation in backups.list()] == ids
        for id, (_, _, files) in zip(ids, kept, strict=True):
            assert backups.restore(id) == files
            for path, data in files.items():
                assert (Path(backups.shown(id)) / path).read_bytes() == data
        assert sorted(place.name for place in store.glob("backups/*")) == sorted(ids)


def test_an_operation_says_what_was_done(tmp_path: Path) -> None:
    backups = Backups(tmp_path)
    id = backups.keep("reset", "cs336_a1/softmax", {"a.py": b"old", "b.py": b""}, {"a.py": b"new"}, at=5.0)
    assert id.startswith("0001-reset-cs336_a1-softmax-")
    (operation,) = backups.list()
    assert (operation.at, operation.action, operation.module) == (5.0, "reset", "cs336_a1/softmax")
    assert [(kept.path, kept.before, kept.after) for kept in operation.files] == [
        ("a.py", blob_id(b"old"), blob_id(b"new")),
        ("b.py", blob_id(b""), ""),
    ]


def test_the_newest_is_the_last_that_was_not_undone(tmp_path: Path) -> None:
    backups = Backups(tmp_path)
    assert backups.newest() is None
    ids = [backups.keep(action, "m", {"a": action.encode()}) for action in ("start", "reset", "undo")]

    def newest(*undone: str) -> str:
        found = backups.newest(undone)
        return found.id if found else ""

    assert newest() == ids[1] and newest(ids[1]) == ids[0] and newest(*ids[:2]) == ""


@pytest.mark.parametrize("path", ["../a", "/a", "a/../../b", "a//b", "./a", "a/", "", "a\0b", os.fsdecode(b"\xff")])
def test_a_path_that_leads_elsewhere_is_refused_before_anything_is_written(tmp_path: Path, path: str) -> None:
    store = tmp_path / "store"
    with pytest.raises(BackupError, match="nothing was kept or changed"):
        Backups(store).keep("reset", "m", {"a.py": b"x", path: b"y"})
    assert not store.exists()


def linked_folder(folder: Path, elsewhere: Path) -> None:
    folder.rmdir()
    folder.symlink_to(elsewhere)


def linked_backup(folder: Path, elsewhere: Path) -> None:
    (elsewhere / "files").mkdir()
    (elsewhere / OPERATION).write_text("{}")
    (folder / "0001-reset-m-abcd").symlink_to(elsewhere)


def of_a_file(folder: Path, elsewhere: Path) -> None:
    folder.rmdir()
    folder.write_bytes(b"mine")


@pytest.mark.parametrize("trap", [linked_folder, linked_backup, of_a_file])
def test_traps_lead_nowhere(tmp_path: Path, trap: Callable[[Path, Path], None]) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    folder = tmp_path / "store" / "backups"
    folder.mkdir(parents=True)
    trap(folder, elsewhere)
    before = sorted(place.name for place in elsewhere.iterdir())
    backups = Backups(tmp_path / "store")
    assert backups.list() == ()
    try:
        id = backups.keep("reset", "m", {"a": b"x"})
    except BackupError as error:
        assert trap is not linked_backup and "nothing was overwritten" in str(error) and "\n" not in str(error)
    else:
        assert trap is linked_backup and backups.restore(id) == {"a": b"x"}
    assert sorted(place.name for place in elsewhere.iterdir()) == before


def test_a_backup_that_was_changed_is_not_brought_back(tmp_path: Path) -> None:
    backups = Backups(tmp_path)
    id = backups.keep("reset", "m", {"a.py": b"x", "b.py": b"y"})
    place = Path(backups.shown(id)) / "b.py"
    for spoil in (lambda: place.write_bytes(b"z"), place.unlink, lambda: place.symlink_to("a.py")):
        spoil()
        with pytest.raises(BackupError, match=r"b\.py is not what was kept any more"):
            backups.restore(id)
    for wrong in ("0009-reset-m-abcd", "../backups", ""):
        with pytest.raises(BackupError, match="there is no whole backup"):
            backups.restore(wrong)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_where_nothing_can_be_kept_that_is_said(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(BackupError, match="nothing was overwritten or removed"):
            Backups(tmp_path).keep("reset", "m", {"a": b"x"})
    finally:
        tmp_path.chmod(0o700)


KILLED = """
import os, sys
from pathlib import Path
from mastery_tui.learning.backups import Backups

FILES = {"a/b.py": b"one", "c.py": b"two"}
backups = Backups(Path(sys.argv[1]))

def killed(at):
    calls = 0
    def counted(real):
        def call(*args, **kwargs):
            nonlocal calls
            calls += 1
            if calls == at:
                os.kill(os.getpid(), 9)
            return real(*args, **kwargs)
        return call
    for name in ("mkdir", "open", "fsync", "rename", "close", "dup"):
        setattr(os, name, counted(getattr(os, name)))
    print(backups.keep("reset", "m", FILES), flush=True)
    os._exit(0)

whole = at = 0
while True:
    at += 1
    child = os.fork() or killed(at)
    ended = os.waitpid(child, 0)[1]
    found = backups.list()
    assert all(backups.restore(each.id) == FILES for each in found)
    assert len(found) in (whole, whole + 1)
    whole = len(found)
    if not ended:
        break
    assert os.WTERMSIG(ended) == 9
print(found[-1].id, at)
"""


def test_killed_at_any_point_it_is_whole_or_not_there_and_the_next_one_is_another(tmp_path: Path) -> None:
    """Before every single call to the system that the operation makes."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=True
    )
    acknowledged, last, points = done.stdout.split()
    assert acknowledged == last and int(points) > 15
    places = [place.name for place in (tmp_path / "backups").iterdir()]
    assert len({name[:4] for name in places}) == len(places) > 5


def test_processes_at_the_same_time_have_folders_of_their_own(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom pathlib import Path\nfrom mastery_tui.learning.backups import Backups\n"
        "for n in range(15): print(Backups(Path(sys.argv[1])).keep('reset', 'm', {'a': sys.argv[2].encode()}))"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        for name in ("one", "two")
    ]
    said = [process.communicate()[0].split() for process in running]
    backups = Backups(tmp_path)
    assert [int(operation.id[:4]) for operation in backups.list()] == list(range(1, 31))
    for name, ids in zip((b"one", b"two"), said, strict=True):
        assert len(ids) == 15 and all(backups.restore(id) == {"a": name} for id in ids)


# --- the learner's own files ---------------------------------------------------------------------------------------


def test_a_file_is_put_with_its_folders_and_only_over_what_was_seen(tmp_path: Path) -> None:
    put(tmp_path, "a/b/c.py", b"one", None)
    with pytest.raises(Changed):
        put(tmp_path, "a/b/c.py", b"two", None)
    with pytest.raises(Changed):
        put(tmp_path, "a/b/c.py", b"two", b"other")
    assert (tmp_path / "a/b/c.py").read_bytes() == b"one"
    put(tmp_path, "a/b/c.py", b"two", b"one")
    assert (tmp_path / "a/b/c.py").read_bytes() == b"two"


@pytest.mark.parametrize(
    "path", ["../x.py", "out/x.py", "out/new/x.py", "dangling/x.py", ".git/x", "sub/.git/hooks/x", "/x"]
)
def test_no_folder_is_made_outside_of_the_tree_or_in_git(tmp_path: Path, path: str) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    (root / "out").symlink_to(elsewhere)
    (root / "dangling").symlink_to(elsewhere / "none")
    (root / ".git").mkdir()
    with pytest.raises((Refused, OSError)):
        put(root, path, b"x", None)
    assert list(elsewhere.iterdir()) == [] and list((root / ".git").iterdir()) == [] and not (root / "sub").exists()


def test_a_file_is_taken_away_only_as_it_was_seen(tmp_path: Path) -> None:
    place = tmp_path / "a.py"
    place.write_bytes(b"one")
    with pytest.raises(Changed):
        take_away(tmp_path, "a.py", b"other")
    assert place.read_bytes() == b"one"
    take_away(tmp_path, "a.py", b"one")
    assert list(tmp_path.glob("*.py")) == []
    with pytest.raises(Changed):
        take_away(tmp_path, "a.py", b"one")


@pytest.mark.parametrize("saved_again", [False, True])
def test_a_save_while_it_is_taken_away_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, saved_again: bool
) -> None:
    root = tmp_path / "root"
    root.mkdir()
    place = root / "a.py"
    place.write_bytes(b"one")
    rename = Path.rename

    def slow(self: Path, target: Path) -> Path:
        place.write_bytes(b"the editor's")
        moved = rename(self, target)
        if saved_again:
            place.write_bytes(b"once more")
        return moved

    monkeypatch.setattr(Path, "rename", slow)
    with pytest.raises(Changed):
        take_away(root, "a.py", b"one")
    contents = {each.read_bytes() for each in root.iterdir()}
    assert contents == ({b"the editor's", b"once more"} if saved_again else {b"the editor's"})
    assert place.read_bytes() == (b"once more" if saved_again else b"the editor's")
