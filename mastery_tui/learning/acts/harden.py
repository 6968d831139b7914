"""Harden: a bug in a copy of the learner's own code, to be found and fixed; and taking the fixed copy over."""

import hashlib

import msgspec

from mastery_tui.learning import files as lf
from mastery_tui.learning import standing
from mastery_tui.learning.acts.validate import Where, recorded
from mastery_tui.learning.bugs import record
from mastery_tui.learning.bugs.search import NotCorrect, find
from mastery_tui.learning.bugs.source import decoded
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.events import Forgot, Injected, Taken
from mastery_tui.learning.module_progress import BugProgress
from mastery_tui.learning.schedule import is_due
from mastery_tui.learning.study import CannotLearn, Study, key
from mastery_tui.model.text import printable

MOST_S = 90.0
"""How long a bug is searched for."""


class Hardening(msgspec.Struct, frozen=True):
    """A bug that waits. `file` is the buggy copy, relative to the tree where it lies in there.

    `source`: declared by the curriculum, or searched. `begun`: it waited already, and nothing of its copy was touched.
    """

    module: str
    bug: str
    source: str
    file: str
    symptom: str
    failing: int
    passing: int
    practice: bool
    begun: bool
    hints: int


def harden(study: Study, module: Module, *, practice: bool = False, fresh: bool = False) -> Hardening:
    """The bug that waits, or a new one; with `fresh` another one, after a backup of the copy that was begun."""
    slot: Where = "practice" if practice else "harden"
    allow(study, module, practice)
    progress = study.of(module)
    study.can_record()
    waiting = standing.waiting(progress, slot)
    waits = recorded(study, module, slot) if waiting is not None else None
    if waits is not None and not fresh:
        _restore(study, module, slot, waits)
        return _told(study, module, slot, waits, begun=True)
    due = is_due(progress, study.clock())
    if not practice and waiting is None and standing.holds(progress, "harden") and not due:
        raise CannotLearn(
            f"{module.id} is hardened; `mastery learn harden {module.id} --practice` gives a bug to practise on"
        )
    files = study.files(module)
    texts = _texts(module, files)
    seen = standing.seen(progress)
    seed = int(hashlib.sha256(f"{module.name}\0{len(seen)}".encode()).hexdigest()[:8], 16)
    try:
        result = find(module, files, lambda job: study.judge(module, job), seed=seed, avoid=seen, most_s=MOST_S)
    except NotCorrect as error:
        raise CannotLearn(f"{error}: `mastery learn validate {module.id}`") from error
    except ValueError as error:
        raise CannotLearn(
            f"the code of {module.id} cannot be read by mastery's own Python: {printable(str(error))}"
        ) from error
    if result is None:
        raise CannotLearn(f"no bug was found that some tests of {module.id} catch and others do not: tell its author")
    injected, judged = result
    found = record.Record(injected, texts, judged.failing, len(judged.cases) - judged.failing)
    _place(study, module, slot, found, given_up=waiting if due and not practice else None)
    return _told(study, module, slot, found, begun=False)


def allow(study: Study, module: Module, practice: bool) -> None:
    """Raises CannotLearn where the learner is not there yet."""
    if "harden" not in module.about.stages:
        raise CannotLearn(f"{module.id} has no harden stage")
    progress = study.of(module)
    if not standing.holds(progress, "build"):
        raise CannotLearn(f"{module.id} is not built yet: `mastery learn validate {module.id}` until it passes")
    if not practice and "justify" in module.about.stages and not standing.holds(progress, "justify"):
        raise CannotLearn(
            f"{module.id} is not justified yet: `mastery learn justify {module.id}`; "
            "--practice gives a bug that does not count"
        )


def keep(study: Study, module: Module, slot: Where = "harden") -> tuple[str, ...]:
    """Take the fixed copy into the learner's own files, after a backup. Returns the paths that changed."""
    progress = study.of(module)
    if not standing.fixed(progress, slot):
        raise CannotLearn(f"the copy of {module.id} is not fixed yet: nothing was taken over")
    study.can_record()
    now, copies, paths = study.files(module), study.copies(module, slot), study.paths(module)
    changed = {name for name, data in copies.items() if now.get(name) != data}
    if changed:
        kept = {f"tree/{paths[name]}": now[name] for name in changed if name in now}
        after = {f"tree/{paths[name]}": copies[name] for name in changed}
        backup = study.keep("keep", module.name, kept, after)
        for name in sorted(changed):
            study.write(study.root, paths[name], copies[name], now.get(name))
        bug = standing.known(progress, slot)
        study.record(Taken(**study.about(module), bug=bug.bug if bug else "", files=lf.digests(copies), backup=backup))
    return tuple(sorted(paths[name] for name in changed))


def _texts(module: Module, files: dict[str, bytes]) -> dict[str, str]:
    try:
        return {name: decoded(data) for name, data in files.items()}
    except ValueError as error:
        raise CannotLearn(f"a file of {module.id} is no text in its own encoding: save it as UTF-8") from error


def _place(study: Study, module: Module, slot: Where, found: record.Record, *, given_up: BugProgress | None) -> None:
    """What was there is kept first; then the record, the copy, and last the ledger, which makes it count.

    The record goes into the backup with the copy: brought back, a fix in progress is one of the bug that it is about.
    """
    folder, place = record.folder(slot, *key(module)), record.place(slot, *key(module))
    after = {f"{folder}/{name}": data for name, data in found.copies().items()} | {place: record.encode(found)}
    before = {path: study.read(study.store, path) for path in after}
    lost = {path: data for path, data in before.items() if data is not None and data != after[path]}
    backup = ""
    if lost:
        kept = {f"store/{path}": data for path, data in before.items() if data is not None}
        backup = study.keep("harden", module.name, kept, {f"store/{path}": data for path, data in after.items()})
    for path in (place, *after):
        if before[path] != after[path]:
            study.write(study.store, path, after[path], before[path])
            before[path] = after[path]
    injected = Injected(
        **study.about(module),
        bug=found.injected.id,
        source=found.injected.source,
        sha=found.digest(),
        failing=found.failing,
        passing=found.passing,
        practice=slot == "practice",
        backup=backup,
    )
    forgot = [Forgot(**study.about(module), bug=given_up.bug, backup=backup)] if given_up is not None else []
    study.record(*forgot, injected)


def _restore(study: Study, module: Module, slot: Where, found: record.Record) -> None:
    """A copy that is gone is written again; one that is there is never touched."""
    there = study.copies(module, slot)
    for name, data in found.copies().items():
        if name not in there:
            study.write(study.store, f"{record.folder(slot, *key(module))}/{name}", data, None)


def _told(study: Study, module: Module, slot: Where, found: record.Record, *, begun: bool) -> Hardening:
    return Hardening(
        module=module.name,
        bug=found.public_id(),
        source=found.injected.source,
        file=study.shown(f"{record.folder(slot, *key(module))}/{found.injected.file}"),
        symptom=found.injected.symptom,
        failing=found.failing,
        passing=found.passing,
        practice=slot == "practice",
        begun=begun,
        hints=len(found.injected.hints),
    )
