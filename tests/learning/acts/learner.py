"""A learner at work, by chance, and what must hold after each act of theirs, whether or not it was killed.

What the learner saves is owed: from then on it stands in the tree, in a copy, in a draft or in a whole backup, as it
was saved, until the learner overwrites or deletes it there.
"""

import os
import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from mastery_tui.learning import standing
from mastery_tui.learning.acts import justify
from mastery_tui.learning.backups import Backups
from mastery_tui.learning.bugs import record
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.progress import Progress
from mastery_tui.learning.shelf import Shelf
from mastery_tui.learning.study import CannotLearn, Study, key
from tests.learning.acts import killed, tiny

Act = Callable[[Study, Module], Any]
DAY = 86_400.0
NEW_OWN = frozenset({"start", "start --fresh", "keep", "reset", "reset --all", "undo"})
"""Acts that may change the learner's own files."""
NEW_COPIES = frozenset({"harden", "harden --fresh", "practice", "practice --fresh", "reset", "reset --all", "undo"})
CALLS = 40
"""So many calls an act makes, until it is known."""
NEVER = ("broken", "cannot be", "at this very moment", "not a regular file")
"""What no act may say here: nothing is in its way but what killed acts have left."""


class Learner:
    """One learner in one tree. `act` does one thing by chance; every broken promise is an AssertionError."""

    def __init__(self, root: Path, known: Shelf, seed: int) -> None:
        self.root = root
        self.known = known
        self.chance = random.Random(seed)  # noqa: S311 (to be had again)
        self.now = 1_800_000_000.0
        self.modules = tuple(known.curricula["tiny"].modules.values())
        self.store = root / ".mastery"
        self.places: list[str] = []
        for module in self.modules:
            self.places += [*self.own(module), self.draft(module)]
            for slot in record.SLOTS:
                self.places += [*self.copies(module, slot), f".mastery/{record.place(slot, *key(module))}"]
        self.owed: set[tuple[str, bytes]] = set()
        self.trace: list[str] = []
        self.kills = 0
        self.calls: dict[str, int] = {}
        self.progress = Progress()
        self.number = 0
        self.seen: dict[str, set[bytes]] = {}
        self.undoable: tuple[str, dict[str, bytes], Progress] | None = None

    # --- what is there ---------------------------------------------------------------------------------------------

    def own(self, module: Module) -> list[str]:
        return [f"lessons/{name}" for name in module.about.files]

    def copies(self, module: Module, slot: record.Slot) -> list[str]:
        return [f".mastery/{record.folder(slot, *key(module))}/{name}" for name in module.about.files]

    def draft(self, module: Module) -> str:
        place = justify.Drafts(self.store / "learning" / "drafts").path(*key(module), "why")
        return place.relative_to(self.root).as_posix()

    def read(self, path: str) -> bytes | None:
        try:
            return _bytes(f"{self.root}/{path}")
        except FileNotFoundError:
            return None

    def state(self) -> dict[str, bytes]:
        """Everything of the learner's that is in its place."""
        found = {path: self.read(path) for path in self.places}
        return {path: data for path, data in found.items() if data is not None}

    def look(self) -> None:
        """See where it stands; the ledger is as it was written, every row."""
        looks = tiny.study(self.root, lambda: self.now, self.known)
        try:
            self.progress = looks.progress()
            assert looks.broken == "", f"the ledger is broken: {looks.broken}"
        finally:
            looks.close()

    def kept(self) -> set[bytes]:
        """The content of every file where what is owed may be: no leftover counts, and no backup that is not whole."""
        backups = Backups(self.store)
        for operation in backups.list():
            if operation.id not in self.seen:
                self.seen[operation.id] = set(backups.restore(operation.id).values())
        found = set().union(*self.seen.values())
        places = (self.root, self.store / "worktree", self.store / "learning")
        for place in places:
            found |= {_bytes(file) for file in _files(place) if not file.endswith((".tmp", ".kept"))}
        return found

    def leftovers(self) -> list[Path]:
        """What a killed act has left beside the learner's own files."""
        return [Path(file) for file in _files(self.root) if file.endswith(".tmp")]

    # --- an editor -------------------------------------------------------------------------------------------------

    def save(self, path: str, data: bytes) -> None:
        self.delete(path)
        place = self.root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(data)
        self.owed.add((path, data))

    def delete(self, path: str) -> None:
        self.undoable = None
        data = self.read(path)
        if data is not None:
            self.owed.discard((path, data))
            (self.root / path).unlink()

    # --- one act ---------------------------------------------------------------------------------------------------

    def mastery(self, name: str, act: Act, module: Module, *, kill: bool | None = None) -> Any:
        """Let mastery do it, perhaps to be killed in a child; None where it was, or where it says that it cannot."""
        before, was, operations, undoable = self.state(), self.progress, self.operations(), self.undoable
        self.trace.append(f"{name} {module.id}")
        self.undoable = None
        done, said = False, ""
        if self.chance.randrange(2) if kill is None else kill:
            ended = self._killed(name, act, module)
            self.look()
        else:
            ended = self.said(act, module)
        if ended is not None:
            done, said = ended
            self.trace[-1] += f" → {'' if done else 'cannot: '}{str(said)[:160]}"
            assert done or not any(word in said for word in NEVER), said
        self._holds(name, module, before, was)
        if name == "undo":
            if self.progress.undone != was.undone:
                self._is_back(undoable)
            elif ended is None:
                self.undoable = undoable  # it has to be done again
        elif name != "answer" and self.operations() == operations + 1:
            self.undoable = (name, before, was)
        return said if done else None

    def _killed(self, name: str, act: Act, module: Module) -> tuple[bool, Any] | None:
        """What it says where it was faster than the kill."""
        at, after_s = 0, 0.0
        if self.chance.randrange(4):
            at = self.chance.randint(1, self.calls.get(name, CALLS))
        else:
            after_s = self.chance.uniform(0.0005, 0.03)
        ended = killed.run(lambda: self.said(act, module), at=at, after_s=after_s)
        if ended is None:
            self.kills += 1
            self.trace[-1] += f" KILLED {f'at call {at}' if at else f'after {after_s * 1000:.1f} ms'}"
            return None
        said, self.calls[name] = ended
        return said

    def operations(self) -> int:
        return len(Backups(self.store).list())

    def said(self, act: Act, module: Module) -> tuple[bool, Any]:
        with_it = tiny.study(self.root, lambda: self.now, self.known)
        try:
            said = act(with_it, module)
            self.progress = with_it.progress()
            assert with_it.broken == ""
            return True, said
        except CannotLearn as error:
            self.progress = with_it.progress()
            assert "\n" not in str(error)
            return False, str(error)
        finally:
            with_it.close()

    def _holds(self, name: str, module: Module, before: dict[str, bytes], was: Progress) -> None:
        """The promises, after any act."""
        after, kept = self.state(), self.kept()
        if name in ("answer", "draft"):  # the learner's own text goes where the former one was
            self._typed(name, module, before, after)
        lost = [(path, data) for path, data in self.owed if data and data not in kept]
        assert not lost, f"lost: {lost}"
        whole = set(before.values()).union([None], *self.seen.values())
        for one in self.modules:
            whole |= set(one.stub.values())
            for path in self.own(one):
                changed = before.get(path) != after.get(path)
                assert not changed or name in NEW_OWN, f"{name} changed {path}"
                assert not changed or name != "start" or path not in before, f"start went over {path}"
                assert not changed or after.get(path) in whole, f"{name} left a part of {path}"
            for slot in record.SLOTS:
                waits = standing.waiting(was.of(key(one)), slot)
                for path in self.copies(one, slot):
                    changed = before.get(path) != after.get(path)
                    assert not changed or name in NEW_COPIES, f"{name} changed {path}"
                    goes_on = name in ("harden", "practice") and waits and self._true(before, one, slot, waits.sha)
                    assert not changed or not goes_on or path not in before, f"{name} went over {path}"
        for file in self.leftovers():  # as if some minutes had gone by
            os.utime(file, (time.time() - 600,) * 2)

    def _true(self, state: dict[str, bytes], module: Module, slot: record.Slot, sha: str) -> bool:
        import hashlib

        return hashlib.sha256(state.get(f".mastery/{record.place(slot, *key(module))}", b"")).hexdigest() == sha

    def _typed(self, name: str, module: Module, before: dict[str, bytes], after: dict[str, bytes]) -> None:
        path = self.draft(module)
        then, now = before.get(path), after.get(path)
        if now != then and now is not None:
            if name == "draft" and then is not None:
                self.owed.discard((path, then))
            self.owed.add((path, now))

    def _is_back(self, undoable: tuple[str, dict[str, bytes], Progress] | None) -> None:
        """What an undo right after an act brings back, also when one of them was killed: all that was there before."""
        if undoable is None:
            return
        name, before, was = undoable
        after = self.state()
        if name in ("reset", "reset --all"):
            assert after == before, f"{name} was not taken back"
        assert {path: after.get(path) for path in before} == before, f"{name} was not taken back"
        if name not in ("start --fresh", "keep"):
            assert self.progress.modules == was.modules, f"progress is not what it was before the {name}"


def _bytes(file: str) -> bytes:
    with open(file, "rb") as opened:  # noqa: PTH123 (thousands of them)
        return opened.read()


def _files(top: Path) -> Iterator[str]:
    """Files below a folder; of the tree without what is in .mastery/."""
    for at, folders, names in os.walk(top):
        if ".mastery" in folders:
            folders.remove(".mastery")
        yield from (f"{at}/{name}" for name in names)
