"""What only the whole tree tells: dead code and repeated lines, folded from the facts that each file's result carries."""
