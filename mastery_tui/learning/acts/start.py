"""Start a module: its stub goes into the learner's tree, and never over a file that is not that stub."""

from typing import Literal

import msgspec

from mastery_tui.learning import standing
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.events import Started
from mastery_tui.learning.files import digests
from mastery_tui.learning.study import CannotLearn, Study

Done = Literal["written", "kept", "replaced", "as it was"]


class Placed(msgspec.Struct, frozen=True):
    """What became of one file. `kept`: the learner's own stands there, and stays."""

    path: str
    done: Done


class Begun(msgspec.Struct, frozen=True):
    """What came of a start; `backup` is the folder that keeps what was replaced, "" where nothing was."""

    module: str
    files: tuple[Placed, ...]
    backup: str = ""


def start(study: Study, module: Module, *, fresh: bool = False) -> Begun:
    """Write the stub where there is none of the files yet; with `fresh` also over the learner's own, after a backup."""
    lacking = unbuilt(study, module)
    if lacking:
        raise CannotLearn(f"{module.id} needs {', '.join(lacking)} first: `mastery learn start {lacking[0]}`")
    study.can_record()
    if not module.stub:
        return Begun(module.name, ())
    there = study.files(module)
    plain = {name: data.replace(b"\r\n", b"\n") for name, data in there.items()}
    paths = study.paths(module)
    over = {name for name in there if plain[name] != module.stub[name]} if fresh else set()
    backup = ""
    if over:
        kept = {f"tree/{paths[name]}": there[name] for name in over}
        after = {f"tree/{paths[name]}": module.stub[name] for name in over}
        backup = study.keep("start", module.name, kept, after)
    placed: list[Placed] = []
    for name, stub in module.stub.items():
        if name not in there or name in over:
            study.write(study.root, paths[name], stub, there.get(name))
            placed.append(Placed(paths[name], "replaced" if name in over else "written"))
        else:
            placed.append(Placed(paths[name], "as it was" if plain[name] == stub else "kept"))
    study.record(Started(**study.about(module), files=digests(study.files(module))))
    return Begun(module.name, tuple(placed), study.kept_in(backup))


def unbuilt(study: Study, module: Module) -> tuple[str, ...]:
    """The modules that have to be built before this one, and are not."""
    progress = study.progress()
    return tuple(need for need in module.needs if not standing.holds(progress.of((module.curriculum, need)), "build"))
