"""The knowledge estimate on simulated learners, of whom it is known what they know.

They are those of Corbett and Anderson, unlike our model in three things: each has parameters of their own, they also
learn from what went wrong, and nobody told the model who they are.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from benchmarks.table import Row
from mastery_tui.evidence.levels.knowledge import Observation, Traced

LEARNERS = 10_000
OUTCOMES = 25
WEIGHTS = (0.25, 0.3, 0.5, 0.8)
"""Of the outcomes that are not the learner's own doing alone; three in ten are such."""
MOST_ERROR = 0.05
MOST_WRONG = 0.05
BAR = 0.9
"""As levels.toml has it for Intermediate; a test compares them."""

BETA = 12.0
"""How far the parameters of learners lie around their mean: a standard deviation of 0.08 to 0.14."""
POPULATIONS: dict[str, tuple[float, float, float, float]] = {
    "around the grid": (0.3, 0.14, 0.2, 0.1),
    "beginners who learn slowly": (0.05, 0.05, 0.2, 0.1),
    "learn nothing": (0.3, 0.01, 0.2, 0.1),
    "guess a third": (0.3, 0.14, 0.35, 0.1),
    "guess half": (0.3, 0.14, 0.5, 0.1),
    "slip a quarter": (0.3, 0.14, 0.2, 0.25),
    "learn fast": (0.3, 0.35, 0.2, 0.1),
    "know it already": (0.7, 0.14, 0.2, 0.1),
}
"""Means of prior, learn, guess and slip. Of the learners of `mixed`, the one that is held against the bars, seven in
ten are around the grid, three in ten anywhere: uniform up to 0.9, 0.4, 0.5 and 0.3."""
MIXED = "mixed"
_WIDEST = (0.9, 0.4, 0.5, 0.3)


class Figures(NamedTuple):
    """`error`: expected calibration error over every moment of every learner; `granted`: share of learners who were
    above the bar once; `wrong`: of those, the share who did not know the skill at the first moment that they were."""

    error: float
    granted: float
    wrong: float


def parameters(name: str, learners: int, random: Any) -> Any:
    """(learners, 4): everybody's own prior, learn, guess and slip."""
    import numpy as np

    means = np.array(POPULATIONS.get(name, POPULATIONS["around the grid"]))
    found = random.beta(means * BETA, (1 - means) * BETA, (learners, 4))
    if name == MIXED:
        anywhere = random.random((learners, 4)) * np.array(_WIDEST)
        found = np.where(random.random((learners, 1)) < 0.3, anywhere, found)
    return found


def simulated(name: str, learners: int, outcomes: int, seed: int) -> Iterator[list[tuple[Observation, bool]]]:
    """Per learner the outcomes, each with whether the skill is known after it."""
    import numpy as np

    random = np.random.default_rng(seed)
    prior, learn, guess, slip = parameters(name, learners, random).T
    known = random.random(learners) < prior
    steps = []
    for _ in range(outcomes):
        weight = np.where(random.random(learners) < 0.3, random.choice(WEIGHTS, learners), 1.0)
        own = random.random(learners) < weight
        right = ~own | (random.random(learners) < np.where(known, 1 - slip, guess))
        known = known | (random.random(learners) < learn)
        steps.append((weight.tolist(), right.tolist(), known.tolist()))
    for learner in range(learners):
        yield [
            (Observation(float(at), right[learner], weight[learner]), knows[learner])
            for at, (weight, right, knows) in enumerate(steps)
        ]


def figures(name: str, learners: int = LEARNERS, outcomes: int = OUTCOMES, seed: int = 1, bar: float = BAR) -> Figures:
    """What the estimate is worth for this population."""
    bins = [[0, 0.0, 0] for _ in range(10)]
    granted = wrong = 0
    for life in simulated(name, learners, outcomes, seed):
        traced, above = Traced(), False
        for one, knows in life:
            traced = traced.after(one)
            now = traced.estimate()
            found = bins[min(int(now.mean * 10), 9)]
            found[0] += 1
            found[1] += now.mean
            found[2] += knows
            if not above and now.lower >= bar:
                above = True
                granted += 1
                wrong += not knows
    error = sum(abs(claimed - true) for _, claimed, true in bins) / (learners * outcomes)
    return Figures(error, granted / learners, wrong / max(granted, 1))


def rows(name: str, learners: int = LEARNERS, *, held: bool) -> list[Row]:
    found = figures(name, learners)
    who = f"knowledge, {learners:,} learners, {name}"
    return [
        Row(
            f"{who}: expected calibration error",
            f"{found.error:.3f}",
            f"<= {MOST_ERROR}" if held else "",
            found.error <= MOST_ERROR if held else None,
        ),
        Row(
            f"{who}: granted wrongly",
            f"{100 * found.wrong:.1f} % of grants ({100 * found.granted:.0f} % of learners are granted it)",
            f"<= {100 * MOST_WRONG:.0f} %" if held else "",
            found.wrong <= MOST_WRONG if held else None,
        ),
    ]


def run() -> list[Row]:
    found = rows(MIXED, held=True)
    for name in POPULATIONS:
        found += rows(name, LEARNERS // 5, held=False)
    return found


if __name__ == "__main__":
    from benchmarks.table import show

    show(run())
