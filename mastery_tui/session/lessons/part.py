"""The part of a session that is about learning."""

import asyncio
import time
from collections.abc import Callable
from typing import ClassVar

from msgspec.structs import replace

from mastery_tui.evidence.record import Stamp
from mastery_tui.learning import standing
from mastery_tui.learning.acts.validate import current, validate
from mastery_tui.learning.bugs.record import SLOTS, Slot, folder
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.opened import WORKTREE, Judges, open_study
from mastery_tui.learning.progress import Key
from mastery_tui.learning.shelf import Unknown
from mastery_tui.learning.study import CannotLearn, Study, key
from mastery_tui.model import event as ev
from mastery_tui.model.intent import Intent
from mastery_tui.model.learning import Learning, StageName
from mastery_tui.session.answer import Answer
from mastery_tui.session.lessons.acts import ACTS, BUSY, RUNS
from mastery_tui.session.lessons.copies import WatchedCopies
from mastery_tui.session.lessons.shown import Shown, learning
from mastery_tui.session.part import Desk, Part

KIND = "learn"
"""What Activity keeps the answers under."""
JUDGED = frozenset({"module-start", "module-at", "module-keep", "module-undo"})
"""Intents after which what stands in the files is judged: it is another module's, or was just written."""
QUIET = frozenset({"module-draft"})
"""Intents that change nothing that is shown."""


class Lessons(Part):
    """One act after the other, in a thread; what was saved is judged when its turn comes, its newest content only."""

    takes: ClassVar[frozenset[str]] = frozenset({*ACTS, "module-validate"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.judges = Judges(desk.root, desk.store)
        self.study: Study | None = None
        self.shown = Shown()
        self.turn = asyncio.Lock()
        self.copies = WatchedCopies(desk.store, self._copy_saved)
        self.trusted = False
        self.loop = asyncio.get_running_loop()
        self.to_judge: dict[Key, Slot | None] = {}
        self.judging: Key | None = None
        self.paths: dict[str, Module] = {}  # the learner's files of the modules that were begun

    # --- the session's life ----------------------------------------------------------------------------------------

    async def open(self) -> None:
        """Read curricula and progress while the tree is looked at; one pass alone has to have them before it ends."""
        self.trusted = self.desk.setup().trust.trusted
        if self.desk.watch:
            self._do(self._open)
        else:
            await self._in_turn(self._open, quiet=False)

    async def close(self) -> None:
        """End the judges and what they run."""
        self.judges.cancel()
        await asyncio.to_thread(self._end)

    def _end(self) -> None:
        self.copies.stop()
        self.judges.close()
        if self.study is not None:
            self.study.close()

    def on_event(self, event: ev.Event) -> None:
        """A save of a module's files is judged; trust decides whether anything is."""
        match event:
            case ev.TreeChanged() if self.desk.watch:
                for path in (*(seen.path for seen in event.seen), *event.gone):
                    if path in self.paths:
                        self._judge_soon(self.paths[path], None)
            case ev.TrustChanged() if event.trusted != self.trusted:
                self.trusted = event.trusted
                self._do(self._open)
            case ev.WatchChanged() if self.study is not None:  # how to watch is known only now
                self._do(lambda: self._follow(self._needed()))
            case ev.PythonFound() if self.judges.python not in (None, event.python):
                self._do(self.judges.renew)

    def _open(self) -> None:
        before, self.study = self.study, None
        if before is not None:
            before.close()
        try:
            self.study = open_study(self.desk.root, self.judges, self.desk.store)
        except CannotLearn as error:
            self.shown.trouble = str(error)
            return
        self.study.stamp = self._stamp
        if self.trusted and self.desk.watch and standing.begun(self.study.progress()):
            self.shown.look_for(self.study, self.judges)
        self.shown.settle(self.study)
        self._follow(self.study)
        self._judge_here(self.study)

    def _stamp(self) -> Stamp:
        """On which tree something is learned."""
        from mastery_tui.evidence.stamp import stamp_of  # not before somebody learns

        return stamp_of(self.desk.state())

    def _follow(self, study: Study) -> None:
        """Watch what waits to be saved."""
        begun = [
            study.shelf.curricula[curriculum].modules[id]
            for curriculum, id in standing.begun(study.progress())
            if curriculum in study.shelf.curricula and id in study.shelf.curricula[curriculum].modules
        ]
        self.paths = {path: module for module in begun for path in study.paths(module).values()}
        waiting = [(slot, m) for m in begun for slot in SLOTS if standing.waiting(study.of(m), slot) is not None]
        if self.desk.watch:
            folders = [folder(slot, *key(module)).removeprefix(f"{WORKTREE}/") for slot, module in waiting]
            self.copies.follow(folders, self.desk.state().watch.kind)

    def _judge_here(self, study: Study) -> None:
        """From the thread of an act: judge what is there of the module that one is at; that warms the judge too."""
        module = self.shown.module(study)
        if module is not None and self.desk.watch and any(m is module for m in self.paths.values()):
            self.loop.call_soon_threadsafe(self._judge_soon, module, current(study, module))

    # --- intents ---------------------------------------------------------------------------------------------------

    async def on_intent(self, intent: Intent) -> None:
        """Do it when those before it are done; saves do not wait for it."""
        if intent.id == "module-validate":
            self._do(lambda: self._validate(intent.subject))
        else:
            self._do(lambda: self._act(intent), quiet=intent.id in QUIET)

    def _act(self, intent: Intent) -> Answer | None:
        study = self._needed()
        if intent.id in RUNS and not self.trusted:
            raise CannotLearn(f"that runs your code, and this folder is not trusted: {study.trust_hint}")
        self.shown.busy = BUSY.get(intent.id, "")
        if self.shown.busy:
            self._show()
        try:
            return ACTS[intent.id](study, self.judges, self.shown, intent)
        finally:
            self.shown.busy = ""
            if intent.id not in QUIET:
                self._follow(study)
            if intent.id in JUDGED:
                self._judge_here(study)

    def _validate(self, name: str) -> Answer | None:
        study = self._needed()
        module = study.shelf.module(name)
        return self._judge(study, module, current(study, module))

    def _needed(self) -> Study:
        if self.study is None:
            raise CannotLearn(self.shown.trouble or "the curricula are still being read: try again")
        return self.study

    # --- judging ---------------------------------------------------------------------------------------------------

    def _copy_saved(self, slot: Slot, curriculum: str, id: str) -> None:
        """From a thread of the watcher's."""
        self.loop.call_soon_threadsafe(self._copy_to_judge, slot, curriculum, id)

    def _copy_to_judge(self, slot: Slot, curriculum: str, id: str) -> None:
        found = self.study.shelf.curricula.get(curriculum) if self.study is not None else None
        if found is not None and id in found.modules:
            self._judge_soon(found.modules[id], slot)

    def _judge_soon(self, module: Module, slot: Slot | None) -> None:
        """Judge it once the turn comes; what is being judged of the same module is out of date, and ended."""
        if not self.trusted:
            return
        waits = bool(self.to_judge)
        self.to_judge[key(module)] = slot
        if self.judging == key(module):
            self.judges.cancel()
        if not waits:
            self._do(self._judge_saved)

    def _judge_saved(self) -> Answer | None:
        saved, self.to_judge = self.to_judge, {}
        study = self._needed()
        answer = None
        for (curriculum, id), slot in saved.items():
            answer = self._judge(study, study.shelf.curricula[curriculum].modules[id], slot) or answer
        return answer

    def _judge(self, study: Study, module: Module, slot: Slot | None) -> Answer | None:
        """A verdict; the first time that a stage holds is worth a word, all else stands on the screen."""
        self.shown.validating = self.judging = key(module)
        self._show()
        stage: StageName = "harden" if slot else "build"
        before = standing.holds(study.of(module), stage)
        try:
            verdict = validate(study, module, slot, timed=False)
        finally:
            self.shown.validating = self.judging = None
        if verdict.reason == "cancelled":
            return None
        self.shown.verdicts[key(module)] = (verdict, study.clock())
        if verdict.verdict == "pass" and slot is None and module.about.baseline is not None:
            self.loop.call_soon_threadsafe(self._do, lambda: self._pace(study, module))
        first = verdict.verdict == "pass" and not before and slot != "practice"
        return Answer(f"{module.id}: {stage} holds, {verdict.reason}") if first else None

    def _pace(self, study: Study, module: Module) -> None:
        """How fast it is beside the reference: nobody waits for that, so it comes after the verdict."""
        if self.to_judge or study is not self.study:
            return
        self.judging = key(module)
        try:
            verdict = validate(study, module, None)
        finally:
            self.judging = None
        if verdict.reason != "cancelled":
            _, at = self.shown.verdicts[key(module)]
            self.shown.verdicts[key(module)] = (verdict, at)

    # --- one after the other ---------------------------------------------------------------------------------------

    def _do(self, work: Callable[[], Answer | None], *, quiet: bool = False) -> None:
        self.desk.background(self._in_turn(work, quiet))

    async def _in_turn(self, work: Callable[[], Answer | None], quiet: bool) -> None:
        async with self.turn:
            try:
                answer = await asyncio.to_thread(work)
            except (CannotLearn, Unknown, OSError) as error:
                answer = Answer(str(error), failed=True)
            value = None if quiet else await asyncio.to_thread(self._value)
        if value is not None:
            self.desk.emit(ev.LearningKnown(value))
        if answer is not None:
            self.desk.emit(ev.Told(time.time(), answer.text, KIND, failed=answer.failed))

    def _value(self) -> Learning:
        return learning(self.study, self.shown)

    def _show(self) -> None:
        """Show, from the thread of an act, what goes on in the middle of it; nothing else has changed."""
        known = self.desk.state().learning
        if known.detail is not None:
            working = self.shown.validating == (known.detail.curriculum, known.detail.module)
            detail = replace(known.detail, validating=working, busy=self.shown.busy)
            self.loop.call_soon_threadsafe(self.desk.emit, ev.LearningKnown(replace(known, detail=detail)))
