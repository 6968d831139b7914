"""What is fast, measured side by side in one run with what a user would run instead: `python -m benchmarks`."""
