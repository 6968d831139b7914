"""What opens later is imported while nobody waits: the first time that a key opens it is as quick as the next."""

from importlib import import_module
from threading import Event

SCREENS = (
    "help",
    "commands",
    "details",
    "fix",
    "dismiss",
    "checks",
    "settings",
    "themes",
    "export",
    "learn",
    "objective",
    "levels",
    "cycle",
    "timeline",
    "lesson",
)
OTHERS = ("mastery_tui.ui.widgets.filter", "mastery_tui.ui.widgets.below", "mastery_tui.ui.clipboard")

BETWEEN_S = 0.25
"""Seconds between two imports: the event loop is kept waiting by one of them at most, and for a moment."""


def load(left: Event) -> None:
    """Import them until `left` is set; to be called in a thread, once the first scan is done."""
    for name in (*OTHERS, *(f"mastery_tui.ui.screens.{name}" for name in SCREENS)):
        if left.wait(BETWEEN_S):
            return
        import_module(name)
