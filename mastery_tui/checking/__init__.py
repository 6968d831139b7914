"""Checks on changed files: interface, discovery, scheduler, pool, cache."""
