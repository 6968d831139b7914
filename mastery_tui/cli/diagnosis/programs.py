"""Pythons, git and the tools behind the checks."""

import os
import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import mastery_tui
from mastery_tui.cli.diagnosis.line import Line

_TOOLS = ("ruff", "radon", "bandit", "pytest", "coverage", "watchdog", "textual")


def pythons(root: Path, trusted: bool) -> Iterator[Line]:
    """Our own Python, and the one that the project's tests run in."""
    from mastery_tui.workspace.python import find_python

    yield Line("✓", "mastery", f"{mastery_tui.__version__}, Python {platform.python_version()} at {sys.executable}")
    found = find_python(root, os.environ, run_allowed=trusted)
    if not found.path:
        yield Line("✗", "project Python", found.reason or "none found", "set MASTERY_PYTHON to the Python of the tests")
        return
    yield Line("✓", "project Python", f"{found.version or 'version unknown'} at {found.path} ({found.reason})")


def git(root: Path) -> Iterator[Line]:
    """The git program and the repository."""
    from mastery_tui.workspace.git import Git
    from mastery_tui.workspace.git_command import GitError, executable

    program = executable()
    if program is None:
        yield Line("!", "git", "not found: all files but the usual junk are checked", "install git")
        return
    try:
        found = Git.find(root)
        if not isinstance(found, Git):
            yield Line("!", "git", f"{program}; {found.reason}", "git init, to know what is new and what is ignored")
            return
        repo = found.facts()
    except GitError as error:
        yield Line("!", "git", f"{program}; {error}", "findings cannot be told apart as new")
        return
    base = f"new since {repo.base_name}" if repo.base else "no default branch to compare with"
    yield Line("✓", "git", f"{program}; on {repo.branch or repo.head[:9] or 'no commit yet'}, {base}")


def tools() -> Iterator[Line]:
    """The packages behind the checks."""
    for name in _TOOLS:
        try:
            yield Line("✓", name, version(name))
        except PackageNotFoundError:
            yield Line("✗", name, "not installed", f"{sys.executable} -m pip install {name}")
