"""What is to be judged, and what came of it."""

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from mastery_tui.learning.curriculum import Baseline, Limits, Module
from mastery_tui.model.learning import Case


class Job(msgspec.Struct, frozen=True):
    """One run. `files` maps the paths of the learner's files to their content; `tests` are the ids that must pass.

    With `baseline`, and once all tests pass, its `speed()` is timed with `files` and with `reference`. `hidden` are
    folders that the learner's code must not be able to read.
    """

    files: dict[str, bytes]
    validator: Path
    tests: tuple[str, ...] = ()
    limits: Limits = Limits()
    baseline: Baseline | None = None
    reference: dict[str, bytes] = {}
    hidden: tuple[Path, ...] = ()


class Judged(msgspec.Struct, frozen=True):
    """What came of it: a case for each id of `tests` (outcome "missing" where nothing was heard of it), and for others.

    `broken` is "" or one line why the run proves nothing of the code: the validator itself fails, no process could be
    started. `ended` is "" or one line on how the learner's code ended the run (time, memory, exit). `slower` is how
    many times the reference's time it took (at least, where it was too slow to be timed), 0.0 where that was not
    measured. `notes` say what could not be enforced.
    """

    cases: tuple[Case, ...] = ()
    duration_ms: float = 0.0
    broken: str = ""
    ended: str = ""
    slower: float = 0.0
    notes: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether every expected test was reported passed, and no other failed."""
        return (
            bool(self.cases) and not self.broken and not self.ended and all(c.outcome == "passed" for c in self.cases)
        )

    @property
    def failing(self) -> int:
        return sum(case.outcome != "passed" for case in self.cases)


Judge = Callable[[Job], Judged]


def job_of(module: Module, files: Mapping[str, bytes], *, timed: bool = False) -> Job:
    """A run of a module's validator on these files."""
    about = module.about
    return Job(
        files=dict(files),
        validator=module.validator,
        tests=about.tests,
        limits=about.limits,
        baseline=about.baseline if timed else None,
        reference=module.reference if timed else {},
        hidden=(module.folder.parent.parent,),
    )
