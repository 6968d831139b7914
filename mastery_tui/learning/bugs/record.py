"""The bug that waits to be found: what it is, kept beside the buggy copy until the next one.

The copy is the learner's to edit; the record is not. Its digest stands in the ledger: a changed one proves nothing.
"""

import hashlib
from pathlib import Path
from typing import Literal

import msgspec

from mastery_tui.learning.bugs.injected import Injected
from mastery_tui.learning.bugs.source import encoded
from mastery_tui.workspace.write import Refused, read_inside

Slot = Literal["harden", "practice"]
SLOTS: tuple[Slot, ...] = ("harden", "practice")


class Record(msgspec.Struct, frozen=True):
    """A bug with what it was made from: the module's `files` as they were, and how many tests it fails and passes."""

    injected: Injected
    files: dict[str, str]
    failing: int
    passing: int

    def digest(self) -> str:
        return hashlib.sha256(encode(self)).hexdigest()

    def public_id(self) -> str:
        """A name for the bug that gives nothing away."""
        return hashlib.sha256(f"{self.injected.id}\0{self.injected.after}".encode()).hexdigest()[:8]

    def copies(self) -> dict[str, bytes]:
        """The files as the learner gets them: one of them has the bug."""
        texts = {**self.files, self.injected.file: self.injected.after}
        return {name: encoded(text) for name, text in texts.items()}


def folder(slot: Slot, curriculum: str, module: str) -> str:
    """Where the buggy copies stand, relative to the store."""
    return f"worktree/{slot}/{curriculum}/{module}"


def place(slot: Slot, curriculum: str, module: str) -> str:
    """Where the record stands, relative to the store."""
    return f"learning/{slot}/{curriculum}/{module}.json"


def encode(record: Record) -> bytes:
    return msgspec.json.encode(record, order="sorted")


def load(store: Path, slot: Slot, curriculum: str, module: str) -> Record | None:
    """The record; None where there is none, or one that cannot be read: then there is no bug."""
    try:
        data = read_inside(store, place(slot, curriculum, module))
        return None if data is None else msgspec.json.decode(data, type=Record)
    except (Refused, OSError, msgspec.DecodeError, UnicodeDecodeError):
        return None
