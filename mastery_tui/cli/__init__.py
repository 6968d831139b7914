"""The command `mastery`: a file per verb group, imported lazily."""
