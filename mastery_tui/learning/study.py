"""One learner at work in one tree: curricula, what was recorded, where things stand, and a judge once one is needed."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mastery_tui.evidence.ledger import Ledger, LedgerError
from mastery_tui.evidence.record import Stamp
from mastery_tui.learning import files as lf
from mastery_tui.learning.backups import BackupError, Backups
from mastery_tui.learning.bugs import record
from mastery_tui.learning.bugs.record import Slot
from mastery_tui.learning.curriculum import Head, Module
from mastery_tui.learning.events import Event, from_row, to_entry
from mastery_tui.learning.judging.job import Job, Judged
from mastery_tui.learning.learner_file import put, take_away
from mastery_tui.learning.module_progress import ModuleProgress
from mastery_tui.learning.progress import Key, Progress, later
from mastery_tui.learning.shelf import Shelf
from mastery_tui.model.state import Interpreter
from mastery_tui.model.text import printable
from mastery_tui.workspace.write import Changed, Refused, read_inside


class CannotLearn(Exception):
    """It cannot be done here, or not now: one clear line."""


class Study:
    """What every act of learning needs. `store` is the tree's own folder; `run` judges (a `judging.job.Judge`).

    All methods block; one act at a time. Raises CannotLearn where something of the set-up forbids it.
    """

    def __init__(
        self,
        root: Path,
        store: Path | None,
        shelf: Shelf,
        run: Callable[[Module, Job], Judged],
        *,
        trusted: bool,
        trust_hint: str = "",
        python: Interpreter | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if store is None:
            raise CannotLearn("neither this folder nor your cache can be written to: there is no place for your work")
        self.root = root
        self.store = store
        self.shelf = shelf
        self.trusted = trusted
        self.trust_hint = trust_hint
        self.python = python or Interpreter()
        self.clock = clock
        self.stamp: Callable[[], Stamp] = Stamp  # of the tree that the learner is at work in
        self.ledger = Ledger(store)
        self.backups = Backups(store)
        self._run = run
        self._progress: Progress = Progress()
        self._seq = 0
        self._seen: tuple[object, ...] = ()
        self.broken = ""

    # --- what was recorded -----------------------------------------------------------------------------------------

    def progress(self) -> Progress:
        """What the ledger says, with what others have recorded meanwhile; nothing behind a broken row counts."""
        try:
            seen = self.ledger.seen()
            if seen == self._seen:
                return self._progress
            self._seen = seen
            fault = self.ledger.verify(after=self.ledger.verified)
            self.broken = f"{fault}; nothing from there on counts" if fault else ""
            fresh: list[tuple[Event, float]] = []
            last = self._seq
            for row in self.ledger.rows("learn", after_seq=self._seq):
                if row.seq > self.ledger.verified:
                    break
                last = row.seq
                event = from_row(row)
                if event is not None:
                    fresh.append((event, row.at))
            self._progress, self._seq = later(self._progress, fresh), last
        except LedgerError as error:
            self.broken = str(error)
        return self._progress

    def of(self, module: Module) -> ModuleProgress:
        """What was recorded of this module."""
        return self.progress().of(key(module))

    def about(self, module: Module) -> dict[str, Any]:
        """Whose an event of this module is."""
        return {"curriculum": module.curriculum, "module": module.id, "version": self.head(module).version}

    def record(self, *events: Event) -> None:
        """Keep what happened. Raises CannotLearn: what is not recorded did not count."""
        self.can_record()
        try:
            stamp = self.stamp()
            self.ledger.append_many([to_entry(event, self.clock(), stamp) for event in events])
        except LedgerError as error:
            raise CannotLearn(str(error)) from error
        self._seen = ()  # the ledger tells of others only
        self.progress()

    def can_record(self) -> None:
        """Ask before anything is written that only counts once it is recorded. Raises CannotLearn."""
        if self.broken:
            raise CannotLearn(
                f"the ledger is broken: {self.broken}; bring it back from a backup, or look at it and "
                "`mastery ledger accept` goes on from what is there"
            )

    # --- files -----------------------------------------------------------------------------------------------------

    def head(self, module: Module) -> Head:
        return self.shelf.curricula[module.curriculum].head

    def paths(self, module: Module) -> dict[str, str]:
        """Where each of the module's files stands in the tree."""
        head = self.head(module)
        return {name: lf.path_of(head, name) for name in module.about.files}

    def files(self, module: Module) -> dict[str, bytes]:
        """What is there of them."""
        try:
            return lf.read(self.root, self.head(module), module)
        except Refused as error:
            raise CannotLearn(printable(str(error))) from error
        except OSError as error:
            raise CannotLearn(f"{printable(str(error.filename))}: {os.strerror(error.errno or 0)}") from error

    def copies(self, module: Module, slot: Slot) -> dict[str, bytes]:
        """The files of the buggy copy, as they are now."""
        folder = record.folder(slot, *key(module))
        found = {name: self.read(self.store, f"{folder}/{name}") for name in module.about.files}
        return {name: data for name, data in found.items() if data is not None}

    def read(self, top: Path, path: str) -> bytes | None:
        try:
            return read_inside(top, path)
        except Refused as error:
            raise CannotLearn(f"{self._told(top, path)} {error}") from error
        except OSError as error:
            raise CannotLearn(f"{self._told(top, path)}: {os.strerror(error.errno or 0)}") from error

    def write(self, top: Path, path: str, data: bytes, before: bytes | None) -> None:
        """Put it there if the file still holds `before`; folders are made. Raises CannotLearn."""
        try:
            put(top, path, data, before)
        except Changed as error:
            raise CannotLearn(
                f"{self._told(top, path)} changed at this very moment: nothing was written, try again"
            ) from error
        except Refused as error:
            raise CannotLearn(f"{self._told(top, path)} {error}") from error
        except OSError as error:
            raise CannotLearn(f"{self._told(top, path)} cannot be written: {os.strerror(error.errno or 0)}") from error

    def remove(self, top: Path, path: str, before: bytes) -> None:
        """Remove it if it still holds `before`; what else stands there stays. Raises CannotLearn."""
        try:
            take_away(top, path, before)
        except Changed:
            return  # it was saved at this very moment: it stays
        except (Refused, OSError) as error:
            raise CannotLearn(f"{self._told(top, path)} cannot be removed: {error}") from error

    def _told(self, top: Path, path: str) -> str:
        """A path as a person finds it, fit to be shown."""
        return printable(self.shown(path) if top == self.store else path)

    def keep(self, action: str, module: str, files: dict[str, bytes], after: dict[str, bytes]) -> str:
        """Keep what is about to be replaced, on the disk. Paths begin with tree/ or store/. Raises CannotLearn."""
        try:
            return self.backups.keep(action, module, files, after, at=self.clock())
        except BackupError as error:
            raise CannotLearn(str(error)) from error

    def kept_in(self, id: str) -> str:
        """The folder of a backup, as a person finds it; "" for none."""
        return self.shown(Path(self.backups.shown(id)).relative_to(self.store).as_posix()) if id else ""

    def shown(self, path: str) -> str:
        """A path of the store: relative to the tree where it lies in there, else absolute."""
        place = self.store / path
        return place.relative_to(self.root).as_posix() if place.is_relative_to(self.root) else str(place)

    # --- judging ---------------------------------------------------------------------------------------------------

    def judge(self, module: Module, job: Job) -> Judged:
        """Run the learner's code. Raises CannotLearn where the folder is not trusted."""
        if not self.trusted:
            raise CannotLearn(f"validators run your code, and this folder is not trusted: {self.trust_hint}")
        return self._run(module, job)

    def close(self) -> None:
        self.ledger.close()


def key(module: Module) -> Key:
    """What progress is kept under."""
    return (module.curriculum, module.id)
