"""A learner in a tree of their own, with the small curriculum."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from mastery_tui.learning.acts import justify
from mastery_tui.learning.acts.diagnose import diagnose
from mastery_tui.learning.acts.harden import Hardening, harden
from mastery_tui.learning.acts.start import start
from mastery_tui.learning.acts.validate import validate
from mastery_tui.learning.bugs import record
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.study import Study, key
from mastery_tui.learning.view import module_state
from mastery_tui.model.learning import Verdict
from tests.learning.acts import tiny


class Desk:
    """A study whose clock stands, and what a person does with files and a keyboard."""

    def __init__(self, root: Path, name: str = "clamp") -> None:
        self.root = root
        self.name = name
        self.now = 1_800_000_000.0
        self.study = tiny.study(root, lambda: self.now)

    @property
    def module(self) -> Module:
        return self.study.shelf.module(f"tiny/{self.name}")

    def again(self, study: Study | None = None) -> None:
        """As a later command finds it."""
        self.study.close()
        self.study = study or tiny.study(self.root, lambda: self.now)

    def save(self, files: dict[str, bytes]) -> None:
        for path, data in zip(self.study.paths(self.module).values(), files.values(), strict=True):
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_bytes(data)

    def own(self) -> dict[str, bytes]:
        return self.study.files(self.module)

    def copy(self, slot: record.Slot = "harden") -> Path:
        """The file of the copy that has the bug."""
        return self.study.store / record.folder(slot, *key(self.module)) / self.bug(slot).injected.file

    def bug(self, slot: record.Slot = "harden") -> record.Record:
        found = record.load(self.study.store, slot, *key(self.module))
        assert found is not None
        return found

    def marks(self) -> str:
        return " ".join(module_state(self.study, self.module).stages.values())

    def validate(self, slot: record.Slot | None = None) -> Verdict:
        return validate(self.study, self.module, slot)

    def build(self) -> "Desk":
        start(self.study, self.module)
        self.save(tiny.own(self.module.id, "mine"))
        assert self.validate().verdict == "pass"
        return self

    def answer(self, text: str = f"Well: {tiny.MODEL}", quote: str | None = tiny.QUOTE) -> Any:
        return justify.assess(self.study, self.module, "why", text, {"decides": quote})

    def justify(self) -> "Desk":
        self.build()
        assert self.answer().held
        return self

    def harden(self, **how: bool) -> Hardening:
        return harden(self.study, self.module, **how)

    def diagnose(self, slot: record.Slot = "harden", *, right: bool = True) -> Any:
        lines = self.bug(slot).injected.lines
        line = lines[0] if right else next(n for n in range(1, 9) if n not in lines)
        return diagnose(self.study, self.module, slot, line, "it is the wrong way round there")

    def fix(self, slot: record.Slot = "harden") -> None:
        self.copy(slot).write_bytes(b"# mended\n" + self.bug(slot).injected.before.encode())

    def mastered(self) -> "Desk":
        self.justify()
        self.harden()
        self.fix()
        assert self.diagnose().holds
        return self


def kinds(desk: Desk) -> list[str]:
    """What was recorded, one after the other."""
    return [row.kind.removeprefix("learn.") for row in desk.study.ledger.rows("learn")]


@pytest.fixture
def desk(tmp_path: Path, home: Path) -> Iterator[Desk]:
    tiny.make()
    root = tmp_path / "tree"
    root.mkdir()
    made = Desk(root)
    yield made
    made.study.close()
