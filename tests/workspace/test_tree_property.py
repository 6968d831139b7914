"""After any sequence of edits, a tree that looked at the touched paths equals one that looks for the first time."""

import os
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mastery_tui.workspace.files import Rules
from mastery_tui.workspace.git import Git
from mastery_tui.workspace.tree import Tree
from tests.workspace.repo import git, make

FOLDERS = ("", "a", "b", "a/c", "a/c/d", "build", ".venv", "b/node_modules", "x[y]")
NAMES = ("m.py", "n.py", "t.txt", "big.py", "\x1b[1m.py", "line\nbreak.py", os.fsdecode(b"bad\xff.py"))
IGNORES = ("", "build/\n", "*.txt\n", "/a/c\n", "n.py\n!a/n.py\n", "build/*\n")

folders = st.sampled_from(FOLDERS)
paths = st.builds(lambda folder, name: f"{folder}/{name}" if folder else name, folders, st.sampled_from(NAMES))
texts = st.sampled_from(("x = 1\n", "x = 2\n", "", "y" * 300))


class TreeMachine(RuleBasedStateMachine):
    with_git = False

    def __init__(self) -> None:
        super().__init__()
        self.base = Path(tempfile.mkdtemp(prefix="tree-"))
        self.root = self.base / "root"
        self.outside = self.base / "outside"
        self.outside.mkdir()
        (self.outside / "o.py").write_text("o\n")
        self.touched: set[str] = set()

    @initialize()
    def open(self) -> None:
        if self.with_git:
            make(self.root, **{"a/m.py": "1\n", "m.py": "1\n", "build/m.py": "1\n", ".venv/m.py": "1\n"})
            git(self.root, "add", "-A", "-f")
        else:
            self.root.mkdir()
        self.tree = self.fresh()
        self.tree.scan()
        self.blobs = dict(self.tree.blobs)

    def fresh(self) -> Tree:
        found = Git.find(self.root) if self.with_git else None
        rules = Rules(exclude=("x[[]y]",), max_bytes=200)
        return Tree(self.root, rules, found if isinstance(found, Git) else None, {}, lambda path: path.endswith(".py"))

    def teardown(self) -> None:
        shutil.rmtree(self.base)

    def touch(self, *changed: str) -> None:
        self.touched.update(changed)

    def make_way(self, path: str) -> bool:
        """Create the folders above a path, told of as a watcher tells. False if a file or link is in the way."""
        folder = ""
        for part in path.split("/")[:-1]:
            folder = f"{folder}/{part}" if folder else part
            at = self.root / folder
            if at.is_symlink() or (at.exists() and not at.is_dir()):
                return False
            if not at.exists():
                at.mkdir()
                self.touch(folder)
        return True

    @rule(path=paths, text=texts)
    def write(self, path: str, text: str) -> None:
        at = self.root / path
        if self.make_way(path) and not at.is_dir() and not at.is_symlink():
            if os.path.lexists(at) and not at.is_file():
                at.unlink()  # to write into a FIFO would wait for a reader for ever
            at.write_text(text)
            self.touch(path)

    @rule(path=paths, text=texts)
    def write_by_rename(self, path: str, text: str) -> None:
        at = self.root / path
        if self.make_way(path) and not at.is_dir():
            new = at.with_name(".tmp.py")
            new.write_text(text)
            new.replace(at)
            self.touch(path, str(new.relative_to(self.root)))

    @rule(path=paths)
    def delete(self, path: str) -> None:
        at = self.root / path
        if os.path.lexists(at) and not at.is_dir() and self.real(path):
            at.unlink()
            self.touch(path)

    @rule(folder=folders.filter(bool))
    def delete_folder(self, folder: str) -> None:
        at = self.root / folder
        if at.is_dir() and not at.is_symlink() and self.real(folder):
            shutil.rmtree(at)
            self.touch(folder)

    @rule(folder=folders.filter(bool))
    def make_folder(self, folder: str) -> None:
        self.make_way(f"{folder}/x")

    @rule(source=folders.filter(bool), other=folders.filter(bool))
    def move_folder(self, source: str, other: str) -> None:
        target = other
        if target == source or target.startswith(source + "/") or not self.real(source) or not self.make_way(target):
            return
        one, two = self.root / source, self.root / target
        if one.is_dir() and not one.is_symlink() and not os.path.lexists(two):
            one.rename(two)
            self.touch(source, target)

    @rule(path=paths, kind=st.sampled_from(("file", "folder", "loop", "fifo")))
    def put_trap(self, path: str, kind: str) -> None:
        at = self.root / path
        if not self.make_way(path) or os.path.lexists(at):
            return
        if kind == "fifo":
            os.mkfifo(at)
        else:
            at.symlink_to({"file": self.outside / "o.py", "folder": self.outside, "loop": self.root}[kind])
        self.touch(path)

    @rule(folder=st.sampled_from(("a", "b", "a/c")))
    def replace_folder_by_link(self, folder: str) -> None:
        at = self.root / folder
        if at.is_dir() and not at.is_symlink() and self.real(folder):
            shutil.rmtree(at)
            at.symlink_to(self.outside)
            self.touch(folder)

    @rule(folder=st.sampled_from(("a", "b", "a/c")))
    def make_environment(self, folder: str) -> None:
        if self.make_way(f"{folder}/x"):
            (self.root / folder / "pyvenv.cfg").write_text("version = 3.11\n")
            self.touch(f"{folder}/pyvenv.cfg")

    @rule(folder=st.sampled_from(("", "a")), text=st.sampled_from(IGNORES))
    def ignore(self, folder: str, text: str) -> None:
        path = f"{folder}/.gitignore" if folder else ".gitignore"
        if self.make_way(path):
            (self.root / path).write_text(text)
            self.touch(path)

    @precondition(lambda self: self.with_git)
    @rule(text=st.sampled_from(IGNORES))
    def exclude(self, text: str) -> None:
        (self.root / ".git" / "info" / "exclude").write_text(text)
        self.touch(".git/info/exclude")

    @precondition(lambda self: self.with_git)
    @rule(folder=st.sampled_from(("b", "a/c")))
    def nest_a_repository(self, folder: str) -> None:
        if self.make_way(f"{folder}/x") and not (self.root / folder / ".git").exists():
            git(self.root / folder, "init", "-q")
            self.touch(f"{folder}/.git")

    def real(self, path: str) -> bool:
        """Whether no part above is a link: what is done behind one happens outside the tree."""
        at = self.root
        for part in path.split("/")[:-1]:
            at = at / part
            if at.is_symlink():
                return False
        return True

    @rule()
    def look(self) -> None:
        changed, self.touched = self.touched, set()
        delta = self.tree.refresh(changed)
        for seen in delta.seen:
            assert self.blobs.get(seen.path) != seen.blob
            self.blobs[seen.path] = seen.blob
        for path in delta.gone:
            del self.blobs[path]
        assert self.blobs == self.tree.blobs
        if delta.folders is not None:
            assert delta.folders == self.tree.folders
        expected = self.fresh()
        expected.scan()
        assert self.tree.entries == expected.entries
        assert self.tree.blobs == expected.blobs
        assert self.tree.skipped == expected.skipped == delta.skipped
        assert self.tree.folders == expected.folders

    @invariant()
    def the_same_tree_scanned_again_says_nothing_new(self) -> None:
        if not self.touched and hasattr(self, "tree"):
            delta = self.tree.scan()
            assert (delta.seen, delta.gone, delta.touched, delta.folders) == ((), (), (), None)


class GitTreeMachine(TreeMachine):
    with_git = True


_quick = {"deadline": None, "suppress_health_check": list(HealthCheck)}
TestOutsideGit = TreeMachine.TestCase
TestOutsideGit.settings = settings(max_examples=40, stateful_step_count=25, **_quick)
TestInsideGit = GitTreeMachine.TestCase
TestInsideGit.settings = settings(max_examples=20, stateful_step_count=20, **_quick)
