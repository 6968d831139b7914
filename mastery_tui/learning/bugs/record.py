"""The bug that waits to be found: what it is, kept beside the buggy copy until the next one.

The copy is the learner's to edit; the record is not. Its digest stands in the ledger: a changed one proves nothing.
"""

import hashlib
from pathlib import Path
from typing import Literal

import msgspec

from mastery_tui.learning.bugs.injected import Injected
from mastery_tui.model.blob import blob_id
from mastery_tui.workspace.write import read_inside, replace_file

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
        return {name: text.encode() for name, text in texts.items()}


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
    data = read_inside(store, place(slot, curriculum, module))
    if data is None:
        return None
    try:
        return msgspec.json.decode(data, type=Record)
    except msgspec.DecodeError:
        return None


def save(store: Path, slot: Slot, curriculum: str, module: str, record: Record) -> None:
    """Put the record in its place. Raises what writing raises."""
    path = place(slot, curriculum, module)
    (store / path).parent.mkdir(parents=True, exist_ok=True)
    before = read_inside(store, path)
    replace_file(store, path, encode(record), None if before is None else blob_id(before))
