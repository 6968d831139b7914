"""Which keys of the Learn screen make sense now: what its footer offers, and what an action asks the session for."""

from mastery_tui.model.intent import Intent
from mastery_tui.model.learning import CurriculumState, ModuleDetail, ModuleState
from mastery_tui.ui.panes.modules import At, name_of
from mastery_tui.ui.screens.learn_harden import found
from mastery_tui.ui.screens.learn_justify import WRITTEN

SENT = {
    "learn-begin": "module-start",
    "learn-check": "module-validate",
    "learn-help": "module-hint",
    "learn-bug": "module-harden",
    "learn-practise": "module-harden",
    "learn-keep": "module-keep",
}
"""Actions that ask for the same of the module that a person is at."""

SHOWS = {"learn-check": "tests", "learn-help": "hints", "learn-justify": "justify", "learn-bug": "harden",
         "learn-practise": "harden", "learn-name": "harden", "learn-keep": "harden"}  # fmt: skip
"""The section in which one sees what an action does."""


def intent_of(id: str, at: At) -> Intent:
    """What an action of `SENT` asks for."""
    return Intent(SENT[id], name_of(at), "practice" if id == "learn-practise" else "")


def offered(module: ModuleState | None, detail: ModuleDetail | None, curriculum: CurriculumState | None) -> list[str]:
    """The actions that lead on from where a person is, the likeliest first; what makes no sense now is left out."""
    if module is None:
        return []
    ids: list[str] = []
    marks = module.stages
    if curriculum is not None and curriculum.missing:
        ids.append("learn-install")
    build, justify, harden = (marks.get(stage, "none") for stage in ("build", "justify", "harden"))
    bug = detail.harden if detail else None
    if build == "open" and not module.missing:
        ids.append("learn-begin")
    if build in ("doing", "failed", "stale", "held", "due"):
        ids += ["learn-open", "learn-check"] if build != "held" or bug else ["learn-open"]
    if bug is not None and not found(bug):
        ids.append("learn-name")
    elif bug is not None:
        ids.append("learn-keep")
    elif harden in ("open", "doing", "failed", "stale", "due"):
        ids.append("learn-bug")
    elif build == "held" or harden == "held":
        ids.append("learn-practise")
    if justify not in ("none", "locked", "held") and (not detail or any(_asked(detail))):
        ids.insert(0 if build in ("held", "none") and not bug else len(ids), "learn-justify")
    if detail and len(detail.hints) < detail.hints_total and build not in ("locked", "open", "held"):
        ids.append("learn-help")
    if not module.stage:
        ids.insert(0, "learn-next")
    if module.missing:
        ids.append("learn-next")
    return list(dict.fromkeys(ids))


def _asked(detail: ModuleDetail) -> list[bool]:
    return [question.status in WRITTEN or question.status == "review" for question in detail.questions] or [True]
