"""Signs: what means what, always a glyph plus a colour."""

from mastery_tui.model.proof import VerdictName
from mastery_tui.model.state import CheckState

SKIPPED = "–"
PARTLY = "◐"

SEVERITY = {"error": ("✗", "error"), "warning": ("!", "warning"), "info": ("·", "info")}

STATUS = {
    "passed": ("✓", "ok"),
    "failed": ("✗", "error"),
    "running": ("●", "accent"),
    "stale": ("~", "muted"),
    "skipped": (SKIPPED, "muted"),
    "unknown": ("○", "muted"),
}

VERDICT: dict[VerdictName, tuple[str, str]] = {
    "pass": ("✓", "ok"),
    "warn": ("!", "warning"),
    "fail": ("✗", "error"),
    "stale": ("~", "muted"),
    "unknown": ("○", "muted"),
    "n/a": (SKIPPED, "muted"),
    "error": ("✗", "error"),
}
"""Glyph and role of each verdict; an error of ours says so in a word as well."""

FULL, EMPTY = "━", "╌"


def status_sign(check: CheckState) -> tuple[str, str]:
    """The glyph and role of a check: findings show as their worst severity, a check that never ran as unknown."""
    if check.status == "findings":
        worst = next((s for s in SEVERITY if check.counts.get(s)), "info")
        return ("✗", "error") if worst == "error" else ("!", "warning") if worst == "warning" else ("·", "info")
    if check.status == "stale" and not check.generation:
        return STATUS["unknown"]
    return STATUS[check.status]


def bar(done: int, total: int, width: int) -> tuple[str, str]:
    """A progress bar as its full and its empty part."""
    full = width * min(done, total) // total if total else 0
    return FULL * full, EMPTY * (width - full)


def duration(seconds: float) -> str:
    """A duration in three or four characters: 84 ms, 1.2 s, 48 s, 3 min."""
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 10:
        return f"{seconds:.1f} s"
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def count(number: int, word: str) -> str:
    """`3 files`, `1 file`."""
    return f"{number:,} {word}" + ("" if number == 1 else "s")
