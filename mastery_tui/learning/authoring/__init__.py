"""For authors: a curriculum to start from, and the proof that one holds what it promises."""
