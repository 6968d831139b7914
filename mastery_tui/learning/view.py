"""Where everything stands, as the values that front ends show."""

import os

from mastery_tui.learning import files as lf
from mastery_tui.learning import nextstep, standing
from mastery_tui.learning.acts.justify import answers
from mastery_tui.learning.acts.start import unbuilt
from mastery_tui.learning.acts.validate import recorded
from mastery_tui.learning.bugs import record
from mastery_tui.learning.bugs.place import diff
from mastery_tui.learning.curriculum import Curriculum, Module
from mastery_tui.learning.marks import marks
from mastery_tui.learning.schedule import due_at
from mastery_tui.learning.study import CannotLearn, Study, key
from mastery_tui.model.learning import CurriculumState, HardenState, ModuleDetail, ModuleState, Verdict
from mastery_tui.model.text import printable


def module_state(study: Study, module: Module) -> ModuleState:
    """One module, with its marks and its next step."""
    progress = study.of(module)
    try:
        shas = lf.digests(study.files(module))
    except CannotLearn:
        shas = {}
    lacking = unbuilt(study, module)
    now = study.clock()
    stages = marks(progress, module.about.stages, shas, now, not lacking)
    state = ModuleState(
        curriculum=module.curriculum,
        id=module.id,
        title=module.about.title,
        domain=module.about.domain,
        kind=module.about.kind,
        minutes=module.about.minutes,
        stages=stages,
        stage=nextstep.stage_of(stages),
        files=tuple(study.paths(module).values()),
        missing=lacking,
        attempts=progress.attempts,
        hints_used=progress.hints_used,
        due_at=due_at(progress),
    )
    answered = [one for one in (progress.answers.get(question.id) for question in module.questions) if one and one.held]
    left = len(module.questions) - len(answered)
    slot = _slot(study, module)
    copy = _copy_path(study, module, slot) if slot == "harden" else ""
    step = nextstep.of_module(
        state,
        questions=len(module.questions),
        left=left,
        copy=copy,
        hit=standing.hit(standing.known(progress, "harden")) if copy else None,
    )
    from msgspec.structs import replace

    return replace(state, next=step)


def curriculum_state(
    study: Study, curriculum: Curriculum, missing: tuple[str, ...] = (), install: str = ""
) -> CurriculumState:
    """A curriculum with all its modules."""
    modules = tuple(module_state(study, module) for module in curriculum.modules.values())
    head = curriculum.head
    return CurriculumState(head.id, head.version, head.title, curriculum.origin, modules, missing, install)


def detail(study: Study, module: Module, verdict: Verdict | None = None, checked_at: float = 0.0) -> ModuleDetail:
    """All that is known of one module."""
    progress = study.of(module)
    return ModuleDetail(
        curriculum=module.curriculum,
        module=module.id,
        prompt=module.prompt,
        hints=module.hints[: standing.hints(progress, None)],
        hints_total=len(module.hints),
        questions=answers(study, module),
        verdict=verdict,
        checked_at=checked_at,
        harden=_harden(study, module),
    )


def _slot(study: Study, module: Module) -> record.Slot | None:
    """The buggy copy that is worked on, else the one that was fixed last."""
    progress = study.of(module)
    known: list[record.Slot] = [slot for slot in record.SLOTS if standing.known(progress, slot) is not None]
    waiting = [slot for slot in known if not standing.fixed(progress, slot)]
    return next(iter(waiting or known), None)


def _copy_path(study: Study, module: Module, slot: record.Slot) -> str:
    found = recorded(study, module, slot)
    if found is None or standing.fixed(study.of(module), slot):
        return ""
    return study.shown(f"{record.folder(slot, *key(module))}/{found.injected.file}")


def _harden(study: Study, module: Module) -> HardenState | None:
    slot = _slot(study, module)
    found = recorded(study, module, slot) if slot else None
    if slot is None or found is None:
        return None
    progress = study.of(module)
    fixed = standing.fixed(progress, slot)
    known = standing.known(progress, slot)
    stated = known.diagnoses if known is not None else ()
    bug = found.injected
    return HardenState(
        bug=found.public_id(),
        source=bug.source,
        file=study.shown(f"{record.folder(slot, *key(module))}/{bug.file}"),
        symptom=bug.symptom,
        failing=found.failing,
        passing=found.passing,
        practice=slot == "practice",
        hints=bug.hints[: standing.hints(progress, slot)],
        diagnosis=stated[-1][:2] if stated else None,
        hit=standing.hit(known),
        fixed=fixed,
        diff=diff(bug) if fixed else (),
        misconception=bug.misconception if fixed else "",
    )


def place(study: Study, module: Module) -> str:
    """The learner's first file of a module, absolute: what an editor opens."""
    paths = list(study.paths(module).values())
    return printable(os.fspath(study.root / paths[0])) if paths else ""
