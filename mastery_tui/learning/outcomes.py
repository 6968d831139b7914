"""What a learner did, as outcomes that say how probable it is that the skill is known: a fold over events.

docs/levels.md has the table of weights. Practice weighs nothing, neither way; neither does a second look at what held.
"""

from collections.abc import Iterable

from mastery_tui.evidence.levels.knowledge import Observation
from mastery_tui.learning.events import (
    Answered,
    Diagnosed,
    Event,
    Forgot,
    Held,
    Hinted,
    Injected,
    OfModule,
    Reset,
    Undone,
    Validated,
)
from mastery_tui.learning.progress import Key, taken_back

ALONE = 1.0
HINT = 0.5
"""Each hint, and each diagnosis that missed, leaves so much of the weight of what was done after it."""
ATTEMPT = 0.1
"""A build that failed before it held: a half-written file fails too, it may be saved every minute."""
MISSED = 0.5
GRADED = 0.8
SELF_ASSESSED = 0.3
MOST_ATTEMPTS = 5
MOST_MISSED = 3
MOST_FAILED = 2
"""Of attempts on one build, diagnoses of one bug, failed answers to one question: so many count."""


class Tried:
    """One module. `told` are its outcomes, each with its place among all events; `graded` the questions that hold
    beyond self-assessment."""

    def __init__(self) -> None:
        self.told: list[tuple[int, Observation]] = []
        self.graded: set[str] = set()
        self._built = False
        self._attempts = 0
        self._hints: set[int] = set()
        self._bug_hints: set[int] = set()
        self._missed = 0
        self._assessed: set[str] = set()
        self._failed: dict[str, int] = {}

    def take(self, event: OfModule, at: float, number: int) -> None:
        match event:
            case Validated(stage="build", verdict="fail", practice=False) if not self._built:
                self._attempts += 1
                if self._attempts <= MOST_ATTEMPTS:
                    self._tell(number, at, False, ATTEMPT, "build")
            case Hinted(practice=False):
                (self._bug_hints if event.stage == "harden" else self._hints).add(event.number)
            case Held(stage="build") if not self._built:
                self._built = True
                self._tell(number, at, True, ALONE * HINT ** len(self._hints), "build")
            case Held(stage="harden"):
                self._tell(number, at, True, ALONE * HINT ** (len(self._bug_hints) + self._missed), "harden")
                self._next_bug()
            case Injected(practice=False):
                self._next_bug()
            case Diagnosed(hit=False, practice=False):
                self._missed += 1
                if self._missed <= MOST_MISSED:
                    self._tell(number, at, False, MISSED, "diagnosis")
            case Forgot():
                self._tell(number, at, False, ALONE, "review")
                self._next_bug()
            case Answered():
                self._answered(event, at, number)
            case _:
                pass

    def _answered(self, event: Answered, at: float, number: int) -> None:
        question, kind = event.question, "self-assessed" if event.self_assessed else "graded"
        if question in self.graded or (event.self_assessed and question in self._assessed):
            return
        weight = SELF_ASSESSED if event.self_assessed else GRADED
        if not event.held:
            self._failed[question] = self._failed.get(question, 0) + 1
            if self._failed[question] <= MOST_FAILED:
                self._tell(number, at, False, weight, kind)
            return
        if not event.self_assessed and question in self._assessed:
            weight -= SELF_ASSESSED  # one answer counts once
        (self._assessed if event.self_assessed else self.graded).add(question)
        self._tell(number, at, True, weight, kind)

    def _next_bug(self) -> None:
        self._bug_hints, self._missed = set(), 0

    def _tell(self, number: int, at: float, right: bool, weight: float, kind: str) -> None:
        self.told.append((number, Observation(at, right, weight, kind)))


class Outcomes:
    """Of all modules; what was reset or taken back does not count, as in `learning/progress.py`. One thread's."""

    def __init__(self) -> None:
        self._events: list[tuple[Event, float]] = []
        self._modules: dict[Key, Tried] = {}
        self._taken_back = False

    def take(self, event: Event, at: float) -> None:
        """One event later, in the order of the ledger."""
        self._events.append((event, at))
        self._taken_back = self._taken_back or isinstance(event, Undone)
        if not self._taken_back:
            self._step(len(self._events) - 1)

    def of(self, key: Key) -> Tried:
        """What was tried of this module."""
        if self._taken_back:  # once, however much was
            self._fold_again()
        return self._modules.get(key) or Tried()

    def among(self, keys: Iterable[Key]) -> tuple[Observation, ...]:
        """The outcomes of these modules in the order in which they happened."""
        found = [told for key in keys for told in self.of(key).told]
        return tuple(one for _, one in sorted(found, key=lambda each: each[0]))

    def _step(self, number: int) -> None:
        event, at = self._events[number]
        match event:
            case OfModule(curriculum=curriculum, module=module):
                self._modules.setdefault((curriculum, module), Tried()).take(event, at, number)
            case Reset(curriculum=curriculum, module=module):
                for key in [key for key in self._modules if key == (curriculum, module or key[1])]:
                    del self._modules[key]
            case _:
                pass

    def _fold_again(self) -> None:
        void = taken_back([event for event, _ in self._events])
        self._modules = {}
        self._taken_back = False
        for number in range(len(self._events)):
            if number not in void:
                self._step(number)
