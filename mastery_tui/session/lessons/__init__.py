"""Learning in a session: acts one after the other, a verdict on every save, all of it in the State."""
