"""The cycle Test, Validate, Fix, Test, Pass on what really happened, and what matters most in it."""
