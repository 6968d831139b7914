"""All that verdicts rest on, as one value."""

from collections.abc import Mapping, Sequence

import msgspec

from mastery_tui.evidence.record import Attested
from mastery_tui.model.metric import Metric
from mastery_tui.model.proof import VerdictName


class Evidence(msgspec.Struct, frozen=True):
    """What is known when objectives are judged. Times are in seconds.

    `metrics`: of this session, each with its grade. `baseline`: what is compared with, None when none was set.
    `attestations`: those that were not withdrawn, each with when it was given, oldest first. `blobs`: every file of the
    tree as it is now, to its blob id. `before`: the verdict of a (project, objective) and since when it has it.
    `author`: how the author of the tree is called, so that their own word is shown as such.
    """

    metrics: Mapping[str, Metric]
    baseline: Mapping[str, float] | None = None
    attestations: Sequence[tuple[Attested, float]] = ()
    blobs: Mapping[str, str] = {}
    now: float = 0.0
    before: Mapping[tuple[str, str], tuple[VerdictName, float]] = {}
    author: frozenset[str] = frozenset()
