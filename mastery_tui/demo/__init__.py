"""The demo: a small project with real problems, and somebody who edits it."""
