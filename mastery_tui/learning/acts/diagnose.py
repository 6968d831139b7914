"""State a diagnosis: which line of the buggy copy is wrong, and why."""

import msgspec

from mastery_tui.learning.acts.validate import Where, bug_of, validate
from mastery_tui.learning.bugs.place import touches
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.events import Diagnosed
from mastery_tui.learning.study import CannotLearn, Study
from mastery_tui.model.learning import Verdict

LEAST_WORDS = 4


class Stated(msgspec.Struct, frozen=True):
    """What came of a diagnosis. `hit`: the line touches the defect; `verdict` is that on the copy as it is now."""

    module: str
    line: int
    hit: bool
    holds: bool
    reason: str
    verdict: Verdict


def diagnose(study: Study, module: Module, slot: Where, line: int, why: str) -> Stated:
    """Record it, and judge the copy anew: the stage holds once the line is right and the fix passes."""
    found = bug_of(study, module, slot)
    if len(why.split()) < LEAST_WORDS:
        raise CannotLearn(f"say why in a sentence of {LEAST_WORDS} words or more: a line alone explains nothing")
    name = found.injected.file
    now = study.copies(module, slot).get(name, b"").decode("utf-8", "replace")
    most = max(now.count("\n"), found.injected.after.count("\n")) + 1
    if not 1 <= line <= most:
        raise CannotLearn(f"{name} has no line {line}: it has {most}")
    hit = touches(found.injected, now, line)
    said = " ".join(why.split())
    about, practice = study.about(module), slot == "practice"
    study.record(Diagnosed(**about, bug=found.injected.id, line=line, why=said, hit=hit, practice=practice))
    verdict = validate(study, module, slot)
    if not hit:
        reason = f"line {line} does not touch the defect: follow a failing case through the code once more"
    else:
        reason = f"line {line} is right" + (": and it is fixed" if verdict.verdict == "pass" else f"; {verdict.reason}")
    return Stated(module.name, line, hit, verdict.verdict == "pass", reason, verdict)
