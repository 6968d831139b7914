"""A curriculum from its folder. Nothing in it is run; a mistake is told with file, line and the nearest right name."""

import os
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePosixPath
from typing import TypeVar

import msgspec

from mastery_tui.config import toml_file, typed
from mastery_tui.config.nearest import suggestion
from mastery_tui.config.settings_file import Document, SettingsError
from mastery_tui.learning.curriculum import About, Bug, Curriculum, Head, Listed, Module, Question

S = TypeVar("S", bound=msgspec.Struct)

HEAD, ABOUT, QUESTIONS, BUGS = "curriculum.toml", "module.toml", "questions.toml", "bugs.toml"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_RUNG = re.compile(r"^## .*$", re.MULTILINE)
_FILE_BYTES, _FILES = 1 << 20, 200
RESERVED = frozenset({"conftest", "sitecustomize", "usercustomize", "pytest", "numpy"})
"""Names that a learner's module must not have: the validator would mean another one."""


class _Questions(msgspec.Struct, frozen=True):
    questions: tuple[Question, ...] = msgspec.field(name="question")


class _Bugs(msgspec.Struct, frozen=True):
    bugs: tuple[Bug, ...] = msgspec.field(name="bug")


def read_curriculum(folder: Path, origin: str = "built-in") -> Curriculum:
    """The curriculum in this folder. Raises SettingsError: one line with file, line, key and what is allowed."""
    head, order = read_head(folder)
    modules = {id: read_module(folder / "modules" / id, head, needs) for id, needs in order.items()}
    return Curriculum(head, modules, folder, origin)


def read_head(folder: Path) -> tuple[Head, dict[str, tuple[str, ...]]]:
    """curriculum.toml alone: the head, and what each module needs, none before one that it needs. SettingsError."""
    document = _document(folder / HEAD)
    head = _typed(document, Head)
    if not _ID.fullmatch(head.id):
        raise document.error(("id",), "must be made of letters, digits, - and _")
    if head.folder and not _is_inside(head.folder):
        raise document.error(("folder",), "must be a path inside the learner's tree, with / between names")
    order = _order(document, head.modules)
    return head, order


def _order(document: Document, listed: tuple[Listed, ...]) -> dict[str, tuple[str, ...]]:
    """The modules as listed, moved behind those that they need."""
    needs: dict[str, tuple[str, ...]] = {}
    for index, module in enumerate(listed):
        if not _ID.fullmatch(module.id):
            raise document.error(("module", index, "id"), "must be made of letters, digits, - and _")
        if module.id in needs:
            raise document.error(("module", index, "id"), f'there are two modules "{module.id}"')
        needs[module.id] = module.needs
    for index, module in enumerate(listed):
        for need in module.needs:
            if need not in needs:
                raise document.error(
                    ("module", index, "needs"), f'no module "{need}"; {suggestion(need, set(needs) - {module.id})}'
                )
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = " → ".join(error.args[1])
        at = next(index for index, module in enumerate(listed) if module.id in error.args[1])
        raise document.error(("module", at, "needs"), f"modules need each other in a circle: {circle}") from error
    # As listed wherever that is possible: a stable order that never puts a module before one that it needs.
    placed: dict[str, tuple[str, ...]] = {}
    waiting = list(needs)
    while waiting:
        ready = next(id for id in waiting if all(need in placed for need in needs[id]))
        placed[ready] = needs[ready]
        waiting.remove(ready)
    return placed


def read_module(folder: Path, head: Head, needs: tuple[str, ...]) -> Module:
    """One module. Raises SettingsError."""
    document = _document(folder / ABOUT)
    about = _typed(document, About)
    about = _checked(document, about)
    builds = "build" in about.stages
    asked = _document(folder / QUESTIONS) if "justify" in about.stages or (folder / QUESTIONS).exists() else None
    broken = _document(folder / BUGS) if (folder / BUGS).exists() else None
    module = Module(
        curriculum=head.id,
        id=folder.name,
        about=about,
        needs=needs,
        folder=folder,
        prompt=_text(folder / "prompt.md"),
        hints=_rungs(_text(folder / "hints.md")) if builds or (folder / "hints.md").exists() else (),
        questions=_typed(asked, _Questions).questions if asked else (),
        bugs=_typed(broken, _Bugs).bugs if broken else (),
        stub=_solution(folder / "stub", about) if builds else {},
        reference=_solution(folder / "reference", about) if builds else {},
        variants=_solutions(folder / "variants", about) if builds else {},
        cheap=_solutions(folder / "cheap", about) if builds else {},
    )
    if asked:
        _check_questions(asked, module)
    if broken:
        _check_bugs(broken, module)
    if builds and not any(module.validator.glob("test_*.py")):
        raise SettingsError(_shown(module.validator), 0, 0, "", "has no test_*.py: a build needs a validator")
    return module


def _checked(document: Document, about: About) -> About:
    if len(set(about.stages)) != len(about.stages) or not about.stages:
        raise document.error(("stages",), "names each stage at most once, and at least one")
    if about.kind == "justify-only":
        about = msgspec.structs.replace(about, stages=("justify",), files=())
    elif about.stages[0] != "build":
        raise document.error(("stages",), f'a module of the kind "{about.kind}" begins with "build"')
    elif not about.files:
        raise document.error(("files",), "is missing: which files the learner edits")
    for index, name in enumerate(about.files):
        if not _is_inside(name) or not name.endswith(".py"):
            raise document.error(("files", index), "must be the path of a .py file, with / between names")
        stem = PurePosixPath(name).parts[0].removesuffix(".py")
        if stem in RESERVED or stem.startswith("test_"):
            raise document.error(
                ("files", index), f"must not be called {stem}: the validator would mean another module"
            )
    return about


def _check_questions(document: Document, module: Module) -> None:
    seen: set[str] = set()
    for index, question in enumerate(module.questions):
        key = ("question", index)
        if question.id in seen:
            raise document.error((*key, "id"), f'there are two questions "{question.id}"')
        seen.add(question.id)
        if len(question.failures) < 3:
            raise document.error(key, f"names {len(question.failures)} failure modes; it must name at least three")
        if not question.shallow:
            raise document.error((*key, "shallow"), "must have at least one answer that is not enough")
        known = [criterion.id for criterion in question.criteria]
        if not known:
            raise document.error(key, "has no criteria")
        for at, failure in enumerate(question.failures):
            for criterion in failure.criteria:
                if criterion not in known:
                    where = (*key, "failure", at, "criteria")
                    raise document.error(where, f'no criterion "{criterion}"; {suggestion(criterion, known)}')


def _check_bugs(document: Document, module: Module) -> None:
    seen: set[str] = set()
    for index, bug in enumerate(module.bugs):
        if bug.id in seen:
            raise document.error(("bug", index, "id"), f'there are two bugs "{bug.id}"')
        seen.add(bug.id)
        if not bug.patterns:
            raise document.error(("bug", index), "has no pattern")
        if bug.file and bug.file not in module.about.files:
            raise document.error(("bug", index, "file"), f"no such file; {suggestion(bug.file, module.about.files)}")
        for at, pattern in enumerate(bug.patterns):
            for name, expression in pattern.where.items():
                try:
                    re.compile(expression)
                except re.error as error:
                    where = ("bug", index, "pattern", at, "where", name)
                    raise document.error(where, f"is no regular expression: {error}") from error


def _solutions(folder: Path, about: About) -> dict[str, dict[str, bytes]]:
    """Every solution in a folder of its own, by name."""
    if not folder.is_dir():
        return {}
    return {
        place.name: _solution(place, about)
        for place in sorted(folder.iterdir())
        if place.is_dir() and _ID.match(place.name)
    }


def _solution(folder: Path, about: About) -> dict[str, bytes]:
    """The module's files as they stand in this folder."""
    return {name: _bytes(folder / name) for name in about.files}


def _rungs(text: str) -> tuple[str, ...]:
    """The hints of a ladder: each begins with a heading `## …`; what stands before the first is for authors."""
    starts = [match.start() for match in _RUNG.finditer(text)]
    return tuple(text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True))


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        bool(name)
        and not path.is_absolute()
        and "\\" not in name
        and ".." not in path.parts
        and str(path) == name
        and not any(part.startswith(".") for part in path.parts)
    )


def _document(file: Path) -> Document:
    document = toml_file.read(file, _shown(file))
    if document is None:
        raise SettingsError(_shown(file), 0, 0, "", "there is no such file")
    return document


def _typed(document: Document, kind: type[S]) -> S:
    try:
        return typed.table(kind, document.table)
    except typed.Wrong as wrong:
        raise document.error(wrong.key, wrong.message) from wrong


def _text(file: Path) -> str:
    data = _bytes(file)
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SettingsError(_shown(file), line, 0, "", "is not UTF-8: save it as UTF-8") from error


def _bytes(file: Path) -> bytes:
    try:
        if not file.is_file():
            raise SettingsError(_shown(file), 0, 0, "", "there is no such file")
        with file.open("rb") as opened:
            data = opened.read(_FILE_BYTES + 1)
    except OSError as error:
        raise SettingsError(_shown(file), 0, 0, "", f"cannot be read: {os.strerror(error.errno or 0)}") from error
    if len(data) > _FILE_BYTES:
        raise SettingsError(_shown(file), 0, 0, "", f"is larger than {_FILE_BYTES >> 20} MiB")
    return data


def _shown(file: Path) -> str:
    return toml_file.short(file)


def folders_of(place: Path) -> Iterator[Path]:
    """The folders of curricula in a folder of content."""
    try:
        inside = sorted(place.iterdir())
    except OSError:
        return
    yield from (folder for folder in inside if (folder / HEAD).is_file())
