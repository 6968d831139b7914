"""The check interface: all that a check file needs.

A check is one small file that yields what it sees::

    from mastery_tui.checking.interface import Found, Source, file_check

    @file_check(name="todo", title="To do", files=("*.py",))
    def todo(source: Source, options: None):
        for number, line in enumerate(source.lines, 1):
            if "TODO" in line:
                yield Found("TODO", "info", number, "a note to self is left in the code")

Three shapes, all pure to call:

- `file_check`: `(source, options) -> items`, one file at a time, in a worker process, cached by content;
- `batch_check`: `(sources, options, root) -> (path, item) pairs`, for tools that are fastest on many files at once;
  in a worker process, cached by content just the same;
- `tree_check`: `(tree, options) -> items`, when a tree settles, in a child process of its own.

A check may `explain` its rules: `(rule) -> Rule`, or None for one that it does not know; called in a worker process.

Options are a `msgspec.Struct` with defaults: the table `[checks.NAME]` of mastery.toml, typed and checked.
"""

import ast
import io
import tokenize
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

import msgspec

from mastery_tui.model.finding import Fix, Severity, UnitKind
from mastery_tui.model.tests import TestOutcome


class Skipped(Exception):
    """Raised by a check that cannot run here; the text says why and how to mend it, `said` what its tool printed."""

    def __init__(self, reason: str = "", said: str = "") -> None:
        super().__init__(reason)
        self.said = said


class Unreadable(Exception):
    """Raised by a file check that cannot make sense of this one file; the text says why."""


class Found(msgspec.Struct, frozen=True):
    """A finding as a check yields it: the engine adds check, path and fingerprint.

    Lines and columns count from 1; end 0 means "same as the start". `anchor` is the text that identifies the finding
    when lines move: by default the stripped source line. `path` is for tree checks only.
    """

    rule: str
    severity: Severity
    line: int
    message: str
    column: int = 1
    end_line: int = 0
    end_column: int = 0
    url: str | None = None
    fix: Fix | None = None
    anchor: str | None = None
    path: str = ""


class Measure(msgspec.Struct, frozen=True):
    """A named number of the file (or of the tree, for a tree check)."""

    name: str
    value: float


class UnitFound(msgspec.Struct, frozen=True):
    """A function, method or class with its complexity."""

    name: str
    qualname: str
    kind: UnitKind
    line: int
    end_line: int
    complexity: int
    rank: str
    cognitive: int


class Facts(msgspec.Struct, frozen=True):
    """What a check knows of the file that means something only beside all others: kept as it is, folded elsewhere."""

    name: str
    data: bytes


class Progress(msgspec.Struct, frozen=True):
    """A tree check's live progress."""

    done: int
    total: int


class Collected(msgspec.Struct, frozen=True):
    """The ids of all tests that exist now: outcomes of others are forgotten."""

    ids: tuple[str, ...]


class Note(msgspec.Struct, frozen=True):
    """A line for Activity."""

    text: str


class Said(msgspec.Struct, frozen=True):
    """What the tool behind a tree check printed: kept as the log of its last run."""

    text: str


Item = Found | Measure | UnitFound | Facts
TreeItem = Item | TestOutcome | Progress | Collected | Note | Said


class Source:
    """One file as a check sees it: bytes, and what follows from them, computed once and shared by all checks.

    `on_disk` is the absolute path when the file on disk holds these very bytes, else None (content from history).
    `root` is the absolute root of the tree, where a check finds the configuration of the tool behind it; the engine
    always sets it, None only when a check is called by hand.
    """

    def __init__(self, path: str, data: bytes, on_disk: Path | None = None, *, root: Path | None = None) -> None:
        self.path = path
        self.data = data
        self.on_disk = on_disk
        self.root = root

    @cached_property
    def text(self) -> str:
        """The decoded text (PEP 263, universal newlines). Raises SyntaxError, UnicodeDecodeError or LookupError."""
        encoding, _ = tokenize.detect_encoding(io.BytesIO(self.data).readline)
        return io.TextIOWrapper(io.BytesIO(self.data), encoding, line_buffering=True).read()

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends, as an editor numbers them; undecodable bytes are replaced."""
        text = self.data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        return text.split("\n")

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree of `text`. Raises what `text` and `ast.parse` raise."""
        return ast.parse(self.text)


class TreeView(msgspec.Struct, frozen=True):
    """The tree as a tree check sees it.

    `changed` are the files whose content is new since `since` last ran green, None when unknown (first run);
    `store` is a folder of the check's own under .mastery/, for what it remembers between runs.
    """

    root: Path
    paths: tuple[str, ...]
    changed: tuple[str, ...] | None
    generation: int
    python: Path
    python_reason: str
    trusted: bool
    store: Path


class Rule(msgspec.Struct, frozen=True):
    """What is known of a rule, without network.

    `text` is Markdown that says what is wrong, why it matters and how to mend it, in this order. `source` names where
    that comes from.
    """

    title: str
    text: str
    source: str = ""


Shape = Literal["file", "batch", "tree"]


class Check(msgspec.Struct, frozen=True):
    """A check as discovered.

    `files`: name patterns it applies to. `inputs`: name patterns of configuration files whose content decides results
    too. `layout`: True when the set of paths does as well. `tool`: returns the version of the tool behind it.
    `outside(root)`: further files (outside the tree) that decide results. `explain(rule)`: what is known of a rule.
    `background`: for a batch check: it comes after all others, in small tasks, and never takes the last free worker.
    """

    name: str
    title: str
    shape: Shape
    run: Callable[..., Iterable[Any]]
    version: str = "1"
    files: tuple[str, ...] = ("*.py",)
    inputs: tuple[str, ...] = ()
    layout: bool = False
    options: type[msgspec.Struct] | None = None
    needs_trust: bool = False
    tool: Callable[[], str] | None = None
    outside: Callable[[Path], Iterable[Path]] | None = None
    explain: Callable[[str], Rule | None] | None = None
    background: bool = False


FileRun = Callable[[Source, Any], Iterable[Item]]
BatchRun = Callable[[Sequence[Source], Any, Path], Iterable[tuple[str, Item | Unreadable]]]
TreeRun = Callable[[TreeView, Any], Iterator[TreeItem]]


def file_check(name: str, title: str = "", **about: Any) -> Callable[[FileRun], Check]:
    """Make a function a file check; `about` are further fields of `Check`."""
    return lambda run: Check(name, title or name, "file", run, **about)


def batch_check(name: str, title: str = "", **about: Any) -> Callable[[BatchRun], Check]:
    """Make a function a batch check; `about` are further fields of `Check`."""
    return lambda run: Check(name, title or name, "batch", run, **about)


def tree_check(name: str, title: str = "", **about: Any) -> Callable[[TreeRun], Check]:
    """Make a function a tree check; `about` are further fields of `Check`."""
    return lambda run: Check(name, title or name, "tree", run, **about)
