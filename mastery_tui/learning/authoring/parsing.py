"""Threads that parse take turns."""

from threading import RLock

PARSING = RLock()
"""Held around `ast.parse`: CPython 3.11 counts the depth of a tree per interpreter and not per thread, so that two
threads that parse at once can end in a SystemError."""
