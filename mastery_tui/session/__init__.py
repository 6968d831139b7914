"""The session wires the floors below, owns the State and publishes it."""

from mastery_tui.session.session import Session
from mastery_tui.session.wanted import SessionError

__all__ = ["Session", "SessionError"]
