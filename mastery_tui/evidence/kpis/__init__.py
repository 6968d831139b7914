"""Key figures of reliability and performance, each against its target."""
