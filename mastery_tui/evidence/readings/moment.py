"""When a report says that its run was, which no touch and no copy of the file changes."""

import math
import time
from datetime import UTC, datetime

_EARLIEST = 946_684_800.0  # the year 2000: what lies before is no moment but a default


def moment(text: str | None) -> float:
    """Seconds of a time as ISO 8601 has it; 0.0 for what is none.

    Without an offset it may be local time or UTC: the later one, so that nothing is thought older than it is.
    """
    try:
        said = datetime.fromisoformat((text or "")[:40].strip())
        if said.tzinfo is not None:
            return _sane(said.timestamp())
        return _sane(max(said.timestamp(), said.replace(tzinfo=UTC).timestamp()))
    except (ValueError, OverflowError, OSError):
        return 0.0


def epoch_ms(text: str | None) -> float:
    """Seconds of a time in milliseconds since 1970; 0.0 for what is none. Some tools write seconds: those too."""
    if text is None or len(text) > 16 or not text.isascii() or not text.isdigit():
        return 0.0
    value = float(text)
    return _sane(value / 1000.0 if value > 1e11 else value)


def _sane(seconds: float) -> float:
    return seconds if math.isfinite(seconds) and _EARLIEST <= seconds <= time.time() + 1e9 else 0.0
