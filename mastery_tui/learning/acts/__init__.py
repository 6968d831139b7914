"""What a learner does: start, validate, take a hint, justify, harden, diagnose, reset, undo. A file per act.

Each takes a Study and says what came of it as a value; front ends print it or send it on.
"""
