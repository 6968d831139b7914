"""Samples by day (UTC), so that a window of days moves on without a look at what is older."""

import math
from bisect import insort
from collections.abc import Iterator, Sequence

DAY_S = 86_400.0


def day_of(at: float) -> int:
    """The day of a moment in seconds, counted from 1970."""
    return int(at // DAY_S)


def percentile(ordered: Sequence[float], share: float) -> float:
    """The least value that `share` of all do not exceed (nearest rank)."""
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def median(ordered: Sequence[float]) -> float:
    """The value in the middle, or the mean of the two there."""
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2.0


class Samples:
    """Values of each day, and of the window of `days` that was asked for last."""

    def __init__(self, days: int) -> None:
        self._width = days
        self._days: dict[int, list[float]] = {}
        self._mixed: set[int] = set()
        self._window: list[float] = []
        self._today: int | None = None

    def add(self, at: float, value: float) -> None:
        """One more, at that moment in seconds."""
        day = day_of(at)
        self._days.setdefault(day, []).append(value)
        self._mixed.add(day)
        if self._today is not None and self._today - self._width < day <= self._today:
            insort(self._window, value)

    def window(self, today: int) -> Sequence[float]:
        """The values of the window that ends with the day `today`, least first; not to be changed."""
        if today != self._today:
            self._today = today
            self._window = sorted(value for values in self.daily(today) for value in values)
        return self._window

    def daily(self, today: int) -> Iterator[Sequence[float]]:
        """The values of each day of the window that has any, oldest day and least value first; not to be changed."""
        for day in range(today - self._width + 1, today + 1):
            if (values := self._days.get(day)) is not None:
                if day in self._mixed:
                    values.sort()
                    self._mixed.discard(day)
                yield values


class Shares:
    """How many of how many, by day."""

    def __init__(self, days: int) -> None:
        self._width = days
        self._days: dict[int, tuple[int, int]] = {}

    def add(self, at: float, good: int, all_of_them: int) -> None:
        """So many more, at that moment in seconds."""
        day = day_of(at)
        had = self._days.get(day, (0, 0))
        self._days[day] = (had[0] + good, had[1] + all_of_them)

    def daily(self, today: int) -> list[tuple[int, int]]:
        """(good, all) of each day of the window that has any, oldest first."""
        found = (self._days.get(day) for day in range(today - self._width + 1, today + 1))
        return [one for one in found if one is not None and one[1]]


class Lasts:
    """The last value of each day, None where it became unknown; a day without any goes on with that before."""

    def __init__(self, days: int) -> None:
        self._width = days
        self._days: dict[int, float | None] = {}

    def put(self, at: float, value: float | None) -> None:
        """What it is from that moment on."""
        self._days[day_of(at)] = value

    def at_end(self, day: int) -> float | None:
        """What it was when that day ended."""
        if day in self._days:
            return self._days[day]
        before = [known for known in self._days if known < day]
        return self._days[max(before)] if before else None

    def daily(self, today: int) -> list[tuple[int, float | None]]:
        """What it was at the end of each day of the window and of a week before it; from the first that is known on."""
        first = today - self._width - 6
        value, found = self.at_end(first - 1), []
        for day in range(first, today + 1):
            value = self._days.get(day, value)
            found.append((day, value))
        return found
