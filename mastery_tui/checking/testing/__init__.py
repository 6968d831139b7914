"""The engine of the tests check: runs pytest in the project's Python and hears each outcome over a private channel."""
