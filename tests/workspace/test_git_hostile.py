"""A repository that tries to run code in every way that git offers: nothing of it may run when we only read."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from mastery_tui.workspace.git import Git
from mastery_tui.workspace.git_command import Command, GitError
from tests.workspace.repo import commit, git, make, write


@pytest.fixture
def marker(tmp_path: Path) -> Path:
    return tmp_path / "EXECUTED"


@pytest.fixture
def evil(tmp_path: Path, marker: Path) -> str:
    """A command that proves that it was run."""
    script = tmp_path / "evil.sh"
    script.write_text(f'#!/bin/sh\necho "$0 $@" >> {marker}\ncat 2>/dev/null\nexit 0\n')
    script.chmod(0o755)
    return str(script)


def _set(repo: Path, key: str, value: str) -> None:
    git(repo, "config", key, value)


def _include(repo: Path, evil: str) -> None:
    (repo / ".git" / "more").write_text(
        f'[filter "in=c.lude"]\n\tclean = {evil}\n\tsmudge = {evil}\n\trequired = true\n[core]\n\tfsmonitor = {evil}\n'
    )
    _set(repo, "include.path", "more")
    (repo / ".gitattributes").write_text("*.py filter=in=c.lude\n")


def _hooks(repo: Path, evil: str) -> None:
    for name in ("post-index-change", "pre-auto-gc", "reference-transaction", "post-checkout", "fsmonitor-watchman"):
        (repo / ".git" / "hooks" / name).unlink(missing_ok=True)
        (repo / ".git" / "hooks").mkdir(exist_ok=True)
        (repo / ".git" / "hooks" / name).symlink_to(evil)


def _submodule(repo: Path, evil: str) -> None:
    inner = make(repo.parent / "inner", **{"s.py": "1\n"})
    commit(inner)
    git(repo, "submodule", "add", "-q", str(inner), "sub")
    git(repo / "sub", "config", "core.fsmonitor", evil)
    git(repo / "sub", "config", "filter.evil.clean", evil)
    (repo / "sub" / ".gitattributes").write_text("* filter=evil\n")
    (repo / "sub" / "s.py").write_text("2\n")


def _worktree_config(repo: Path, evil: str) -> None:
    _set(repo, "extensions.worktreeConfig", "true")
    git(repo, "config", "--worktree", "core.fsmonitor", evil)


def _promisor(repo: Path, evil: str) -> None:
    """A partial clone fetches missing objects by itself, from a place that the repository names."""
    blob = git(repo, "rev-parse", "HEAD:a.py")
    (repo / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    for key, value in (
        ("extensions.partialClone", "origin"),
        ("remote.origin.url", f"ext::{evil}"),
        ("remote.origin.promisor", "true"),
        ("remote.origin.uploadpack", evil),
        ("protocol.ext.allow", "always"),
        ("protocol.file.allow", "always"),
    ):
        _set(repo, key, value)


def _keys(*keys: str, before: str = "") -> Callable[[Path, str], None]:
    def attack(repo: Path, evil: str) -> None:
        for key in keys:
            _set(repo, key, before + evil)

    return attack


def _hooks_path(repo: Path, evil: str) -> None:
    _hooks(repo, evil)
    _set(repo, "core.hooksPath", ".git/hooks")


def _filter(kind: str) -> Callable[[Path, str], None]:
    def attack(repo: Path, evil: str) -> None:
        _set(repo, f"filter.evil.{kind}", evil)
        _set(repo, "filter.evil.required", "true")
        (repo / ".gitattributes").write_text("*.py filter=evil\n")

    return attack


def _driver(key: str) -> Callable[[Path, str], None]:
    def attack(repo: Path, evil: str) -> None:
        _set(repo, f"diff.evil.{key}", evil)
        (repo / ".gitattributes").write_text("*.py diff=evil\n")

    return attack


ATTACKS: dict[str, Callable[[Path, str], None]] = {
    "fsmonitor": _keys("core.fsmonitor"),
    "fsmonitor in the worktree's configuration": _worktree_config,
    "hooks": _hooks,
    "hooksPath": _hooks_path,
    "clean filter": _filter("clean"),
    "process filter": _filter("process"),
    "smudge filter": _filter("smudge"),
    "filter by include.path": _include,
    "external diff": _keys("diff.external"),
    "diff command": _driver("command"),
    "textconv": _driver("textconv"),
    "alias": _keys("alias.status", "alias.ls-files", "alias.diff", before="!"),
    "pager": _keys("core.pager", "pager.status", "pager.diff"),
    "ssh and askpass": _keys("core.sshCommand", "core.askPass"),
    "editor": _keys("core.editor"),
    "submodule": _submodule,
    "promisor": _promisor,
}


def _call_everything(root: Path, base: str) -> Git:
    found = Git.find(root)
    assert isinstance(found, Git), found
    found.facts()
    found.list_files()
    found.list_files(["a.py", "sub"])
    found.tracked(["a.py"])
    found.ignored(["nothing"])
    found.renames(base)
    found.read_blobs(list(found.blobs_at("HEAD").values()))
    found.facts()
    return found


@pytest.mark.parametrize("name", ATTACKS)
def test_nothing_of_the_repository_runs(name: str, tmp_path: Path, evil: str, marker: Path) -> None:
    repo = make(tmp_path / "repo", **{"a.py": "a = 1\n" * 30, "b.py": "b = 1\n" * 30})
    base = commit(repo)
    git(repo, "mv", "b.py", "c.py")
    ATTACKS[name](repo, evil)
    marker.unlink(missing_ok=True)  # making the attack may have run it
    (repo / "a.py").write_text("a = 2\n" * 30)
    (repo / "c.py").write_text("b = 1\n" * 29 + "b = 2\n")
    found = _call_everything(repo, base)
    assert not marker.exists(), marker.read_text()
    if name != "promisor":
        assert found.renames(base) == {"c.py": "b.py"}
    assert {"a.py", "c.py"} <= set(found.list_files())


@pytest.mark.parametrize("name", ["fsmonitor", "clean filter", "process filter", "filter by include.path", "submodule"])
def test_the_attack_would_work_on_plain_git(name: str, tmp_path: Path, evil: str, marker: Path) -> None:
    repo = make(tmp_path / "repo", **{"a.py": "a = 1\n"})
    commit(repo)
    ATTACKS[name](repo, evil)
    marker.unlink(missing_ok=True)
    (repo / "a.py").write_text("a = 2\n")
    subprocess.run(["git", "-C", repo, "status"], capture_output=True, check=False)
    assert marker.exists()


def test_core_worktree_does_not_redirect(tmp_path: Path) -> None:
    other = tmp_path / "other"
    write(other, {"secret.py": "1"})
    repo = make(tmp_path / "repo", **{"a.py": "1"})
    commit(repo)
    git(repo, "config", "core.worktree", str(other))
    found = Git.find(repo)
    assert isinstance(found, Git)
    assert (found.top, found.list_files(), found.facts().dirty) == (repo, ["a.py"], 0)


def test_a_bare_repository_in_the_tree_is_not_used(tmp_path: Path, evil: str, marker: Path) -> None:
    make(tmp_path / "seed", **{"a.py": "1"})
    git(tmp_path / "seed", "clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    (tmp_path / "bare" / "config").write_text(f"[core]\n\tbare = false\n\tworktree = .\n\tfsmonitor = {evil}\n")
    assert not isinstance(Git.find(tmp_path / "bare"), Git)
    assert not marker.exists()


def test_variables_from_outside_do_not_redirect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, evil: str) -> None:
    other = make(tmp_path / "other", **{"x.py": "1"})
    commit(other)
    repo = make(tmp_path / "repo", **{"a.py": "1"})
    commit(repo)
    for name, value in (
        ("GIT_DIR", str(other / ".git")),
        ("GIT_WORK_TREE", str(other)),
        ("GIT_INDEX_FILE", str(other / ".git" / "index")),
        ("GIT_EXTERNAL_DIFF", evil),
        ("GIT_CONFIG_PARAMETERS", f"'core.fsmonitor'='{evil}'"),
        ("GIT_TRACE", str(tmp_path / "trace")),
    ):
        monkeypatch.setenv(name, value)
    found = _call_everything(repo, "HEAD")
    assert found.list_files() == ["a.py"]
    assert not (tmp_path / "EXECUTED").exists()


def test_an_include_that_blocks_ends_by_timeout(tmp_path: Path) -> None:
    repo = make(tmp_path / "repo", **{"a.py": "1"})
    os.mkfifo(repo / ".git" / "fifo")
    git(repo, "config", "include.path", "fifo")
    with pytest.raises(GitError, match=r"git rev-parse .*Timeout"):
        Command(str(repo)).run("rev-parse", "HEAD", timeout_s=0.3)
