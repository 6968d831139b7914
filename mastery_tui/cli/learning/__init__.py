"""`mastery learn …`: a file per group of its verbs."""
