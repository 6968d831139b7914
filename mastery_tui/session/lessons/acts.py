"""The intents of learning, each as the act that it asks for. All block; what is said comes back as an Answer."""

import json
from collections.abc import Callable, Mapping

from mastery_tui.learning.acts import justify
from mastery_tui.learning.acts.diagnose import diagnose
from mastery_tui.learning.acts.harden import harden, keep
from mastery_tui.learning.acts.hint import hint
from mastery_tui.learning.acts.reset import reset, undo
from mastery_tui.learning.acts.start import start
from mastery_tui.learning.acts.validate import current
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.environment import NotInstalled, install, missing, plan
from mastery_tui.learning.opened import Judges
from mastery_tui.learning.study import CannotLearn, Study, key
from mastery_tui.model.intent import Intent
from mastery_tui.session.answer import Answer
from mastery_tui.session.lessons.shown import Said, Shown

Act = Callable[[Study, Judges, Shown, Intent], Answer | None]


def _at(study: Study, judges: Judges, shown: Shown, intent: Intent) -> None:
    module = study.shelf.module(intent.subject)
    shown.at = key(module)
    if study.trusted and module.curriculum not in shown.missing:
        shown.look_for(study, judges)


def _start(study: Study, judges: Judges, shown: Shown, intent: Intent) -> Answer:
    module = study.shelf.module(intent.subject)
    begun = start(study, module, fresh=intent.detail == "fresh")
    shown.at = key(module)
    if study.trusted:
        shown.look_for(study, judges)
    if not begun.files:
        return Answer(f"{module.id} has begun: it asks questions")
    says = ", ".join(f"{placed.path} {placed.done}" for placed in begun.files)
    return Answer(f"{says}{f'; what was there is in {begun.backup}' if begun.backup else ''}")


def _hint(study: Study, judges: Judges, shown: Shown, intent: Intent) -> Answer:
    rung = hint(study, study.shelf.module(intent.subject))
    return Answer(f"hint {rung.number} of {rung.total}{': there are no more' if rung.again else ''}")


def _question(study: Study, intent: Intent) -> tuple[Module, str]:
    """The module and the question that an intent is about: its subject is "module question"."""
    name, _, question = intent.subject.partition(" ")
    return study.shelf.module(name), question


def _draft(study: Study, judges: Judges, shown: Shown, intent: Intent) -> None:
    module, question = _question(study, intent)
    justify.question_of(module, question)
    justify.save_draft(study, module, question, intent.detail, typed=True)


def _answer(study: Study, judges: Judges, shown: Shown, intent: Intent) -> None:
    """Through the filter; then it waits for the learner's own yes or no per criterion."""
    module, id = _question(study, intent)
    justify.allow(study, module)
    _draft(study, judges, shown, intent)
    more = justify.asks_for_more(justify.question_of(module, id), intent.detail)
    shown.said[(key(module), id)] = Said("more" if more else "review", intent.detail, (more,) if more else ())


def _assess(study: Study, judges: Judges, shown: Shown, intent: Intent) -> Answer:
    module, id = _question(study, intent)
    text = justify.drafts(study).load(module.curriculum, module.id, id)
    result = justify.assess(study, module, id, text, json.loads(intent.detail))
    shown.said[(key(module), id)] = Said("held" if result.held else "failed", text, result.feedback)
    return Answer(f"{id}: {'held, self-assessed' if result.held else 'not held yet'}")


def _harden(study: Study, judges: Judges, shown: Shown, intent: Intent) -> Answer:
    module = study.shelf.module(intent.subject)
    bug = harden(study, module, practice=intent.detail == "practice")
    shown.at = key(module)
    return Answer(f"{'the bug waits already' if bug.begun else 'a bug is'} in {bug.file}; your own file is untouched")


def _diagnose(study: Study, judges: Judges, shown: Shown, intent: Intent) -> Answer:
    module = study.shelf.module(intent.subject)
    number, _, why = intent.detail.partition(" ")
    slot = current(study, module)
    if slot is None:
        raise CannotLearn(f"there is no bug to find in {module.id}")
    if not number.isdigit():
        raise CannotLearn("a diagnosis names a line by its number, and says why")
    stated = diagnose(study, module, slot, int(number), why)
    shown.verdicts[key(module)] = (stated.verdict, study.clock())
    return Answer(stated.reason)


def _keep(study: Study, judges: Judges, shown: Shown, intent: Intent) -> Answer:
    changed = keep(study, study.shelf.module(intent.subject))
    return Answer(f"{', '.join(changed)} taken over" if changed else "your files are the same already")


def _reset(study: Study, judges: Judges, shown: Shown, intent: Intent) -> Answer:
    if intent.subject in study.shelf.curricula:
        modules = tuple(study.shelf.curricula[intent.subject].modules.values())
    else:
        modules = (study.shelf.module(intent.subject),)
    done = reset(study, modules)
    for module in modules:
        shown.verdicts.pop(key(module), None)
    return Answer(f"{', '.join(m.id for m in modules)} begins anew; all of it is in {done.backup}")


def _undo(study: Study, judges: Judges, shown: Shown, intent: Intent) -> Answer:
    back = undo(study)
    return Answer(f"took back the {back.what}: {', '.join(back.files) or 'progress'}")


def _install(study: Study, judges: Judges, shown: Shown, intent: Intent) -> Answer:
    head = study.shelf.curricula[intent.subject].head
    python = judges.interpreter(study.trusted)
    lacking = missing(python.path, head.requirements)
    if not lacking:
        return Answer(f"{head.id} has all that it requires")
    try:
        install(plan(study.root, python, lacking), study.root)
    except NotInstalled as error:
        return Answer(str(error), failed=True)
    judges.renew()
    shown.look_for(study, judges)
    return Answer(f"installed {', '.join(lacking)}")


ACTS: Mapping[str, Act] = {
    "module-at": _at,
    "module-start": _start,
    "module-hint": _hint,
    "module-draft": _draft,
    "module-answer": _answer,
    "module-assess": _assess,
    "module-harden": _harden,
    "module-diagnose": _diagnose,
    "module-keep": _keep,
    "module-reset": _reset,
    "module-undo": _undo,
    "install": _install,
}

BUSY = {
    "module-harden": "looking for a bug in your code",
    "install": "installing",
    "module-diagnose": "judging your diagnosis",
}
"""What is said while the slow ones run."""

RUNS = frozenset({"module-harden", "module-diagnose", "module-validate", "install"})
"""Those that run code or programs: they need trust."""
