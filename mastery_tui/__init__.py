"""mastery-tui: what this code base, and the person writing it, can prove right now."""

__version__ = "0.1.0"
