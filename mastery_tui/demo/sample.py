"""The sample project: a copy in a temporary folder with a home of its own, a repository with a few commits, trusted."""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from mastery_tui.config import paths, seen, trust
from mastery_tui.workspace.git_command import Command, GitError

PROJECT = Path(__file__).with_name("project")
NAME = "ledger"
LESSONS = "lessons"
LESSON = "cs336_a1/softmax"
"""What a newcomer begins with."""
BRANCH = "refunds"
AUTHOR = "Robin <robin@example.org>"
_IDENTITY = (("user.name", "Robin"), ("user.email", "robin@example.org"), ("commit.gpgSign", "false"))
_DAY_S = 86_400


class Commit(msgspec.Struct, frozen=True):
    """One commit of the sample's past: on which branch, how many days ago, and which files it adds."""

    branch: str
    days: int
    message: str
    files: tuple[str, ...]


COMMITS = (
    Commit(
        "main",
        24,
        "Read statements, line by line",
        (
            *(".gitignore", "README.md", "pyproject.toml", "data/october.csv"),
            *("ledger/__init__.py", "ledger/money.py", "ledger/statement.py"),
            *("tests/test_money.py", "tests/test_statement.py"),
        ),
    ),
    Commit(
        "main",
        17,
        "Sums by category",
        ("ledger/__main__.py", "ledger/report.py", "ledger/rules.py", "tests/test_report.py"),
    ),
    Commit("main", 9, "Fetch a statement with the bank's command", ("ledger/download.py",)),
    Commit(BRANCH, 1, "Find purchases that were paid back", ("ledger/refunds.py", "tests/test_refunds.py")),
)
"""What no commit has is new in the working tree."""


@contextmanager
def sample(keep: bool = False) -> Iterator[Path]:
    """The folder of a fresh copy, removed at the end unless it is to be kept.

    Whatever mastery keeps of a user (trust above all) goes to a home beside the copy while this lasts: the user's own
    files are neither changed nor able to be left changed, even by a crash; only the user's configuration is read.
    """
    place = Path(tempfile.mkdtemp(prefix="mastery-demo-")).resolve()
    root = place / NAME
    try:
        with _at_home(place / "home"):
            _copy(root)
            with suppress(GitError):  # without git the rest works just the same
                make_repository(root)
            trust.grant(root)
            seen.mark(root)
            yield root
    finally:
        if not keep:
            shutil.rmtree(place)


@contextmanager
def lesson(keep: bool = False) -> Iterator[Path]:
    """An empty repository to learn in, trusted, with a home of its own; removed at the end unless it is to be kept."""
    place = Path(tempfile.mkdtemp(prefix="mastery-learn-")).resolve()
    root = place / LESSONS
    try:
        with _at_home(place / "home"):
            root.mkdir()
            with suppress(GitError):
                Command(str(root)).run("init", "-q", "--template=")
            trust.grant(root)
            seen.mark(root)
            yield root
    finally:
        if not keep:
            shutil.rmtree(place)


@contextmanager
def _at_home(home: Path) -> Iterator[None]:
    """Keep the user's data in this folder, and run the sample's tests in the Python that runs mastery."""
    own = paths.user_config()
    home.mkdir()
    if own.is_dir():
        with suppress(OSError):  # Windows asks for a privilege: the demo has the default keys and colours then
            (home / "config").symlink_to(own, target_is_directory=True)
    here = {"MASTERY_HOME": str(home), "MASTERY_PYTHON": sys.executable}
    before = {name: os.environ.get(name) for name in here}
    os.environ.update(here)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _copy(root: Path) -> None:
    """The content only: where mastery is installed, its files may be read-only."""
    for source in sorted(PROJECT.rglob("*")):
        if source.is_file() and "__pycache__" not in source.parts:
            target = root / source.relative_to(PROJECT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(source.read_bytes())


def make_repository(root: Path) -> None:
    """Make the folder a repository with the commits of the sample's past, on its branch. Raises GitError.

    `fast-import` takes authors and dates from us, so nobody's configuration has a say, and no hook is asked.
    """
    git = Command(str(root))
    git.run("init", "-q", "--template=")
    git.run("fast-import", "--quiet", stdin=_history(root))
    git.run("symbolic-ref", "HEAD", f"refs/heads/{BRANCH}")
    git.run("reset", "-q")


def commit(root: Path, message: str) -> None:
    """Commit all there is. Raises GitError."""
    git = Command(str(root), str(root))
    git.run("add", "-A")
    git.run("commit", "-q", "--no-verify", "-m", message, overrides=_IDENTITY)


def _history(root: Path) -> bytes:
    stream = bytearray()
    now = int(time.time())
    on = ""
    for number, each in enumerate(COMMITS, 1):
        stream += f"commit refs/heads/{each.branch}\nmark :{number}\n".encode()
        stream += f"committer {AUTHOR} {now - each.days * _DAY_S} +0000\n".encode()
        stream += _data(each.message.encode())
        if on and on != each.branch:
            stream += f"from :{number - 1}\n".encode()
        for name in each.files:
            stream += f"M 100644 inline {name}\n".encode() + _data((root / name).read_bytes())
        stream += b"\n"
        on = each.branch
    return bytes(stream)


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)
