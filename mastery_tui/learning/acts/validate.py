"""Validate: run the hidden tests on what is saved now, and record what they say."""

from mastery_tui.learning import files as lf
from mastery_tui.learning import standing, verdicts
from mastery_tui.learning.bugs import record
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.events import Event, Held, Validated
from mastery_tui.learning.judging.job import job_of
from mastery_tui.learning.judging.neighbours import notes_on_neighbours
from mastery_tui.learning.module_progress import ModuleProgress
from mastery_tui.learning.study import CannotLearn, Study, key
from mastery_tui.model.learning import Verdict

Where = record.Slot
"""The copy that is meant: that of the harden stage, or the one to practise on."""


def current(study: Study, module: Module) -> Where | None:
    """Which buggy copy is being worked on; None: the learner's own files."""
    progress = study.of(module)
    for slot in record.SLOTS:
        if standing.waiting(progress, slot) is not None:
            return slot
    return None


def validate(study: Study, module: Module, where: Where | None = None, *, timed: bool = True) -> Verdict:
    """The verdict on the learner's own files, or on a buggy copy; `timed` also beside the reference, once it passes."""
    if "build" not in module.about.stages:
        raise CannotLearn(f"{module.id} has nothing to build: `mastery learn justify {module.id}`")
    return _copy(study, module, where) if where else _own(study, module, timed)


def _own(study: Study, module: Module, timed: bool) -> Verdict:
    files = study.files(module)
    held = lf.kind(module, files)
    if held == "missing":
        absent = next(name for name in module.about.files if name not in files)
        return verdicts.missing(module, module.id, study.paths(module)[absent])
    judged = study.judge(module, job_of(module, files, timed=timed))
    notes = notes_on_neighbours(study.root, tuple(study.paths(module).values()))
    verdict = verdicts.build(module, module.id, held, judged, notes)
    if held != "stub":  # nothing was tried yet: that is no attempt
        _keep(study, module, verdict, files, "", False)
    return verdict


def _copy(study: Study, module: Module, slot: Where) -> Verdict:
    found = bug_of(study, module, slot)
    files = study.copies(module, slot)
    absent = [name for name in module.about.files if name not in files]
    if absent:
        where = f"{record.folder(slot, *key(module))}/{absent[0]}"
        raise CannotLearn(f"{where} is gone: `mastery learn harden {module.id}` writes it again")
    judged = study.judge(module, job_of(module, files))
    progress = study.of(module)
    untouched = files == found.copies()
    verdict = verdicts.harden(module, module.id, judged, standing.hit(standing.known(progress, slot)), untouched)
    _keep(study, module, verdict, files, found.injected.id, slot == "practice")
    return verdict


def bug_of(study: Study, module: Module, slot: Where) -> record.Record:
    """The bug that waits there, as it was recorded. Raises CannotLearn where there is none, or it was changed."""
    again = f"`mastery learn harden {module.id}{' --practice' if slot == 'practice' else ''}`"
    if standing.known(study.of(module), slot) is None:
        raise CannotLearn(f"there is no bug to find in {module.id}: {again} puts one in")
    found = recorded(study, module, slot)
    if found is None:
        raise CannotLearn(f"the record of the bug was changed or removed, it proves nothing: {again} makes another")
    return found


def recorded(study: Study, module: Module, slot: Where) -> record.Record | None:
    """The bug that the ledger speaks of; None where its record is gone, or is not the one that was made."""
    known = standing.known(study.of(module), slot)
    found = record.load(study.store, slot, *key(module)) if known is not None else None
    return found if known is not None and found is not None and found.digest() == known.sha else None


def _keep(study: Study, module: Module, verdict: Verdict, files: dict[str, bytes], bug: str, practice: bool) -> None:
    """Record it, but for the very same once more: a dashboard validates at every look."""
    if verdict.verdict == "error":
        return  # it says nothing of the learner's code
    failed = sum(case.outcome != "passed" for case in verdict.tests)
    said = Validated(
        **study.about(module),
        stage=verdict.stage,
        verdict=verdict.verdict,
        passed=len(verdict.tests) - failed,
        failed=failed,
        duration_ms=verdict.duration_ms,
        files=lf.digests(files),
        reason=verdict.reason,
        practice=practice,
    )
    progress = study.of(module)
    kept = said.files if verdict.stage == "build" else {}  # a fix says nothing of the learner's own file
    events: list[Event] = [] if standing.says_the_same(progress, said) else [said]
    if verdict.verdict == "pass" and not practice and _holds_anew(progress, verdict, files):
        events.append(Held(**study.about(module), stage=verdict.stage, grade="validated", bug=bug, files=kept))
    if events:
        study.record(*events)


def _holds_anew(progress: ModuleProgress, verdict: Verdict, files: dict[str, bytes]) -> bool:
    """Whether a pass is one that was not recorded yet: of other content, or of the bug that waits."""
    if verdict.stage == "harden":
        return standing.waiting(progress, "harden") is not None
    return not standing.holds_for(progress, "build", files)
