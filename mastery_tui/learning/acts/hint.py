"""Take a hint: one rung more of a ladder. How many were taken is recorded."""

import msgspec

from mastery_tui.learning import standing
from mastery_tui.learning.acts.validate import bug_of, current
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.events import Hinted
from mastery_tui.learning.study import CannotLearn, Study
from mastery_tui.model.learning import StageName


class Rung(msgspec.Struct, frozen=True):
    """A hint: number `number` of `total`, as Markdown. `again`: there are no more, this is the last one once more."""

    module: str
    stage: StageName
    number: int
    total: int
    text: str
    again: bool = False


def hint(study: Study, module: Module) -> Rung:
    """The next hint for where the learner is."""
    slot = current(study, module)
    ladder = bug_of(study, module, slot).injected.hints if slot else module.hints
    stage: StageName = "harden" if slot else "build"
    if not ladder:
        raise CannotLearn(f"{module.id} has no hints for this stage")
    taken = standing.hints(study.of(module), slot)
    if taken >= len(ladder):
        return Rung(module.name, stage, len(ladder), len(ladder), ladder[-1], again=True)
    study.record(Hinted(**study.about(module), stage=stage, number=taken + 1, practice=slot == "practice"))
    return Rung(module.name, stage, taken + 1, len(ladder), ladder[taken])
