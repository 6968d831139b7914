"""Whether modules can be hardened: every declared bug goes into different solutions and is caught, others are found."""

import ast
import random
from collections.abc import Callable, Iterator, Mapping, Sequence

import msgspec

from mastery_tui.config.nearest import suggestion
from mastery_tui.learning.authoring.parsing import PARSING
from mastery_tui.learning.authoring.problem import Problem, in_toml, problem
from mastery_tui.learning.authoring.solutions import LEAST_VARIANTS, Files, Sound
from mastery_tui.learning.bugs.declared import declared
from mastery_tui.learning.bugs.injected import Injected
from mastery_tui.learning.bugs.mutations import mutations
from mastery_tui.learning.bugs.search import accepted
from mastery_tui.learning.bugs.source import encoded
from mastery_tui.learning.curriculum import Bug, Module
from mastery_tui.learning.judging.job import Job, Judge, Judged, job_of
from mastery_tui.learning.read import ABOUT, BUGS

Run = Callable[[Sequence[Callable[[], list[Problem]]]], Sequence[list[Problem]]]
"""Does many pieces of work at once."""

_SLOWER, _LEAST_S = 10.0, 3.0
_MOST_TRIES = 60


def check(module: Module, sound: Sound, judge: Judge, run: Run) -> list[Problem]:
    """What is wrong with the bugs of a module whose solutions were judged."""
    with PARSING:
        found = list(_targets(module))
    if "harden" not in module.about.stages:
        return found
    work: list[Callable[[], list[Problem]]] = []
    for index, bug in enumerate(module.bugs):
        work.append(_later(_declared, module, sound, judge, index, bug))
    for name, files in sound.passing.items():
        work.append(_later(_searched, module, sound, judge, name, files))
    for problems in run(work):
        found += problems
    return found


def _later(function: Callable[..., Iterator[Problem]], *arguments: object) -> Callable[[], list[Problem]]:
    return lambda: list(function(*arguments))


def _targets(module: Module) -> Iterator[Problem]:
    """What bugs may go into is there."""
    known: set[str] = set()
    for data in module.reference.values():
        for node in ast.parse(data).body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                known.add(node.name)
            if isinstance(node, ast.Assign):
                known |= {name.id for name in node.targets if isinstance(name, ast.Name)}
            if isinstance(node, ast.ClassDef):
                known |= {f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)}
    for index, target in enumerate(module.about.targets):
        if target not in known:
            yield in_toml(
                module.folder / ABOUT,
                ("targets", index),
                f"the reference has no such name; {suggestion(target, known)}",
            )
    for index, bug in enumerate(module.bugs):
        if bug.target not in known:
            key = ("bug", index, "target")
            yield in_toml(module.folder / BUGS, key, f"the reference has no such name; {suggestion(bug.target, known)}")


def _declared(module: Module, sound: Sound, judge: Judge, index: int, bug: Bug) -> Iterator[Problem]:
    """It goes into the reference and into two other solutions, and the validator catches it in each."""
    alone = msgspec.structs.replace(module, bugs=(bug,))
    file, key = module.folder / BUGS, ("bug", index, "id")
    with PARSING:
        unknown = list(_unknown(module, index, bug))
    if unknown:
        yield from unknown
        return
    misses: list[str] = []
    caught: list[str] = []
    for name, files in sound.passing.items():
        job = _job(module, sound, name, files)
        with PARSING:
            bugs = list(declared(alone, files))
        said = "no pattern fits"
        for one in bugs:
            judged = judge(_with(job, one))
            if accepted(judged):
                caught.append(name)
                break
            said = _refused(judged)
        else:
            misses.append(f"{name}: {said}")
    variants = [name for name in caught if name != "reference"]
    if "reference" not in caught or len(variants) < min(LEAST_VARIANTS, len(sound.passing) - 1):
        yield in_toml(
            file, key, f'"{bug.id}" must go into the reference and two variants and be caught: {"; ".join(misses)}'
        )


def _unknown(module: Module, index: int, bug: Bug) -> Iterator[Problem]:
    """Patterns that ast-grep cannot read."""
    for at, pattern in enumerate(bug.patterns):
        alone = msgspec.structs.replace(module, bugs=(msgspec.structs.replace(bug, patterns=(pattern,)),))
        try:
            list(declared(alone, module.reference))
        except ValueError as error:
            said = str(error).partition("Stack backtrace")[0]
            yield in_toml(module.folder / BUGS, ("bug", index, "pattern", at), said)


def _searched(module: Module, sound: Sound, judge: Judge, name: str, files: Files) -> Iterator[Problem]:
    """A small change of meaning is found that the validator catches on some of its tests."""
    job = _job(module, sound, name, files)
    with PARSING:
        bugs = list(mutations(files, module.about.targets))
    random.Random(0).shuffle(bugs)  # noqa: S311 (an order that is the same every time)
    for bug in bugs[:_MOST_TRIES]:
        if accepted(judge(_with(job, bug))):
            return
    yield problem(
        module.folder / ("reference" if name == "reference" else name) / module.about.files[0],
        0,
        f"none of {min(len(bugs), _MOST_TRIES)} searched bugs is caught by some and not by all tests",
    )


def _job(module: Module, sound: Sound, name: str, files: Mapping[str, bytes]) -> Job:
    """A run on a solution with a bug: endless loops end soon."""
    limits = module.about.limits
    wall_s = min(limits.wall_s, max(_LEAST_S, _SLOWER * sound.seconds.get(name, 0.0)))
    about = msgspec.structs.replace(
        module.about, tests=sound.tests, limits=msgspec.structs.replace(limits, wall_s=wall_s)
    )
    return job_of(msgspec.structs.replace(module, about=about), files)


def _with(job: Job, bug: Injected) -> Job:
    return msgspec.structs.replace(job, files={**job.files, bug.file: encoded(bug.after)})


def _refused(judged: Judged) -> str:
    if judged.broken or judged.ended:
        return judged.broken or judged.ended
    return "no test fails" if not judged.failing else f"all {judged.failing} tests fail"
