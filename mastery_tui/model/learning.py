"""What is shown of learning: curricula, modules, stages, and what a person did in them last."""

from typing import Literal

import msgspec

StageName = Literal["build", "justify", "harden"]
STAGES: tuple[StageName, ...] = ("build", "justify", "harden")

Mark = Literal["none", "locked", "open", "doing", "failed", "held", "stale", "due"]
"""none: the module has no such stage; doing: begun; failed: tried last and did not hold; held: it holds now;
stale: it held for another content of the files; due: it held, and is to be practised again."""

Decision = Literal["pass", "fail", "error", "unknown"]
"""error: the validator could not judge, whatever the code is; unknown: nothing was judged. Neither is a pass."""


class Case(msgspec.Struct, frozen=True):
    """One test of a validator. `message` says in few lines what is wrong.

    `call` is what was called with what, `expected` and `got` are values as text with shape and type; each is "" where
    the test does not tell. `size` counts the numbers and characters of the arguments: the smallest case is told first.
    """

    id: str
    outcome: Literal["passed", "failed", "error", "missing"]
    message: str = ""
    call: str = ""
    expected: str = ""
    got: str = ""
    size: int = 0


class Verdict(msgspec.Struct, frozen=True):
    """What a validator says of some content. `reason` is one line; `notes` are lines that fail nothing.

    Of the failed tests the one with the smallest case comes first.
    """

    module: str
    stage: StageName
    verdict: Decision
    tests: tuple[Case, ...] = ()
    duration_ms: float = 0.0
    reason: str = ""
    notes: tuple[str, ...] = ()


class AnswerState(msgspec.Struct, frozen=True):
    """A question and how far its answer is.

    `status` is open, draft, more (the filter asks for more), review (waits for yes or no per criterion), failed or
    held; `feedback` are lines for the learner; `criteria` are (id, text, met), shown when a person assesses the answer;
    `model` is the model answer, "" until it may be seen. `grader` says who graded: self, or the name of a grader.
    """

    id: str
    ask: str
    status: str = "open"
    text: str = ""
    feedback: tuple[str, ...] = ()
    criteria: tuple[tuple[str, str, bool | None], ...] = ()
    model: str = ""
    grader: str = ""
    score: float = 0.0


class HardenState(msgspec.Struct, frozen=True):
    """A bug that waits to be found. `file` is the buggy copy (relative to the tree).

    `diagnosis` is the last one that was stated: (line, why), `hit` whether its line touches the defect (None: none was
    stated). `fixed`: the tests pass on the copy. `diff` is shown once the stage holds, which takes both.
    """

    bug: str
    source: Literal["declared", "searched"]
    file: str
    symptom: str
    failing: int
    passing: int
    practice: bool = False
    hints: tuple[str, ...] = ()
    diagnosis: tuple[int, str] | None = None
    hit: bool | None = None
    fixed: bool = False
    diff: tuple[str, ...] = ()
    misconception: str = ""


class ModuleState(msgspec.Struct, frozen=True):
    """One module as shown. `files` are paths in the learner's tree; `missing` the modules that have to be built first.

    `stages` maps each stage to its mark; `stage` is where the learner is, "" when all hold. `next` is one line.
    """

    curriculum: str
    id: str
    title: str
    domain: str
    kind: str
    minutes: int
    stages: dict[StageName, Mark]
    stage: str = ""
    files: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    next: str = ""
    attempts: int = 0
    hints_used: int = 0
    due_at: float = 0.0


class ModuleDetail(msgspec.Struct, frozen=True):
    """What is known of the module that a person is at."""

    curriculum: str
    module: str
    prompt: str = ""
    hints: tuple[str, ...] = ()
    hints_total: int = 0
    questions: tuple[AnswerState, ...] = ()
    verdict: Verdict | None = None
    checked_at: float = 0.0
    validating: bool = False
    harden: HardenState | None = None
    busy: str = ""


class CurriculumState(msgspec.Struct, frozen=True):
    """A curriculum as shown; `missing` are requirements that the project's Python lacks, `install` the command."""

    id: str
    version: str
    title: str
    origin: str
    modules: tuple[ModuleState, ...]
    missing: tuple[str, ...] = ()
    install: str = ""


class Learning(msgspec.Struct, frozen=True):
    """All of it. `at` is (curriculum, module) of the one that a person is at; `next` the next step, one line."""

    curricula: tuple[CurriculumState, ...] = ()
    at: tuple[str, str] | None = None
    detail: ModuleDetail | None = None
    next: str = ""
    problems: tuple[str, ...] = ()
