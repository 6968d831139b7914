"""Listing: as git does inside a repository, all but junk outside, whatever lies about."""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mastery_tui.model.blob import blob_id
from mastery_tui.workspace.content import NotRegular, read_file
from mastery_tui.workspace.files import Rules, list_files
from mastery_tui.workspace.git import Git
from mastery_tui.workspace.patterns import matcher
from mastery_tui.workspace.tree import Tree
from tests.workspace.repo import commit, git, make, write


def _git(root: Path) -> Git:
    found = Git.find(root)
    assert isinstance(found, Git)
    return found


def test_like_git(tmp_path: Path) -> None:
    root = make(
        tmp_path / "r",
        **{
            ".gitignore": "*.log\nbuild/\n!keep.log\n",
            "a.py": "1",
            "x.log": "1",
            "keep.log": "1",
            "build/gen.py": "1",
            "build/tracked.py": "1",
            "p/.gitignore": "local.py\n",
            "p/local.py": "1",
            "p/b.py": "1",
            "with space/\u00fc.py": "1",
        },
    )
    git(root, "add", "-f", "build/tracked.py", "a.py")
    (root / "empty/deep").mkdir(parents=True)
    found = list_files(root, Rules(), _git(root))
    said = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "-co", "--exclude-standard"], capture_output=True, text=True, check=True
    )
    assert list(found.entries) == sorted(said.stdout.split("\0")[:-1])
    assert found.folders == ("", "build", "empty", "empty/deep", "p", "with space")
    inside = list_files(root / "p", Rules(), _git(root / "p"))
    assert list(inside.entries) == [".gitignore", "b.py"]


def test_an_ignored_folder_is_opened_as_if_outside_git(tmp_path: Path) -> None:
    root = make(tmp_path / "r", **{".gitignore": "venv/\n", "venv/lib/site-packages/textual/app.py": "1"})
    package = root / "venv/lib/site-packages/textual"
    outside = Git.find(package)
    assert not isinstance(outside, Git)
    assert "ignores" in outside.reason
    assert list(list_files(package, Rules(), None).entries) == ["app.py"]


def test_repositories_inside_are_left_out(tmp_path: Path) -> None:
    inner = make(tmp_path / "inner", **{"i.py": "1"})
    commit(inner)
    root = make(tmp_path / "r", **{"a.py": "1"})
    git(root, "submodule", "add", "-q", str(inner), "sub")
    git(root, "clone", "-q", str(inner), "nested")
    found = list_files(root, Rules(), _git(root))
    assert list(found.entries) == [".gitmodules", "a.py"]
    assert found.folders == ("",)


def test_junk_is_left_out_but_for_what_is_tracked(tmp_path: Path) -> None:
    files = {
        "a.py": "1",
        "node_modules/m/x.py": "1",
        "env/pyvenv.cfg": "",
        "env/lib/y.py": "1",
        "envoy/z.py": "1",
        ".venv/kept.py": "1",
    }
    root = make(tmp_path / "r", **files)
    outside = list_files(root, Rules(), None)
    assert (list(outside.entries), outside.folders) == (["a.py", "envoy/z.py"], ("", "envoy"))
    git(root, "add", "-f", ".venv/kept.py")
    inside = list_files(root, Rules(), _git(root))
    assert (list(inside.entries), inside.folders) == ([".venv/kept.py", "a.py", "envoy/z.py"], ("", "envoy"))


@pytest.mark.parametrize("with_git", [False, True])
def test_traps(tmp_path: Path, with_git: bool) -> None:
    root = make(tmp_path / "r") if with_git else tmp_path / "r"
    root.mkdir(exist_ok=True)
    hard = {
        "line\nbreak.py": "1",
        "\x1b[31mred.py": "1",
        "[bold]x[/].py": "1",
        "-rf.py": "1",
        " .py": "1",
        "a'\"b.py": "1",
    }
    write(root, {**hard, "big.py": "x" * 101})
    (root / os.fsdecode(b"bad\xff.py")).write_text("1")
    (root / "loop").symlink_to(root)
    (root / "link.py").symlink_to("big.py")
    (root / "self").symlink_to("self")
    os.mkfifo(root / "fifo.py")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(os.fspath(root / "s.py"))
        tree = Tree(root, Rules(max_bytes=100), _git(root) if with_git else None)
        delta = tree.scan()
    assert sorted(tree.entries) == sorted(hard)
    assert [seen.path for seen in delta.seen] == sorted(hard)
    assert delta.skipped == {
        "big.py": "larger than the limit (101 bytes > 100 bytes)",
        "bad\\xff.py": "its name is not valid UTF-8",
    }
    for trap in ("fifo.py", "link.py"):
        with pytest.raises((NotRegular, OSError)):
            read_file(root / trap, 100)


UNREADABLE = """
import os, pathlib, sys
from mastery_tui.workspace.tree import Tree, Rules
os.setgroups([]); os.setgid(65534); os.setuid(65534)
print(sorted(Tree(pathlib.Path(sys.argv[1]), Rules(), None).scan().skipped.items()))
"""


def test_what_may_not_be_read_is_told(tmp_path: Path) -> None:
    root = tmp_path / "r"
    write(root, {"no.py": "1", "shut/a.py": "1", "fine.py": "1"})
    if os.getuid() == 0:
        base = Path(tempfile.gettempdir()).resolve()
        for folder in (tmp_path, *tmp_path.resolve().parents):
            if base in folder.parents:
                folder.chmod(0o755)
    (root / "no.py").chmod(0)
    (root / "shut").chmod(0)
    try:
        if os.getuid() == 0:  # nothing is unreadable for root: look as another user
            done = subprocess.run([sys.executable, "-c", UNREADABLE, root], capture_output=True, text=True, check=False)
            assert not done.stderr
            said = done.stdout.strip()
        else:
            said = str(sorted(Tree(root, Rules(), None).scan().skipped.items()))
    finally:
        (root / "shut").chmod(0o755)
    why = "cannot be read: Permission denied"
    assert said == str([("no.py", why), ("shut/", why)])


def test_a_root_that_is_gone(tmp_path: Path) -> None:
    root = tmp_path / "r"
    write(root, {"a.py": "1"})
    tree = Tree(root, Rules(), None)
    tree.scan()
    (root / "a.py").unlink()
    root.rmdir()
    delta = tree.scan()
    assert (delta.gone, delta.skipped) == (("a.py",), {"./": "cannot be read: No such file or directory"})


def test_what_was_hashed_is_not_read_again(tmp_path: Path) -> None:
    write(tmp_path, {"old.py": "1", "new.py": "2", "racy.py": "3"})
    for name in ("old.py", "new.py"):
        os.utime(tmp_path / name, ns=(10**18, 10**18))
    hashed = Tree(tmp_path, Rules(), None).scan().hashed
    assert sorted(hashed) == ["new.py", "old.py"], "racy.py was written within the tick of the clock"
    marked = {path: (*known[:3], "from memory") for path, known in hashed.items()}
    (tmp_path / "new.py").write_text("other content")
    tree = Tree(tmp_path, Rules(), None, marked)
    tree.scan()
    assert tree.blobs == {"new.py": blob_id(b"other content"), "old.py": "from memory", "racy.py": blob_id(b"3")}
    assert [seen.blob for seen in tree.refresh(["old.py"]).seen] == [blob_id(b"1")], "named: always read"


def test_a_save_that_the_stat_does_not_show(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("1")
    tree = Tree(tmp_path, Rules(), None)
    tree.scan()
    before = path.stat()
    path.write_text("2")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert [seen.blob for seen in tree.scan().seen] == [blob_id(b"2")]


@given(st.binary(max_size=200))
def test_blob_id_is_gits(data: bytes) -> None:
    done = subprocess.run(["git", "hash-object", "--stdin"], input=data, capture_output=True, check=True)
    assert blob_id(data) == done.stdout.decode().strip()


@pytest.mark.parametrize(
    ("pattern", "matches", "does_not"),
    [
        ("*.min.js", ["a.min.js", "p/q.min.js"], ["a.js", "a.min.jsx"]),
        ("docs/", ["docs", "docs/a.py", "p/docs/a.py"], ["docsy/a.py"]),
        ("/docs", ["docs", "docs/a.py"], ["p/docs/a.py"]),
        ("a/*.py", ["a/b.py"], ["a/b/c.py", "x/a/b.py"]),
        ("a/**/z.py", ["a/z.py", "a/b/c/z.py"], ["z.py", "b/a/z.py"]),
        ("**/gen", ["gen", "a/gen", "a/gen/x.py"], ["again"]),
        ("v[0-9].py", ["v1.py"], ["vx.py", "v10.py"]),
        ("v[!0-9].py", ["vx.py"], ["v1.py", "v/.py"]),
        ("?.py", ["a.py"], ["ab.py", "/.py"]),
        ("x.py", ["x.py", "line\nbreak/x.py"], ["xxpy"]),
    ],
)
def test_patterns(pattern: str, matches: list[str], does_not: list[str]) -> None:
    found = matcher([pattern])
    assert [path for path in matches if not found(path)] == []
    assert [path for path in does_not if found(path)] == []
