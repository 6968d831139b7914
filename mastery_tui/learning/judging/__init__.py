"""Judging: a validator's tests in one process, the learner's code in another that can neither see nor touch them."""
