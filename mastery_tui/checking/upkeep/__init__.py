"""What the upkeep check reads from one file: docstrings, notes, secrets, names and repeated lines."""
