"""Moments and how long ago they were, in a few characters; clocks are local time."""

import time
from datetime import date, datetime

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def now() -> float:
    """The moment, in seconds."""
    return time.time()


def since(at: float, moment: float) -> str:
    """How long it has been, in one unit: `<1m`, `12m`, `3h`, `5d`."""
    passed = max(0.0, moment - at)
    if passed < _MINUTE:
        return "<1m"
    if passed < 2 * _HOUR:
        return f"{passed / _MINUTE:.0f}m"
    return f"{passed / _HOUR:.0f}h" if passed < 2 * _DAY else f"{passed / _DAY:,.0f}d"


def clock(at: float, moment: float) -> str:
    """When it was: the time of today, else the day as well."""
    when, today = datetime.fromtimestamp(at), datetime.fromtimestamp(moment).date()
    time_ = when.strftime("%H:%M")
    if when.date() == today:
        return time_
    return f"{when.day} {when.strftime('%b' if when.year == today.year else '%b %Y')} {time_}"


def day(of: date, today: date) -> str:
    """A day as a heading."""
    if of == today:
        return "today"
    if (today - of).days == 1:
        return "yesterday"
    return of.strftime("%A %d %B" if of.year == today.year else "%d %B %Y")
