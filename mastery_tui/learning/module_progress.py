"""What counts of one module, and how each event changes it."""

import msgspec
from msgspec.structs import replace

from mastery_tui.learning.events import (
    Answered,
    Diagnosed,
    Forgot,
    Held,
    Hinted,
    Injected,
    OfModule,
    Started,
    Taken,
    Validated,
)
from mastery_tui.learning.schedule import Rating, Review
from mastery_tui.model.learning import StageName

Content = frozenset[tuple[str, str]]
"""Names of files with the SHA-256 of what each holds."""

_GRADES = ("", "self-assessed", "validated", "graded")
"""From the least on."""


class StageProgress(msgspec.Struct, frozen=True):
    """One stage. Times are in seconds, 0.0: never.

    `attempts` and `failures` count what was judged, without practice; `last_failed` is about the last of them, which
    judged `last_content`. `grade` is the best evidence so far; `contents` are those for which it held. `hints` are the
    numbers of those shown, in harden of one bug after the other; `hints_before` how many before it first held.
    """

    attempts: int = 0
    failures: int = 0
    last_at: float = 0.0
    last_failed: bool = False
    last_content: Content = frozenset()
    last_ms: float = 0.0
    spent_ms: float = 0.0
    held_at: float = 0.0
    held_last_at: float = 0.0
    grade: str = ""
    contents: frozenset[Content] = frozenset()
    hints: tuple[int, ...] = ()
    hints_before: int = 0

    @property
    def held(self) -> bool:
        """Whether it ever held; for which content is another matter."""
        return bool(self.grade)


class AnswerProgress(msgspec.Struct, frozen=True):
    """A question. `held` stays once it was; the rest is of the last answer, or of the one that held."""

    attempts: int = 0
    held: bool = False
    grader: str = ""
    self_assessed: bool = False
    score: float = 0.0
    met: tuple[str, ...] = ()
    text_sha: str = ""
    at: float = 0.0


class BugProgress(msgspec.Struct, frozen=True):
    """A bug that was put in. `diagnoses` are (line, why, hit); `fixed`: it waits no more."""

    bug: str
    source: str
    sha: str
    failing: int
    passing: int
    at: float
    attempts: int = 0
    diagnoses: tuple[tuple[int, str, bool], ...] = ()
    hints: tuple[int, ...] = ()
    fixed: bool = False


class ModuleProgress(msgspec.Struct, frozen=True):
    """One module. `bug` is the one that counts and waits to be fixed, `solved` the last one that was; `practice` is the
    last one that does not count.

    `found` are the ids of the bugs that were found, in order; `reviews` what the schedule is made of.
    """

    started_at: float = 0.0
    started: Content = frozenset()
    version: str = ""
    stages: dict[StageName, StageProgress] = {}
    answers: dict[str, AnswerProgress] = {}
    bug: BugProgress | None = None
    solved: BugProgress | None = None
    practice: BugProgress | None = None
    found: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    reviews: tuple[Review, ...] = ()

    def stage(self, name: StageName) -> StageProgress:
        return self.stages.get(name, _UNTRIED)

    @property
    def attempts(self) -> int:
        return sum(stage.attempts for stage in self.stages.values())

    @property
    def hints_used(self) -> int:
        return sum(len(stage.hints) for stage in self.stages.values())


_UNTRIED = StageProgress()


def content(files: dict[str, str]) -> Content:
    """Digests by name, as a value that can be compared and kept in a set."""
    return frozenset(files.items())


def after(now: ModuleProgress, event: OfModule, at: float) -> ModuleProgress:
    """One event of this module later."""
    if event.version:
        now = replace(now, version=event.version)
    match event:
        case Started():
            return replace(now, started_at=now.started_at or at, started=content(event.files))
        case Validated():
            return _validated(now, event, at)
        case Hinted():
            return _hinted(now, event)
        case Answered():
            return _answered(now, event, at)
        case Injected():
            fresh = BugProgress(event.bug, event.source, event.sha, event.failing, event.passing, at)
            return replace(now, practice=fresh) if event.practice else replace(now, bug=fresh)
        case Diagnosed():
            return _diagnosed(now, event)
        case Held():
            return _held(now, event, at)
        case Taken():
            return replace(now, taken=(*now.taken, event.bug))
        case Forgot():
            reviews = (*now.reviews, Review(at, "again")) if now.reviews else ()
            return replace(now, reviews=reviews, bug=None)
        case _:
            return now


def _validated(now: ModuleProgress, event: Validated, at: float) -> ModuleProgress:
    if event.practice:
        bug = now.practice
        if bug is None:
            return now
        fixed = bug.fixed or event.verdict == "pass"
        return replace(now, practice=replace(bug, attempts=bug.attempts + 1, fixed=fixed))
    stage = now.stage(event.stage)
    judged, failed = content(event.files), event.verdict == "fail"
    contents = stage.contents
    if event.stage == "build" and failed:
        contents -= {judged}  # the validator of a newer version may see more
    elif event.stage == "build" and event.verdict == "pass" and stage.held:
        contents |= {judged}
    stage = replace(
        stage,
        attempts=stage.attempts + 1,
        failures=stage.failures + failed,
        last_at=at,
        last_failed=event.verdict != "pass",
        last_content=judged,
        last_ms=event.duration_ms,
        spent_ms=stage.spent_ms + event.duration_ms,
        contents=contents,
    )
    now = _with_stage(now, event.stage, stage)
    if event.stage == "harden" and now.bug is not None:
        now = replace(now, bug=replace(now.bug, attempts=now.bug.attempts + 1))
    return now


def _hinted(now: ModuleProgress, event: Hinted) -> ModuleProgress:
    if event.practice:  # weighs nothing
        bug = now.practice
        return replace(now, practice=replace(bug, hints=_with_number(bug.hints, event.number))) if bug else now
    if event.stage == "harden" and now.bug is not None:
        now = replace(now, bug=replace(now.bug, hints=_with_number(now.bug.hints, event.number)))
    stage = now.stage(event.stage)
    shown = (*stage.hints, event.number) if event.stage == "harden" else _with_number(stage.hints, event.number)
    return _with_stage(now, event.stage, replace(stage, hints=shown))


def _answered(now: ModuleProgress, event: Answered, at: float) -> ModuleProgress:
    known = now.answers.get(event.question, AnswerProgress())
    attempts = known.attempts + 1
    if known.held and not event.held:
        answer = replace(known, attempts=attempts)
    else:
        told = (event.grader, event.self_assessed, event.score, event.met, event.text_sha)
        answer = AnswerProgress(attempts, event.held, *told, at)
    stage = now.stage("justify")
    failures = stage.failures + (not event.held)
    stage = replace(stage, attempts=stage.attempts + 1, failures=failures, last_at=at, last_failed=not event.held)
    return _with_stage(replace(now, answers={**now.answers, event.question: answer}), "justify", stage)


def _diagnosed(now: ModuleProgress, event: Diagnosed) -> ModuleProgress:
    stated = (event.line, event.why, event.hit)
    if not event.practice and now.bug is not None and now.bug.bug == event.bug:
        return replace(now, bug=replace(now.bug, diagnoses=(*now.bug.diagnoses, stated)))
    if now.practice is not None and now.practice.bug == event.bug:
        return replace(now, practice=replace(now.practice, diagnoses=(*now.practice.diagnoses, stated)))
    return now


def _held(now: ModuleProgress, event: Held, at: float) -> ModuleProgress:
    stage = now.stage(event.stage)
    contents = stage.contents
    if event.files:
        contents |= {content(event.files)}
    elif event.stage == "build" and stage.attempts and not stage.last_failed:
        contents |= {stage.last_content}
    stage = replace(
        stage,
        held_at=stage.held_at or at,
        held_last_at=at,
        grade=max(stage.grade, event.grade, key=_weight),
        contents=contents,
        last_failed=False,
        hints_before=stage.hints_before if stage.held else len(stage.hints),
    )
    now = _with_stage(now, event.stage, stage)
    return _reviewed(now, event, at) if event.stage == "harden" else now


def _reviewed(now: ModuleProgress, event: Held, at: float) -> ModuleProgress:
    """Harden holds: the module is mastered, or was remembered."""
    bug = now.bug if now.bug is not None and event.bug in ("", now.bug.bug) else None
    reviews = now.reviews
    if not reviews:
        reviews = (Review(at, "good"),)
    elif bug is not None:
        reviews = (*reviews, Review(at, _rating(bug)))
    now = replace(now, reviews=reviews, found=(*now.found, event.bug or (bug.bug if bug else "")))
    return replace(now, bug=None, solved=replace(bug, fixed=True)) if bug is not None else now


def _rating(bug: BugProgress) -> Rating:
    if any(not hit for _, _, hit in bug.diagnoses):
        return "again"
    return "hard" if bug.hints else "good"


def _weight(grade: str) -> int:
    return _GRADES.index(grade) if grade in _GRADES else 1


def _with_stage(now: ModuleProgress, name: StageName, stage: StageProgress) -> ModuleProgress:
    return replace(now, stages={**now.stages, name: stage})


def _with_number(numbers: tuple[int, ...], number: int) -> tuple[int, ...]:
    return numbers if number in numbers else (*numbers, number)
