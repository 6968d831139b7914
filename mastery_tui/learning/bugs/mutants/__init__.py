"""Small changes of meaning, a file per family: each says what a node of the learner's code could wrongly have been."""
