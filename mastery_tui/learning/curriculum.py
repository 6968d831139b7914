"""What a curriculum says, as values. `learning/read.py` makes them from a folder; docs/curricula.md is for authors."""

from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec

from mastery_tui.model.learning import STAGES, StageName

Kind = Literal["build", "justify-only", "project"]
Positive = Annotated[float, msgspec.Meta(gt=0)]
Whole = Annotated[int, msgspec.Meta(ge=1)]


class Criterion(msgspec.Struct, frozen=True):
    """One thing that a good answer says: yes or no. Without `required` it only counts for the score, by `weight`."""

    id: str
    text: str
    required: bool = True
    weight: Positive = 1.0


class Failure(msgspec.Struct, frozen=True):
    """One named way in which answers go wrong: how it `looks`, and the question that leads on (`follow_up`).

    `criteria` are the ids of the criteria that such an answer misses.
    """

    id: str
    name: str
    looks: str
    follow_up: str
    criteria: tuple[str, ...] = ()


class Question(msgspec.Struct, frozen=True):
    """A question about a module. `shallow` are answers that must not pass; `model` is never shown before the end.

    An answer has at least `least_words` words, and holds with a score of at least `pass_score` (0 to 1) and every
    required criterion met.
    """

    id: str
    ask: str
    model: str
    criteria: tuple[Criterion, ...] = msgspec.field(name="criterion")
    failures: tuple[Failure, ...] = msgspec.field(name="failure")
    shallow: tuple[str, ...]
    least_words: Whole = 12
    pass_score: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.7


class Pattern(msgspec.Struct, frozen=True):
    """One way in which people write what a bug breaks.

    `find` is an ast-grep pattern, or `rule` an ast-grep rule as a table; `rewrite` takes the place of the match, with
    the same metavariables. `where` maps a metavariable to a regular expression that its text must match whole.
    """

    rewrite: str
    find: str = ""
    rule: dict[str, Any] = {}
    where: dict[str, str] = {}

    def __post_init__(self) -> None:
        if bool(self.find) == bool(self.rule):
            raise ValueError("a pattern has either find or rule")


class Bug(msgspec.Struct, frozen=True):
    """A defect that can be put into a learner's own code, in the function or class `target` of `file`.

    `file` "" is the module's only file. `symptom` is what the learner is told; `misconception` what stands behind it.
    """

    id: str
    title: str
    target: str
    symptom: str
    misconception: str
    patterns: tuple[Pattern, ...] = msgspec.field(name="pattern")
    hints: tuple[str, ...] = ()
    file: str = ""


class Baseline(msgspec.Struct, frozen=True):
    """How fast it should be: `file` in validator/ has `speed()`, run with the learner's code and with the reference.

    More than `slower` times the reference's time is told; it fails nothing.
    """

    file: str = "speed.py"
    slower: Annotated[float, msgspec.Meta(gt=1)] = 10.0


class Limits(msgspec.Struct, frozen=True):
    """What the learner's code may use in one run: seconds, seconds of CPU, MiB of memory, MiB per written file."""

    wall_s: Positive = 20.0
    cpu_s: Whole = 20
    memory_mib: Whole = 2048
    file_mib: Whole = 16


class About(msgspec.Struct, frozen=True):
    """module.toml. `files` are what the learner edits; `tests` all ids that the validator must report passed.

    `targets` are the functions, classes or `Class.method`s that bugs may go into (default: all of the reference's).
    """

    title: str
    domain: str
    skills: tuple[str, ...]
    minutes: Whole
    kind: Kind = "build"
    stages: tuple[StageName, ...] = STAGES
    files: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    baseline: Baseline | None = None
    limits: Limits = Limits()


class Listed(msgspec.Struct, frozen=True):
    """A module as curriculum.toml lists it: its folder in modules/, and the ids of modules that come before it."""

    id: str
    needs: tuple[str, ...] = ()


class Head(msgspec.Struct, frozen=True):
    """curriculum.toml. `python` is the least version of the language; `requirements` are what pip is given.

    `imports` are the packages that a warm runner loads ahead (default: the names of the requirements). `folder` is
    where in the learner's tree the files of the modules go.
    """

    id: str
    version: str
    title: str
    author: str
    licence: str
    modules: tuple[Listed, ...] = msgspec.field(name="module")
    python: Annotated[str, msgspec.Meta(pattern=r"^3\.\d+$")] = "3.9"
    language: str = "en"
    summary: str = ""
    folder: str = ""
    requirements: tuple[str, ...] = ()
    imports: tuple[str, ...] = ()


class Module(msgspec.Struct, frozen=True):
    """A module as read. Files map a path, relative to where the learner's files go, to content.

    `stub`, `reference`, `variants` (name → files) and `cheap` (name → files: solutions that must be rejected) are empty
    where the module has nothing to build. `validator` is a folder.
    """

    curriculum: str
    id: str
    about: About
    needs: tuple[str, ...]
    folder: Path
    prompt: str
    hints: tuple[str, ...]
    questions: tuple[Question, ...]
    bugs: tuple[Bug, ...]
    stub: dict[str, bytes]
    reference: dict[str, bytes]
    variants: dict[str, dict[str, bytes]]
    cheap: dict[str, dict[str, bytes]]

    @property
    def name(self) -> str:
        """How a person names it where two curricula have a module of the same id."""
        return f"{self.curriculum}/{self.id}"

    @property
    def validator(self) -> Path:
        return self.folder / "validator"


class Curriculum(msgspec.Struct, frozen=True):
    """A curriculum: modules by id, in an order in which none comes before one that it needs. `origin`: whose it is."""

    head: Head
    modules: dict[str, Module]
    folder: Path
    origin: str = "built-in"

    @property
    def id(self) -> str:
        return self.head.id

    @property
    def imports(self) -> tuple[str, ...]:
        """What a warm runner loads ahead."""
        import re

        return self.head.imports or tuple(
            re.split(r"[^A-Za-z0-9_]", name, maxsplit=1)[0] for name in self.head.requirements
        )
