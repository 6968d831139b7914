"""Finding a bug for a learner's own code: one that the validator catches, and not on all of its tests."""

import random
import time
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

import msgspec

from mastery_tui.learning.bugs.declared import declared
from mastery_tui.learning.bugs.injected import Injected
from mastery_tui.learning.bugs.mutations import Candidate, candidates, made
from mastery_tui.learning.bugs.source import encoded
from mastery_tui.learning.curriculum import Limits, Module
from mastery_tui.learning.judging.job import Job, Judge, Judged, job_of

_FEW = 0.25
"""A searched bug that fails at most this part of the tests is taken at once."""

_PATIENCE = 24
"""So many runs after the first searched bug that would do, the best one is taken."""

_SLOWER, _LEAST_S = 10.0, 3.0
"""A candidate may take so many times as long as the correct code, and at least so long: endless loops cost little."""


class NotCorrect(Exception):
    """The files do not pass their validator, so that a bug in them would prove nothing. The text is one line."""


def find(
    module: Module,
    files: Mapping[str, bytes],
    judge: Judge,
    *,
    seed: int,
    avoid: frozenset[str] = frozenset(),
    most_s: float = 60.0,
    workers: int = 1,
) -> tuple[Injected, Judged] | None:
    """A bug for these files and what the validator says of it, or None where none was found in `most_s` seconds.

    Declared bugs come first, then searched ones, of which those that fewest tests catch are preferred; what is in
    `avoid` (ids) comes after all others. The same files and seed give the same order. With `workers` above one, `judge`
    is called from so many threads. Raises NotCorrect where the files do not pass as they are, and ValueError where the
    Python that runs this cannot parse them.
    """
    until = time.monotonic() + most_s
    job = job_of(module, files)
    first = judge(job)
    if not first.passed:
        raise NotCorrect(_why(first))
    job = msgspec.structs.replace(job, limits=_limits(job.limits, first.duration_ms / 1000))
    chance = random.Random(f"{module.name} {seed}")  # noqa: S311 (which bug comes is no secret)
    for ids in (avoid, frozenset[str]()):
        fresh = [bug for bug in _declared(module, files) if bug.id not in ids]
        chance.shuffle(fresh)
        for bug, judged in _judged(fresh, job, judge, until, workers):
            if accepted(judged):
                return bug, judged
        searched = [one for one in candidates(files, module.about.targets) if one.id not in ids]
        best = _best(made(_spread(searched, chance)), job, judge, until, workers)
        if best or not avoid:
            return best
    return None


def _declared(module: Module, files: Mapping[str, bytes]) -> list[Injected]:
    try:
        return list(declared(module, files))
    except ValueError:
        return []  # an author's mistake, which `mastery curriculum check` tells: the learner goes on without


def accepted(judged: Judged) -> bool:
    """Whether some tests fail and some pass, in a run that came to its end."""
    return not judged.broken and not judged.ended and 0 < judged.failing < len(judged.cases)


def _best(
    bugs: Iterable[Injected], job: Job, judge: Judge, until: float, workers: int
) -> tuple[Injected, Judged] | None:
    best: tuple[Injected, Judged] | None = None
    since = 0
    for bug, judged in _judged(bugs, job, judge, until, workers):
        since += best is not None
        if accepted(judged):
            if judged.failing <= max(1, _FEW * len(judged.cases)):
                return bug, judged
            if best is None or judged.failing < best[1].failing:
                best = bug, judged
        if since >= _PATIENCE:
            break
    return best


def _judged(
    bugs: Iterable[Injected], job: Job, judge: Judge, until: float, workers: int
) -> Iterator[tuple[Injected, Judged]]:
    """What the validator says of each, in their order, until the time is over."""

    def one(bug: Injected) -> Judged:
        return judge(msgspec.structs.replace(job, files={**job.files, bug.file: encoded(bug.after)}))

    left = iter(bugs)
    if workers < 2:
        for bug in left:
            if time.monotonic() >= until:
                return
            yield bug, one(bug)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers) as pool:
        while time.monotonic() < until and (some := list(islice(left, workers))):
            yield from zip(some, pool.map(one, some), strict=True)


def _spread(some: Iterable[Candidate], chance: random.Random) -> list[Candidate]:
    """In an order of chance in which no kind comes again before every other had its turn."""
    kinds: dict[str, list[Candidate]] = {}
    for candidate in some:
        kinds.setdefault(candidate.change.kind, []).append(candidate)
    groups = list(kinds.values())
    for group in groups:
        chance.shuffle(group)
    order: list[Candidate] = []
    while groups:
        chance.shuffle(groups)
        order += [group.pop() for group in groups]
        groups = [group for group in groups if group]
    return order


def _limits(limits: Limits, took_s: float) -> Limits:
    most = min(limits.wall_s, max(_LEAST_S, _SLOWER * took_s))
    return msgspec.structs.replace(limits, wall_s=most)


def _why(judged: Judged) -> str:
    if judged.broken or judged.ended:
        return f"the code does not pass its validator: {judged.broken or judged.ended}"
    failed = [case.id for case in judged.cases if case.outcome != "passed"]
    if not failed:
        return "the validator has no tests, so nothing shows that the code is correct"
    return f"the code does not pass its validator: {len(failed)} of {len(judged.cases)} tests fail, first {failed[0]}"
