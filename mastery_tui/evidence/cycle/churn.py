"""How often each file changed lately: once for every run that it was saved for."""

from collections import Counter
from collections.abc import Mapping

from mastery_tui.evidence.cycle.echo import Echo
from mastery_tui.evidence.record import Event, Settled

DAYS = 30
DAY_S = 86_400.0


class Churn:
    """Changes by day (UTC) and path; the last DAYS of them, today included, are at hand."""

    def __init__(self) -> None:
        self._echo = Echo()
        self._days: dict[int, Counter[str]] = {}
        self._window: Counter[str] = Counter()
        self._today: int | None = None

    def take(self, at: float, event: Event) -> None:
        """One row later; `at` in seconds."""
        if type(event) is not Settled or not event.changed or self._echo.heard(at, event):
            return
        day = int(at // DAY_S)
        self._days.setdefault(day, Counter()).update(event.changed)
        if self._today is not None and self._today - DAYS < day <= self._today:
            self._window.update(event.changed)

    def lately(self, now: float) -> Mapping[str, int]:
        """How often each path changed in the last DAYS; not to be changed. What bears a time to come does not count."""
        today = int(now // DAY_S)
        if today != self._today:
            self._today = today
            self._window = Counter()
            for day, paths in self._days.items():
                if today - DAYS < day <= today:
                    self._window.update(paths)
            for day in [day for day in self._days if day <= today - DAYS]:
                del self._days[day]
        return self._window
