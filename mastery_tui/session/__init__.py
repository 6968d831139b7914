"""The session wires the floors below, owns the State and publishes it."""

from mastery_tui.session.session import Session, SessionError

__all__ = ["Session", "SessionError"]
