"""What only the whole tree tells: dead code and repeated lines, folded from the facts each file's result carries."""
