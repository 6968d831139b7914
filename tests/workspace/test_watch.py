"""The watcher with a real tree behind it: whatever is done to the files, the tree ends up as a fresh look at it."""

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mastery_tui.workspace.debounce import Debounce
from mastery_tui.workspace.files import Rules
from mastery_tui.workspace.git import Git
from mastery_tui.workspace.mount import remote_filesystem
from mastery_tui.workspace.observer import Observed
from mastery_tui.workspace.tree import Tree
from mastery_tui.workspace.watch import Batch, Watcher, WatchKind
from tests.workspace.repo import ENVIRONMENT, commit, git, make, write

DEADLINE_S = 20.0


class Follower:
    """A tree that is kept true by a watcher, as the session does it."""

    def __init__(self, root: Path, mode: str) -> None:
        self.root = root
        self.mode = mode
        self.batches: list[Batch] = []
        self.changed = threading.Condition()
        self.hold = threading.Event()
        self.hold.set()
        self.tree = self.fresh()
        found = self.tree.git
        self.watcher = Watcher(
            root,
            self.on_batch,
            mode=mode,
            git_dir=found.git_dir if found is not None else None,
            interval_s=0.05,
        )
        self.tree.scan()
        self.kind: WatchKind = self.watcher.start(self.tree.folders)
        self.until(lambda: any(batch.everything for batch in self.batches))

    def fresh(self) -> Tree:
        found = Git.find(self.root)
        return Tree(self.root, Rules(), found if isinstance(found, Git) else None)

    def on_batch(self, batch: Batch) -> None:
        self.hold.wait(DEADLINE_S)
        delta = self.tree.scan() if batch.everything or batch.git else self.tree.refresh(batch.paths)
        if delta.folders is not None:
            self.watcher.follow(delta.folders)
        with self.changed:
            self.batches.append(batch)
            self.changed.notify_all()

    def until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + DEADLINE_S
        with self.changed:
            while not holds():
                assert self.changed.wait(deadline - time.monotonic()), f"only {self.batches[-5:]}"

    def settles(self) -> None:
        """The tree equals a cold scan of the disk."""
        cold = self.fresh()
        cold.scan()
        self.until(lambda: dict(self.tree.blobs) == dict(cold.blobs))
        assert self.tree.skipped == cold.skipped


@pytest.fixture(params=["native", "polling"])
def mode(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def follow(tmp_path: Path) -> Iterator[Callable[[str], Follower]]:
    open_ones: list[Follower] = []

    def start(mode: str, root: Path = tmp_path / "root") -> Follower:
        if not root.exists():
            make(root, **{"a.py": "1\n", "p/b.py": "2\n", "p/q/c.py": "3\n"})
            commit(root)
        open_ones.append(Follower(root, mode))
        return open_ones[-1]

    yield start
    for follower in open_ones:
        follower.hold.set()
        follower.watcher.stop()


def _vim(path: Path) -> None:
    backup = path.with_name(path.name + "~")
    path.rename(backup)
    path.write_text("vim\n")
    backup.unlink()


def _vscode(path: Path) -> None:
    path.write_text("")
    path.write_text("vs code\n")


def _pycharm(path: Path) -> None:
    new = path.with_name(path.name + "___jb_tmp___")
    new.write_text("pycharm\n")
    old = path.with_name(path.name + "___jb_old___")
    path.rename(old)
    new.rename(path)
    old.unlink()


def _kept_open(path: Path) -> None:
    with path.open("w") as file:
        file.write("not closed yet\n")
        file.flush()


@pytest.mark.parametrize("save", [_vim, _vscode, _pycharm, _kept_open, lambda path: path.write_text("plain\n")])
def test_every_way_to_save_is_seen(follow: Callable[[str], Follower], mode: str, save: Callable[[Path], None]) -> None:
    follower = follow(mode)
    for name in ("a.py", "p/q/c.py"):
        save(follower.root / name)
        follower.settles()


def test_branch_switch_stash_and_rebase(follow: Callable[[str], Follower], mode: str) -> None:
    follower = follow(mode)
    root = follower.root
    git(root, "switch", "-q", "-c", "other")
    write(root, {"new/deep/d.py": "4\n", "a.py": "other\n"})
    commit(root)
    follower.settles()
    git(root, "switch", "-q", "main")
    follower.settles()
    write(root, {"p/b.py": "main\n"})
    commit(root)
    git(root, "switch", "-q", "other")
    git(root, "rebase", "-q", "main")
    follower.settles()
    write(root, {"a.py": "to stash\n"})
    follower.settles()
    git(root, "stash", "-q")
    follower.settles()
    git(root, "stash", "pop", "-q")
    follower.settles()


def test_head_and_index_and_refs_are_told_of(follow: Callable[[str], Follower], mode: str) -> None:
    follower = follow(mode)
    for change in (
        ("commit", "-q", "--allow-empty", "-m", "x"),
        ("switch", "-q", "-c", "b"),
        ("rm", "-q", "--cached", "a.py"),
    ):
        before = len(follower.batches)
        git(follower.root, *change)
        follower.until(lambda before=before: any(batch.git for batch in follower.batches[before:]))


def test_replaced_folders_are_watched_again(follow: Callable[[str], Follower], mode: str, tmp_path: Path) -> None:
    follower = follow(mode)
    root = follower.root
    (root / "p").rename(tmp_path / "away")
    write(root, {"p/b.py": "new\n", "p/q/c.py": "new\n"})
    follower.settles()
    write(root, {"p/q/c.py": "newer\n"})
    follower.settles()
    write(tmp_path / "away", {"b.py": "no longer in the tree\n"})
    shutil.rmtree(root / "p")
    follower.settles()
    (tmp_path / "away").rename(root / "p")
    follower.settles()
    write(root, {"p/q/c.py": "back\n"})
    follower.settles()


def test_the_root_itself_is_replaced(follow: Callable[[str], Follower], mode: str, tmp_path: Path) -> None:
    root = tmp_path / "plain"
    write(root, {"a.py": "1\n"})
    follower = follow(mode, root)
    root.rename(tmp_path / "old")
    follower.until(lambda: not follower.tree.blobs)
    write(root, {"a.py": "2\n", "k/b.py": "1\n"})
    follower.settles()
    write(root, {"k/b.py": "2\n"})
    follower.settles()


def test_folders_filled_while_they_are_discovered(follow: Callable[[str], Follower], mode: str) -> None:
    follower = follow(mode)
    for number in range(10):
        write(follower.root, {f"n{number}/x/y/{k}.py": f"{k}\n" for k in range(5)})
    follower.settles()
    write(follower.root, {"n3/x/y/0.py": "again\n"})
    follower.settles()


def test_ten_thousand_files_at_once(follow: Callable[[str], Follower]) -> None:
    follower = follow("native")
    script = "for d in range(20):\n os.mkdir(f's{d}')\n for f in range(500): open(f's{d}/{f}.py','w').write(str(f))"
    subprocess.run(["python3", "-c", f"import os\n{script}"], cwd=follower.root, check=True, env=ENVIRONMENT)
    write(follower.root, {"a.py": "in between\n"})
    follower.settles()
    assert len(follower.tree.blobs) == 10_003
    assert len(follower.batches) < 200


def test_a_stream_of_events_fires_within_the_maximum_wait(tmp_path: Path) -> None:
    came: list[tuple[float, Batch]] = []
    several = threading.Event()

    def on_batch(batch: Batch) -> None:
        came.append((time.monotonic(), batch))
        if sum(bool(batch.paths) for _, batch in came) >= 3:
            several.set()

    watcher = Watcher(tmp_path, on_batch, mode="native", debounce_s=0.05, max_wait_s=0.15)
    watcher.start([""])
    try:
        deadline = time.monotonic() + DEADLINE_S
        while not several.is_set():
            (tmp_path / "storm.py").write_text("x")
            assert time.monotonic() < deadline
    finally:
        watcher.stop()
    for at, batch in came:
        assert at - batch.first < 0.15 + 0.25, "the second part is for a busy machine"


def test_a_save_during_on_batch_goes_to_the_next(follow: Callable[[str], Follower], mode: str) -> None:
    follower = follow(mode)
    follower.hold.clear()
    write(follower.root, {"a.py": "first\n"})
    write(follower.root, {"p/b.py": "while the first is held\n"})
    follower.hold.set()
    follower.settles()


def test_an_error_in_on_batch_is_told_and_the_next_batch_comes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[threading.ExceptHookArgs] = []
    second = threading.Event()
    monkeypatch.setattr(threading, "excepthook", told.append)

    def on_batch(batch: Batch) -> None:
        if batch.everything:
            raise RuntimeError("broken")
        second.set()

    watcher = Watcher(tmp_path, on_batch, mode="native", debounce_s=0.0)
    watcher.start([""])
    try:
        deadline = time.monotonic() + DEADLINE_S
        while not told and time.monotonic() < deadline:
            second.wait(0.01)
        (tmp_path / "x.py").write_text("1")
        assert second.wait(DEADLINE_S)
    finally:
        watcher.stop()
    assert [str(args.exc_value) for args in told] == ["broken"]


def test_stop_leaves_no_thread_and_no_descriptor(tmp_path: Path, mode: str) -> None:
    before = set(threading.enumerate())
    descriptors = list(Path("/proc/self/fd").iterdir())
    watcher = Watcher(tmp_path, lambda batch: None, mode=mode)
    watcher.start([""])
    watcher.stop()
    watcher.stop()
    assert set(threading.enumerate()) == before
    assert len(list(Path("/proc/self/fd").iterdir())) <= len(descriptors)


def test_auto_tests_the_system_and_leaves_nothing_behind(tmp_path: Path) -> None:
    watcher = Watcher(tmp_path, lambda batch: None)
    kind = watcher.start([""])
    watcher.stop()
    assert kind.kind == "native"
    assert "tested at start" in kind.reason
    assert list(tmp_path.iterdir()) == []


def test_an_idle_watcher_sleeps(tmp_path: Path) -> None:
    """No thread of it is scheduled even once: no timeouts, no polling."""
    watcher = Watcher(tmp_path, lambda batch: quiet.set(), mode="native")
    quiet = threading.Event()
    watcher.start([""])
    try:
        assert quiet.wait(DEADLINE_S)
        ids = [thread.native_id for thread in threading.enumerate() if thread.name.startswith("mastery-")]
        assert len(ids) == 2

        def switches() -> list[str]:
            lines = [Path(f"/proc/self/task/{number}/status").read_text().splitlines() for number in ids]
            return [line for text in lines for line in text if "ctxt_switches" in line]

        deadline = time.monotonic() + DEADLINE_S
        before = switches()
        still = 0
        while still < 3:  # three looks in a row, 0.2 s apart, without a single switch
            assert time.monotonic() < deadline
            threading.Event().wait(0.2)
            now = switches()
            still = still + 1 if now == before else 0
            before = now
    finally:
        watcher.stop()


EXHAUSTED = """
import pathlib, sys, threading
from mastery_tui.workspace.watch import Watcher

root = pathlib.Path(sys.argv[1])
came = threading.Event()
watcher = Watcher(root, lambda batch: came.set() if "x.py" in batch.paths else None, interval_s=0.05)
print(watcher.start([""]))
(root / "x.py").write_text("1")
print(came.wait(20))
watcher.stop()
"""


@pytest.mark.parametrize("what", ["instances", "watches"])
def test_without_watches_it_polls_and_says_why(tmp_path: Path, what: str) -> None:
    """In a user namespace of its own, where the kernel's limit can be set without taking watches from anybody."""
    isolated = ["unshare", "--user", "--map-root-user"]
    if shutil.which("unshare") is None or subprocess.run([*isolated, "true"], check=False).returncode:
        pytest.skip("needs user namespaces")
    command = f'echo 0 > /proc/sys/user/max_inotify_{what}; exec "$@"'
    done = subprocess.run(
        [*isolated, "sh", "-c", command, "-", sys.executable, "-c", EXHAUSTED, tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "kind='polling'" in done.stdout, done.stderr
    assert f"max_user_{what}" in done.stdout
    assert done.stdout.endswith("True\n")


def test_network_file_systems_are_known(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        "1 0 8:1 / / rw - ext4 /dev/sda1 rw\n"
        "2 1 0:5 / /home/me/net rw shared:1 - nfs4 server:/x rw\n"
        "3 1 0:6 / /home/me/with\\040space rw - fuse.sshfs x rw\n"
        "4 1 0:7 / /home/me/net/local rw - tmpfs tmpfs rw\n"
    )
    expected = {
        "/home/me": None,
        "/home/me/net/p": "nfs4",
        "/home/me/with space": "fuse.sshfs",
        "/home/me/net/local": None,
    }
    assert {folder: remote_filesystem(folder, mounts) for folder in expected} == expected


def test_the_observer_of_other_systems_tells_of_the_same(tmp_path: Path) -> None:
    root = make(tmp_path / "r", **{"a.py": "1", "p/b.py": "1", "ignored/c.py": "1"})
    batches: list[Batch] = []
    came = threading.Condition()

    def on_batch(batch: Batch) -> None:
        with came:
            batches.append(batch)
            came.notify_all()

    def paths() -> set[str]:
        return {path for batch in batches for path in batch.paths}

    debounce = Debounce(on_batch, 0.01, 0.1)
    observed = Observed(str(root), debounce, root / ".git")
    debounce.start()
    observed.start(["", "p"])
    try:
        write(root, {"ignored/c.py": "2", "a.py": "2"})
        (root / "p/b.py").rename(root / "p/c.py")
        git(root, "add", "a.py")
        with came:
            assert came.wait_for(lambda: paths() >= {"a.py", "p/b.py", "p/c.py"}, DEADLINE_S)
            assert came.wait_for(lambda: any(batch.git for batch in batches), DEADLINE_S)
        observed.follow(["", "p", "ignored"])
        write(root, {"ignored/c.py": "3"})
        with came:
            assert came.wait_for(lambda: paths() >= {"ignored", "ignored/c.py"}, DEADLINE_S)
    finally:
        observed.stop()
        debounce.stop()
    assert not any(path.startswith(".git/") for path in paths())


def test_a_root_that_is_gone_when_the_watch_begins_is_watched_once_it_is_there(tmp_path: Path) -> None:
    root = tmp_path / "later"
    seen = threading.Event()
    watcher = Watcher(root, lambda batch: seen.set() if "new.py" in batch.paths else None, mode="native")
    watcher.start([""])
    try:
        root.mkdir()
        deadline = time.monotonic() + DEADLINE_S
        number = 0
        while not seen.is_set() and time.monotonic() < deadline:
            number += 1
            (root / "new.py").write_text(f"x = {number}\n")
            seen.wait(0.2)
        assert seen.is_set()
    finally:
        watcher.stop()
