"""Facts from real repositories."""

import os
import shutil
from pathlib import Path

import pytest

from mastery_tui.workspace.git import Git, Outside
from mastery_tui.workspace.git_command import GitError
from tests.workspace.repo import commit, git, make, write


def _git(root: Path) -> Git:
    found = Git.find(root)
    assert isinstance(found, Git), found
    return found


@pytest.fixture
def upstream(tmp_path: Path) -> Path:
    root = make(tmp_path / "upstream", **{"a.py": "1\n" * 20, "p/b.py": "2\n" * 20})
    commit(root)
    return root


@pytest.fixture
def clone(upstream: Path, tmp_path: Path) -> Path:
    git(tmp_path, "clone", "-q", str(upstream), "clone")
    return tmp_path / "clone"


def test_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert Git.find(tmp_path) == Outside("not in a git repository")
    monkeypatch.setenv("PATH", "/nonexistent")
    found = Git.find(tmp_path)
    assert isinstance(found, Outside)
    assert "git is not installed" in found.reason


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder away")
def test_a_repository_of_somebody_else(upstream: Path) -> None:
    for path in (upstream, upstream / ".git"):
        os.chown(path, 65534, 65534)
    found = Git.find(upstream)
    assert isinstance(found, Outside)
    assert "belongs to another user" in found.reason
    assert "safe.directory" in found.reason


def test_no_commit_yet(tmp_path: Path) -> None:
    facts = _git(make(tmp_path / "r", **{"a.py": "1"})).facts()
    assert (facts.inside, facts.branch, facts.head, facts.base, facts.dirty) == (True, "main", "", "", 1)


def test_branch_base_and_dirty(clone: Path) -> None:
    start = git(clone, "rev-parse", "HEAD")
    facts = _git(clone).facts()
    assert (facts.branch, facts.head, facts.base, facts.base_name, facts.dirty) == (
        "main",
        start,
        start,
        "origin/main",
        0,
    )
    git(clone, "switch", "-q", "-c", "feature")
    write(clone, {"new.py": "1"})
    head = commit(clone)
    write(clone, {"a.py": "changed", "staged.py": "1", "untracked/x.py": "1", "untracked/y.py": "1"})
    git(clone, "add", "staged.py")
    (clone / "p/b.py").unlink()
    facts = _git(clone).facts()
    assert (facts.branch, facts.head, facts.base, facts.base_name, facts.dirty) == (
        "feature",
        head,
        start,
        "origin/main",
        5,
    )
    assert _git(clone / "p").facts() == facts


def test_on_the_default_branch_the_base_is_what_was_pushed(clone: Path) -> None:
    pushed = git(clone, "rev-parse", "HEAD")
    commit(clone)
    assert (_git(clone).facts().base, _git(clone).facts().base_name) == (pushed, "origin/main")


def test_without_a_remote(upstream: Path) -> None:
    head = git(upstream, "rev-parse", "HEAD")
    facts = _git(upstream).facts()
    assert (facts.base, facts.base_name) == (head, "HEAD")
    git(upstream, "switch", "-q", "-c", "topic/x")
    commit(upstream)
    facts = _git(upstream).facts()
    assert (facts.branch, facts.base, facts.base_name) == ("topic/x", head, "main")
    git(upstream, "branch", "-q", "-m", "main", "elsewhere")
    assert "no default branch" in _git(upstream).facts().note


def test_detached_and_in_the_middle_of_things(upstream: Path) -> None:
    head = git(upstream, "rev-parse", "HEAD")
    git(upstream, "switch", "-q", "--detach")
    assert _git(upstream).facts().branch == f"detached at {head[:7]}"
    (upstream / ".git" / "MERGE_HEAD").write_text(head)
    assert _git(upstream).facts().note == "merge in progress"


def test_unrelated_histories_have_no_base(clone: Path) -> None:
    git(clone, "switch", "-q", "--orphan", "alone")
    commit(clone)
    facts = _git(clone).facts()
    assert (facts.base, facts.note) == ("", "no common history with origin/main")


def test_linked_worktree_and_submodule_have_their_own_git_folder(upstream: Path, clone: Path) -> None:
    git(upstream, "worktree", "add", "-q", "../linked", "-b", "linked")
    linked = _git(upstream.parent / "linked")
    assert linked.git_dir == upstream / ".git/worktrees/linked"
    assert linked.common_dir == upstream / ".git"
    assert linked.facts().branch == "linked"
    git(clone, "submodule", "add", "-q", str(upstream), "sub")
    inside = _git(clone / "sub")
    assert (inside.top, inside.git_dir) == (clone / "sub", clone / ".git/modules/sub")
    assert inside.list_files() == ["a.py", "p/b.py"]


def test_history_beneath_a_folder(upstream: Path) -> None:
    (upstream / "p/link.py").symlink_to("b.py")
    write(upstream, {"p/\u00e4 \n.py": "umlaut"})
    head = commit(upstream)
    found = _git(upstream / "p")
    blobs = found.blobs_at(head)
    assert sorted(blobs) == ["b.py", "\u00e4 \n.py"]
    assert found.read_blobs([*blobs.values(), "0" * 40]) == {
        blobs["b.py"]: b"2\n" * 20,
        blobs["\u00e4 \n.py"]: b"umlaut",
    }


def test_renames(upstream: Path) -> None:
    base = git(upstream, "rev-parse", "HEAD")
    git(upstream, "mv", "p/b.py", "p/new name.py")
    write(upstream, {"p/new name.py": "2\n" * 19 + "3\n"})
    git(upstream, "mv", "a.py", "out.py")
    assert _git(upstream).renames(base) == {"p/new name.py": "p/b.py", "out.py": "a.py"}
    assert _git(upstream / "p").renames(base) == {"new name.py": "b.py"}


def test_paths_that_look_like_options_or_patterns(upstream: Path) -> None:
    write(upstream, {"--exec=x.py": "1", "*.py": "1", ":(top)x.py": "1"})
    found = _git(upstream)
    assert found.list_files(["--exec=x.py", "*.py", ":(top)x.py"]) == ["*.py", "--exec=x.py", ":(top)x.py"]


def test_a_repository_that_breaks_while_open(upstream: Path) -> None:
    found = _git(upstream)
    (upstream / ".git/index").write_bytes(b"garbage")
    with pytest.raises(GitError, match=r"git ls-files failed in .*index file"):
        found.list_files()
    shutil.rmtree(upstream / ".git")
    with pytest.raises(GitError, match="not a git repository"):
        found.facts()
