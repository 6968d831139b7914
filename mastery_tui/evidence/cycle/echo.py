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
        self._runs: deque[tuple[float, float, Settled]] = deque(maxlen=_KEPT)
        self._last = self._busy = float("-inf")  # when the last of them ended, and the latest that any could reach

    def heard(self, at: float, run: Settled) -> bool:
        """Whether another dashboard said this already; `at` in seconds, when the run ended."""
        took = run.latency_ms / 1000.0
        begun = at - SLACK_S
        if begun < self._busy or begun - took < self._last:
            for other_at, other_took, other in self._runs:
                if abs(at - other_at) < max(took, other_took) + SLACK_S and _same(run, other):
                    return True
        self._runs.append((at, took, run))
        if at > self._last:
            self._last = at
        if at + took > self._busy:
            self._busy = at + took
        return False


def _same(one: Settled, other: Settled) -> bool:
    """What findings came and went is left out: a dashboard that was opened just now knows of none."""
    return one.holds == other.holds and (
        (one.changed, one.counts, one.tests, one.checks) == (other.changed, other.counts, other.tests, other.checks)
    )
