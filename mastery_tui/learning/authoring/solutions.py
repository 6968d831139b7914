"""What a module's validator says of its own solutions: the right ones pass, all others do not."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from mastery_tui.learning.authoring.known_cheap import known_cheap
from mastery_tui.learning.authoring.parsing import PARSING
from mastery_tui.learning.authoring.problem import Problem, in_toml, problem
from mastery_tui.learning.curriculum import Module
from mastery_tui.learning.judging.job import Job, Judged, job_of
from mastery_tui.learning.read import ABOUT
from mastery_tui.model.learning import Case

Files = dict[str, bytes]
JudgeAll = Callable[[Sequence[Job]], Sequence[Judged]]
"""Judges many jobs, in their order."""

LEAST_VARIANTS = 2


class Sound(msgspec.Struct, frozen=True):
    """What came of the solutions: problems, all tests that there are, and the solutions that pass, with their times."""

    problems: tuple[Problem, ...]
    tests: tuple[str, ...] = ()
    passing: dict[str, Files] = {}
    seconds: dict[str, float] = {}
    rejected: int = 0


def check(module: Module, judge_all: JudgeAll, *, tests_follow: bool = False) -> Sound:
    """Judge the reference, then all the rest. With `tests_follow`, a list of tests that is not right is no problem."""
    whole = msgspec.structs.replace(module, about=msgspec.structs.replace(module.about, tests=()))
    (reference,) = judge_all([job_of(whole, module.reference)])
    if reference.broken:
        return Sound((_at(module, "reference", f"the validator proves nothing: {reference.broken}"),))
    if not reference.passed:
        return Sound((_at(module, "reference", f"the reference does not pass: {_why(reference)}"),))
    tests = tuple(sorted_like(module.about.tests, [case.id for case in reference.cases]))
    problems = [] if tests_follow else list(_listed(module, tests))
    right = {f"variants/{name}": files for name, files in module.variants.items()}
    wrong = {"stub": ("stub", module.stub)}
    wrong |= {f"cheap/{name}": (f"cheap/{name}", files) for name, files in module.cheap.items()}
    with PARSING:
        known = dict(known_cheap(module.reference, module.about.targets))
        problems += _variants(module)
    wrong |= {what: ("validator", files) for what, files in known.items()}
    now = msgspec.structs.replace(module, about=msgspec.structs.replace(module.about, tests=tests))
    jobs = [job_of(now, files) for files in (*right.values(), *(files for _, files in wrong.values()))]
    judged = judge_all(jobs)
    passing, seconds = {"reference": module.reference}, {"reference": reference.duration_ms / 1000}
    for (name, files), one in zip(right.items(), judged, strict=False):
        if one.passed:
            passing[name], seconds[name] = files, one.duration_ms / 1000
        else:
            problems.append(_at(module, name, f"this variant does not pass: {_why(one)}"))
    for (name, (place, _)), one in zip(wrong.items(), judged[len(right) :], strict=True):
        if one.passed:
            problems.append(_at(module, place, f"{_cheap(name)} passes all {len(tests)} tests: it must be rejected"))
        elif one.broken and name == "stub":
            problems.append(_at(module, place, f"the stub is not judged: {one.broken}"))
    return Sound(tuple(problems), tests, passing, seconds, sum(not one.passed for one in judged[len(right) :]))


def _listed(module: Module, tests: Sequence[str]) -> Iterator[Problem]:
    """Every test is expected, and every expected test is there."""
    file = module.folder / ABOUT
    more = "`mastery curriculum check --write` fills the list in"
    new = [id for id in tests if id not in module.about.tests]
    if new:
        others = f" and {len(new) - 1} more are" if len(new) > 1 else " is"
        yield in_toml(file, ("tests",), f"{new[0]}{others} not expected: {more}")
    for index, id in enumerate(module.about.tests):
        if id not in tests:
            yield in_toml(file, ("tests", index), f"there is no such test: {more}")
        elif id in module.about.tests[:index]:
            yield in_toml(file, ("tests", index), "is listed twice")


def sorted_like(known: Sequence[str], found: Iterable[str]) -> list[str]:
    """The tests that were found, those that are listed already first and in that order."""
    place = {id: index for index, id in enumerate(known)}
    return sorted(found, key=lambda id: (place.get(id, len(place)), id if id not in place else ""))


def _variants(module: Module) -> Iterator[Problem]:
    """There are two at least, and they are no copies."""
    seen = {_code(module.reference): "the reference"}
    for name, files in module.variants.items():
        same = seen.setdefault(_code(files), f"variants/{name}")
        if same != f"variants/{name}":
            yield _at(module, f"variants/{name}", f"is the same code as {same}: a variant is written differently")
    if len(module.variants) < LEAST_VARIANTS:
        yield problem(
            module.folder / "variants",
            0,
            f"has {_many(len(module.variants))}; it must have at least {LEAST_VARIANTS}",
        )


def _code(files: Files) -> tuple[tuple[str, str], ...]:
    """What the files do, without comments and layout."""
    import ast

    def dumped(data: bytes) -> str:
        try:
            return ast.dump(ast.parse(data))
        except (SyntaxError, ValueError):
            return data.decode("utf-8", "replace")

    return tuple((name, dumped(data)) for name, data in files.items())


def _why(judged: Judged) -> str:
    """In a line, why something did not pass."""
    if judged.broken or judged.ended:
        return judged.broken or judged.ended
    failed = [case for case in judged.cases if case.outcome != "passed"]
    if not failed:
        return "the validator has no tests"
    return f"{len(failed)} of {len(judged.cases)} tests fail, first {failed[0].id}: {_said(failed[0])}"


def _said(case: Case) -> str:
    said = case.message or (f"expected {case.expected}, got {case.got}" if case.expected else case.outcome)
    line = " ".join(said.split())
    return line if len(line) <= 200 else f"{line[:197]}..."


def _at(module: Module, place: str, message: str) -> Problem:
    """A problem of a solution: in its first file."""
    folder = module.folder / place
    return problem(folder if place == "validator" else folder / module.about.files[0], 0, message)


def _cheap(name: str) -> str:
    """How a message begins that is about a solution that must be rejected."""
    return {"stub": "the stub"}.get(
        name, "this cheap solution" if name.startswith("cheap/") else f"a solution ({name})"
    )


def _many(count: int) -> str:
    return "1 solution" if count == 1 else f"{count} solutions"
