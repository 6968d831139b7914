"""Justify: answers in a learner's own words, what asks for more of them, and how they are graded."""
