"""Nothing that a learner saved is ever lost: by chance, with SIGKILL between any two calls of what mastery does."""

import random
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from mastery_tui.learning.acts.reset import reset, undo
from mastery_tui.learning.shelf import Shelf, shelf
from tests.learning.acts import killed, tiny
from tests.learning.acts.by_chance import ByChance

SEQUENCES, MANY = 20, 1_000
LEAST, MOST = 5, 15


@pytest.fixture
def known(home: Path) -> Shelf:
    """The small curriculum, with all that acts import loaded: children are forks of this process."""
    tiny.make()
    found = shelf(None, trusted=False)
    assert not found.problems
    return found


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder in memory where there is one: what is killed here is a process, not the machine."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        yield Path(folder).resolve()


def sequence(place: Path, known: Shelf, seed: int) -> ByChance:
    """One learner's acts. Raises AssertionError with all that they did."""
    root = place / f"tree-{seed}"
    root.mkdir()
    learner = ByChance(root, known, seed)
    try:
        for _ in range(learner.chance.choice((0, 0, 3, 5, 7, 9))):  # begin further on
            learner.lead_on(learner.modules[0], kill=False)
        for _ in range(learner.chance.randint(LEAST, MOST)):
            learner.act()
        learner.settle()
    except AssertionError as error:
        raise AssertionError(f"seed {seed}: {error}\n" + "\n".join(f"  {line}" for line in learner.trace)) from error
    shutil.rmtree(root)
    return learner


def hammered(place: Path, known: Shelf, seeds: range) -> None:
    done = [sequence(place, known, seed) for seed in seeds]
    acts = {line.split(" clamp")[0].split(" scale")[0] for learner in done for line in learner.trace}
    assert sum(learner.kills for learner in done) > 2 * len(done)
    assert {"start", "start --fresh", "harden --fresh", "keep", "undo", "reset", "reset --all", "practice"} <= acts


def test_an_undo_that_was_killed_is_done_again(place: Path, known: Shelf) -> None:
    """From the first call that it makes to the last."""
    learner = ByChance(place, known, 0)
    module = learner.modules[0]
    for _ in range(3):
        learner.lead_on(module, kill=False)
    before, was = learner.state(), learner.progress
    for at in range(10, 60):  # those before open the ledger
        learner.mastery("reset", lambda s, m: reset(s, (m,)), module, kill=False)
        ended = killed.run(lambda: learner.said(lambda s, m: undo(s), module), at=at)
        learner.look()
        if was.modules != learner.progress.modules:
            learner.mastery("undo", lambda s, m: undo(s), module, kill=False)
        assert (learner.state(), learner.progress.modules) == (before, was.modules), f"killed before call {at}"
        if ended is not None:
            break
    assert 15 < at < 59


def test_nothing_that_was_saved_is_lost(place: Path, known: Shelf) -> None:
    hammered(place, known, range(SEQUENCES))


@pytest.mark.long
@pytest.mark.timeout(3_600)
def test_nothing_that_was_saved_is_lost_in_a_thousand_sequences(place: Path, known: Shelf) -> None:
    first = random.SystemRandom().randrange(10**6, 10**9)
    print(f"seeds from {first}")
    hammered(place, known, range(first, first + MANY))
