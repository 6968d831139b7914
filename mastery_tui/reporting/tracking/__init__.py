"""What came of a period: objectives, tests, metrics, levels, cycles, lessons."""
