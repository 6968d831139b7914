"""The proof of a curriculum: module by module, what does not hold."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor, as_completed
from pathlib import Path

import msgspec

from mastery_tui.config.settings_file import SettingsError
from mastery_tui.learning.authoring import hardening, hints, markdown, questions, solutions
from mastery_tui.learning.authoring.parsing import PARSING
from mastery_tui.learning.authoring.problem import Problem, in_toml, of_error, problem
from mastery_tui.learning.authoring.tests_list import write_tests
from mastery_tui.learning.curriculum import Head, Module
from mastery_tui.learning.judging.job import Judge
from mastery_tui.learning.read import HEAD, read_head, read_module


class Checked(msgspec.Struct, frozen=True):
    """What came of one module; `written` says whether its list of tests was filled in."""

    module: str
    problems: tuple[Problem, ...] = ()
    tests: int = 0
    solutions: int = 0
    rejected: int = 0
    bugs: int = 0
    questions: int = 0
    written: bool = False
    seconds: float = 0.0

    @property
    def holds(self) -> bool:
        return not self.problems


def read(folder: Path) -> tuple[Head, dict[str, Module], list[Checked]]:
    """The head, the modules that can be read, and what is wrong with the others. Raises SettingsError for the head."""
    head, order = read_head(folder)
    for index, requirement in enumerate(head.requirements):
        if not _is_requirement(requirement):
            file = folder / HEAD
            where = in_toml(file, ("requirements", index), "is no requirement that pip would understand")
            raise SettingsError(where.file, where.line, 0, "", where.message)
    modules: dict[str, Module] = {}
    broken: list[Checked] = []
    for id, needs in order.items():
        try:
            modules[id] = read_module(folder / "modules" / id, head, needs)
        except SettingsError as error:
            broken.append(Checked(f"{head.id}/{id}", (of_error(error),)))
    return head, modules, broken


def _is_requirement(text: str) -> bool:
    from packaging.requirements import InvalidRequirement, Requirement

    try:
        Requirement(text)
    except InvalidRequirement:
        return False
    return True


def check_modules(modules: list[Module], judge: Judge, jobs: int, write: bool = False) -> Iterator[Checked]:
    """Check all of them, `jobs` runs at a time; each is told as soon as it is done."""
    with ThreadPoolExecutor(jobs, "judge") as pool, ThreadPoolExecutor(max(1, len(modules)), "module") as heads:
        waiting = [heads.submit(check_module, module, judge, pool, write) for module in modules]
        try:
            for done in as_completed(waiting):
                yield done.result()
        finally:
            for one in waiting:
                one.cancel()
            pool.shutdown(wait=False, cancel_futures=True)


def check_module(module: Module, judge: Judge, pool: Executor, write: bool = False) -> Checked:
    """One module, its runs shared out in `pool`."""
    began = time.monotonic()
    with PARSING:
        found = list(texts(module))
        unreadable = _no_python(module)
    sound = solutions.Sound(())
    written = False
    if "build" in module.about.stages and not unreadable:
        sound = solutions.check(module, lambda jobs: list(pool.map(judge, jobs)), tests_follow=write)
        found += sound.problems
        if write and sound.tests:
            written = write_tests(module, sound.tests)
        if sound.passing:
            found += hardening.check(module, sound, judge, lambda work: list(pool.map(_call, work)))
    found += unreadable
    return Checked(
        module.name,
        tuple(sorted(set(found))),
        len(sound.tests),
        len(sound.passing),
        sound.rejected,
        len(module.bugs),
        len(module.questions),
        written,
        time.monotonic() - began,
    )


def texts(module: Module) -> Iterator[Problem]:
    """What is wrong with what a module says; nothing of it is run."""
    top = module.folder.parent.parent
    prompt, ladder = module.folder / "prompt.md", module.folder / "hints.md"
    yield from markdown.check(prompt, module.prompt, top, title=True)
    if ladder.exists():
        text = ladder.read_text("utf-8").replace("\r\n", "\n")
        yield from markdown.check(ladder, text, top, title=False)
        yield from hints.check(ladder, text, module.reference)
    yield from questions.check(module)


def _no_python(module: Module) -> list[Problem]:
    """Solutions that are no Python at all: they are told before anything is run."""
    import ast
    import warnings

    places = {"stub": module.stub, "reference": module.reference}
    places |= {f"variants/{name}": files for name, files in module.variants.items()}
    places |= {f"cheap/{name}": files for name, files in module.cheap.items()}
    found: list[Problem] = []
    for place, files in places.items():
        for name, data in files.items():
            try:
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")
                    ast.parse(data)
            except SyntaxError as error:
                found.append(problem(module.folder / place / name, error.lineno or 0, f"is no Python: {error.msg}"))
            except ValueError as error:
                found.append(problem(module.folder / place / name, 0, f"is no Python: {error}"))
    return found


def _call(work: Callable[[], list[Problem]]) -> list[Problem]:
    return work()
