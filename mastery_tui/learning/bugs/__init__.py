"""Bugs: realistic defects, put into a learner's own code so that its comments and layout stay."""
