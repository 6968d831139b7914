"""Two dashboards on one tree record the same save twice: the second time says nothing new."""

from collections import deque

from mastery_tui.evidence.record import Settled

SLACK_S = 0.25
"""How much later than the other one a dashboard may hear of a save."""
_KEPT = 4


class Echo:
    """Tells the runs that overlap in time and say the same from those that come one after the other.

    A dashboard begins a run after its last one has ended: two equal runs that overlap are two dashboards' word on one
    save.
    """

    def __init__(self) -> None:
        self._last: deque[tuple[float, float, Settled]] = deque(maxlen=_KEPT)

    def heard(self, at: float, run: Settled) -> bool:
        """Whether another dashboard said this already; `at` in seconds, when the run ended."""
        took = run.latency_ms / 1000.0
        for other_at, other_took, other in self._last:
            if abs(at - other_at) < max(took, other_took) + SLACK_S and _same(run, other):
                return True
        self._last.append((at, took, run))
        return False


def _same(one: Settled, other: Settled) -> bool:
    """What findings came and went is left out: a dashboard that was opened just now knows of none."""
    return one.holds == other.holds and (
        (one.changed, one.counts, one.tests, one.checks) == (other.changed, other.counts, other.tests, other.checks)
    )
