"""How probable it is that a skill is known: Bayesian knowledge tracing with an interval.

After A. T. Corbett and J. R. Anderson, Knowledge Tracing (1995): a skill is known or not, at first with probability
`prior`; who knows it fails with probability `slip`, who does not succeeds with probability `guess`; who succeeded
without knowing knows it from then on with probability `learn`. docs/levels.md says why these values and this interval.
"""

from collections.abc import Iterable
from itertools import product
from typing import Annotated

import msgspec

LEARN = (0.1, 0.3)
GUESS = (0.1, 0.25, 0.4)
SLIP = (0.08, 0.22)
PRIORS = (0.05, 0.2, 0.4, 0.6)
"""All are equally likely. What the outcomes say about them moves the priors only: few outcomes cannot tell a learner
who guesses from one who learned (J. E. Beck and K. Chang, Identifiability, 2007), so they must not choose between
those. This is a cut of the feedback as of F. Liu, M. Bayarri and J. Berger, Modularization in Bayesian Analysis (2009).
It is also why an outcome that is right can lower neither the mean nor a bound."""

TAIL = 0.05
"""What lies outside of the interval, on each side."""
_LEAST_DOUBT = 1e-9
"""Nothing is so certain that some failures could not shake it."""
_SETS = tuple(product(LEARN, GUESS, SLIP))


class Observation(msgspec.Struct, frozen=True, gc=False):
    """An outcome. `weight`, 0 to 1, is the probability that it was the learner's own doing; else it says nothing."""

    at: float
    right: bool
    weight: Annotated[float, msgspec.Meta(ge=0, le=1)] = 1.0
    kind: str = ""


class Estimate(msgspec.Struct, frozen=True, gc=False):
    """The probability, 0 to 1, that the skill is known, with the bounds of its 90 % interval, after `n` outcomes."""

    mean: float
    lower: float
    upper: float
    n: int


Path = tuple[float, float, float]
"""For one set of parameters, how the outcomes weigh where the skill was known all along, was learned on the way, is not
known yet; the first under the condition that it was known at the beginning, the others that it was not."""


class Traced(msgspec.Struct, frozen=True):
    """What the outcomes so far say. One more costs as much as there are sets of parameters."""

    paths: tuple[Path, ...] = ((0.5, 0.0, 0.5),) * len(_SETS)
    n: int = 0

    def after(self, *outcomes: Observation) -> "Traced":
        """Some outcomes later."""
        paths = tuple(_walked(path, each, outcomes) for path, each in zip(self.paths, _SETS, strict=True))
        return Traced(paths, self.n + len(outcomes))

    def estimate(self, memory: float = 1.0) -> Estimate:
        """The estimate, where `memory`, 0 to 1, is the share of it that practice has kept alive."""
        points: list[tuple[float, float]] = []
        for always, learned, never in self.paths:
            masses = [(p * always + (1.0 - p) * learned, (1.0 - p) * never) for p in PRIORS]
            whole = sum(known + unknown for known, unknown in masses) * len(self.paths)
            points += [(known / (known + unknown), (known + unknown) / whole) for known, unknown in masses]
        points.sort()
        mean = sum(value * mass for value, mass in points)
        kept = min(max(memory, 0.0), 1.0)
        return Estimate(kept * mean, kept * _quantile(points, TAIL), kept * _quantile(points, 1.0 - TAIL), self.n)


def estimate(observations: Iterable[Observation], memory: float = 1.0) -> Estimate:
    """The estimate after these outcomes, in order."""
    return Traced().after(*observations).estimate(memory)


def _walked(path: Path, parameters: tuple[float, float, float], outcomes: Iterable[Observation]) -> Path:
    always, learned, never = path
    learn, guess, slip = parameters
    for one in outcomes:
        weight = one.weight
        if one.right:
            known, unknown, learns = 1.0 - weight * slip, never * (1.0 - weight * (1.0 - guess)), weight * learn
        else:
            known, unknown, learns = 1.0 - weight * (1.0 - slip), never * (1.0 - weight * guess), 0.0
        always *= known
        learned = learned * known + unknown * learns
        never = max(unknown * (1.0 - learns), _LEAST_DOUBT * (always + learned))
        scale = 1.0 / (always + learned + never)
        always, learned, never = always * scale, learned * scale, never * scale
    return always, learned, never


def _quantile(points: list[tuple[float, float]], share: float) -> float:
    """The least value, of sorted ones, up to which there is this share of the mass."""
    below = 0.0
    for value, mass in points:
        below += mass
        if below >= share:
            return value
    return points[-1][0]
