"""What a learner does, by chance: mostly what leads on, else anything that a person can do, in any state."""

from pathlib import Path

from mastery_tui.learning import standing
from mastery_tui.learning.acts import justify
from mastery_tui.learning.acts.diagnose import diagnose
from mastery_tui.learning.acts.harden import harden, keep
from mastery_tui.learning.acts.hint import hint
from mastery_tui.learning.acts.reset import reset, undo
from mastery_tui.learning.acts.start import start
from mastery_tui.learning.acts.validate import validate
from mastery_tui.learning.bugs import record
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.study import key
from tests.learning.acts import tiny
from tests.learning.acts.learner import DAY, Act, Learner


class ByChance(Learner):
    """Chooses by the learner's seed; `lead_on` takes a step towards mastery, `act` anything, `settle` ends it."""

    def act(self) -> None:
        """The next thing: mostly what leads on, else anything."""
        module = self.chance.choice(self.modules)
        if self.chance.randrange(10) < 6:
            self.lead_on(self.modules[0] if self.chance.randrange(3) else module, None)
        else:
            self.anything(module)

    def lead_on(self, module: Module, kill: bool | None) -> None:
        """One step towards mastery of the module."""
        progress = self.progress.of(key(module))
        wrong = [path for path in self.own(module) if not self._right(module, path)]
        waits = standing.waiting(progress, "harden")
        if not standing.holds(progress, "build"):
            if not progress.started_at:
                self.mastery("start", start, module, kill=kill)
            elif wrong:
                for path in wrong:
                    self._save_right(module, path)
            else:
                self.mastery("validate", validate, module, kill=kill)
        elif not standing.holds(progress, "justify"):
            self._answer(module, kill)
        elif waits is not None:
            if not standing.hit(waits):
                self._diagnose(module, "harden", kill, right=True)
            elif wrong := [path for path in self.copies(module, "harden") if not self._right(module, path)]:
                for path in wrong:
                    self._save_right(module, path)
            else:
                self.mastery("validate copy", lambda s, m: validate(s, m, "harden"), module, kill=kill)
        elif standing.fixed(progress, "harden") and self.chance.randrange(2):
            self.mastery("keep", keep, module, kill=kill)
        else:
            self.now += 40 * DAY
            self.mastery("harden", harden, module, kill=kill)

    def _right(self, module: Module, path: str) -> bool:
        data = self.read(path) or b""
        name = next(name for name in module.about.files if path.endswith(f"/{name}"))
        return data.endswith(tiny.SOLVED[module.id][name])

    def _save_right(self, module: Module, path: str) -> None:
        self.number += 1
        name = next(name for name in module.about.files if path.endswith(f"/{name}"))
        self.trace.append(f"(save right {path})")
        self.save(path, tiny.own(module.id, f"right {self.number}")[name])

    def _answer(self, module: Module, kill: bool | None) -> None:
        self.number += 1
        text = f"In the {self.number}th place: {tiny.MODEL}" if self.chance.randrange(4) else f"no {self.number}"
        self.mastery(
            "answer", lambda s, m: justify.assess(s, m, "why", text, {"decides": tiny.QUOTE}), module, kill=kill
        )

    def _diagnose(self, module: Module, slot: record.Slot, kill: bool | None, *, right: bool) -> None:
        found = record.load(self.store, slot, *key(module))
        line = found.injected.lines[0] if found and right else self.chance.randint(1, 4)
        why = "it goes the wrong way there"
        self.mastery("diagnose", lambda s, m: diagnose(s, m, slot, line, why), module, kill=kill)

    def anything(self, module: Module) -> None:
        """Any of the things that a person can do, in any state."""
        slot: record.Slot = self.chance.choice(record.SLOTS)
        own, copies = self.own(module), [path for path in self.copies(module, slot) if (self.root / path).exists()]
        match self.chance.randrange(20):
            case 0 | 1 | 2:
                path = self.chance.choice(own)
                self.trace.append(f"(save {path})")
                self.save(path, self.content(module, path))
            case 3:
                path = self.chance.choice([*own, *copies])
                self.trace.append(f"(delete {path})")
                self.delete(path)
            case 4 | 5 if copies:
                path = self.chance.choice(copies)
                self.trace.append(f"(save {path})")
                self.save(path, self.content(module, path))
            case 6:
                self.number += 1
                text = self.chance.choice((f"draft {self.number}\r\nß", ""))
                self.mastery("draft", lambda s, m: justify.drafts(s).save(*key(m), "why", text), module)
            case 7:
                self._then_perhaps_back("start --fresh", lambda s, m: start(s, m, fresh=True), module)
            case 8:
                self.mastery("start", start, module)
            case 9:
                self.mastery("hint", hint, module)
            case 10:
                self._answer(module, None)
            case 11:
                self._then_perhaps_back("harden --fresh", lambda s, m: harden(s, m, fresh=True), module)
            case 12 if self.chance.randrange(2):
                self.mastery("harden", harden, module)
            case 12:
                self.mastery("practice", lambda s, m: harden(s, m, practice=True), module)
            case 13:
                self._then_perhaps_back(
                    "practice --fresh", lambda s, m: harden(s, m, practice=True, fresh=True), module
                )
            case 14:
                self._diagnose(module, slot, None, right=self.chance.randrange(2) == 0)
            case 15:
                self.mastery("validate copy", lambda s, m: validate(s, m, slot), module)
            case 16:
                self._then_perhaps_back("keep", lambda s, m: keep(s, m, slot), module)
            case 17:
                self._then_perhaps_back("reset", lambda s, m: reset(s, (m,)), module)
            case 18:
                self._then_perhaps_back("reset --all", lambda s, m: reset(s, self.modules), module)
            case _:
                self.mastery("undo", lambda s, m: undo(s), module)

    def _then_perhaps_back(self, name: str, act: Act, module: Module) -> None:
        self.mastery(name, act, module)
        if not self.chance.randrange(4):
            path = self.chance.choice([place for place in self.places if place in self.state()] or self.own(module))
            self.trace.append(f"(save {path})")
            self.save(path, b"# then %d" % self.chance.randrange(10**9))
        for _ in range(self.chance.randrange(5)):
            if self.undoable is not None or not self.chance.randrange(3):
                self.mastery("undo", lambda s, m: undo(s), module)

    def settle(self) -> None:
        """Whatever was killed: the next acts do what they are for, and clear away what the killed ones have left."""
        self.seen.clear()
        self.look()
        for module in self.modules:
            for path in self.own(module):
                self.number += 1
                self.save(path, b"settled %d" % self.number)
            begun = self.mastery("start --fresh", lambda s, m: start(s, m, fresh=True), module, kill=False)
            if begun is None:
                assert "first" in self.trace[-1]
                continue
            assert [self.read(path) for path in self.own(module)] == list(module.stub.values())
            beside = {(self.root / path).parent for path in self.own(module)}
            names = {Path(path).name for path in self.own(module)}
            left = [
                f for f in self.leftovers() if f.parent in beside and any(f.name.startswith(f".{n}.") for n in names)
            ]
            assert not left, f"left behind: {left}"
            if self.chance.randrange(2):
                self.save(self.own(module)[0], b"after all %d" % self.number)
            self.mastery("undo", lambda s, m: undo(s), module, kill=False)

    def content(self, module: Module, path: str) -> bytes:
        """Something to save: mostly right code, and what else people save."""
        self.number += 1
        name = next(name for name in module.about.files if path.endswith(f"/{name}"))
        said = f"{self.number} {self.chance.randrange(10**9)}"
        right = tiny.own(module.id, said)[name]
        match self.chance.randrange(10):
            case 0:
                return b""
            case 1:
                return b"\xff\xfe\x00" + said.encode()
            case 2:
                return tiny.own(module.id, said, end="\r\n")[name]
            case 3:
                return f"def clamp(:\n# {said}".encode()
            case 4:
                return module.stub[name] if self.chance.randrange(2) else module.stub[name].replace(b"\n", b"\r\n")
            case 5:
                return right.decode().replace("return", "return 1 +").encode()
            case _:
                return right
