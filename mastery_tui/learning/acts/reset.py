"""Begin anew, and take that back: nothing is removed before it is kept."""

from pathlib import Path

import msgspec

from mastery_tui.learning.acts.justify import ANSWER, drafts
from mastery_tui.learning.backups import BackupError
from mastery_tui.learning.bugs import record
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.events import Reset, Undone
from mastery_tui.learning.study import CannotLearn, Study, key


class Cleared(msgspec.Struct, frozen=True):
    """What came of a reset: the modules, the folder of the backup, the files that hold the stub again."""

    modules: tuple[str, ...]
    backup: str
    files: tuple[str, ...]


class Restored(msgspec.Struct, frozen=True):
    """What came of an undo: what was taken back, the files that were written, and where their content of before is."""

    what: str
    files: tuple[str, ...]
    backup: str


def reset(study: Study, modules: tuple[Module, ...]) -> Cleared:
    """Back to the stub: progress of these modules is hidden, their files, copies and drafts are kept in a backup."""
    study.progress()
    study.can_record()
    kept: dict[str, bytes] = {}
    after: dict[str, bytes] = {}
    for module in modules:
        kept.update(_present(study, module))
        paths = study.paths(module)
        after.update(
            {f"tree/{paths[name]}": stub for name, stub in module.stub.items() if f"tree/{paths[name]}" in kept}
        )
    name = modules[0].name if len(modules) == 1 else modules[0].curriculum
    backup = study.keep("reset", name, kept, after)
    study.record(*(Reset(**study.about(module), backup=backup) for module in modules))
    for path, data in kept.items():
        top, relative = _where(study, path)
        if path in after:
            if after[path] != data:
                study.write(top, relative, after[path], data)
        else:
            study.remove(top, relative, data)
    return Cleared(tuple(module.name for module in modules), study.kept_in(backup), tuple(path[5:] for path in after))


def undo(study: Study) -> Restored:
    """Take the last start, keep, harden --fresh or reset back. What stands there now is kept in a backup of its own."""
    undone = study.progress().undone
    study.can_record()
    operation = study.backups.newest(undone, but=("undo", ANSWER))
    if operation is None:
        raise CannotLearn("there is nothing to undo: nothing of yours was replaced")
    try:
        before = study.backups.restore(operation.id)
    except BackupError as error:
        raise CannotLearn(str(error)) from error
    now = {path: study.read(*_where(study, path)) for path in before}
    lost = {path: data for path, data in now.items() if data is not None and data != before[path]}
    backup = study.keep("undo", operation.module, lost, before) if lost else ""
    for path, data in before.items():
        if now[path] != data:
            study.write(*_where(study, path), data, now[path])
    study.record(Undone(what=operation.id, backup=backup))  # last: ended before, it is simply done again
    files = tuple(path.partition("/")[2] for path in before if path.startswith("tree/"))
    what = f"{operation.action} of {operation.module}"
    return Restored(what, files, study.kept_in(backup))


def _where(study: Study, path: str) -> tuple[Path, str]:
    """The folder that a path of a backup belongs to, and the path in there."""
    top, _, relative = path.partition("/")
    return (study.root if top == "tree" else study.store), relative


def _present(study: Study, module: Module) -> dict[str, bytes]:
    """All that the learner has of a module: files, buggy copies and their records, drafts."""
    paths = study.paths(module)
    found = {f"tree/{paths[name]}": data for name, data in study.files(module).items()}
    curriculum, id = key(module)
    for slot in record.SLOTS:
        places = [f"{record.folder(slot, curriculum, id)}/{name}" for name in module.about.files]
        for place in (*places, record.place(slot, curriculum, id)):
            data = study.read(study.store, place)
            if data is not None:
                found[f"store/{place}"] = data
    for question in module.questions:
        place = drafts(study).path(curriculum, id, question.id).relative_to(study.store).as_posix()
        data = study.read(study.store, place)
        if data is not None:
            found[f"store/{place}"] = data
    return found
