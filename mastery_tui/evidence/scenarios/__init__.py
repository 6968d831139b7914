"""Scenarios: real commands that are measured, by `[[scenario]]` of mastery.toml."""
